// Puts an info dictionary together from what peers send of it (BEP 9), for who has only its hash.
//
// Law 1. Nothing is believed until its SHA-1 is the info-hash. What takes memory is what came.
// Law 2. If it is wrong, all is forgotten and asked of one peer at a time: then it is plain who
//        lied, and that peer is never asked again.
// Law 3. The size is a peer's word too: one that brings nothing gives way to another's.

import Bytes
import Digest
import Vocabulary

package struct MetadataAssembly<Peer: Hashable & Sendable>: Sendable {
    package enum Outcome: Equatable, Sendable {
        case incomplete
        /// All of it, and it is the one.
        case complete([UInt8])
        /// It was not the one. Who alone gave it has lied; nil where there were several.
        case wrong(liar: Peer?)
    }

    private struct Holder {
        let size: Int
        /// Nothing is asked of it before then.
        var rest = Instant.start
    }

    private struct Asked {
        let peer: Peer
        let since: Instant
    }

    private let infoHash: Digest160
    private var holders: [Peer: Holder] = [:]
    private var liars: Set<Peer> = []
    /// What is being put together; nil while nobody has been asked.
    private var attempt: Attempt?
    /// Whether several were asked at once, and what they gave was wrong.
    private var asksOneByOne = false
    private var isComplete = false

    private struct Attempt {
        let blocks: MetadataBlocks
        /// By number; empty where nothing came.
        var parts: [[UInt8]]
        var missing: Int
        var asked: [Int: Asked] = [:]
        var givers: Set<Peer> = []
        /// The only one that is asked.
        let only: Peer?
        var progress: Instant

        init(size: Int, only: Peer?, at now: Instant) {
            blocks = MetadataBlocks(size: size)
            parts = [[UInt8]](repeating: [], count: blocks.count)
            missing = blocks.count
            self.only = only
            progress = now
        }
    }

    package init(infoHash: Digest160) { self.infoHash = infoHash }

    /// How much has come: blocks that are here, and all of them where that is known.
    package var progress: (here: Int, all: Int?) {
        guard let attempt else { return (0, nil) }
        return (attempt.blocks.count - attempt.missing, attempt.blocks.count)
    }

    /// A peer says that it has the metadata, and how long that is.
    package mutating func join(_ peer: Peer, size: Int) {
        precondition(size > 0 && size <= Limits.metadataLength, "the handshake was held against it")
        holders[peer] = Holder(size: size)
    }

    /// A peer is gone. What it gave stays, unless only it was asked.
    package mutating func leave(_ peer: Peer) {
        holders[peer] = nil
        guard var current = attempt else { return }
        current.asked = current.asked.filter { $0.value.peer != peer }
        attempt = current.only == peer ? nil : current
    }

    /// The block to ask of that peer now; nil where there is none. O(blocks), of which there are
    /// few.
    package mutating func nextRequest(to peer: Peer, at now: Instant) -> Int? {
        guard !isComplete, let holder = holders[peer], !liars.contains(peer), now >= holder.rest
        else { return nil }
        var current = current(for: peer, size: holder.size, at: now)
        defer { attempt = current }
        guard current.blocks.size == holder.size, current.only == nil || current.only == peer
        else { return nil }
        current.asked = current.asked.filter { now < $0.value.since + Limits.metadataTimeout }
        let inFlight = current.asked.values.count { $0.peer == peer }
        guard inFlight < Limits.metadataAsked else { return nil }
        let open = (0..<current.blocks.count).first { number in
            current.parts[number].isEmpty && current.asked[number] == nil
        }
        guard let number = open else { return nil }
        current.asked[number] = Asked(peer: peer, since: now)
        return number
    }

    /// The attempt that goes on, or a new one with this peer where that one stalls.
    private func current(for peer: Peer, size: Int, at now: Instant) -> Attempt {
        if let attempt, now < attempt.progress + Limits.metadataStall { return attempt }
        if let attempt, attempt.only == nil, attempt.blocks.size == size { return attempt }
        return Attempt(size: size, only: asksOneByOne ? peer : nil, at: now)
    }

    /// A block that a peer sent. Whoever was not asked for it is not listened to.
    package mutating func receive(
        _ number: Int, totalSize: Int, _ bytes: [UInt8], from peer: Peer, at now: Instant
    ) throws(PeerViolation) -> Outcome {
        guard var current = attempt, let asked = current.asked[number], asked.peer == peer else {
            return .incomplete
        }
        guard totalSize == current.blocks.size,
            current.blocks.range(of: number)?.count == bytes.count
        else { throw .metadataWrong }
        current.asked[number] = nil
        current.parts[number] = bytes
        current.missing -= 1
        current.givers.insert(peer)
        current.progress = now
        attempt = current
        return current.missing == 0 ? finish(current) : .incomplete
    }

    private mutating func finish(_ current: Attempt) -> Outcome {
        attempt = nil
        let info = Array(current.parts.joined())
        isComplete = SHA1.of(info) == infoHash
        if isComplete { return .complete(info) }
        asksOneByOne = true
        guard current.givers.count == 1, let liar = current.givers.first else {
            return .wrong(liar: nil)
        }
        liars.insert(liar)
        holders[liar] = nil
        return .wrong(liar: liar)
    }

    /// A peer does not give that block: it is left alone for a while.
    package mutating func rejected(_ number: Int, by peer: Peer, at now: Instant) {
        holders[peer]?.rest = now + Limits.metadataRest
        guard var current = attempt, current.asked[number]?.peer == peer else { return }
        current.asked[number] = nil
        attempt = current.only == peer ? nil : current
    }

    /// Whether that peer has been found to lie.
    package func hasLied(_ peer: Peer) -> Bool { liars.contains(peer) }
}
