// What a person chose, as far as a node must know it. The config file's own words are in
// `Settings`; the daemon translates, so that no node depends on how configs are written.

import Bytes
import Vocabulary

package struct NodeSettings: Sendable {
    package var role: Role = .peer
    package var port: UInt16 = 9000
    /// Shown to people; never empty.
    package var name = "node"
    package var zone = ""
    /// What others are told to dial, where that is not the address they see.
    package var advertise: HostPort?
    /// This host's own names, besides loopback's and addresses: for the Host check.
    package var hostNames: [String] = []
    /// Pages of these origins may read and change as if they were ours, in lower case.
    package var origins: Set<String> = []
    /// Requests for documents that one caller may make in a minute; 0 for no limit.
    package var requestsPerMinute = 1200
    /// Without one, the host listens on loopback only.
    package var secret: Secret?
    /// What clients of dialect J must send, and what we send to old peers.
    package var jsonSecret: Secret?
    /// For changes over TCP; without one they are made through the control socket only.
    package var operatorToken: Secret?
    package var servesJSON = true
    /// Whether a user may make himself, as a member.
    package var selfRegistration = false
    /// Dialects B and L.
    package var servesBearer = false
    package var servesLogin = false
    /// A client of dialect L is gone so long after its last login.
    package var loginStaleAfter = Duration.seconds(60)
    /// Files that a list of everything has in dialect L.
    package var loginListMax = 10_000

    package var bootstraps: [HostPort] = []
    package var heartbeat = Duration.seconds(30)
    package var known: [HostPort] = []

    package var multicastEnabled = true
    package var multicastInterval = Duration.seconds(5)

    package var staleAfter = Duration.seconds(90)
    package var probeTimeout = Duration.seconds(2)
    /// Bytes that a bootstrap's directory may take: its catalogue, and what its tracker knows.
    package var memoryMax = Int(Limits.directoryMemory)
    package var tracker = TrackerSettings()
    /// Of a bootstrap: files that one holder may have in its catalogue.
    package var filesPerHolder = Limits.filesPerHolder

    package var folders: [String] = []
    package var rescan = Duration.minutes(10)
    package var shareDownloads = true

    package var idleTimeout = Duration.seconds(30)
    /// Bytes a second, each 0 for no limit: sent in all, taken in all, to one peer and from one.
    package var uploadRate: Int64 = 0
    package var downloadRate: Int64 = 0
    package var perPeerRate: Int64 = 0
    /// How room is made for what a swarm brings.
    package var allocation = Allocation.sparse
    /// Whether torrents are called out on the local network (BEP 14).
    package var lsd = true
    /// Whether peers may join a swarm who do not prove the network's secret; nil: where there is
    /// none to prove.
    package var strangers: Bool?
    /// Bytes that must stay free.
    package var minFree: Int64 = 1 << 30
    /// What one holder is asked for at the least; no config has it, and simulated files are small.
    package var segmentLength = Limits.segmentLengthMin
    /// Bytes from which a file that is downloaded comes by its swarm.
    package var swarmLength = Limits.swarmedLength

    package init() {}

    /// Whether a client of dialect J sent what it must send.
    func admitsJSON(_ secret: String) -> Bool {
        guard let expected = jsonSecret ?? self.secret else { return true }
        return secret.isEqualInConstantTime(to: expected.bytes)
    }
}

/// What makes this node itself.
package struct Identity: Sendable {
    package let id: NodeID
    /// Chosen anew at every start: one id with two of these at a time is two daemons.
    package let instance: UInt64
    package let version: String

    package init(id: NodeID, instance: UInt64, version: String = Version.text) {
        self.id = id
        self.instance = instance
        self.version = version
    }
}
