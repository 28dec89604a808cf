// How fast files may be sent: in all, and to each peer. Pure arithmetic: who sends is not known.
//
// Law. A bucket fills with its rate and holds a moment's worth, so that over any longer time the
//      rate is kept, and a pause is not made up for.

import Vocabulary

/// Bytes that may be sent now; they come back with a rate.
struct TokenBucket {
    /// Bytes a second, more than 0.
    private var rate: Int64
    private var tokens: Double
    private var filled: Instant

    /// A full one.
    init(rate: Int64, at now: Instant) {
        precondition(rate > 0, "a rate of 0 is no limit, and has no bucket")
        self.rate = rate
        filled = now
        tokens = 0
        tokens = capacity
    }

    private var capacity: Double {
        max(Double(rate) * Limits.throttleBurst.inSeconds, Double(Limits.chunk))
    }

    mutating func fill(rate: Int64, at now: Instant) {
        self.rate = rate
        tokens = min(capacity, tokens + Double(rate) * now.since(filled).inSeconds)
        filled = max(filled, now)
    }

    var available: Int64 { Int64(tokens) }
    var isFull: Bool { tokens >= capacity }

    mutating func spend(_ bytes: Int64) { tokens -= Double(bytes) }

    /// When there will be `bytes`, which it can hold.
    func ready(for bytes: Int64) -> Instant {
        let missing = Double(bytes) - tokens
        guard missing > 0 else { return filled }
        // A nanosecond more, for what rounding takes.
        return filled + .nanoseconds(Int64(missing / Double(rate) * 1e9) + 1)
    }
}

/// Whose rate is spent. Behind one address there is one peer, but on loopback there may be many.
enum Payer: Hashable {
    case address(IPAddress)
    case connection(ConnectionID)
}

struct Throttle {
    /// Bytes a second, 0 for no limit.
    private let inAll: Int64
    private let perPeer: Int64
    private var all: TokenBucket?
    private var peers: [Payer: TokenBucket] = [:]

    init(inAll: Int64, perPeer: Int64) {
        self.inAll = inAll
        self.perPeer = perPeer
    }

    var isOn: Bool { inAll > 0 || perPeer > 0 }

    /// Bytes that may be sent to `payer` now.
    mutating func available(to payer: Payer, at now: Instant) -> Int64 {
        let inAll = availableInAll(at: now)
        guard perPeer > 0 else { return inAll }
        var bucket = peers[payer] ?? TokenBucket(rate: perPeer, at: now)
        bucket.fill(rate: perPeer, at: now)
        peers[payer] = bucket
        return min(inAll, bucket.available)
    }

    mutating func availableInAll(at now: Instant) -> Int64 {
        guard inAll > 0 else { return .max }
        var bucket = all ?? TokenBucket(rate: inAll, at: now)
        bucket.fill(rate: inAll, at: now)
        all = bucket
        return bucket.available
    }

    mutating func spend(_ bytes: Int64, of payer: Payer) {
        all?.spend(bytes)
        peers[payer]?.spend(bytes)
    }

    /// When `bytes` can be sent to `payer`, as far as was said when it was last asked.
    func ready(for bytes: Int64, to payer: Payer) -> Instant {
        let common = all?.ready(for: bytes) ?? .start
        return max(common, peers[payer]?.ready(for: bytes) ?? .start)
    }

    /// Forgets those that have not sent for long enough to be as good as new.
    mutating func forgetRested(at now: Instant) {
        for (payer, bucket) in peers {
            var bucket = bucket
            bucket.fill(rate: perPeer, at: now)
            if bucket.isFull { peers[payer] = nil }
        }
    }

    var peerCount: Int { peers.count }
}
