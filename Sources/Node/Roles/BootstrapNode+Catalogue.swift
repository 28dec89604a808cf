// A bootstrap's catalogue: searched, and shown. (`BootstrapNode+Recalling`: kept over a restart.)
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
                let part = indexes.catalogue.files(with: digest, after: place, limit: page.limit)
                guard let part else { throw Page.unknown }
                return answer(part.hits, part.next)
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
            // Of a swarm it is known how many have all of it, and not who.
            sharerCount: max(hit.holderCount, hit.liveCount), liveCount: hit.liveCount,
            swarm: hit.infoHash.map { registry.counts(of: $0) })
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
        case .torrent(let infoHash):
            let owner = registry.registry[infoHash]?.owner ?? ""
            return CataloguedView.Sharer(
                door: .torrent, endpoint: nil, id: nil, name: owner, isLive: holding.isLive,
                url: "/api/v1/torrents/\(infoHash.hex).torrent")
        }
    }
}
