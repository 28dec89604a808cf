// A person with the tool: opens a node's control socket and speaks HTTP on it, as users do. What
// checks know of a node they know through this door.

import HTTPWire
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

package final class Operator {
    package let installation: Installation
    private let world: World
    private let caller: Caller

    package init(of installation: Installation, in world: World) {
        self.installation = installation
        self.world = world
        caller = Caller(
            called: "operator of \(installation.name)", on: installation.machine, in: world)
    }

    /// Asks the node; `end` is called once, whatever happens.
    package func ask(
        _ method: String, _ target: String, body: String = "", _ end: @escaping (Reply) -> Void
    ) {
        guard let host = installation.host else { return end(.lost("it is not running")) }
        var head = HTTPRequestHead(method: method, target: target)
        head.fields.add("Host", "localhost")
        if method != "GET" { head.fields.add("Content-Type", "application/json") }
        caller.ask(head, body: Array(body.utf8), throughDoorOf: host) { [self] heard in
            switch heard {
            case .answered(let head, let body): end(read(head.status, body))
            case .lost(let why):
                end(.lost(installation.host === host ? why : "it went away"))
            }
        }
    }

    private func read(_ status: Int, _ body: [UInt8]) -> Reply {
        guard let document = body.isEmpty ? .null : Document(body) else {
            world.complain("\(installation.name) answers with a document that is none")
            return .lost("no document")
        }
        return .answered(status: status, document)
    }
}
