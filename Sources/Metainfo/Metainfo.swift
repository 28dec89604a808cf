// A .torrent (BEP 3): an info dictionary, and where to look for those who have it.
//
// Law. What is written is read again as it was. Where to look is advice: what of it cannot be used
// is left out, and the rest stays.

import Bencode
import Vocabulary

package struct Metainfo: Hashable, Sendable {
    package let info: Info
    /// Addresses of trackers, tier by tier (BEP 12); no tier is empty. Of any scheme.
    package let trackers: [[String]]
    /// Addresses of web seeds (BEP 19). Of any scheme.
    package let webSeeds: [String]

    /// Addresses that cannot be used, and those beyond `Limits`, are left out.
    package init(info: Info, trackers: [[String]] = [], webSeeds: [String] = []) {
        self.info = info
        self.trackers = Self.usable(trackers)
        self.webSeeds = SourceAddress.usable(webSeeds, atMost: Limits.webSeedsPerTorrent)
    }

    /// The .torrent that the bytes are, whole and nothing else. Takes time as its length: a long
    /// one is work for the pool.
    package init(torrent: [UInt8]) throws(MetainfoError) {
        let root = try Bencode.read(torrent, limit: Limits.torrentLength)
        guard root.isDictionary else { throw .isNoDictionary }
        guard let info = root["info"], info.isDictionary else { throw .missingInfo }
        self.init(
            info: try Info(info), trackers: Self.trackers(of: root),
            webSeeds: Self.webSeeds(of: root))
    }

    /// As a .torrent: the info dictionary as it came, and no word of when and by whom.
    package var torrent: [UInt8] {
        var writer = BencodeWriter()
        writer.dictionary { root in
            if let first = trackers.first?.first { root.entry("announce", first) }
            if trackers.joined().count > 1 {
                root.key("announce-list")
                root.list { tiers in
                    for tier in trackers { tiers.list { list in tier.forEach { list.string($0) } } }
                }
            }
            root.entry("info", raw: info.raw)
            if !webSeeds.isEmpty {
                root.key("url-list")
                root.list { list in webSeeds.forEach { list.string($0) } }
            }
        }
        return writer.bytes
    }
}

// What is advice.
extension Metainfo {
    /// `announce` counts where there is no list (BEP 12).
    private static func trackers(of root: Bencode.Value) -> [[String]] {
        let tiers = root["announce-list"]?.list.map { tiers in
            tiers.map { $0.list?.compactMap(\.text) ?? [] }
        }
        let usable = usable(tiers ?? [])
        guard usable.isEmpty, let one = root["announce"]?.text else { return usable }
        return [[one]]
    }

    /// A string or a list of them (BEP 19).
    private static func webSeeds(of root: Bencode.Value) -> [String] {
        guard let said = root["url-list"] else { return [] }
        return said.list?.compactMap(\.text) ?? said.text.map { [$0] } ?? []
    }

    private static func usable(_ tiers: [[String]]) -> [[String]] {
        var left = Limits.trackersPerTorrent
        var seen: Set<String> = []
        var all: [[String]] = []
        for tier in tiers where left > 0 {
            let some = SourceAddress.usable(tier, atMost: left).filter { seen.insert($0).inserted }
            left -= some.count
            if !some.isEmpty { all.append(some) }
        }
        return all
    }
}
