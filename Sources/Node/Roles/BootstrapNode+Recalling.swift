// A bootstrap's catalogue, kept over a restart.
//
// Law 1. Heartbeats and searches are answered while it is read.
// Law 2. A part is read while the one before finds its place, and no third is held.

import Digest
import Directory
import Vocabulary

/// What was read of the ledger and has not found its place in the catalogue yet.
struct Recollection {
    /// The part that is being read, if any is.
    var reading: JobID?
    /// Where the next one begins; nil: there is none, or it is being read.
    var next: ListingMark?
    /// The last first, and of the last one the listings that are left.
    private var groups: [ArraySlice<ListingRecord>] = []
    private var holders: [String] = []
    private(set) var count = 0

    var isOver: Bool { reading == nil && next == nil && count == 0 }
    /// Whether the next part may come.
    var hasRoom: Bool { count < Limits.listingsPerStep }

    mutating func add(_ part: ListingPart) {
        next = part.next
        groups.insert(contentsOf: part.groups.reversed().map { $0.listings[...] }, at: 0)
        holders.insert(contentsOf: part.groups.reversed().map(\.holder), at: 0)
        count += part.groups.reduce(0) { $0 + $1.listings.count }
    }

    /// Some of one holder's, at most `limit`; nil: nothing is left.
    mutating func take(_ limit: Int) -> (holder: String, listings: ArraySlice<ListingRecord>)? {
        guard let holder = holders.last, let group = groups.last else { return nil }
        let some = group.prefix(limit)
        count -= some.count
        groups[groups.count - 1] = group.dropFirst(some.count)
        if groups[groups.count - 1].isEmpty {
            groups.removeLast()
            holders.removeLast()
        }
        return (holder, some)
    }
}

extension BootstrapNode {
    /// Begins to read what was known before a restart.
    func recallListings() {
        indexes.catalogue.changed = { [unowned self] in record($0) }
        guard memory.hasListings else { return }
        indexes.isLoaded = false
        indexes.catalogue.isRecalling = true
        read(after: nil)
    }

    private func read(after mark: ListingMark?) {
        let job = desk.newJob()
        recollection.reading = job
        recollection.next = nil
        desk.host.loadListings(after: mark, for: job)
    }

    func listingsLoaded(
        _ job: JobID, _ result: Result<ListingPart, WorldError>, at now: Instant
    ) {
        guard job == recollection.reading else { return }
        recollection.reading = nil
        switch result {
        case .success(let part): recollection.add(part)
        case .failure(let error):
            // What is not read is told again by those who have it.
            desk.host.log(.error, "directory", "the catalogue was not read: \(error)")
        }
        recallSome()
    }

    /// Finds places for some of what was read.
    func recallSome() {
        guard !indexes.isLoaded else { return }
        var left = Limits.listingsRecalled
        while left > 0, let (key, listings) = recollection.take(left) {
            left -= max(1, listings.count)
            recall(listings, of: key)
        }
        if recollection.reading == nil, let next = recollection.next, recollection.hasRoom {
            read(after: next)
        }
        if recollection.isOver { loaded() }
    }

    private func recall(_ listings: ArraySlice<ListingRecord>, of key: String) {
        guard let holder = Directory.Holder(key: key) else { return }
        if case .node(let id) = holder {
            guard neighbourhood.table.key(of: id) != nil else {
                return desk.host.record(.forgetHolder(key))
            }
            indexes.recalled(id)
        }
        let isNode = if case .node = holder { true } else { false }
        indexes.catalogue.recall(
            listings.map { (Listing($0), since: $0.since) }, of: holder, isLive: isNode)
    }

    private func loaded() {
        indexes.isLoaded = true
        indexes.catalogue.isRecalling = false
        let catalogue = indexes.catalogue
        desk.host.log(
            .info, "directory",
            "\(catalogue.holdingCount) files of \(catalogue.holderCount) holders are known again")
    }

    private func record(_ change: CatalogueChange) {
        switch change {
        // The registry writes down its own.
        case .changed(.torrent, _, _, _), .gone(.torrent): break
        case .changed(let holder, let listed, let since, let gone):
            desk.host.record(
                .rememberListings(
                    holder: holder.key, listed.map { ListingRecord($0, since: since) },
                    gone: gone.map(\.path)))
        case .gone(let holder): desk.host.record(.forgetHolder(holder.key))
        }
    }
}

// MARK: Records

extension Directory.Holder {
    /// What the ledger calls it. The first letter says which door it is.
    package var key: String {
        switch self {
        case .node(let id): "n\(id.hex)"
        case .bearer(let user): "b\(user)"
        case .login(let user): "l\(user)"
        case .torrent(let infoHash): "t\(infoHash.hex)"
        }
    }

    /// Nil for one that a later version has written.
    package init?(key: String) {
        let rest = String(key.dropFirst())
        switch key.utf8.first {
        case UInt8(ascii: "n"):
            guard let id = NodeID(hex: rest) else { return nil }
            self = .node(id)
        case UInt8(ascii: "b"): self = .bearer(user: rest)
        case UInt8(ascii: "l"): self = .login(user: rest)
        default: return nil
        }
    }
}

extension Listing {
    init(_ record: ListingRecord) {
        self.init(
            name: record.name, size: record.size, digest: record.digest,
            infoHash: record.infoHash, url: record.url)
    }
}

extension ListingRecord {
    init(_ listing: Listing, since: Int64) {
        self.init(
            name: listing.name, size: listing.size, digest: listing.digest,
            infoHash: listing.infoHash, since: since, url: listing.url)
    }
}
