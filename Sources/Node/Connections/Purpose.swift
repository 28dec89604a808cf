// Why a node calls another, and how that ended. Data, so that a test can read it.

import Digest
import Directory
import HTTPWire
import Swarm
import Vocabulary

enum Purpose: Hashable {
    case probe(Neighbours.Key)
    case register(bootstrap: Int)
    case goodbye(bootstrap: Int)
    case search(Int, asked: Int)
    /// One of the holders of a download.
    case fetch(download: Int64, lane: Int)
    /// A tracker over HTTP; `way` is one of its addresses.
    case announce(ask: UInt64, way: Int)
    /// A tracker over HTTP is asked how many there are (BEP 48).
    case scrape(ask: UInt64)
    /// A server that has a torrent's files (BEP 19).
    case webSeed(Digest160, PeerKey)
    /// A node is asked for a torrent.
    case whoHas(Digest160, Neighbours.Key)
    /// Whether a client of dialect B is where it said; by the token that it had then.
    case guest(UserName, Digest256)
}

enum CallOutcome {
    /// A whole HTTP answer; the body is empty where it was handed on as it arrived.
    case response(HTTPResponseHead, body: [UInt8])
    /// All that an old node said until it closed.
    case spoken([UInt8])
    /// Somebody listens there.
    case touched
    /// Somebody listens there and does not speak HTTP: an old node.
    case foreign
    /// Somebody listened there and closed without a word: an old bootstrap, or one that was just
    /// killed.
    case silent
    case failed(CallFailure)
}

enum CallFailure: String {
    case refused = "connection refused"
    case unreachable = "unreachable"
    case timedOut = "no answer in time"
    case cut = "the connection was cut"
    case violation = "the answer breaks the protocol"
    case tooLong = "the answer is too long"
    case exhausted = "this machine has no more connections"
}
