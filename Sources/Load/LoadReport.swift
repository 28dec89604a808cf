// What a load test found.
//
// Law. Rates count what arrived while requests were being begun. Requests still running at the end
// are awaited: their bytes are checked and their times are in the histogram, for a server that
// stalls at the end must not look fast, but they are not in the rates.

import Vocabulary

package struct LoadReport: Sendable {
    /// Answers that were whole and right within `time`.
    package var requests = 0
    /// Bytes of content that were compared within `time`, those of unfinished answers too.
    package var bytes: Int64 = 0
    /// How long requests were begun.
    package var time = Duration.zero
    /// Right answers that came after `time`.
    package var awaited = 0
    /// Requests of an open loop that were due and never begun, as no connection was free.
    package var neverBegun = 0
    /// Of all right answers: from when the request was begun, or in an open loop from when it was
    /// due, until the answer was whole.
    package var latency = LatencyHistogram()
    package var failures = FailureTally()

    package init() {}

    package var requestsPerSecond: Double { Self.rate(Double(requests), time) }
    package var mebibytesPerSecond: Double { Self.rate(Double(bytes) / 1_048_576, time) }

    /// Whether every answer was right.
    package var isClean: Bool { failures.count == 0 }

    private static func rate(_ amount: Double, _ time: Duration) -> Double {
        time > .zero ? amount / time.inSeconds : 0
    }
}

/// One second of a running test.
package struct LoadMoment: Sendable {
    /// Since the clock started.
    package var elapsed: Duration
    /// Right answers and bytes of content since the last moment, a second ago.
    package var requests: Int
    package var bytes: Int64
    /// Since the start.
    package var failures: Int
}
