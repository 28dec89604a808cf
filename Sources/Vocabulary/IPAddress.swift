// Addresses as the network has them. Names are not addresses: they are looked up by the host.

import Bytes

/// An IPv4 or IPv6 address. IPv4 is kept as its mapped form ::ffff:a.b.c.d, so that the same
/// machine seen through either kind of socket is the same address.
package struct IPAddress: Hashable, Sendable {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    package init(v4 address: UInt32) {
        self.init(high: 0, low: 0xffff_0000_0000 | UInt64(address))
    }

    package static let loopback = IPAddress(v4: 0x7f00_0001)
    package static let any = IPAddress(v4: 0)

    /// The address as four bytes in one number, where it is IPv4.
    package var v4: UInt32? {
        high == 0 && low >> 32 == 0xffff ? UInt32(truncatingIfNeeded: low) : nil
    }
}

// What an address may be used for. (RFC 1122, 1918, 3927, 4193, 4291, 6598.)
extension IPAddress {
    package var isLoopback: Bool {
        if let v4 { return v4 >> 24 == 127 }
        return high == 0 && low == 1
    }

    package var isUnspecified: Bool { v4 == 0 || (high == 0 && low == 0) }

    package var isMulticast: Bool {
        if let v4 { return v4 >> 28 == 0xe || v4 == 0xffff_ffff }
        return high >> 56 == 0xff
    }

    package var isLinkLocal: Bool {
        if let v4 { return v4 >> 16 == 0xa9fe }
        return high >> 54 == 0xfe80 >> 6
    }

    /// Private networks, carrier-grade NAT, and unique local IPv6.
    package var isPrivate: Bool {
        guard let v4 else { return high >> 57 == 0xfc >> 1 }
        return v4 >> 24 == 10 || v4 >> 20 == 0xac1 || v4 >> 16 == 0xc0a8 || v4 >> 22 == 0x191
    }

    /// Whom limits by address count as one: a host of IPv6 commonly has a whole /64 for itself
    /// (RFC 6177), and may come from any address in it.
    package var network: IPAddress { v4 == nil ? IPAddress(high: high, low: 0) : self }

    /// An address that names no single other machine, so it cannot be where a node is reached
    /// by anybody but itself.
    package var isNobodyElse: Bool { isLoopback || isUnspecified || isMulticast || isLinkLocal }
}

extension IPAddress: CustomStringConvertible {
    /// Dotted for IPv4; RFC 5952 for IPv6 (lower case, the longest run of zeros as `::`).
    package var description: String {
        if let v4 {
            return (0..<4).map { String(v4 >> UInt32(24 - 8 * $0) & 255) }.joined(separator: ".")
        }
        let groups = (0..<8).map { index -> UInt16 in
            let word = index < 4 ? high : low
            return UInt16(truncatingIfNeeded: word >> UInt64(48 - 16 * (index % 4)))
        }
        func text(_ part: some Sequence<UInt16>) -> String {
            part.map { String($0, radix: 16) }.joined(separator: ":")
        }
        guard let gap = Self.longestGap(in: groups) else { return text(groups) }
        return text(groups[..<gap.lowerBound]) + "::" + text(groups[gap.upperBound...])
    }

    private static func longestGap(in groups: [UInt16]) -> Range<Int>? {
        var best = 0..<0
        var start = 0
        for index in 0...groups.count where index == groups.count || groups[index] != 0 {
            if index - start > best.count { best = start..<index }
            start = index + 1
        }
        return best.count > 1 ? best : nil
    }
}

extension IPAddress {
    /// Reads a literal, IPv4 or IPv6 (no brackets, no zone), else nil.
    package init?(_ text: some StringProtocol) {
        if text.contains(":") {
            self.init(v6Literal: String(text))
        } else {
            self.init(v4Literal: String(text))
        }
    }

    private init?(v4Literal text: String) {
        guard let address = Self.dotted(text) else { return nil }
        self.init(v4: address)
    }

    /// Four decimal numbers up to 255, without signs or leading zeros.
    private static func dotted(_ text: String) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var address: UInt32 = 0
        for part in parts {
            guard let byte = UInt8(part), String(byte) == part else { return nil }
            address = address << 8 | UInt32(byte)
        }
        return address
    }

    private init?(v6Literal text: String) {
        var halves = [text[...]]
        if let gap = text.place(of: "::") {
            halves = [text[..<gap.lowerBound], text[gap.upperBound...]]
            let isLonger = halves[1].utf8.first == UInt8(ascii: ":")
            guard !isLonger, halves[1].place(of: "::") == nil else { return nil }
        }
        guard let head = Self.groups(halves[0], mayEndDotted: halves.count == 1),
            let tail = halves.count == 2 ? Self.groups(halves[1], mayEndDotted: true) : []
        else { return nil }
        let missing = 8 - head.count - tail.count
        guard halves.count == 2 ? missing > 0 : missing == 0 else { return nil }
        let all = head + Array(repeating: 0, count: missing) + tail
        let words = all.map(UInt64.init)
        self.init(
            high: words[0..<4].reduce(0) { $0 << 16 | $1 },
            low: words[4..<8].reduce(0) { $0 << 16 | $1 })
    }

    private static func groups(_ text: Substring, mayEndDotted: Bool) -> [UInt16]? {
        if text.isEmpty { return [] }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        var groups: [UInt16] = []
        for (index, part) in parts.enumerated() {
            if mayEndDotted, index == parts.count - 1, part.contains(".") {
                guard let address = dotted(String(part)) else { return nil }
                groups += [UInt16(address >> 16), UInt16(truncatingIfNeeded: address)]
                continue
            }
            guard (1...4).contains(part.utf8.count),
                part.utf8.allSatisfy({ Hex.value(of: $0) != nil }),
                let group = UInt16(part, radix: 16)
            else { return nil }
            groups.append(group)
        }
        return groups.count <= 8 ? groups : nil
    }
}
