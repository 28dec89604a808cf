// A bootstrap's catalogue: kept over a restart, searched, and shown.
//
// Law. What takes longer than a turn goes on in the next one, and everybody else is heard between.

import Digest
import Directory
import Library
import Vocabulary

/// A search that has not ended in its first step, and who waits for it.
struct LongSearch {
    let search: CatalogueSearch
    let ask: Ask
    let slip: ReplySlip
}

// MARK: Remembering

extension BootstrapNode {
    /// Begins to read what was known before a restart. Heartbeats and searches are answered
    /// meanwhile.
    func recallListings() {
        indexes.catalogue.changed = { [unowned self] in record($0) }
        guard memory.hasListings else { return }
        indexes.isLoaded = false
        indexes.catalogue.isRecalling = true
        loadMore(after: nil)
    }

    private func loadMore(after mark: ListingMark?) {
        let job = desk.newJob()
        loading = job
        desk.host.loadListings(after: mark, for: job)
    }

    func listingsLoaded(
        _ job: JobID, _ result: Result<ListingPart, WorldError>, at now: Instant
    ) {
        guard job == loading else { return }
        loading = nil
        switch result {
        case .success(let part):
            // The next part is read while this one finds its place.
            if let next = part.next { loadMore(after: next) }
            for group in part.groups { recall(group) }
            if part.next == nil { loaded() }
        case .failure(let error):
            // What is not read is told again by those who have it.
            desk.host.log(.error, "directory", "the catalogue was not read: \(error)")
            loaded()
        }
    }

    private func recall(_ group: ListingPart.Group) {
        guard let holder = Directory.Holder(key: group.holder) else { return }
        if case .node(let id) = holder {
            guard neighbourhood.table.key(of: id) != nil else {
                return desk.host.record(.forgetHolder(group.holder))
            }
            indexes.recalled(id)
        }
        let isNode = if case .node = holder { true } else { false }
        indexes.catalogue.recall(
            group.listings.map { (Listing($0), since: $0.since) }, of: holder, isLive: isNode)
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
        case .changed(let holder, let listed, let since, let gone):
            desk.host.record(
                .rememberListings(
                    holder: holder.key, listed.map { ListingRecord($0, since: since) },
                    gone: gone.map(\.path)))
        case .gone(let holder): desk.host.record(.forgetHolder(holder.key))
        }
    }
}

// MARK: Searching

extension BootstrapNode {
    /// Files by words or digest, or all of them. Nil: the answer comes later.
    func list(
        words: String?, digest: Digest256?, _ page: Page, _ ask: Ask, _ slip: ReplySlip,
        at now: Instant
    ) -> Answer? {
        do throws(Refusal) {
            var page = page
            page.limit = min(page.limit, Limits.catalogueHits)
            let place = try page.place(in: desk.identity.instance)
                .map { CataloguePlace(key: $0.serial) }
            if let digest {
                let hits = indexes.catalogue.files(with: digest, limit: page.limit)
                return .catalogued(hits.map { view(of: $0) }, next: nil)
            }
            guard let words else {
                let part = indexes.catalogue.files(page.filter, after: place, limit: page.limit)
                return answer(part.hits, part.next)
            }
            return try search(words, page, after: place, ask, slip)
        } catch {
            return .refused(error)
        }
    }

    private func search(
        _ words: String, _ page: Page, after place: CataloguePlace?, _ ask: Ask, _ slip: ReplySlip
    ) throws(Refusal) -> Answer? {
        let search = CatalogueSearch(
            words, page.filter, after: place, limit: page.limit, in: indexes.catalogue)
        guard let search else { return answer([], nil) }
        search.step()
        if search.isOver { return answer(search) }
        guard longSearches.count < Limits.longSearches else {
            throw Refusal(429, "too many searches are running")
        }
        longSearches.append(LongSearch(search: search, ask: ask, slip: slip))
        return nil
    }

    /// A step of the search that has waited longest; the others have their turns.
    func searchOn(at now: Instant) {
        guard !longSearches.isEmpty else { return }
        let long = longSearches.removeFirst()
        long.search.step()
        guard long.search.isOver else { return longSearches.append(long) }
        desk.reply(answer(long.search), to: long.ask, long.slip, at: now)
    }

    private func answer(_ search: CatalogueSearch) -> Answer {
        let page = search.page
        return answer(page.hits, page.next)
    }

    private func answer(_ hits: [CatalogueHit], _ next: CataloguePlace?) -> Answer {
        .catalogued(
            hits.map { view(of: $0) },
            next: next.map {
                let place = SearchPlace(rank: 0, serial: $0.key)
                return Cursor.place(place, instance: desk.identity.instance).description
            })
    }

    private func view(of hit: CatalogueHit) -> CataloguedView {
        CataloguedView(
            name: hit.name, size: hit.size, digest: hit.digest, infoHash: hit.infoHash,
            since: hit.since, sharers: hit.holders.map { sharer($0) },
            sharerCount: hit.holderCount, liveCount: hit.liveCount)
    }

    private func sharer(_ holding: Holding) -> CataloguedView.Sharer {
        switch holding.holder {
        case .node(let id):
            let neighbour = neighbourhood.table.key(of: id).flatMap { neighbourhood.table[$0] }
            return CataloguedView.Sharer(
                door: .node, endpoint: neighbour?.endpoint, id: id, name: neighbour?.name ?? "",
                isLive: holding.isLive)
        case .bearer(let user), .login(let user):
            return CataloguedView.Sharer(
                door: holding.holder.door, endpoint: nil, id: nil, name: user,
                isLive: holding.isLive, url: holding.listing.url)
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
