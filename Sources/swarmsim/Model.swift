// Very many members of one network that load the same content from one seed: the real picker and
// rarity, and of the world only how long a piece takes.
//
// Law: a node gives one piece in `slices` steps of time and to whomever asks, nobody is choked, and
// a node asks each neighbour for one extent, a whole piece, at a time. Requests, news of pieces and
// verification take no time, and receiving is not bounded. Everything follows from the seed.

import Swarm
import Vocabulary

struct Model {
    let nodeCount: Int
    let pieceCount: Int
    /// In how many turns a piece is given: with 1 whoever came first is served first, with more all
    /// who wait are served in turn, as connections that share a link are.
    let slices: Int

    private let geometry: PieceGeometry
    private let graph: [[Int32]]
    private var chance: Chance
    private var pickers: [Picker]
    /// What each has, and how many pieces it lacks.
    private var have: [PieceSet]
    private var missing: [Int]
    /// Where the seed shows each neighbour one piece at a time (BEP 16): how it chooses, and what
    /// it has shown to whom.
    private var showing: SuperSeeding?
    private var shown: [Int32: PieceSet] = [:]
    private var uploads: [Upload]
    /// Uploaders in the order their slices end. All take equally long, so this is a queue in time.
    private var busy: [Int32] = []
    /// Time, in slices.
    private(set) var now = 0
    /// When each node had everything, in the order they had.
    private(set) var done: [Int] = []
    private(set) var piecesGiven = 0
    private(set) var piecesWasted = 0
    private(set) var seedGave = 0

    private struct Upload {
        /// Who asked for which piece, and how many slices are left to give.
        var queue: [Request] = []
        var isBusy = false
    }

    private struct Request {
        let asker: Int32
        let block: BlockRange
        var slicesLeft: Int32
    }

    init(
        nodes: Int, pieces: Int, neighbours: Int, slices: Int, isSuperSeed: Bool, seed: UInt64
    ) {
        var chance = Chance(seed: seed)
        nodeCount = nodes
        pieceCount = pieces
        self.slices = slices
        // How long a piece is matters to nobody here, so it has one block.
        let geometry = PieceGeometry(
            length: Int64(pieces * Limits.blockLength), pieceLength: Limits.blockLength)!
        self.geometry = geometry
        graph = Self.graph(nodes, neighbours, using: &chance)
        have = (0..<nodes).map { PieceSet(pieceCount: pieces, all: $0 == 0) }
        missing = (0..<nodes).map { $0 == 0 ? 0 : pieces }
        pickers = have.map { Picker(geometry: geometry, have: $0) }
        uploads = Array(repeating: Upload(), count: nodes)
        showing = isSuperSeed ? SuperSeeding(geometry) : nil
        self.chance = chance
    }

    private static func key(_ node: Int32) -> PeerKey { PeerKey(UInt64(node)) }

    /// Random, and everybody has `degree` neighbours or a few less: stubs are drawn in pairs, and
    /// pairs that are of one node, or were drawn before, are left out.
    private static func graph(
        _ count: Int, _ degree: Int, using chance: inout Chance
    ) -> [[Int32]] {
        var stubs = (0..<count).flatMap { Array(repeating: Int32($0), count: degree) }
        stubs.shuffle(using: &chance)
        var graph = [[Int32]](repeating: [], count: count)
        for pair in stride(from: 0, to: stubs.count - 1, by: 2) {
            let (one, other) = (stubs[pair], stubs[pair + 1])
            guard one != other, !graph[Int(one)].contains(other) else { continue }
            graph[Int(one)].append(other)
            graph[Int(other)].append(one)
        }
        return graph
    }

    // MARK: Time

    /// Until everybody has everything or nothing moves; whether everybody has.
    mutating func run(each body: (Model) -> Void) -> Bool {
        for node in graph[0] { meetSeed(node) }
        while !busy.isEmpty {
            now += 1
            let ending = busy
            busy.removeAll(keepingCapacity: true)
            for uploader in ending { slice(of: uploader) }
            if now % slices == 0 { body(self) }
        }
        return done.count == nodeCount - 1
    }

