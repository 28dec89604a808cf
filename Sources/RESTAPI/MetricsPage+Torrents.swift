// The families that tell of torrents and their peers. A torrent's label is its info-hash, which is
// the operator's choice and no stranger's.

import Digest
import Node
import Vocabulary

extension MetricsPage {
    mutating func addTorrents(_ metrics: MetricsView) {
        add(
            "distrishare_torrents", .gauge, "Torrents that are known, by state.",
            TorrentView.State.allCases.map {
                ([("state", $0.rawValue)], "\(metrics.torrents[$0] ?? 0)")
            })
        add(
            "distrishare_torrent_peers", .gauge,
            "Peers of torrents, by whether they have proved the network's secret.",
            PeerClass.allCases.map { ([("class", $0.rawValue)], "\(metrics.peers[$0] ?? 0)") })
        let traffic = metrics.swarmTraffic
        add(
            "distrishare_torrent_received_bytes_total", .counter,
            "Bytes of pieces that came from peers, by their class.",
            PeerClass.allCases.map {
                ([("class", $0.rawValue)], "\(traffic[$0].received)")
            })
        add(
            "distrishare_torrent_sent_bytes_total", .counter,
            "Bytes of pieces that were sent to peers, by their class.",
            PeerClass.allCases.map { ([("class", $0.rawValue)], "\(traffic[$0].sent)") })
        addEach(metrics.addedTorrents)
    }

    /// Each torrent that somebody added.
    private mutating func addEach(_ torrents: [TorrentView]) {
        addEach(
            "distrishare_torrent_left_bytes", .gauge,
            "Bytes of an added torrent that are wanted and missing.",
            torrents.filter { $0.left != nil }
        ) { $0.left ?? 0 }
        addEach(
            "distrishare_torrent_downloaded_bytes_total", .counter,
            "Bytes of an added torrent that came in all its life.", torrents
        ) { $0.downloaded }
        addEach(
            "distrishare_torrent_uploaded_bytes_total", .counter,
            "Bytes of an added torrent that were given in all its life.", torrents
        ) { $0.uploaded }
        addEach(
            "distrishare_torrent_wasted_bytes_total", .counter,
            "Bytes of an added torrent that came and were of no use.", torrents
        ) { $0.wasted }
        addEach(
            "distrishare_torrent_connected_peers", .gauge, "Peers of an added torrent.", torrents
        ) { $0.peerCount }
    }

    private mutating func addEach<Value: BinaryInteger>(
        _ name: String, _ kind: Kind, _ help: String, _ torrents: [TorrentView],
        _ value: (TorrentView) -> Value
    ) {
        add(
            name, kind, help,
            torrents.map { ([("infohash", $0.infoHash.hex)], "\(value($0))") })
    }
}
