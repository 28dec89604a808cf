// Programs of the old dialect, as they were written: one recv, one answer, and never a second try.
//
// Law. They know nothing of HTTP and nothing of us; what they cannot read they refuse their way.

import Bytes
import JSONWire
import Node
import Vocabulary

/// Somebody in the network who is not one of our nodes.
package protocol Stranger: Program {
    /// Begins whatever it does.
    func begin()
}

/// An old bootstrap: registers whoever asks, and closes on everything else.
package final class OldBootstrap: Stranger {
    private let world: World
    private var sockets: Sockets!
    private var nodes: [Endpoint] = []

    package init(on machine: Machine, in world: World) {
        self.world = world
        sockets = Sockets(self, called: "old bootstrap", on: machine, in: world)
        machine.host(self)
    }

    package func begin() {
        sockets.readsWhole = true
        sockets.listen(on: 8000)
    }

    package func received(_ bytes: RawSpan, on connection: ConnectionID) {
        guard let request = Document(bytes.copy()), request["type"]?.text == "register",
            let ip = request["ip"]?.text, let address = IPAddress(ip),
            let port = request["port"]?.integer, let node = Endpoint(address, port: port)
        else { return sockets.close(connection) }
        nodes.removeAll { $0 == node }
        nodes.insert(node, at: 0)
        sockets.send(JSONReply.nodes(nodes, limit: 4096), on: connection)
        sockets.finish(connection)
    }

    package func inputEnded(on connection: ConnectionID) { sockets.close(connection) }

    package func ended() { sockets.abandon(silently: true) }
}

/// An old peer's server, with its HELLOs.
package final class OldPeer: Stranger {
    private let world: World
    private let machine: Machine
    private var sockets: Sockets!
    private let secret: String
    private let bootstrap: Endpoint
    private let files: [String: [UInt8]]
    private var registration: ConnectionID?

    package init(
        on machine: Machine, secret: String, bootstrap: Endpoint, files: [String: [UInt8]],
        in world: World
    ) {
        self.world = world
        self.machine = machine
        self.secret = secret
        self.bootstrap = bootstrap
        self.files = files
        sockets = Sockets(self, called: "old peer", on: machine, in: world)
        machine.host(self)
    }

    package func begin() {
        sockets.readsWhole = true
        sockets.listen(on: 9000)
        registration = sockets.connect(to: bootstrap)
        sayHello()
    }

    private func sayHello() {
        world.multicast(Array("HELLO:\(machine.address):9000".utf8), from: machine)
        world.after(.seconds(5)) { self.sayHello() }
    }

    package func connected(_ connection: ConnectionID) {
        // The old client sends what it believes to be its address, which is often loopback.
        sockets.send(JSONAsk.register(ip: "127.0.0.1", port: 9000), on: connection)
    }

    package func received(_ bytes: RawSpan, on connection: ConnectionID) {
        if connection == registration { return sockets.close(connection) }
        sockets.send(answer(to: bytes.copy()), on: connection)
        sockets.finish(connection)
    }

    private func answer(to bytes: [UInt8]) -> [UInt8] {
        guard let request = Document(bytes) else { return JSONReply.malformed }
        guard request["secret"]?.text == secret else { return JSONReply.wrongSecret }
        let file = request["filename"]?.text.flatMap { files[$0] }
        switch request["type"]?.text {
        // Now and then it prints more than anybody asked for.
        case "search" where world.happens(0.03): return Array(repeating: 0x78, count: 70_000)
        case "search": return file == nil ? JSONReply.notFound : JSONReply.found
        case "download": return file ?? JSONReply.noFile
        default: return JSONReply.unknownMessage
        }
    }

    package func inputEnded(on connection: ConnectionID) { sockets.close(connection) }

    package func ended() { sockets.abandon(silently: true) }
}
