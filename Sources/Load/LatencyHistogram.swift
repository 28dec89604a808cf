// How long requests took, in fixed memory, however many there are.
//
// Law. Log-linear buckets, as in Gil Tene's HdrHistogram: each power of two is cut into 128 equal
// parts, so a value is known to 0.8 %. The longest is known exactly.

import Vocabulary

package struct LatencyHistogram: Sendable {
    /// Parts of one power of two, as a power of two itself.
    private static let partBits = 7
    private static let parts = 1 << partBits
    /// Nanoseconds that the buckets reach: 2^40, 18 minutes. No request is waited for so long.
    private static let topBits = 40

    private var buckets = [UInt64](
        repeating: 0, count: (topBits - partBits + 1) << partBits)
    package private(set) var count: UInt64 = 0
    package private(set) var longest = Duration.zero

    package init() {}

    package mutating func add(_ time: Duration) {
        let nanoseconds = UInt64(max(0, time.nanoseconds))
        buckets[Self.bucket(of: nanoseconds)] += 1
        count += 1
        longest = max(longest, time)
    }

    /// The time that `fraction` (0…1) of all requests did not exceed; zero where there were none.
    package func percentile(_ fraction: Double) -> Duration {
        let rank = max(1, UInt64((fraction * Double(count)).rounded(.up)))
        var seen: UInt64 = 0
        for (index, inBucket) in buckets.enumerated() {
            seen += inBucket
            if seen >= rank { return min(longest, .nanoseconds(Int64(Self.top(of: index)))) }
        }
        return longest
    }

    /// Values below two times `parts` have a bucket each; above, the bucket is the exponent and
    /// the `partBits` bits that follow the leading one.
    private static func bucket(of value: UInt64) -> Int {
        let value = min(value, 1 << UInt64(topBits) - 1)
        let exponent = max(0, 63 - value.leadingZeroBitCount - partBits)
        return exponent << partBits + Int(value >> UInt64(exponent))
    }

    /// The largest value of a bucket.
    private static func top(of bucket: Int) -> UInt64 {
        let exponent = max(0, bucket >> partBits - 1)
        let part = UInt64(bucket - exponent << partBits)
        return (part + 1) << UInt64(exponent) - 1
    }
}
