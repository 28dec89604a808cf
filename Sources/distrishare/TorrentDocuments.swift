// What a node tells of torrents, as far as the tool shows it.

struct TorrentEntry: Decodable {
    struct File: Decodable {
        let name: String
        let number: Int
        let received: Int64
        let size: Int64
        let wanted: Bool
    }

    struct Peer: Decodable {
        let address: String
        let choked: Bool
        let choking_us: Bool
        let client: String
        let download_rate: Int64
        let interested: Bool
        let interesting: Bool
        let member: Bool
        let pieces: Int
        let received: Int64
        let seed: Bool
        let sent: Int64
        let source: String
        let upload_rate: Int64
    }

    let added: Bool
    let copies: Double?
    let download_rate: Int64
    let downloaded: Int64
    let infohash: String
    let left: Int64?
    let magnet: String
    let name: String
    let peers_connected: Int
    let piece_count: Int?
    let pieces_here: Int
    let placed: String?
    let reason: String?
    let seeds_connected: Int
    let size: Int64?
    let state: String
    let upload_rate: Int64
    let uploaded: Int64
    // Of one torrent that was asked for by itself.
    let files: [File]?
    let peers: [Peer]?

    /// Everything that is wanted is in its place; it may have been given enough, and rest since.
    var isDone: Bool {
        state == "seeding" || (state == "paused" && left == 0 && placed != nil)
    }

    /// Bytes that are wanted; nil until somebody told what there is.
    var wantedSize: Int64? {
        files.flatMap { files in
            files.isEmpty ? nil : files.filter(\.wanted).reduce(0) { $0 + $1.size }
        } ?? size
    }

    /// Bytes of it that are here. Pieces do not end where files do, so it is never more than all.
    var received: Int64 {
        guard let wantedSize, let left else { return 0 }
        return max(0, wantedSize - left)
    }

    /// As a progress bar shows it.
    var asDownload: DownloadEntry {
        var download = DownloadEntry(name: name, state: state)
        download.size = wantedSize
        download.received = received
        download.rate = download_rate
        download.reason = reason
        download.holders = peers?.filter { $0.download_rate > 0 }.map {
            DownloadEntry.Holder(name: $0.address, state: "fetching")
        }
        return download
    }
}

struct TorrentList: Decodable {
    let torrents: [TorrentEntry]
}
