// A person with the tool: opens a node's control socket and speaks HTTP on it, as users do. What
// checks know of a node they know through this door.

import Bytes
import HTTPWire
import Node
import Vocabulary

/// How a request to a node ended.
package enum Reply {
    case answered(status: Int, Document)
    /// No answer: the node went away, or said something that is no document.
    case lost(String)

    package var document: Document? {
        if case .answered(let status, let document) = self, (200..<300).contains(status) {
            document
        } else {
            nil
        }
    }
}

package final class Operator: Program {
    private final class Exchange {
        var client: HTTPClient
        let request: [UInt8]
        var status = 0
        var body: [UInt8] = []
        let end: (Reply) -> Void

        init(_ method: String, _ request: [UInt8], _ end: @escaping (Reply) -> Void) {
            client = HTTPClient(method: method)
            self.request = request
            self.end = end
        }
    }

    package let installation: Installation
    private let world: World
    private var sockets: Sockets!
    private var exchanges: [ConnectionID: Exchange] = [:]
    private static let patience = Duration.seconds(60)

    package init(of installation: Installation, in world: World) {
        self.installation = installation
        self.world = world
        sockets = Sockets(
            self, called: "operator of \(installation.name)", on: installation.machine, in: world)
        installation.machine.host(self)
    }

    /// Asks the node; `end` is called once, whatever happens.
    package func ask(
        _ method: String, _ target: String, body: String = "", _ end: @escaping (Reply) -> Void
    ) {
        guard let host = installation.host else { return end(.lost("it is not running")) }
        var head = HTTPRequestHead(method: method, target: target)
        head.fields.add("Host", "localhost")
        head.fields.add("Connection", "close")
        if method != "GET" { head.fields.add("Content-Type", "application/json") }
        let request = HTTPRequestWriter.encode(head, body: Array(body.utf8))
        let connection = sockets.connectLocally(to: host.door, pid: 4242)
        exchanges[connection] = Exchange(method, request, end)
        world.note(.ask, connection.raw, 0, "\(sockets.name): \(method) \(target) \(body)")
        world.after(Self.patience) { [self] in
            guard exchanges[connection] != nil else { return }
            sockets.close(connection)
            let isSameRun = installation.host === host
            finish(
                connection,
                .lost(isSameRun ? "no answer in a minute to \(method) \(target)" : "it went away"))
        }
    }

    private func finish(_ connection: ConnectionID, _ reply: Reply) {
        guard let exchange = exchanges.removeValue(forKey: connection) else { return }
        world.note(.answer, connection.raw, 0, "\(sockets.name): \(reply)")
        exchange.end(reply)
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
            world.complain("\(installation.name) answers its operator with broken HTTP: \(error)")
            return finish(connection, .lost("broken HTTP"))
        }
        takeEvents(of: exchange, bytes, on: connection)
    }

    private func takeEvents(
        of exchange: Exchange, _ bytes: RawSpan, on connection: ConnectionID
    ) {
        while let event = exchange.client.nextEvent() {
            switch event {
            case .response(let head): exchange.status = head.status
            case .body(let range): exchange.body.append(contentsOf: bytes.extracting(range))
            case .responseEnded:
                sockets.close(connection)
                let document = exchange.body.isEmpty ? .null : Document(exchange.body)
                guard let document else {
                    world.complain("\(installation.name) answers with a document that is none")
                    return finish(connection, .lost("no document"))
                }
                return finish(connection, .answered(status: exchange.status, document))
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
