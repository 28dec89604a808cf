// A swarm without a wire: the real choices, blocks that are only their names, and time in tenths
// of a second.
//
// Law: everything follows from the seed. A block takes a tenth of a second on its way, and what a
// node gives is bounded by its rate alone.

import Swarm
import Vocabulary

final class TinySwarm {
    enum Kind { case honest, liar, staller }

    let cut: PieceGeometry
    private(set) var nodes: [TinyNode] = []
    private(set) var now = Instant.start
    var chance: Chance
    /// Who was named as a liar, by anybody.
    private(set) var named: Set<Int> = []
    /// Blocks that came twice.
    private(set) var duplicates = 0

    init(_ cut: PieceGeometry, seed: UInt64) {
        self.cut = cut
        chance = Chance(seed: seed)
    }

    /// A node that gives so many blocks a second, connected with all before it.
    func add(
        rate: Int, isSeed: Bool = false, kind: Kind = .honest, order: PieceOrder = .rarestFirst
    ) {
        let picker = Picker(
            geometry: cut, have: PieceSet(pieceCount: cut.pieceCount, all: isSeed), order: order)
        let node = TinyNode(picker: picker, kind: kind, rate: rate)
        node.choker.isSeeding = isSeed
        nodes.append(node)
        for other in nodes.indices.dropLast() {
            meet(other, nodes.count - 1)
            meet(nodes.count - 1, other)
        }
    }

    private func meet(_ one: Int, _ other: Int) {
        let having = nodes[other].picker.have
        nodes[one].links[other] = TinyLink(having: having)
        nodes[one].picker.joined(key(other), having: having)
        nodes[one].choker.joined(key(other))
        nodes[one].isStale = true
    }

    private func part(_ one: Int, _ other: Int) {
        guard let link = nodes[one].links.removeValue(forKey: other) else { return }
        nodes[one].picker.gone(key(other), having: link.having)
        nodes[one].choker.left(key(other))
        part(other, one)
    }

    private func key(_ node: Int) -> PeerKey { PeerKey(UInt64(node)) }

    var isDone: Bool { nodes.allSatisfy { $0.kind != .honest || $0.picker.isDone } }

    /// Until all honest nodes have everything; whether they have it in time.
    func run(within limit: Duration) -> Bool {
        while !isDone, now < .start + limit {
            now = now + .milliseconds(100)
            for node in nodes.indices { decide(node) }
            for node in nodes.indices { ask(node) }
            let sent = nodes.indices.flatMap { node in serve(node) }
            for (source, target, block) in sent { receive(block, source, target) }
        }
        return isDone
    }

    // MARK: A tenth of a second

    private func decide(_ number: Int) {
        let node = nodes[number]
        for other in node.links.keys.sorted() {
            if node.isStale {
                let isInterested = node.picker.isInterested(in: node.links[other]!.having)
                nodes[other].choker.interested(key(number), isInterested)
            }
            guard node.links[other]!.depth.deadlineReached(at: now) else { continue }
            node.picker.snubbed(key(other))
            node.choker.snubbed(key(other), true)
        }
        node.isStale = false
        guard let deadline = node.choker.nextDeadline, deadline <= now else { return }
        for change in node.choker.choke(at: now, using: &chance) {
            switch change {
            case .unchoke(let peer): nodes[Int(peer.number)].links[number]!.chokesUs = false
            case .choke(let peer): choke(Int(peer.number), by: number)
            }
        }
    }

    private func choke(_ number: Int, by other: Int) {
        nodes[number].links[other]!.chokesUs = true
        nodes[number].links[other]!.depth.idle()
        nodes[number].picker.choked(key(other))
        nodes[other].links[number]!.queue = []
    }

    private func ask(_ number: Int) {
        let node = nodes[number]
        for other in node.links.keys.sorted() where !node.links[other]!.chokesUs {
            let link = node.links[other]!
            let room = link.depth.depth(at: now) - nodes[other].links[number]!.queue.count
            guard room > 0 else { continue }
            let blocks = node.picker.next(
                room, for: key(other), having: link.having,
                speed: link.depth.speed(pieceLength: cut.pieceLength, at: now), using: &chance)
            if blocks.isEmpty { continue }
            node.links[other]!.depth.asked(at: now)
            nodes[other].links[number]!.queue += blocks
        }
    }

