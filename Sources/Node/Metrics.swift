// What a monitor wants to know of a node, as plain values. How they are written down is a surface's
// business.
//
// Where a number is counted: what the process and its sockets do, in the host (`HostFigures`); what
// is said on connections, in the switchboard (`Tally`); what `status` shows too, in `StatusView`;
// the rest in whoever does it, and `Desk.metrics`, or the role's, puts it into `MetricsView`.

import Directory
import Vocabulary

/// What the host counts; a count only grows.
package struct HostFigures: Sendable {
    /// Bytes that the kernel took, and gave, on connections.
    package var bytesSent: UInt64 = 0
    package var bytesReceived: UInt64 = 0
    package var connectionsAccepted: UInt64 = 0
    /// Callers who were not let in because there was no more room, in all or for their address.
    package var connectionsRefused: UInt64 = 0
    package var connectionsOpen = 0
    package var connectionsMax = 0
    /// Of the process: bytes in memory, open descriptors, seconds of processor time. Nil where the
    /// system does not say it cheaply.
    package var residentMemory: UInt64?
    package var openDescriptors: Int?
    package var processorSeconds: Double?
    /// How long the loop's turns take; nil unless they are measured.
    package var turns: TurnFigures?

    package init() {}
}

/// What a node counts of its conversations.
package struct Tally: Sendable {
    package enum JSONKind: Int, Sendable, CaseIterable {
        case register, search, download, malformed
    }

    /// HTTP answers by the first digit of their status, from 1xx on.
    package private(set) var answers: [UInt64] = [0, 0, 0, 0, 0]
    private var asks = [UInt64](repeating: 0, count: JSONKind.allCases.count)

    package init() {}

    mutating func answered(_ status: Int) { answers[status / 100 - 1] += 1 }
    mutating func asked(_ kind: JSONKind) { asks[kind.rawValue] += 1 }

    /// Requests of dialect J of that kind.
    package func json(_ kind: JSONKind) -> UInt64 { asks[kind.rawValue] }
}

/// What a bootstrap counts of its catalogue.
package struct CatalogueFigures: Sendable {
    /// Files by name and content, and how often somebody has one.
    package var files: Int
    package var holdings: Int
    package var holders: Int
    /// Bytes of memory, about.
    package var memory: Int
    /// Reports of peers, and how many were answered by asking for the whole index.
    package var reports: UInt64
    package var wholesAsked: UInt64

    init(_ indexes: Indexes) {
        files = indexes.catalogue.fileCount
        holdings = indexes.catalogue.holdingCount
        holders = indexes.catalogue.holderCount
        memory = indexes.catalogue.memory
        reports = indexes.reports
        wholesAsked = indexes.wholesAsked
    }
}

package struct MetricsView: Sendable {
    package var status: StatusView
    package var host: HostFigures
    package var tally: Tally
    package var nodes: [NodeView.Liveness: Int] = [:]
    package var downloads: [DownloadView.State: Int] = [:]
    /// Bytes that downloads have taken since the start, what was thrown away again included.
    package var downloadedBytes: UInt64 = 0
    package var torrents: [TorrentView.State: Int] = [:]
    /// Those that somebody added, each by itself.
    package var addedTorrents: [TorrentView] = []
    /// Peers of torrents that have said hello, and the bytes of payload of all that ever were.
    package var peers: [PeerClass: Int] = [:]
    package var swarmTraffic = SwarmTraffic()
    /// Of a bootstrap.
    package var catalogue: CatalogueFigures?
    package var tables: [TableSize] = []
    /// Nil where no tracker is kept.
    package var tracker: TrackerMetrics?
    package var events: UInt64 = 0
    package var ledgerFailures: UInt64 = 0
    /// Seconds since 1970 at which this run began.
    package var started: Int64 = 0

    package init(status: StatusView, host: HostFigures, tally: Tally) {
        self.status = status
        self.host = host
        self.tally = tally
    }
}
