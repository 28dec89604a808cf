// One web seed of a torrent: a server that has its files (BEP 19), or a node of our network that
// has them and is in no swarm with us; and what it is asked for.
//
//     idle ──▶ resolving ──▶ asking ──▶ idle
//                  └───────────┴──────▶ resting ──▶ idle,  or gone
//
// Law. It remembers and decides nothing: what is asked of it is its torrent's to say.

import HTTPWire
import Metainfo
import Swarm
import Vocabulary

final class WebSeed {
    enum State {
        case idle
        /// The name of its server is looked up.
        case resolving(JobID, WebErrand)
        case asking(ConnectionID, WebErrand)
        /// It failed, and is left alone until then.
        case resting(until: Instant)
        /// It is not asked again: it has not what it should, or lied.
        case gone
        /// It is asked over a protocol that is not spoken here.
        case unspoken
    }

    /// Where the torrent lies, as whoever made it wrote it.
    let text: String
    /// The node that it is, where it is one: it is shown the proof of the secret.
    let holder: Holder?
    /// To the picker it is a peer that has everything.
    let key: PeerKey
    var state = State.idle
    /// It sent wrong bytes.
    var hasLied = false
    /// Why it rests or is gone, for people.
    var problem: String?
    /// Failures since something came of it.
    var failures = 0
    /// Bytes of payload.
    var received: UInt64 = 0
    var receiving = RateMeter()
    /// Bytes a second of its last run; nil before there was one.
    var rate: Int64?
    /// The way to the file that was asked for last, which may have led over redirects.
    var way: (file: Int, route: WebRoute)?
    /// Where its server was found.
    var found: (place: HostPort, address: IPAddress)?
    /// Where it was dialled last.
    var dialled: Endpoint?

    init(_ text: String, key: PeerKey) {
        self.text = text
        self.key = key
        holder = nil
        do throws(WebAddress.Refusal) {
            _ = try WebAddress(text)
        } catch .needsTLS {
            (state, problem) = (.unspoken, "https is not yet spoken")
        } catch {
            (state, problem) = (.gone, "it is no http address")
        }
    }

    init(_ holder: Holder, key: PeerKey) {
        text = "http://\(holder.endpoint)\(holder.target)"
        self.key = key
        self.holder = holder
    }

    var errand: WebErrand? {
        switch state {
        case .resolving(_, let errand), .asking(_, let errand): errand
        case .idle, .resting, .gone, .unspoken: nil
        }
    }

    var connection: ConnectionID? {
        if case .asking(let connection, _) = state { connection } else { nil }
    }

    var isIdle: Bool {
        if case .idle = state { true } else { false }
    }

    /// Where a file of the torrent lies: beneath it, or it is the file itself.
    func address(
        ofFile number: Int, of info: Info
    ) throws(WebAddress.Refusal) -> WebAddress {
        let isOpen = text.utf8.last == UInt8(ascii: "/")
        guard info.isFolder || isOpen else { return try WebAddress(text) }
        let path = info.webPath(ofFile: number).map { PercentCoding.encode($0) }
        return try WebAddress(text + (isOpen ? "" : "/") + path.joined(separator: "/"))
    }
}

/// One run of the content that a web seed is asked for, file by file.
final class WebErrand {
    /// Parts of files that are still to come, padding among them; the first is under way.
    private var parts: ArraySlice<FilePart>
    /// Where the next byte stands in the content.
    private(set) var next: Int64
    /// Bytes of the whole run.
    let length: Int64
    /// What has come of the part that is under way.
    private var arrived: Int64 = 0
    /// The block that is coming.
    var arriving: ArrivingBlock?
    /// The head of the answer has come, and was right.
    var isAnswered = false
    /// The request went out on a connection that was kept.
    var isReused = false
    let began: Instant
    /// When a block was whole.
    var lastBlock: Instant

    init(_ range: Range<Int64>, of info: Info, at now: Instant) {
        parts = info.files(covering: range)[...]
        next = range.lowerBound
        length = Int64(range.count)
        (began, lastBlock) = (now, now)
    }

    /// What is asked for; nil where everything has come.
    var part: FilePart? { parts.first }

    /// Bytes of that part that have not come.
    var partLeft: Int64 { parts.first.map { Int64($0.range.count) - arrived } ?? 0 }

    func advance(by bytes: Int) {
        precondition(Int64(bytes) <= partLeft, "the bytes are of this part")
        next += Int64(bytes)
        arrived += Int64(bytes)
    }

    /// All of the part has come.
    func endPart() {
        precondition(partLeft == 0, "the part is whole")
        parts.removeFirst()
        arrived = 0
    }
}

@available(*, unavailable) extension WebSeed: Sendable {}
@available(*, unavailable) extension WebErrand: Sendable {}
