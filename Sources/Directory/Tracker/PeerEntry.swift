// A peer as a tracker keeps it: where it is, and when it was heard of last. Eight bytes over IPv4,
// twenty-four over IPv6.
//
// Law. A peer is the address that it was seen at and the port that it named. Its `key` (BEP 7) is
//      not kept: it would tell, after a change of address, which entry is the old one, and that one
//      goes by itself after an interval and a half; and who sees another's key could use it. So
//      whoever shares an address (a gateway) and a port is one, as he is for whoever dials him.

import Vocabulary

/// When a peer was seen, in seconds that come again after nine hours, and whether it was counted as
/// complete.
struct PeerMark {
    private var raw: UInt16

    /// A moment as marks have it. Two of them can be told apart for 32,767 seconds.
    static func second(of now: Instant) -> UInt16 {
        UInt16(truncatingIfNeeded: now.nanoseconds / 1_000_000_000) & 0x7fff
    }

    init(second: UInt16, hasCompleted: Bool) { raw = second << 1 | (hasCompleted ? 1 : 0) }

    var hasCompleted: Bool { raw & 1 == 1 }

    /// The same, of one that was counted.
    var completed: PeerMark {
        var mark = self
        mark.raw |= 1
        return mark
    }

    /// Seconds since it was seen.
    func age(at second: UInt16) -> Int { Int((second &- raw >> 1) & 0x7fff) }
}

protocol PeerEntry {
    /// Nil where the address is of the other family.
    init?(_ endpoint: Endpoint, _ mark: PeerMark)
    var mark: PeerMark { get set }
    var address: IPAddress { get }
    var port: UInt16 { get }
    func isAt(_ other: Self) -> Bool
    /// What it counts under for its address; nil for this machine's own, which have no limit.
    var source: UInt64? { get }
    /// Of its place, for an index. The multipliers are odd, and nobody's guess: who could choose
    /// where his entries come to lie would make a list of the index.
    func hash(_ keys: IndexKeys) -> UInt64
}

/// Multiply-shift hashing (Dietzfelbinger and others, 1997) with numbers of chance.
struct IndexKeys {
    let one, two, three: UInt64

    init(using chance: inout Chance) {
        (one, two, three) = (chance.next() | 1, chance.next() | 1, chance.next() | 1)
    }
}

struct PeerV4: PeerEntry {
    let v4: UInt32
    let port: UInt16
    var mark: PeerMark

    init?(_ endpoint: Endpoint, _ mark: PeerMark) {
        guard let v4 = endpoint.address.v4 else { return nil }
        self.v4 = v4
        port = endpoint.port
        self.mark = mark
    }

    var address: IPAddress { IPAddress(v4: v4) }
    var source: UInt64? { v4 >> 24 == 127 ? nil : UInt64(v4) }

    func isAt(_ other: PeerV4) -> Bool { v4 == other.v4 && port == other.port }

    func hash(_ keys: IndexKeys) -> UInt64 { (UInt64(v4) << 16 | UInt64(port)) &* keys.one }
}

struct PeerV6: PeerEntry {
    let high: UInt64
    let low: UInt64
    let port: UInt16
    var mark: PeerMark

    init?(_ endpoint: Endpoint, _ mark: PeerMark) {
        guard endpoint.address.v4 == nil else { return nil }
        high = endpoint.address.high
        low = endpoint.address.low
        port = endpoint.port
        self.mark = mark
    }

    var address: IPAddress { IPAddress(high: high, low: low) }
    /// The network: whoever has one has all of its addresses. (`::1` is of one that nobody has.)
    var source: UInt64? { high == 0 ? nil : high }

    func isAt(_ other: PeerV6) -> Bool {
        low == other.low && high == other.high && port == other.port
    }

    func hash(_ keys: IndexKeys) -> UInt64 {
        // The upper half of a product depends on all of a factor; the lower would not.
        high.multipliedFullWidth(by: keys.one).high ^ high &* keys.one
            &+ low.multipliedFullWidth(by: keys.two).high &+ low &* keys.two
            &+ UInt64(port) &* keys.three
    }
}