    private mutating func meetSeed(_ node: Int32) {
        let nothing = PieceSet(pieceCount: pieceCount)
        shown[node] = showing == nil ? have[0] : nothing
        pickers[Int(node)].joined(Self.key(0), having: shown[node]!)
        if let first = showing?.joined(Self.key(node), having: nothing, using: &chance) {
            show(first)
        } else {
            ask(node, of: 0)
        }
    }

    private mutating func show(_ showing: SuperSeeding.Showing) {
        let node = Int32(showing.peer.number)
        shown[node]!.insert(showing.piece)
        pickers[Int(node)].has(showing.piece, Self.key(0))
        ask(node, of: 0)
    }

    /// A slice ends; the next begins, of whoever is next.
    private mutating func slice(of uploader: Int32) {
        let index = Int(uploader)
        uploads[index].isBusy = false
        guard !uploads[index].queue.isEmpty else { return }
        var request = uploads[index].queue.removeFirst()
        request.slicesLeft -= 1
        if request.slicesLeft > 0 {
            uploads[index].queue.append(request)
        } else {
            piecesGiven += 1
            seedGave += uploader == 0 ? 1 : 0
            arrive(request.block, from: uploader, at: request.asker)
        }
        start(uploader)
    }

    private mutating func start(_ uploader: Int32) {
        guard !uploads[Int(uploader)].isBusy, !uploads[Int(uploader)].queue.isEmpty else { return }
        uploads[Int(uploader)].isBusy = true
        busy.append(uploader)
    }

    // MARK: Requests

    private mutating func ask(_ node: Int32, of uploader: Int32) {
        guard missing[Int(node)] > 0,
            !uploads[Int(uploader)].queue.contains(where: { $0.asker == node })
        else { return }
        let having = uploader == 0 ? shown[node]! : have[Int(uploader)]
        let block = pickers[Int(node)].nextExtent(
            for: Self.key(uploader), having: having, maxLength: Limits.blockLength, using: &chance)
        guard let block else { return }
        uploads[Int(uploader)].queue.append(
            Request(asker: node, block: block, slicesLeft: Int32(slices)))
        start(uploader)
    }

    private mutating func arrive(_ block: BlockRange, from uploader: Int32, at node: Int32) {
        let index = Int(node)
        guard
            case .new(true, let cancels) =
                pickers[index].received(block, from: Self.key(uploader))
        else {
            piecesWasted += 1
            return ask(node, of: uploader)
        }
        _ = pickers[index].pieceVerified(block.piece)
        have[index].insert(block.piece)
        missing[index] -= 1
        for cancel in cancels { self.cancel(cancel, of: node) }
        if missing[index] == 0 { done.append(now) }
        tell(block.piece, node)
        ask(node, of: uploader)
        for cancel in cancels { ask(node, of: Int32(cancel.peer.number)) }
        // Near the end a neighbour that had nothing more for it is asked for what is late.
        guard missing[index] <= Limits.memberNeighbours else { return }
        for neighbour in graph[index] { ask(node, of: neighbour) }
    }

    /// Neighbours hear of a new piece, and who waits for nothing from this node asks for it.
    private mutating func tell(_ piece: PieceIndex, _ node: Int32) {
        for neighbour in graph[Int(node)] where missing[Int(neighbour)] > 0 {
            pickers[Int(neighbour)].has(piece, Self.key(node))
            if !have[Int(neighbour)].contains(piece) { ask(neighbour, of: node) }
        }
        guard shown[node] != nil else { return }
        let next = showing?.has(piece, Self.key(node), using: &chance) ?? []
        for showing in next { show(showing) }
    }

    private mutating func cancel(_ cancel: BlockCancel, of node: Int32) {
        let uploader = Int(cancel.peer.number)
        uploads[uploader].queue.removeAll { $0.asker == node && $0.block == cancel.block }
    }

    // MARK: Figures

    var nodesDone: Int { done.count }

    /// Pieces that all nodes but the seed have, of all they want.
    var progress: Double {
        Double(piecesGiven - piecesWasted) / Double((nodeCount - 1) * pieceCount)
    }
}
