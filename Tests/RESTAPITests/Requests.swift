// Requests as a client would make them, and a look into the answers.

import Digest
import FoundationEssentials
import HTTPWire
import Node
import RESTAPI
import Vocabulary

let surface = RESTSurface()
let hex = String(repeating: "0123456789abcdef", count: 4)

func node(_ hex: String = hex) -> NodeID {
    guard let id = NodeID(hex: hex) else { preconditionFailure("64 digits") }
    return id
}

func name(_ text: String) -> FileName {
    guard let name = FileName(text) else { preconditionFailure("a name") }
    return name
}

func endpoint(_ text: String) -> Endpoint {
    guard let endpoint = Endpoint(text) else { preconditionFailure("an endpoint") }
    return endpoint
}

func ask(
    _ method: String, _ target: String, _ body: String = "", type: String? = "application/json"
) -> Result<Ask, Refusal> {
    ask(method, target, bytes: Array(body.utf8), type: type)
}

func ask(
    _ method: String, _ target: String, bytes: [UInt8], type: String? = "application/json"
) -> Result<Ask, Refusal> {
    var head = HTTPRequestHead(method: method, target: target)
    if let type { head.fields.add("Content-Type", type) }
    return surface.ask(Request(head: head, body: bytes))
}

extension Result where Success == Ask, Failure == Refusal {
    var ask: Ask? { try? get() }

    var refusal: Refusal? {
        if case .failure(let refusal) = self { refusal } else { nil }
    }
}

extension HTTPResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}

func response(_ answer: Answer) -> HTTPResponse { surface.response(to: .health, answer) }

let registration = Registration(
    id: node(), instance: .max, name: "café:9000", port: 9000, zone: "rack 1", version: "0.1.0",
    files: 3, advertise: HostPort("example.org:9000"), generation: 1 << 63)

let alice = NodeView(
    id: node(), name: "alice", endpoint: endpoint("[2001:db8::1]:9000"), zone: "attic",
    version: "0.1.0", files: 7, kind: .ours, learned: [.bootstrap, .multicast],
    seen: .seconds(12), liveness: .alive)

let stranger = NodeView(
    id: nil, name: "", endpoint: endpoint("127.0.0.1:5000"), zone: "", version: "", files: 0,
    kind: .old, learned: [.added], seen: .zero, liveness: .down)
