// A magnet link: the info-hash of a torrent, and where to look for those who have it (BEP 9, 53).
//
// Law. The info-hash and which files are picked are meant exactly, so they are right or the link is
// refused. Everything else is advice: what of it cannot be used is left out. What is written is
// read again as it was.

import Digest
import Vocabulary

/// Why a text is no magnet link that we can follow.
package enum MagnetError: Error, Hashable, Sendable {
    /// Longer than `Limits.magnetLength`.
    case tooLong
    /// It does not begin with `magnet:?`.
    case notMagnet
    /// No `xt` names a torrent.
    case missingInfoHash
    /// Neither 40 hexadecimal digits nor 32 letters of base32.
    case badInfoHash
    /// Two that are not the same.
    case severalInfoHashes
    /// The torrent is of BEP 52 alone.
    case notYetSpoken
    /// A `so` that is not indices and ranges, or has more than `Limits.magnetSelections`.
    case badSelection
}

package struct MagnetLink: Hashable, Sendable {
    package let infoHash: Digest160
    /// What people call it, until its info dictionary is there. A stranger's text.
    package let name: String?
    /// Addresses of trackers, of any scheme.
    package let trackers: [String]
    /// Addresses of web seeds (BEP 19), of any scheme.
    package let webSeeds: [String]
    /// Peers that may be asked.
    package let peers: [HostPort]
    /// Numbers of the files that are picked (BEP 53), ascending and apart; nil where it is all. The
    /// torrent may not have so many.
    package let selection: [ClosedRange<Int>]?

    /// Advice beyond `Limits` or of no use is left out.
    package init(
        infoHash: Digest160, name: String? = nil, trackers: [String] = [],
        webSeeds: [String] = [], peers: [HostPort] = [], selection: [ClosedRange<Int>]? = nil
    ) {
        self.infoHash = infoHash
        self.name = name.flatMap { $0.isEmpty ? nil : $0 }
        self.trackers = SourceAddress.usable(trackers, atMost: Limits.trackersPerTorrent)
        self.webSeeds = SourceAddress.usable(webSeeds, atMost: Limits.webSeedsPerTorrent)
        self.peers = Array(peers.prefix(Limits.peersPerMagnet))
        self.selection = selection.map(Self.merged)
        precondition(
            self.selection?.count ?? 0 <= Limits.magnetSelections
                && self.selection?.last?.upperBound ?? 0 < Limits.filesPerTorrent,
            "a link picks no more than it may, of files that a torrent may have")
    }

    /// The same ranges ascending, those that touch in one.
    private static func merged(_ ranges: [ClosedRange<Int>]) -> [ClosedRange<Int>] {
        var merged: [ClosedRange<Int>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound + 1 {
                merged[merged.count - 1] =
                    last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        return merged
    }
}

extension Metainfo {
    /// A link to the same torrent.
    package func magnetLink(peers: [HostPort] = []) -> MagnetLink {
        MagnetLink(
            infoHash: info.infoHash, name: info.name.path, trackers: Array(trackers.joined()),
            webSeeds: webSeeds, peers: peers)
    }
}
