// Files as a search or a list shows them.

import Bytes
import Digest
import Vocabulary

package struct CatalogueHit: Sendable {
    package let place: CataloguePlace
    package let name: FileName
    package let size: Int64?
    package let digest: Digest256?
    package let infoHash: Digest160?
    /// When it was first told of, in seconds since 1970.
    package let since: Int64
    /// The first of its holders, live ones before others.
    package let holders: [Holding]
    /// How many there are, and how many of them are live.
    package let holderCount: Int
    package let liveCount: Int
}

extension Catalogue {
    /// Files of a search from its beginning, or after a place, all in one go. For who has the time:
    /// tests, and short catalogues.
    package func search(
        _ words: String, _ filter: CatalogueFilter = CatalogueFilter(),
        after place: CataloguePlace? = nil, limit: Int
    ) -> (hits: [CatalogueHit], next: CataloguePlace?) {
        let search = CatalogueSearch(words, filter, after: place, limit: limit, in: self)
        guard let search else { return ([], nil) }
        while !search.isOver { search.step() }
        return search.page
    }

    /// Files of a content, whatever they are called, from the first after a place on. Nil: nobody
    /// has the file at the place any more.
    package func files(
        with digest: Digest256, after place: CataloguePlace? = nil, limit: Int
    ) -> (hits: [CatalogueHit], next: CataloguePlace?)? {
        guard let rows = table.rows(with: digest, after: place?.row, limit: limit + 1) else {
            return nil
        }
        let places = rows.map { CataloguePlace(.words, live: 0, row: $0) }
        return (
            places.prefix(limit).compactMap { hit(at: $0) },
            places.count > limit ? places[limit - 1] : nil
        )
    }

    /// All files, in no order that means anything, from the first after a place on. At most
    /// `Limits.filesLookedThrough` are looked at for one part; fewer where seeders are asked for.
    package func files(
        _ filter: CatalogueFilter = CatalogueFilter(), after place: CataloguePlace?, limit: Int
    ) -> (hits: [CatalogueHit], next: CataloguePlace?) {
        var hits: [CatalogueHit] = []
        var row = place.map { $0.row + 1 } ?? 0
        let end = min(table.files.count, Int(row) + Limits.filesLookedThrough / filter.cost)
        while row < end, hits.count < limit {
            if table.files[Int(row)].holders > 0, fits(row, filter),
                let hit = hit(at: CataloguePlace(.words, live: 0, row: row))
            {
                hits.append(hit)
            }
            row += 1
        }
        let isLast = Int(row) >= table.files.count
        return (hits, isLast ? nil : CataloguePlace(.words, live: 0, row: row - 1))
    }

    /// The file at a place; nil where nobody has it any more. Of very many holders only those that
    /// came last are looked at.
    func hit(at place: CataloguePlace) -> CatalogueHit? {
        let file = table.files[Int(place.row)]
        var held = holdings(ofRow: place.row, limit: Limits.holdersLookedAt)
        if held.isEmpty, file.holders > Limits.holdersLookedAt { held = holdings(ofRow: place.row) }
        guard !held.isEmpty else { return nil }
        let shown = held.sorted {
            ($0.isLive ? 0 : 1, $0.arrival) < ($1.isLive ? 0 : 1, $1.arrival)
        }.prefix(Limits.holdersTold)
        return CatalogueHit(
            place: place, name: file.name, size: file.size < 0 ? nil : file.size,
            digest: file.digest, infoHash: file.infoHash, since: Int64(file.since),
            holders: shown.map { holding($0.number) }, holderCount: Int(file.holders),
            liveCount: Int(table.lives[Int(place.row)]))
    }

    /// Whether a file is what the filter wants.
    func fits(_ row: Int32, _ filter: CatalogueFilter) -> Bool {
        if filter.isEmpty { return true }
        let file = table.files[Int(row)]
        if let least = filter.sizeMin, file.size < least { return false }
        if let most = filter.sizeMax, file.size < 0 || file.size > most { return false }
        if let since = filter.since, Int64(file.since) < since { return false }
        if let least = filter.holdersMin, table.lives[Int(row)] < least { return false }
        if let least = filter.seedersMin, file.infoHash.map(seeders) ?? 0 < least { return false }
        return filter.endings.isEmpty || filter.endings.contains(file.name.ending)
    }
}

extension CatalogueFilter {
    /// What a look at a file costs by this filter, in looks without one: who has a torrent stands
    /// elsewhere in memory.
    var cost: Int { seedersMin == nil ? 1 : 8 }
}

extension FileName {
    /// What follows the last dot of the base name, in lower case; empty where there is none.
    package var ending: String {
        let bytes = path.utf8
        guard let dot = bytes.lastIndex(of: UInt8(ascii: ".")) else { return "" }
        let ending = bytes[bytes.index(after: dot)...]
        guard !ending.contains(UInt8(ascii: "/")) else { return "" }
        return Substring(ending).lowercased()
    }
}
