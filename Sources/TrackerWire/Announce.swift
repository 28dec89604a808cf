// What a peer tells a tracker: that it has, or wants, a torrent (BEP 3).
//
// Law. No address of ours is ever among it: a tracker believes the one that it sees (BEP 7 says
//      what the others were good for).

import Digest
import Vocabulary

package enum AnnounceEvent: String, Sendable {
    /// Nothing but that time has passed.
    case none = ""
    case started
    case completed
    case stopped
    /// In place of `none` from a peer that has all it wants, but not all there is (BEP 21).
    case paused
}

package struct Announce: Hashable, Sendable {
    package var infoHash: Digest160
    package var peerID: Digest160
    /// Where the peer listens; never 0.
    package var port: UInt16
    /// Bytes since `started`, and bytes that are missing; none is negative.
    package var uploaded: Int64
    package var downloaded: Int64
    package var left: Int64
    package var event: AnnounceEvent
    /// Peers that are wanted; nil leaves it to the tracker.
    package var numWant: Int?
    /// What stays the same when our address changes (BEP 7).
    package var key: UInt32
    /// What the tracker wants to hear again; over HTTP only.
    package var trackerID: [UInt8]?

    package init(
        infoHash: Digest160, peerID: Digest160, port: UInt16, uploaded: Int64 = 0,
        downloaded: Int64 = 0, left: Int64, event: AnnounceEvent = .none, numWant: Int? = nil,
        key: UInt32 = 0, trackerID: [UInt8]? = nil
    ) {
        precondition(port > 0, "a peer listens at a port")
        precondition(min(uploaded, downloaded, left) >= 0, "bytes are counted from 0")
        self.infoHash = infoHash
        self.peerID = peerID
        self.port = port
        self.uploaded = uploaded
        self.downloaded = downloaded
        self.left = left
        self.event = event
        self.numWant = numWant
        self.key = key
        self.trackerID = trackerID
    }

    /// What a request line asks an HTTP tracker for. A query that the URL has stays in front:
    /// passkeys are there.
    package func target(of url: TrackerURL) -> String {
        precondition(url.scheme == .http, "a UDP tracker is sent a datagram")
        var text = url.target + (url.query == nil ? "?" : url.query == "" ? "" : "&")
        text += "info_hash=" + Query.encoded(infoHash.bytes)
        text += "&peer_id=" + Query.encoded(peerID.bytes)
        text += "&port=\(port)&uploaded=\(uploaded)&downloaded=\(downloaded)&left=\(left)"
        // Also where a list is meant: `compact` is only advice (BEP 23).
        text += "&compact=1"
        if let numWant { text += "&numwant=\(numWant)" }
        let digits = String(key, radix: 16, uppercase: true)
        text += "&key=" + String(repeating: "0", count: 8 - digits.count) + digits
        if event != .none { text += "&event=" + event.rawValue }
        if let trackerID { text += "&trackerid=" + Query.encoded(trackerID) }
        return text
    }
}

/// What a tracker is asked over HTTP, as it reads it.
package struct AnnounceRequest: Hashable, Sendable {
    /// Its `key` is 0, for here it may be any text.
    package var announce: Announce
    /// Compared, never understood; empty where none was sent.
    package var key: [UInt8]
    /// Whether peers are wanted as one string (BEP 23); who does not say gets a list.
    package var isCompact: Bool
    /// Whether a list does without peer ids.
    package var omitsPeerIDs: Bool

    /// Reads what stands behind the `?` of a request. `ip`, `ipv4` and `ipv6` are passed over:
    /// they would aim a swarm at somebody else. `left` may be missing, and then a peer wants
    /// all (BEP 3 has it so for who has not the metainfo).
    package init(query text: some StringProtocol) throws(TrackerRequestError) {
        let query = try Query(text)
        guard let port = try query.count("port") else { throw .missing("port") }
        guard let port = UInt16(exactly: port), port > 0 else { throw .bad("port") }
        let (infoHash, peerID) = (try query.digest("info_hash"), try query.digest("peer_id"))
        let (uploaded, downloaded) = (try query.count("uploaded"), try query.count("downloaded"))
        let trackerID = try query.value("trackerid")
        guard trackerID?.count ?? 0 <= Limits.trackerIDLength else { throw .bad("trackerid") }
        announce = Announce(
            infoHash: infoHash, peerID: peerID, port: port, uploaded: uploaded ?? 0,
            downloaded: downloaded ?? 0, left: try query.count("left") ?? .max,
            event: try Self.event(query), numWant: try Self.numWant(query), trackerID: trackerID)
        key = try query.value("key") ?? []
        guard key.count <= Limits.trackerKeyLength else { throw .bad("key") }
        isCompact = try query.value("compact") == [UInt8(ascii: "1")]
        omitsPeerIDs = try query.value("no_peer_id") == [UInt8(ascii: "1")]
    }

    /// A word that nobody knows is no event: the peer is there all the same.
    private static func event(_ query: Query) throws(TrackerRequestError) -> AnnounceEvent {
        let word = String(decoding: try query.value("event") ?? [], as: UTF8.self)
        return AnnounceEvent(rawValue: word) ?? .none
    }

    /// Negative is what UDP says for "as many as you like", and some say it here.
    private static func numWant(_ query: Query) throws(TrackerRequestError) -> Int? {
        guard let text = try query.value("numwant"), text.first != UInt8(ascii: "-") else {
            return nil
        }
        return try query.count("numwant").map { Int($0) }
    }
}
