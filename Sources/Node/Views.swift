// What a node shows of itself, as plain values. How they are written down is a surface's business.

import Digest
import Vocabulary

package struct StatusView: Sendable {
    package var id: NodeID
    package var instance: UInt64
    package var name: String
    package var role: Role
    package var version: String
    package var port: UInt16
    package var zone: String
    package var uptime: Duration
    /// Whether this network has a secret; if not, the node is on loopback only.
    package var hasSecret: Bool
    package var multicast: Bool
    package var nodesKnown: Int
    package var nodesAlive: Int
    package var nodesByBootstrap: Int
    package var nodesByMulticast: Int
    /// Shared here; of a bootstrap, known to it.
    package var files: Int
    /// Of a bootstrap: who has them.
    package var holders = 0
    /// Bytes in all shared files.
    package var filesBytes: Int64
    package var filesUnhashed: Int
    package var downloadsRunning: Int
    package var connections: Int
    /// Datagrams on the group that were no HELLO or GOODBYE.
    package var datagramsMalformed: Int
    package var bootstraps: [BootstrapView]
    /// What a person should know: no secret, two daemons with one id, a full disk.
    package var notices: [String]

    package init(
        id: NodeID, instance: UInt64, name: String, role: Role, version: String, port: UInt16,
        zone: String, uptime: Duration, hasSecret: Bool
    ) {
        self.id = id
        self.instance = instance
        self.name = name
        self.role = role
        self.version = version
        self.port = port
        self.zone = zone
        self.uptime = uptime
        self.hasSecret = hasSecret
        multicast = false
        nodesKnown = 0
        nodesAlive = 0
        nodesByBootstrap = 0
        nodesByMulticast = 0
        files = 0
        filesBytes = 0
        filesUnhashed = 0
        downloadsRunning = 0
        connections = 0
        datagramsMalformed = 0
        bootstraps = []
        notices = []
    }
}

/// A node as others know it.
package struct NodeView: Sendable, Equatable {
    package enum Liveness: String, Sendable { case unknown, alive, down }
    /// How a node was learned of.
    package enum Source: String, Sendable, CaseIterable {
        case bootstrap, multicast, added, registered
    }

    package var id: NodeID?
    package var name: String
    /// Where it was reached last, or is believed to be.
    package var endpoint: Endpoint
    package var zone: String
    package var version: String
    package var files: Int
    package var kind: Kind
    package var learned: [Source]
    /// Since it was last seen, in whichever way.
    package var seen: Duration
    package var liveness: Liveness

    package init(
        id: NodeID?, name: String, endpoint: Endpoint, zone: String, version: String, files: Int,
        kind: Kind, learned: [Source], seen: Duration, liveness: Liveness
    ) {
        self.id = id
        self.name = name
        self.endpoint = endpoint
        self.zone = zone
        self.version = version
        self.files = files
        self.kind = kind
        self.learned = learned
        self.seen = seen
        self.liveness = liveness
    }
}

package struct BootstrapView: Sendable, Equatable {
    package enum State: String, Sendable { case trying, registered, failed }
    /// "host:port", as it was configured or added.
    package var server: String
    package var state: State
    package var kind: Kind
    /// Whether a person added it at run time.
    package var isAdded: Bool
    /// Why the last attempt failed.
    package var reason: String?
    /// Since the last good answer.
    package var answered: Duration?

    package init(
        server: String, state: State, kind: Kind, isAdded: Bool, reason: String?,
        answered: Duration?
    ) {
        self.server = server
        self.state = state
        self.kind = kind
        self.isAdded = isAdded
        self.reason = reason
        self.answered = answered
    }
}

