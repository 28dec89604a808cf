// What a connection is, by its first bytes: one port serves all protocols.
//
// Law. What is no text is none of ours, and is not answered. Whoever tries encryption first begins
// with 96 bytes of chance (MSE): he speaks plainly as soon as he is hung up on, and takes an answer
// for a part of what he waits for. One in three of such first bytes is a letter or a sign.

import Bytes
import PeerWire

enum Opening {
    case bitTorrent
    case http
    /// Dialect J, or text that is no request at all and gets that dialect's own error.
    case json
    case unknown

    /// - Parameter bytes: the first read, not empty.
    init(_ bytes: RawSpan) {
        switch bytes[0] {
        case Handshake.firstByte: self = .bitTorrent
        case UInt8(ascii: "A")...UInt8(ascii: "Z"):
            self = Self.beginsWithMethod(bytes) || Self.isText(bytes) ? .http : .unknown
        default: self = Self.isText(bytes) ? .json : .unknown
        }
    }

    /// Bytes that chance does not make text of: 2 in ten million.
    private static let looked = 16

    private static func beginsWithMethod(_ bytes: RawSpan) -> Bool {
        for place in 0..<min(bytes.byteCount, looked) {
            if bytes[place] == UInt8(ascii: " ") { return true }
            guard (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(bytes[place]) else {
                return false
            }
        }
        return true
    }

    /// A string in an object may have any letters; all else has those of ASCII.
    private static func isText(_ bytes: RawSpan) -> Bool {
        let isObject = bytes[0] == UInt8(ascii: "{")
        var hasString = false
        for place in 0..<min(bytes.byteCount, looked) {
            switch bytes[place] {
            case UInt8(ascii: "\""): hasString = isObject
            case 0x20..<0x7f, 0x09, 0x0a, 0x0d: continue
            case 0x80... where hasString: continue
            default: return false
            }
        }
        return true
    }
}
