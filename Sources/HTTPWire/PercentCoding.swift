// Percent-coding (RFC 3986, section 2.1), and the plus signs of query strings.

import Bytes

package enum PercentCoding {
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// Everything but unreserved characters and "/" becomes %XX.
    package static func encodePath(_ path: String) -> String { encode(path.utf8, keepsSlash: true) }

    /// Everything but unreserved characters becomes %XX, a space too, so that all readers agree.
    package static func encodeQuery(_ text: String) -> String {
        encode(text.utf8, keepsSlash: false)
    }

    /// The same of bytes that may be no text.
    package static func encode(_ bytes: [UInt8]) -> String { encode(bytes, keepsSlash: false) }

    /// The text that was meant, or nil for a `%` without two digits, or bytes that are not UTF-8.
    package static func decode(
        _ text: some StringProtocol, plusIsSpace: Bool = false
    ) -> String? {
        // Most texts have nothing to decode.
        let isPlain = text.utf8.allSatisfy {
            $0 != UInt8(ascii: "%") && !(plusIsSpace && $0 == UInt8(ascii: "+"))
        }
        if isPlain { return String(text) }
        var decoded: [UInt8] = []
        var bytes = text.utf8.makeIterator()
        while let byte = bytes.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = bytes.next().flatMap(Hex.value(of:)),
                    let low = bytes.next().flatMap(Hex.value(of:))
                else { return nil }
                decoded.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: decoded.append(0x20)
            default: decoded.append(byte)
            }
        }
        return String(utf8: decoded)
    }

    private static func encode(_ bytes: some Sequence<UInt8>, keepsSlash: Bool) -> String {
        var encoded: [UInt8] = []
        for byte in bytes {
            if isUnreserved(byte) || (keepsSlash && byte == UInt8(ascii: "/")) {
                encoded.append(byte)
            } else {
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
