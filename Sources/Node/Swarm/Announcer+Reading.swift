// What a tracker's answer over HTTP says: its body, and of its head how long to stay away.

import HTTPWire
import TrackerWire
import Vocabulary

extension Announcer {
    /// A tracker that is too busy (429, 503) may say in its head when to come again, as any server
    /// may (RFC 9110, section 10.2.3); what its body says of that (BEP 31) is meant for us.
    static func read(_ head: HTTPResponseHead, _ body: [UInt8], at wallTime: WallTime) -> WayEnd {
        let pause = pause(head, at: wallTime)
        do throws(TrackerViolation) {
            let answer = try AnnounceAnswer(body: body)
            guard case .refused(var refusal) = answer, refusal.retry == nil, let pause else {
                return .answer(answer)
            }
            refusal.retry = .after(pause)
            return .answer(.refused(refusal))
        } catch {
            let problem =
                head.status == 200
                ? "its answer is none of a tracker" : "it answered with status \(head.status)"
            guard let pause else { return .failure(problem) }
            return .answer(.refused(TrackerRefusal(reason: problem, retry: .after(pause))))
        }
    }

    /// Seconds, or a date; up to a day, as with every interval that a tracker names.
    private static func pause(_ head: HTTPResponseHead, at wallTime: WallTime) -> Duration? {
        guard [429, 503].contains(head.status), let text = head.fields["retry-after"] else {
            return nil
        }
        if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            // More digits than a number has are more than a day, too.
            guard let seconds = Int64(text) else { return Limits.trackerIntervalMax }
            return bounded(seconds)
        }
        let date = HTTPDate.seconds(text)
        return date.map { bounded($0.subtractingReportingOverflow(wallTime.seconds).partialValue) }
    }

    private static func bounded(_ seconds: Int64) -> Duration {
        min(.seconds(max(0, seconds)), Limits.trackerIntervalMax)
    }
}
