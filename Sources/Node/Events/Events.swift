// Events on their way to those who watch: a stream each, fed as fast as its reader reads.
//
// Law 1. A stream keeps a number, and the ring is the only copy. A reader who falls behind the ring
//        is told to read the lists again, and costs no more than that.
// Law 2. What one stream is given at a time is bounded, and no more follows before it is taken.
// Law 3. A stream that is silent says something now and then, so that both sides notice an end.

import HTTPWire
import Vocabulary

final class Events {
    private struct Stream {
        let slip: ReplySlip
        /// The last event that was written.
        var told: UInt64
        /// It has lost its place, and hears so first.
        var isLost: Bool
    }

    private unowned let switchboard: Switchboard
    private let surface: any Surface
    private var log: EventLog
    private var streams: [Stream] = []
    private var nextBeat: Instant?
    /// The event that was written last: those who keep up all get the same bytes.
    private var written: (number: UInt64, bytes: [UInt8]) = (0, [])

    init(switchboard: Switchboard, surface: any Surface, instance: UInt64) {
        self.switchboard = switchboard
        self.surface = surface
        log = EventLog(instance: instance)
    }

    /// Events told since the start.
    var count: UInt64 { log.last }

    var table: TableSize {
        TableSize(name: "event streams", count: streams.count, limit: Limits.eventStreams)
    }

    // MARK: Telling

    /// Something happened. Costs next to nothing where nobody watches.
    func publish(_ event: NodeEvent) {
        log.append(event)
        for row in streams.indices { feed(row) }
        forgetGone()
    }

    /// Whoever has taken what he was given gets more.
    func drained(_ slip: ReplySlip) {
        guard let row = streams.firstIndex(where: { $0.slip == slip }) else { return }
        feed(row)
    }

    private func feed(_ row: Int) {
        while streams[row].isLost || streams[row].told < log.last,
            switchboard.isReady(for: streams[row].slip)
        {
            switchboard.push(batch(for: row), on: streams[row].slip)
        }
    }

    /// A stream's next bytes, and its place after them.
    private func batch(for row: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        if streams[row].isLost || !log.keeps(allAfter: streams[row].told) {
            streams[row].isLost = false
            streams[row].told = log.last
            return surface.encode(.resync, as: log.id(of: log.last))
        }
        while streams[row].told < log.last, bytes.count < Limits.eventBatch {
            streams[row].told += 1
            let number = streams[row].told
            bytes += event(number)
        }
        return bytes
    }

    private func event(_ number: UInt64) -> [UInt8] {
        if written.number != number {
            written = (number, surface.encode(log[number], as: log.id(of: number)))
        }
        return written.bytes
    }

    // MARK: Streams

    /// Begins a stream after the event `last`: after what is now, where the caller knows none.
    /// False: there are too many.
    func begin(
        _ response: HTTPResponse, after last: String?, headOnly: Bool, to slip: ReplySlip,
        at now: Instant
    ) -> Bool {
        forgetGone()
        guard headOnly || streams.count < Limits.eventStreams else { return false }
        switchboard.beginStream(response, to: slip, headOnly: headOnly, at: now)
        guard !headOnly else { return true }
        var stream = Stream(slip: slip, told: log.last, isLost: false)
        if let last {
            if let id = EventID(last), log.reaches(back: id) {
                stream.told = id.number
            } else {
                stream.isLost = true
            }
        }
        // A place to resume from, also for whoever is cut off before the first event.
        switchboard.push(surface.encodePlace(log.id(of: stream.told)), on: slip)
        streams.append(stream)
        feed(streams.count - 1)
        nextBeat = nextBeat ?? now + Limits.eventBeat
        return true
    }

    /// Ends all streams; their readers come back to whoever is there then.
    func end(at now: Instant) {
        for stream in streams { switchboard.endStream(stream.slip, at: now) }
        streams = []
        nextBeat = nil
    }

    private func forgetGone() {
        streams.removeAll { !switchboard.isStreaming($0.slip) }
    }

    // MARK: Time

    var nextDeadline: Instant? { nextBeat }

    func deadlineReached(at now: Instant) {
        guard let due = nextBeat, due <= now else { return }
        for stream in streams where switchboard.isReady(for: stream.slip) {
            // A line that says nothing: readers pass over what begins with a colon.
            switchboard.push(Array(":\n\n".utf8), on: stream.slip)
        }
        forgetGone()
        nextBeat = streams.isEmpty ? nil : now + Limits.eventBeat
    }
}
