// The address of a tracker or a web seed, as far as all schemes are alike.

import Vocabulary

enum SourceAddress {
    /// The first that can be used.
    static func usable(_ addresses: [String], atMost limit: Int) -> [String] {
        Array(addresses.lazy.compactMap(usable).prefix(limit))
    }

    /// Without the white space around it; nil where it is too long, or has something in it that no
    /// address has.
    static func usable(_ text: String) -> String? {
        guard text.utf8.count <= Limits.urlLength else { return nil }
        let isBlank = { (byte: UInt8) in byte == 0x20 || (0x09...0x0d).contains(byte) }
        guard let first = text.utf8.firstIndex(where: { !isBlank($0) }),
            let last = text.utf8.lastIndex(where: { !isBlank($0) })
        else { return nil }
        let inner = text.utf8[first...last]
        guard inner.allSatisfy({ $0 > 0x20 && $0 != 0x7f }) else { return nil }
        return String(Substring(inner))
    }
}
