// Somebody else's BitTorrent client, as a tracker meets it: it announces by datagram (BEP 15), says
// what came of it and when it goes, or goes without a word.
//
// Law. It knows nothing of the tracker but what the protocol says: a connection id is good for a
// minute, what is not answered is said again, and the next announce is due when the answer says so.

import Bytes
import Digest
import Node
import TrackerWire
import Vocabulary

package final class SwarmMember {
    package let infoHash: Digest160
    package let endpoint: Endpoint
    /// Nothing is missing.
    package private(set) var isSeed: Bool
    /// It takes part, as far as it knows itself.
    package private(set) var isThere = false
    /// Whom the tracker told it of last.
    package private(set) var told: [Endpoint] = []
    /// What the tracker said no with last.
    package private(set) var refusal: String?
    private let world: World
    private let machine: Machine
    private let tracker: Endpoint
    private var sockets: Sockets?
    private var connection: (id: UInt64, at: Instant)?
    /// What is to be said, until it is answered.
    private var event: AnnounceEvent?
    private var transaction: UInt32 = 0
    /// Only the timer of the last question counts.
    private var question: UInt64 = 0
    private var patience = SwarmMember.patienceMin

    private static let patienceMin = Duration.seconds(15)
    private static let patienceMax = Duration.seconds(60)
    /// How long it tries to say that it goes.
    private static let farewell = 2

    package init(
        of infoHash: Digest160, isSeed: Bool, port: UInt16, on machine: Machine,
        tracker: Endpoint, in world: World
    ) {
        guard let endpoint = Endpoint(machine.address, port: port) else {
            preconditionFailure("a client has a port")
        }
        (self.infoHash, self.isSeed, self.endpoint) = (infoHash, isSeed, endpoint)
        (self.machine, self.tracker, self.world) = (machine, tracker, world)
        machine.host(self)
    }

    // MARK: What its person does

    package func start() {
        guard !isThere else { return }
        // It may still be saying its farewell.
        leave()
        isThere = true
        let sockets = Sockets(self, called: "client \(endpoint)", on: machine, in: world)
        self.sockets = sockets
        sockets.listen(on: endpoint.port)
        connection = nil
        say(.started)
    }

    /// All of it is there now.
    package func complete() {
        guard isThere, !isSeed else { return }
        isSeed = true
        say(.completed)
    }

    package func stop() {
        guard isThere else { return }
        isThere = false
        say(.stopped)
    }

    /// It is gone, and says nothing.
    package func vanish() {
        isThere = false
        leave()
    }

    private func leave() {
        question += 1
        event = nil
        sockets?.abandon(silently: true)
        sockets = nil
    }

    // MARK: Talking

    private func say(_ event: AnnounceEvent) {
        self.event = event
        patience = Self.patienceMin
        ask(tries: event == .stopped ? Self.farewell : .max)
    }

    /// Says what is to be said, or gets a connection id first; and again, where nothing comes back.
    private func ask(tries: Int) {
        guard let event, sockets != nil else { return }
        question += 1
        let number = question
        transaction = UInt32(truncatingIfNeeded: world.chance.next())
        let request: UDPRequest
        if let connection, world.now.since(connection.at) < .seconds(60) {
            let announce = Announce(
                infoHash: infoHash, peerID: SHA1.of(infoHash.bytes), port: endpoint.port,
                left: isSeed ? 0 : 1, event: event, numWant: Limits.peersTold)
            request = .announce(
                connection: connection.id, transaction: transaction, announce, urlData: [])
        } else {
            request = .connect(transaction: transaction)
        }
        world.send(request.bytes, from: endpoint.port, of: machine, to: tracker)
        world.after(patience) { [weak self] in
            guard let self, question == number else { return }
            patience = min(patience * 2, Self.patienceMax)
            connection = nil
            guard tries > 1 else { return leave() }
            ask(tries: tries - 1)
        }
    }

    private func heard(_ reply: UDPReply) {
        switch reply {
        case .connected(transaction, let id):
            connection = (id, world.now)
            ask(tries: event == .stopped ? Self.farewell : .max)
        case .announced(transaction, let reply): wasHeard(reply)
        case .error(transaction, let why):
            // A connection id of an earlier run, or no room: both are asked again.
            refusal = why
            connection = nil
            waitAndAsk(world.between(.seconds(1), Self.patienceMax))
        case .connected, .announced, .error, .scraped: break  // of an earlier question, or none
        }
    }

    private func wasHeard(_ reply: AnnounceReply) {
        refusal = nil
        told = reply.peers.map(\.endpoint)
        guard event != .stopped else { return leave() }
        event = AnnounceEvent.none
        patience = Self.patienceMin
        waitAndAsk(reply.interval ?? .minutes(30))
    }

    private func waitAndAsk(_ delay: Duration) {
        question += 1
        let number = question
        world.after(delay) { [weak self] in
            guard let self, question == number else { return }
            ask(tries: event == .stopped ? Self.farewell : .max)
        }
    }
}

extension SwarmMember: Program {
    package func datagramArrived(_ bytes: [UInt8], from sender: Endpoint, by door: DatagramDoor) {
        guard sender == tracker, event != nil else { return }
        let reply = bytes.withSpan { try? UDPReply($0, over: .v4) }
        if let reply { heard(reply) }
    }

    package func ended() { leave() }
}
