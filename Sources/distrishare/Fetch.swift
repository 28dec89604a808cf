// A file of a node, fetched by this program itself, and fetched on after a cut.
//
// Law. What has come is kept as long as the node says that its file is the same one (If-Range,
// RFC 9110, section 13.1.5); what is another one begins anew, or is refused where a digest was
// told.

import Bytes
import Digest
import FoundationEssentials
import HTTPWire
import Vocabulary

final class Fetch {
    /// What the node's library calls it.
    private let name: FileName
    private let connection: Connection
    private let file: ArrivingFile
    private let session: Session
    /// What it must be, where somebody told.
    private(set) var expected: Digest256?
    /// Bytes in all, once the node said so.
    private(set) var size: Int64?
    /// Says that the node's file is the same one still.
    private var tag: String?
    private var meter = RateMeter()
    private let progress: (Int64, Int64?, _ rate: Int64) -> Void

    init(
        _ name: FileName, _ expected: Digest256?, from connection: Connection,
        into file: ArrivingFile, _ session: Session,
        progress: @escaping (Int64, Int64?, _ rate: Int64) -> Void = { _, _, _ in }
    ) {
        self.name = name
        self.expected = expected
        self.connection = connection
        self.file = file
        self.session = session
        self.progress = progress
    }

    /// Fetches all of it; returns its digest, which is the expected one if there is one. Attempts
    /// that bring nothing wait longer and longer, and end.
    func run() throws -> Digest256 {
        var failures = 0
        var pause = Duration.milliseconds(500)
        while true {
            let before = file.length
            switch try attempt() {
            case .whole: return try verified()
            case .refused(let reply) where !Self.passes(reply.status):
                _ = try session.checked(reply)
            case .refused, .cut: break
            }
            failures = file.length > before ? 1 : failures + 1
            if file.length > before { pause = .milliseconds(500) }
            guard failures < Limits.fetchAttempts else {
                throw Failure(.failed, session.phrases.broken(connection.door.description))
            }
            try Signals.wait(pause)
            pause = min(pause * 2, .seconds(15))
        }
    }

    private func verified() throws -> Digest256 {
        let digest = try file.seal()
        guard expected == nil || expected == digest, size == nil || size == file.length else {
            throw wrongContent
        }
        return digest
    }

    private var wrongContent: Failure {
        Failure(.verification, session.phrases.wrongContent(name.path))
    }

    /// What a node says that is busy or restarting, and may not say a moment later.
    private static func passes(_ status: Int) -> Bool {
        [429, 500, 502, 503, 504].contains(status)
    }

    // MARK: One attempt

    private enum Outcome {
        case whole
        case cut
        case refused(Reply)
    }

    private func attempt() throws -> Outcome {
        var status = 0
        var refusal: [UInt8] = []
        do {
            try connection.stream(
                connection.contentRequest(name, from: file.length, tag)
            ) { head in
                status = head.status
                try begin(head)
            } content: { bytes in
                if status == 200 || status == 206 {
                    try file.append(bytes)
                    show()
                } else if refusal.count + bytes.byteCount <= Limits.documentLength {
                    refusal.append(contentsOf: bytes)
                }
            }
        } catch let error as SocketError {
            // Whom nobody ever reached need not be waited for.
            if error.isUnreachable, file.length == 0 { throw connection.failure(error) }
            return .cut
        } catch is HTTPViolation {
            return .cut
        }
        if status == 416 {
            // The tag is of no use to this node: from the beginning, without a range.
            try file.beginAnew()
            return .cut
        }
        guard status == 200 || status == 206 else {
            return .refused(Reply(status: status, body: refusal))
        }
        return size == nil || file.length == size ? .whole : .cut
    }

    private func begin(_ head: HTTPResponseHead) throws {
        let told = head.fields["repr-digest"].flatMap(Self.digest(inField:))
        switch head.status {
        case 200:
            if file.length > 0 { try file.beginAnew() }
            size = head.bodyLength
        case 206:
            // What does not follow on what is here would make a wrong file of it.
            guard let range = head.fields["content-range"],
                range.hasPrefix("bytes \(file.length)-"),
                size == nil || range.hasSuffix("/\(size ?? 0)")
            else {
                try file.beginAnew()
                throw HTTPViolation.malformed
            }
        default: return
        }
        if let told, let expected, told != expected { throw wrongContent }
        expected = expected ?? told
        tag = head.fields["etag"].flatMap { $0.hasPrefix("W/") ? nil : $0 }
        show()
    }

    private func show() {
        let now = Clock.now
        meter.mark(file.length, at: now)
        progress(file.length, size, meter.rate(file.length, at: now))
    }

    /// `sha-256=:BASE64:` among others (RFC 9530).
    private static func digest(inField field: String) -> Digest256? {
        for part in field.split(separator: ",") {
            let text = part.drop { $0 == " " }
            guard text.lowercased().hasPrefix("sha-256=:"), text.hasSuffix(":") else { continue }
            return Base64.decode(text.dropFirst(9).dropLast()).flatMap { Digest256($0) }
        }
        return nil
    }
}