    /// One block to each in turn, until the rate is used up.
    private func serve(_ number: Int) -> [(Int, Int, BlockRange)] {
        let node = nodes[number]
        node.credit = min(node.credit + Double(node.rate) / 10, Double(node.rate))
        guard node.kind != .staller else { return [] }
        var sent: [(Int, Int, BlockRange)] = []
        var waiting = node.links.keys.sorted().filter { !node.links[$0]!.queue.isEmpty }
        waiting.shuffle(using: &chance)
        while node.credit >= 1, !waiting.isEmpty {
            for other in waiting where node.credit >= 1 {
                sent.append((number, other, node.links[other]!.queue.removeFirst()))
                node.credit -= 1
                node.given += 1
            }
            waiting.removeAll { node.links[$0]!.queue.isEmpty }
        }
        return sent
    }

    private func receive(_ block: BlockRange, _ source: Int, _ target: Int) {
        let node = nodes[target]
        guard node.links[source] != nil else { return }
        node.links[source]!.depth.received(block.length, at: now)
        if nodes[source].links[target]!.queue.isEmpty { node.links[source]!.depth.idle() }
        node.choker.snubbed(key(source), false)
        node.choker.received(block.length, from: key(source))
        switch node.picker.received(block, from: key(source)) {
        case .new(let isWhole, let cancels):
            node.digests[block] = nodes[source].kind == .liar ? UInt64(1000 + source) : 1
            for cancel in cancels {
                let peer = Int(cancel.peer.number)
                nodes[peer].links[target]!.queue.removeAll { $0 == cancel.block }
                if nodes[peer].links[target]!.queue.isEmpty { node.links[peer]!.depth.idle() }
            }
            if isWhole { judge(block.piece, target) }
        case .duplicate: duplicates += 1
        case .unasked: preconditionFailure("nothing comes that nobody asked for")
        }
    }

    // MARK: Pieces

    private func judge(_ piece: PieceIndex, _ number: Int) {
        let node = nodes[number]
        let digests = (0..<cut.blockCount(of: piece)).map {
            node.digests.removeValue(forKey: cut.block($0, of: piece))!
        }
        guard digests.allSatisfy({ $0 == 1 }) else {
            let senders = node.picker.senders(of: piece)
            node.picker.pieceFailed(piece)
            node.failures += 1
            if let liar = node.trace.failed(piece, senders: senders, digests: digests) {
                ban(liar, by: number)
            }
            return
        }
        for liar in node.trace.passed(piece, digests: digests) { ban(liar, by: number) }
        _ = node.picker.pieceVerified(piece)
        node.choker.isSeeding = node.picker.isDone
        for other in node.links.keys.sorted() {
            nodes[other].links[number]!.having.insert(piece)
            nodes[other].picker.has(piece, key(number))
            nodes[other].isStale = true
        }
        node.isStale = true
    }

    private func ban(_ liar: PeerKey, by number: Int) {
        named.insert(Int(liar.number))
        part(number, Int(liar.number))
    }
}

final class TinyNode {
    var picker: Picker
    var choker = Choker()
    var trace = BlockTrace()
    let kind: TinySwarm.Kind
    /// Blocks a second.
    let rate: Int
    var credit = 0.0
    /// What it knows of each other, by number.
    var links: [Int: TinyLink] = [:]
    var digests: [BlockRange: UInt64] = [:]
    /// Whether somebody has got a piece since it was last asked what is of interest.
    var isStale = true
    /// Blocks it has sent.
    var given = 0
    /// Pieces that were bad.
    var failures = 0

    init(picker: Picker, kind: TinySwarm.Kind, rate: Int) {
        self.picker = picker
        self.kind = kind
        self.rate = rate
    }
}

struct TinyLink {
    var having: PieceSet
    var chokesUs = true
    var depth = RequestDepth()
    /// What the other has asked us for.
    var queue: [BlockRange] = []
}
