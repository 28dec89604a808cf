// One connection of BitTorrent's peer wire, without the socket.
//
//     greeting ──▶ frames ◀──▶ gathering, payload, skipping       we dialled
//     greeting ──▶ asked ──▶ greeting ──▶ frames …                we were dialled
//        └───────────┴─────────┴──▶ failed       nothing after a violation can be understood
//
// Law 1. Bytes of a block are never kept here: they are handed out where they lie, as they come.
// Law 2. Reading goes one event at a time, so that what an event teaches (which torrent it is, how
//        many pieces it has) counts for the very next byte.

import Bytes
import Digest
import Vocabulary

package struct PeerStream: Sendable {
    private enum State {
        /// The handshake comes.
        case greeting
        /// Their torrent is known, and we have not said whether we have it.
        case asked
        /// Between frames, or within the head of one.
        case frames
        case bitfield(left: Int)
        case extended(id: UInt8, left: Int)
        case payload(PeerBlock, offset: Int)
        case skipping(left: Int)
        case failed(PeerViolation)
    }

    private var state = State.greeting
    private var greeting: PeerGreeting
    private var order = OpeningOrder()
    private var reader: PeerFrameReader
    /// What came of a handshake, of a frame's head, or of a message that is not whole.
    private var gathered: [UInt8] = []
    private let begun: Instant
    /// When the peer said something last, and when we did.
    private var heard: Instant
    private var said: Instant

    /// We dialled. The caller sends `ours` at once.
    /// - Parameter expected: the peer id that a tracker told, if it did.
    package init(
        dialling ours: Handshake, expecting expected: PeerID? = nil, terms: PeerTerms,
        at now: Instant
    ) {
        greeting = PeerGreeting(ours: ours, expected: expected)
        reader = PeerFrameReader(terms: terms, theirs: [])
        (begun, heard, said) = (now, now, now)
    }

    /// We were dialled: `.wants` tells for which torrent.
    package init(acceptingAt now: Instant) {
        greeting = PeerGreeting(ours: nil, expected: nil)
        reader = PeerFrameReader(terms: PeerTerms(geometry: nil, offered: []), theirs: [])
        (begun, heard, said) = (now, now, now)
    }

    /// The answer to `.wants`, where we have that torrent; else the caller closes. The caller sends
    /// `ours` at once. Go on reading after it: more may have come in the same read.
    package mutating func accept(_ ours: Handshake, terms: PeerTerms, at now: Instant) {
        guard case .asked = state else { preconditionFailure("nothing was asked") }
        greeting.ours = ours
        reader = PeerFrameReader(terms: terms, theirs: [])
        state = .greeting
        said = now
    }

    /// The metadata is known now. What was said before of pieces is for the caller to judge.
    package mutating func learn(_ geometry: PieceGeometry) {
        var terms = reader.terms
        terms.geometry = geometry
        reader = PeerFrameReader(terms: terms, theirs: reader.theirs)
    }

    package var terms: PeerTerms { reader.terms }

    /// Whether both sides speak BEP 6.
    package var hasFast: Bool { reader.theirs.contains(.fast) }
    /// Whether both sides speak BEP 10.
    package var hasExtensions: Bool { reader.theirs.contains(.extensions) }
}

// MARK: - Reading

extension PeerStream {
    /// The next event in what was read, from `place` on, which moves behind what it took; nil when
    /// all is taken, or while `.wants` waits for its answer. After a violation every further call
    /// throws the same one.
    package mutating func nextEvent(
        in bytes: RawSpan, from place: inout Int, at now: Instant
    ) throws(PeerViolation) -> PeerEvent? {
        if place < bytes.byteCount { heard = now }
        do throws(PeerViolation) {
            while place < bytes.byteCount {
                if let event = try step(bytes, &place) { return event }
                if case .asked = state { return nil }
            }
            if case .failed(let violation) = state { throw violation }
            return nil
        } catch {
            fail(error)
            throw error
        }
    }

    /// Bytes of the current block that have not come yet: the caller may read as many straight to
    /// where they belong, and say so by `payloadArrived`.
    package var payloadDue: Int {
        if case .payload(let block, let offset) = state { block.range.length - offset } else { 0 }
    }

    /// So many bytes of the current block came another way.
    package mutating func payloadArrived(_ count: Int, at now: Instant) -> PeerPayload {
        precondition(count > 0 && count <= payloadDue, "as much as is due")
        heard = now
        return advance(by: count, place: 0..<0)
    }

    private mutating func step(
        _ bytes: RawSpan, _ place: inout Int
    ) throws(PeerViolation) -> PeerEvent? {
        switch state {
        case .frames: return try frame(bytes, &place)
        case .payload(let block, let offset):
            let count = min(block.range.length - offset, bytes.byteCount - place)
            defer { place += count }
            return .payload(advance(by: count, place: place..<place + count))
        case .bitfield(let left):
            guard let bits = gather(left, bytes, &place, { .bitfield(left: $0) }) else {
                return nil
            }
            return .message(.bitfield(try order.checked(bits, terms.geometry)))
        case .extended(let id, let left):
            let payload = gather(left, bytes, &place) { .extended(id: id, left: $0) }
            return payload.map { .message(.extended(id: id, payload: $0)) }
        case .skipping(let left):
            let count = min(left, bytes.byteCount - place)
            place += count
            state = count == left ? .frames : .skipping(left: left - count)
            return nil
        case .greeting: return try greet(bytes, &place)
        case .asked: return nil
        case .failed(let violation): throw violation
        }
    }

