// What is checked once for each connection: that the two sides mean each other, and that what a
// peer has is said first.

import Bytes
import Vocabulary

/// The two handshakes.
struct PeerGreeting: Sendable {
    /// Nil while somebody who dialled us has not been answered.
    var ours: Handshake?
    let expected: PeerID?

    /// Their 68 bytes, held against ours.
    func met(_ bytes: [UInt8]) throws(PeerViolation) -> Handshake {
        guard let ours, let theirs = bytes.withSpan({ Handshake($0) }) else {
            throw .notBitTorrent
        }
        guard theirs.infoHash == ours.infoHash else { throw .wrongTorrent }
        guard theirs.peerID != ours.peerID else { throw .ourselves }
        guard expected.map({ $0 == theirs.peerID }) ?? true else { throw .wrongPeer }
        return theirs
    }

    /// What both speak.
    func spoken(_ theirs: Handshake) -> Handshake.Reserved {
        theirs.reserved.intersection(ours?.reserved ?? [])
    }
}

/// Have none comes before anything else that is said of pieces. Extensions and the DHT's port may
/// come before: Transmission and aria2 begin with them. BEP 3 and 6 want a bitfield and have all
/// first, too; but aria2 sends another bitfield in place of many `have`s, and have all when it is
/// done, so a later one is for the torrent to judge, which knows whether it takes something back.
struct OpeningOrder: Sendable {
    private var hasSet = false
    private var isOver = false

    mutating func meet(_ message: PeerMessage) throws(PeerViolation) {
        switch message {
        case .haveNone: try meetNone()
        case .haveAll: hasSet = true
        case .keepAlive, .extended, .port: break
        default: isOver = true
        }
    }

    private mutating func meetNone() throws(PeerViolation) {
        guard !hasSet else { throw .bitfieldTwice }
        guard !isOver else { throw .bitfieldLate }
        hasSet = true
    }

    mutating func meetBitfield() { hasSet = true }

    mutating func end() { isOver = true }

    /// A bitfield whose spare bits are zero, where it is known which are spare.
    func checked(_ bits: [UInt8], _ geometry: PieceGeometry?) throws(PeerViolation) -> [UInt8] {
        guard let geometry else { return bits }
        let spare = bits.count * 8 - geometry.pieceCount
        guard (0..<8).contains(spare), let last = bits.last, last & (1 << spare - 1) == 0 else {
            throw .bitfieldWrong
        }
        return bits
    }
}
