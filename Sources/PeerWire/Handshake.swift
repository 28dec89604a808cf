// The first 68 bytes of each side (BEP 3), and the bits in them that say what more it speaks.

import Bytes
import Digest
import Vocabulary

package struct Handshake: Equatable, Sendable {
    /// What a side speaks besides BEP 3 (BEP 4 lists who took which bit).
    package struct Reserved: OptionSet, Hashable, Sendable {
        /// The eight bytes, the first of them highest.
        package let rawValue: UInt64
        package init(rawValue: UInt64) { self.rawValue = rawValue }

        /// The extension protocol (BEP 10).
        package static let extensions = Reserved(rawValue: 0x10_0000)
        /// The Fast extension (BEP 6).
        package static let fast = Reserved(rawValue: 0x04)
        /// The DHT (BEP 5), whose port message follows.
        package static let dht = Reserved(rawValue: 0x01)

        package static let ours: Reserved = [.extensions, .fast]
    }

    /// Bytes of one.
    package static let length = 68
    /// Bytes of it after which the torrent is known, but not yet the peer.
    package static let lengthToInfoHash = 48
    /// What tells this protocol from all others on one port.
    package static let firstByte: UInt8 = 19
    static let prefix: [UInt8] = [firstByte] + Array("BitTorrent protocol".utf8)

    package var reserved: Reserved
    package var infoHash: Digest160
    package var peerID: PeerID

    package init(infoHash: Digest160, peerID: PeerID, reserved: Reserved = .ours) {
        self.reserved = reserved
        self.infoHash = infoHash
        self.peerID = peerID
    }

    /// From the 68 bytes at the beginning of `bytes`, else nil.
    package init?(_ bytes: RawSpan) {
        guard bytes.byteCount >= Self.length, Self.agrees(bytes) else { return nil }
        reserved = Reserved(bytes)
        infoHash = Digest160(bytes, at: 28)
        peerID = PeerID(Digest160(bytes, at: 48))
    }

    package func append(to bytes: inout [UInt8]) {
        bytes += Self.prefix
        bytes.append(number: UInt32(truncatingIfNeeded: reserved.rawValue >> 32))
        bytes.append(number: UInt32(truncatingIfNeeded: reserved.rawValue))
        infoHash.append(to: &bytes)
        peerID.value.append(to: &bytes)
    }

    /// Whether `bytes` begin a handshake, as far as they go.
    static func agrees(_ bytes: RawSpan) -> Bool {
        for offset in 0..<min(bytes.byteCount, prefix.count) where bytes[offset] != prefix[offset] {
            return false
        }
        return true
    }
}

extension Handshake.Reserved {
    /// Of a handshake that has come as far.
    init(_ handshake: RawSpan) { self.init(rawValue: UInt64(bigEndian: handshake.word(at: 20))) }
}
