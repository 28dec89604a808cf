// Magnet links.

import Metainfo
import Vocabulary

extension Harness {
    static let magnet = Harness(name: "magnet") { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        guard let link = try? MagnetLink(text) else { return }
        let written = link.description
        expect(written.utf8.count <= Limits.magnetLength, "a link keeps its limit")
        guard let again = try? MagnetLink(written) else {
            return expect(false, "what is written is read: \(written)")
        }
        expect(again.infoHash, equals: link.infoHash, "a link leads to one torrent")
        expect(again.selection, equals: link.selection, "a link picks the same files")
        expect(again.description, equals: written, "a link is written in one way")
        // Percent-coding may make it longer than links are.
        if text.utf8.count < Limits.magnetLength / 4 {
            expect(again, equals: link, "what is read can be written")
        }
        expect(
            link.peers.count <= Limits.peersPerMagnet
                && link.trackers.count <= Limits.trackersPerTorrent
                && link.webSeeds.count <= Limits.webSeedsPerTorrent, "advice has an end")
        let picked = link.selection ?? []
        let isApart = zip(picked, picked.dropFirst()).allSatisfy {
            $0.upperBound + 1 < $1.lowerBound
        }
        expect(isApart, "picked files ascend and are apart")
        // What nobody told us of changes nothing.
        expect(try? MagnetLink(text + "&x.unknown=%"), equals: link, "the unknown is left alone")
    }
}
