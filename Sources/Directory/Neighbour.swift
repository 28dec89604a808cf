// A node as another node knows it.

import Vocabulary

package struct Neighbour: Sendable {
    /// How it was learned of; a node may be learned of in several ways.
    package struct Sources: OptionSet, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        package static let bootstrap = Sources(rawValue: 1)
        package static let multicast = Sources(rawValue: 2)
        /// A person named it, in the config or at run time.
        package static let added = Sources(rawValue: 4)
        /// It registered here.
        package static let registered = Sources(rawValue: 8)
    }

    package enum Liveness: Sendable { case unknown, alive, down }

    package var id: NodeID?
    package var instance: UInt64?
    /// Where it answered last, or is believed to be.
    package var endpoint: Endpoint
    /// Where somebody who knows the secret says that it is: itself by registering, or a bootstrap
    /// by its list.
    package var vouched: Endpoint?
    /// Further addresses of the same id.
    package var aliases: [Endpoint] = []
    package var name = ""
    package var zone = ""
    package var version = ""
    package var files = 0
    package var kind = Kind.unknown
    /// When it was last asked what it is.
    package var kindAsked: Instant?
    package var sources: Sources = []
    /// The numbers of the bootstraps whose lists name it.
    package var namedBy: [Int] = []
    package var liveness = Liveness.unknown
    /// Whether it may be shown and asked: what only a stranger claims must answer a probe first.
    package var isListed = false
    /// Who named it, where that was neither a person nor a bootstrap: his probes are counted.
    package var namedFrom: IPAddress?
    /// Whose further address it is said to be. Nobody else who answers there asked to be listed.
    package var claimant: NodeID?
    package var firstSeen: Instant
    /// When it last did something itself: registered, answered, said HELLO.
    package var lastSeen: Instant
    package var lastHello: Instant?
    package var lastProbe: Instant?
    package var isBeingProbed = false
    /// Probes in a row without an answer.
    package var failures = 0
    package var registered: WallTime?

    package init(endpoint: Endpoint, at now: Instant) {
        self.endpoint = endpoint
        firstSeen = now
        lastSeen = now
    }

    /// Nothing but the word of another node.
    package var isMereClaim: Bool { claimant != nil && !isListed && sources.isEmpty }

    /// Whether it is alive where it was vouched for.
    package var holdsItsPlace: Bool { vouched == endpoint && liveness == .alive }

    /// What the ledger calls it.
    package var recordKey: String { id?.hex ?? endpoint.description }

    /// How a person would call it.
    package var title: String { name.isEmpty ? endpoint.description : "\(name) (\(endpoint))" }

    /// Whether its last HELLO is fresh: three intervals of silence end it.
    package func isOnMulticast(at now: Instant, interval: Duration) -> Bool {
        guard let lastHello else { return false }
        return now.since(lastHello) <= interval * 3
    }
}