/// A file that is shared.
package struct FileView: Sendable, Equatable {
    package var name: FileName
    package var size: Int64
    /// Nil until it is hashed.
    package var digest: Digest256?
    /// Nanoseconds since 1970.
    package var modified: Int64
    /// Of the torrent that it is; nil until it is hashed, and of an empty file.
    package var infoHash: Digest160?
    /// Strangers may have it too, where they may have nothing else.
    package var isPublic = false

    package init(
        name: FileName, size: Int64, digest: Digest256?, modified: Int64,
        infoHash: Digest160? = nil
    ) {
        self.name = name
        self.size = size
        self.digest = digest
        self.modified = modified
        self.infoHash = infoHash
    }
}

/// What a search found: one line a content.
package struct SearchView: Sendable {
    package struct Holder: Sendable, Equatable {
        package var endpoint: Endpoint?
        package var id: NodeID?
        package var name: String
        /// Until it answered; zero for this node itself.
        package var latency: Duration

        /// `endpoint` is nil for this node itself.
        package init(endpoint: Endpoint?, id: NodeID?, name: String, latency: Duration) {
            self.endpoint = endpoint
            self.id = id
            self.name = name
            self.latency = latency
        }
    }

    package struct Content: Sendable {
        package var name: FileName
        /// Nil where only old nodes hold it.
        package var size: Int64?
        package var digest: Digest256?
        package var holders: [Holder]

        package init(name: FileName, size: Int64?, digest: Digest256?, holders: [Holder]) {
            self.name = name
            self.size = size
            self.digest = digest
            self.holders = holders
        }
    }

    package var contents: [Content]
    /// Nodes that were asked, and those of them that did not answer in time.
    package var asked: Int
    package var silent: Int

    package init(contents: [Content], asked: Int, silent: Int) {
        self.contents = contents
        self.asked = asked
        self.silent = silent
    }
}

package struct DownloadView: Sendable {
    package enum State: String, Sendable {
        case waiting, searching, running, verifying, paused, done, failed, cancelled
        package var isEnded: Bool { self == .done || self == .failed || self == .cancelled }
    }

    package var id: Int64
    package var name: String
    package var state: State
    /// Why it is paused or failed.
    package var reason: String?
    /// What kind of failure it was, for exit codes.
    package var failure: Failure?
    package var received: Int64
    /// Nil until a holder said it.
    package var size: Int64?
    package var digest: Digest256?
    /// Whether the content was held against a digest that was known before.
    package var isVerified: Bool
    package var holder: String?
    /// Bytes a second, over the last seconds.
    package var rate: Int64
    /// Contents that fit the name, where several did.
    package var choices: [SearchView.Content]
    /// Where it comes from, if from the web.
    package var url: String?
    package var holders: [HolderView] = []
    /// Whether the file is whole in the descriptor that was passed for it.
    package var isDelivered = false

    package enum Failure: String, Sendable {
        case notFound, ambiguous, verification, refused, unreachable, disk, other
    }

    package init(
        id: Int64, name: String, state: State, reason: String?, failure: Failure?, received: Int64,
        size: Int64?, digest: Digest256?, isVerified: Bool, holder: String?, rate: Int64,
        choices: [SearchView.Content]
    ) {
        self.id = id
        self.name = name
        self.state = state
        self.reason = reason
        self.failure = failure
        self.received = received
        self.size = size
        self.digest = digest
        self.isVerified = isVerified
        self.holder = holder
        self.rate = rate
        self.choices = choices
    }
}

/// One of those that a download comes from.
package struct HolderView: Sendable, Equatable {
    package enum State: String, Sendable {
        /// Bytes are coming, or have been asked for.
        case fetching
        /// Nothing to do, or resting after a failure.
        case waiting
        /// It does not have the file any more.
        case gone
        /// It could not be reached often enough.
        case failed
        /// It sent wrong bytes.
        case lied
    }

    package var label: String
    package var endpoint: Endpoint
    package var received: Int64
    /// Bytes a second.
    package var rate: Int64
    package var state: State

    package init(
        label: String, endpoint: Endpoint, received: Int64, rate: Int64, state: State
    ) {
        self.label = label
        self.endpoint = endpoint
        self.received = received
        self.rate = rate
        self.state = state
    }
}