    private mutating func frame(
        _ bytes: RawSpan, _ place: inout Int
    ) throws(PeerViolation) -> PeerEvent? {
        if gathered.isEmpty {
            if let (frame, taken) = try reader.frame(in: bytes, at: place) {
                place += taken
                return try begin(frame)
            }
        }
        // The network cut the head: it is put together byte by byte.
        while place < bytes.byteCount {
            gathered.append(bytes[place])
            place += 1
            let reader = reader
            let head = try gathered.withSpan { head throws(PeerViolation) in
                try reader.frame(in: head, at: 0)
            }
            guard let (frame, taken) = head else { continue }
            // To know an extent's message took one byte of what it says.
            gathered.removeFirst(taken)
            return try begin(frame)
        }
        return nil
    }

    private mutating func begin(_ frame: PeerFrame) throws(PeerViolation) -> PeerEvent? {
        switch frame {
        case .message(let message):
            try order.meet(message)
            return .message(message)
        case .block(let block):
            order.end()
            state = .payload(block, offset: 0)
            return .block(block)
        case .bitfield(let count):
            order.meetBitfield()
            state = .bitfield(left: count)
            return nil
        case .extended(let id, let count):
            let left = count - gathered.count
            if left > 0 {
                state = .extended(id: id, left: left)
                return nil
            }
            defer { gathered = [] }
            return .message(.extended(id: id, payload: gathered))
        case .unknown(let count):
            if count > 0 { state = .skipping(left: count) }
            return nil
        }
    }

    /// Takes what there is of `left` bytes; all that was gathered, once none is left.
    private mutating func gather(
        _ left: Int, _ bytes: RawSpan, _ place: inout Int, _ rest: (Int) -> State
    ) -> [UInt8]? {
        let count = min(left, bytes.byteCount - place)
        gathered.append(contentsOf: bytes.extracting(place..<place + count))
        place += count
        guard count == left else {
            state = rest(left - count)
            return nil
        }
        state = .frames
        defer { gathered = [] }
        return gathered
    }

    private mutating func advance(by count: Int, place: Range<Int>) -> PeerPayload {
        guard case .payload(let block, let offset) = state else {
            preconditionFailure("a block is under way")
        }
        let isWhole = offset + count == block.range.length
        state = isWhole ? .frames : .payload(block, offset: offset + count)
        return PeerPayload(block: block, offset: offset, place: place, count: count)
    }

    private mutating func greet(
        _ bytes: RawSpan, _ place: inout Int
    ) throws(PeerViolation) -> PeerEvent? {
        let wanted =
            greeting.ours == nil ? Handshake.lengthToInfoHash : Handshake.length
        let count = min(wanted - gathered.count, bytes.byteCount - place)
        gathered.append(contentsOf: bytes.extracting(place..<place + count))
        place += count
        guard gathered.withSpan({ Handshake.agrees($0) }) else { throw .notBitTorrent }
        guard gathered.count == wanted else { return nil }
        guard greeting.ours != nil else {
            state = .asked
            return .wants(infoHash: gathered.withSpan { Digest160($0, at: 28) })
        }
        let theirs = try greeting.met(gathered)
        gathered = []
        reader = PeerFrameReader(terms: reader.terms, theirs: greeting.spoken(theirs))
        state = .frames
        return .handshake(theirs)
    }

    private mutating func fail(_ violation: PeerViolation) {
        state = .failed(violation)
        gathered = []
    }
}

// MARK: - Time

extension PeerStream {
    /// When `deadlineReached` has something to say.
    package var nextDeadline: Instant? {
        switch state {
        case .failed: nil
        case .greeting, .asked: begun + Limits.peerHandshakeTimeout
        default: min(heard + Limits.peerSilence, said + Limits.peerKeepAlive)
        }
    }

    /// Whether a keep-alive is to be sent now. Throws where the peer has been silent too long.
    package mutating func deadlineReached(at now: Instant) throws(PeerViolation) -> Bool {
        switch state {
        case .failed(let violation): throw violation
        case .greeting, .asked:
            guard now < begun + Limits.peerHandshakeTimeout else {
                fail(.handshakeLate)
                throw .handshakeLate
            }
            return false
        default:
            guard now < heard + Limits.peerSilence else {
                fail(.silence)
                throw .silence
            }
            guard now >= said + Limits.peerKeepAlive else { return false }
            said = now
            return true
        }
    }

    /// Something was sent to the peer: that is as good as a keep-alive.
    package mutating func sent(at now: Instant) { said = now }
}
