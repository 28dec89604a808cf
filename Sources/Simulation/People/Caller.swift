// Whoever speaks HTTP to nodes of ours and waits for the answer: over TCP, or through a control
// socket. An answer that breaks the protocol is a complaint.

import Bytes
import HTTPWire
import Node
import Vocabulary

/// How a request ended.
package enum Heard {
    case answered(HTTPResponseHead, body: [UInt8])
    /// No answer, or half of one.
    case lost(String)
}

package final class Caller: Program {
    private final class Exchange {
        var client: HTTPClient
        let request: [UInt8]
        var head: HTTPResponseHead?
        var body: [UInt8] = []
        let end: (Heard) -> Void

        init(_ method: String, _ request: [UInt8], _ end: @escaping (Heard) -> Void) {
            client = HTTPClient(method: method)
            self.request = request
            self.end = end
        }
    }

    private let world: World
    private let name: String
    private var sockets: Sockets!
    private var exchanges: [ConnectionID: Exchange] = [:]
    private static let patience = Duration.seconds(60)

    package init(called name: String, on machine: Machine, in world: World) {
        self.world = world
        self.name = name
        sockets = Sockets(self, called: name, on: machine, in: world)
        machine.host(self)
    }

    /// Asks over TCP; `end` is called once, whatever happens.
    package func ask(
        _ head: HTTPRequestHead, body: [UInt8] = [], at endpoint: Endpoint,
        _ end: @escaping (Heard) -> Void
    ) {
        begin(head, body, on: sockets.connect(to: endpoint), end)
    }

    /// Asks through the control socket of a node on this machine.
    package func ask(
        _ head: HTTPRequestHead, body: [UInt8] = [], throughDoorOf host: SimulatedHost,
        _ end: @escaping (Heard) -> Void
    ) {
        begin(head, body, on: sockets.connectLocally(to: host.door, pid: 4242), end)
    }

    private func begin(
        _ head: HTTPRequestHead, _ body: [UInt8], on connection: ConnectionID,
        _ end: @escaping (Heard) -> Void
    ) {
        var head = head
        head.fields.add("Connection", "close")
        let request = HTTPRequestWriter.encode(head, body: body)
        exchanges[connection] = Exchange(head.method, request, end)
        world.note(.ask, connection.raw, 0, "\(name): \(head.method) \(head.target)")
        world.after(Self.patience) { [self] in
            guard exchanges[connection] != nil else { return }
            sockets.close(connection)
            finish(connection, .lost("no answer in a minute to \(head.method) \(head.target)"))
        }
    }

    private func finish(_ connection: ConnectionID, _ heard: Heard) {
        guard let exchange = exchanges.removeValue(forKey: connection) else { return }
        world.note(.answer, connection.raw, 0, "\(name): \(Self.short(heard))")
        exchange.end(heard)
    }

    private static func short(_ heard: Heard) -> String {
        switch heard {
        case .answered(let head, let body): "\(head.status) \(Trace.shown(body))"
        case .lost(let why): why
        }
    }

    package func connected(_ connection: ConnectionID) {
        guard let exchange = exchanges[connection] else { return }
        sockets.send(exchange.request, on: connection)
    }

    package func received(_ bytes: RawSpan, on connection: ConnectionID) {
        guard let exchange = exchanges[connection] else { return }
        do {
            try exchange.client.receive(bytes)
        } catch {
            sockets.close(connection)
            world.complain("\(name) is answered with broken HTTP: \(error)")
            return finish(connection, .lost("broken HTTP"))
        }
        takeEvents(of: exchange, bytes, on: connection)
    }

    private func takeEvents(
        of exchange: Exchange, _ bytes: RawSpan, on connection: ConnectionID
    ) {
        while let event = exchange.client.nextEvent() {
            switch event {
            case .response(let head): exchange.head = head
            case .body(let range): exchange.body.append(contentsOf: bytes.extracting(range))
            case .responseEnded:
                sockets.close(connection)
                guard let head = exchange.head else { return }
                return finish(connection, .answered(head, body: exchange.body))
            }
        }
    }

    package func inputEnded(on connection: ConnectionID) {
        sockets.close(connection)
        finish(connection, .lost("the connection ended"))
    }

    package func closed(_ connection: ConnectionID, _ ending: Ending) {
        finish(connection, .lost("\(ending)"))
    }

    package func ended() {
        exchanges.removeAll()
        sockets.abandon(silently: true)
    }
}
