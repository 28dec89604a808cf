// What a node shows of its torrents. Info-hashes are 40 digits; which pieces are here is the
// bitfield of BEP 3 in base64, as many bytes as the pieces need.

import Bytes
import Digest
import Node
import Vocabulary

struct TorrentDocument: Document {
    let torrent: TorrentView
    /// If not, it is a row of a list: without files, peers and pieces.
    let isAlone: Bool

    init(_ torrent: TorrentView, isAlone: Bool) {
        self.torrent = torrent
        self.isAlone = isAlone
    }

    func write(to json: inout JSONWriter) {
        json.add("added", torrent.isAdded)
        json.add("copies", torrent.copies)
        json.add("download_limit", torrent.downloadLimit)
        json.add("download_rate", torrent.downloadRate)
        json.add("downloaded", torrent.downloaded)
        if isAlone { json.add("files", torrent.files.map(TorrentFileDocument.init)) }
        if torrent.filesLeftOut > 0 { json.add("files_left_out", torrent.filesLeftOut) }
        json.add("infohash", torrent.infoHash.hex)
        json.add("left", torrent.left)
        json.add("magnet", torrent.magnet)
        json.add("name", torrent.name)
        if isAlone { json.add("peers", torrent.peers.map(TorrentPeerDocument.init)) }
        json.add("peers_connected", torrent.peerCount)
        json.add("piece_count", torrent.pieceCount)
        json.add("piece_length", torrent.pieceLength)
        if isAlone { json.add("pieces", Base64.encode(torrent.pieces)) }
        json.add("pieces_here", torrent.piecesHere)
        json.add("placed", torrent.placed?.path)
        json.add("private", torrent.isPrivate)
        json.add("reason", torrent.reason)
        json.add("seed_ratio", torrent.seedRatio)
        json.add("seed_time_s", torrent.seedTime?.components.seconds)
        json.add("seeds_connected", torrent.seedCount)
        json.add("sequential", torrent.isSequential)
        json.add("size", torrent.size)
        json.add("state", torrent.state.rawValue)
        json.add("super_seeding", torrent.isSuperSeeding)
        if isAlone { json.add("trackers", torrent.trackers.map(TorrentTrackerDocument.init)) }
        json.add("upload_limit", torrent.uploadLimit)
        json.add("upload_rate", torrent.uploadRate)
        json.add("uploaded", torrent.uploaded)
        if isAlone { json.add("v", 1) }
        json.add("wasted", torrent.wasted)
        if isAlone { json.add("web_seeds", torrent.webSeeds.map(TorrentWebSeedDocument.init)) }
    }
}

struct TorrentFileDocument: Document {
    let file: TorrentFileView

    func write(to json: inout JSONWriter) {
        json.add("name", file.name)
        json.add("number", file.number)
        json.add("priority", file.priority)
        json.add("received", file.received)
        json.add("size", file.size)
        json.add("wanted", file.isWanted)
    }
}

struct TorrentPeerDocument: Document {
    let peer: TorrentPeerView

    func write(to json: inout JSONWriter) {
        json.add("address", peer.endpoint.description)
        json.add("choked", peer.isChoked)
        json.add("choking_us", peer.isChokingUs)
        json.add("client", peer.client)
        json.add("download_rate", peer.downloadRate)
        json.add("incoming", peer.isIncoming)
        json.add("interested", peer.isInterested)
        json.add("interesting", peer.areInterested)
        json.add("member", peer.isMember)
        json.add("pieces", peer.pieces)
        json.add("received", peer.received)
        json.add("seed", peer.isSeed)
        json.add("sent", peer.sent)
        json.add("source", peer.source)
        json.add("upload_rate", peer.uploadRate)
    }
}

struct TorrentWebSeedDocument: Document {
    let seed: TorrentWebSeedView

    func write(to json: inout JSONWriter) {
        json.add("download_rate", seed.downloadRate)
        json.add("problem", seed.problem)
        json.add("received", seed.received)
        json.add("state", seed.state.rawValue)
        json.add("url", seed.url)
    }
}

struct TorrentTrackerDocument: Document {
    let tracker: TorrentTrackerView

    func write(to json: inout JSONWriter) {
        json.add("completed", tracker.completed)
        json.add("leechers", tracker.leechers)
        json.add("next_s", tracker.nextAnnounce?.components.seconds)
        json.add("problem", tracker.problem)
        json.add("seeders", tracker.seeders)
        json.add("state", tracker.state.rawValue)
        json.add("tier", tracker.tier)
        json.add("url", tracker.url)
    }
}
