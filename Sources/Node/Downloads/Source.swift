// One holder of what is wanted, and what we have come to know of it.

import Digest
import HTTPWire
import Vocabulary

final class Source {
    /// How it is asked.
    enum Access: Equatable {
        /// A node of ours, and what it calls the file.
        case node(FileName)
        case old(FileName)
        case web(WebAddress)
    }

    enum Standing: Equatable {
        case usable
        /// It does not have the file, or will not give it; a search may find it again.
        case gone
        /// It sent wrong bytes, and is not asked again.
        case lied
    }

    /// Its place in the download's list.
    let number: Int
    let endpoint: Endpoint
    let id: NodeID?
    let access: Access
    let label: String
    /// How long it says the file is; nil where it says nothing.
    var size: Int64?
    /// Which torrent it says the file is; the same.
    var torrent: Digest160?
    /// What it was tried with was changed to that.
    var wasFollowed = false
    /// An old node that has just said FOUND may send an empty file.
    let saidFound: Bool

    var standing = Standing.usable
    /// Attempts in a row that brought nothing.
    var attempts = 0
    /// When it may be asked again.
    var restsUntil = Instant.start
    /// Until it answered a range with the whole.
    var takesRanges: Bool
    /// Bytes a second when it was last asked for something; 0 before.
    var lastRate: Int64 = 0
    var received: Int64 = 0
    var meter = RateMeter()

    init(
        number: Int, endpoint: Endpoint, id: NodeID?, access: Access, label: String,
        size: Int64? = nil, saidFound: Bool = false
    ) {
        self.number = number
        self.endpoint = endpoint
        self.id = id
        self.access = access
        self.label = label
        self.size = size
        self.saidFound = saidFound
        takesRanges = if case .old = access { false } else { true }
    }

    /// Where the file lies, when it is a node's of ours.
    var holder: Holder? {
        if case .node(let name) = access { Holder(endpoint: endpoint, name: name) } else { nil }
    }

    var isOld: Bool { if case .old = access { true } else { false } }
    var isWeb: Bool { if case .web = access { true } else { false } }

    /// Whether it is worth an attempt, now or soon.
    var isHopeful: Bool { standing == .usable && attempts < Limits.attemptsPerHolder }

    func isReady(at now: Instant) -> Bool { isHopeful && restsUntil <= now }

    /// An attempt has ended badly after `bytes` bytes.
    func failed(after bytes: Int64, at now: Instant) {
        attempts = bytes >= Limits.progressBytes ? 0 : attempts + 1
        restsUntil = now + Limits.holderRest * (attempts == 0 ? 1 : 1 << min(attempts - 1, 6))
    }

    /// A search found it again.
    func foundAgain() {
        guard standing != .lied else { return }
        standing = .usable
        attempts = 0
    }

    func view(isFetching: Bool, at now: Instant) -> HolderView {
        let state: HolderView.State =
            switch standing {
            case .lied: .lied
            case .gone: .gone
            case .usable where isFetching: .fetching
            case .usable where isHopeful: .waiting
            case .usable: .failed
            }
        return HolderView(
            label: label, endpoint: endpoint, received: received,
            rate: isFetching ? meter.rate(at: now) : 0, state: state)
    }
}

/// A node of our network, and what it calls the file that it has.
struct Holder: Hashable {
    let endpoint: Endpoint
    let name: FileName

    /// What it is asked for, as it stands in a request.
    var target: String { "/files/" + PercentCoding.encodePath(name.path) }
}

/// Who gave which bytes of a file.
struct Provenance {
    /// What an earlier run left, of which nobody knows whose it was.
    static let disk = -1
    private var pieces: [Int: RangeSet<Int64>] = [:]

    mutating func note(_ range: Range<Int64>, from source: Int) {
        for other in pieces.keys where other != source {
            pieces[other]?.remove(contentsOf: range)
        }
        pieces[source, default: RangeSet()].insert(contentsOf: range)
    }

    /// Those whose bytes are in the file, by number.
    var givers: [Int] { pieces.filter { !$0.value.isEmpty }.keys.sorted() }

    func ranges(of source: Int) -> RangeSet<Int64> { pieces[source] ?? RangeSet() }

    /// Whose byte lies at a place.
    func giver(of place: Int64) -> Int? { pieces.first { $0.value.contains(place) }?.key }

    /// What lies in a range, and whose it is.
    func pieces(in range: Range<Int64>) -> [(Range<Int64>, giver: Int)] {
        let wanted = RangeSet(range)
        return pieces.sorted { $0.key < $1.key }.flatMap { giver, ranges in
            ranges.intersection(wanted).ranges.map { ($0, giver) }
        }
    }
}
