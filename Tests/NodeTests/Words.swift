// Names, addresses and messages in few words, for the stories of this target.

import Digest
import HTTPWire
import Node
import RESTAPI
import Vocabulary

func address(_ text: String) -> IPAddress {
    guard let address = IPAddress(text) else { preconditionFailure("\(text) is an address") }
    return address
}

func endpoint(_ text: String) -> Endpoint {
    guard let endpoint = Endpoint(text) else { preconditionFailure("\(text) is an endpoint") }
    return endpoint
}

func name(_ text: String) -> FileName {
    guard let name = FileName(text) else { preconditionFailure("\(text) is a name") }
    return name
}

func id(_ name: String) -> NodeID { NodeID(SHA256.of(Array(name.utf8))) }

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

func second(_ count: UInt64) -> Instant { Instant(nanoseconds: count * 1_000_000_000) }

let secret: Secret = {
    guard let secret = Secret("swordfish") else { preconditionFailure("a word is a secret") }
    return secret
}()

let operatorToken: Secret = {
    guard let token = Secret("open sesame") else { preconditionFailure("a word is a token") }
    return token
}()

/// A request as a tool would send it, kept alive.
func request(_ method: String, _ target: String, _ body: String = "", _ fields: String...)
    -> String
{
    var lines = ["\(method) \(target) HTTP/1.1", "Host: 10.0.0.1:9000"] + fields
    if method != "GET" {
        lines += ["Content-Type: application/json", "Content-Length: \(body.utf8.count)"]
    }
    return (lines + ["", body]).joined(separator: "\r\n")
}

/// What one of ours answers.
func answer(
    _ status: Int, by node: NodeID, run: UInt64 = 1, _ fields: [(String, String)] = [],
    _ body: [UInt8] = []
) -> [UInt8] {
    var response = HTTPResponse(status: status, body: body)
    response.fields.add("distrishare-node", "\(node.hex) \(String(run, radix: 16))")
    for (name, value) in fields { response.fields.add(name, value) }
    var bytes: [UInt8] = []
    response.append(to: &bytes, close: true)
    return bytes
}

/// What one of ours says to a registration.
func welcome(
    by node: NodeID, generation: UInt64 = 1, _ nodes: [NodeView]? = [],
    you: String = "10.0.0.1:9000"
) -> [UInt8] {
    let welcome = Welcome(you: endpoint(you), generation: generation, nodes: nodes)
    let ask = Ask.register(registration("anybody"))
    let response = RESTSurface().response(to: ask, .welcome(welcome))
    return answer(200, by: node, [], response.body)
}

func registration(
    _ name: String, port: UInt16 = 9000, files: Int = 0, advertise: String? = nil,
    generation: UInt64? = nil, run: UInt64 = 1
) -> Registration {
    Registration(
        id: id(name), instance: run, name: name, port: port, zone: "", version: "0.1.0",
        files: files, advertise: advertise.flatMap { HostPort($0) }, generation: generation)
}

/// What one of ours answers to a search.
func found(_ files: [FileView], by node: NodeID) -> [UInt8] {
    let ask = Ask.files(words: "", digest: nil, Page())
    let response = RESTSurface().response(to: ask, .files(files, next: nil))
    return answer(200, by: node, [], response.body)
}

func view(_ name: String, _ endpoint: String, id: NodeID? = nil, kind: Kind = .ours) -> NodeView {
    NodeView(
        id: id, name: name, endpoint: NodeTests.endpoint(endpoint), zone: "", version: "",
        files: 0, kind: kind, learned: [], seen: .zero, liveness: .alive)
}

// MARK: Nodes

func peer(
    _ change: (inout NodeSettings) -> Void = { _ in }, memory: Memory = Memory(),
    host: RecordingHost = RecordingHost(), seed: UInt64 = 7, called: String = "me"
) -> Scene<PeerNode> {
    var settings = NodeSettings()
    settings.secret = secret
    settings.multicastEnabled = false
    change(&settings)
    let node = PeerNode(
        settings: settings, identity: Identity(id: id(called), instance: 1), memory: memory,
        surface: RESTSurface(), host: host, seed: seed, at: second(1000))
    return Scene(host: host, at: second(1000), node)
}

func bootstrap(
    _ change: (inout NodeSettings) -> Void = { _ in }, memory: Memory = Memory(),
    host: RecordingHost = RecordingHost()
) -> Scene<BootstrapNode> {
    var settings = NodeSettings()
    settings.role = .bootstrap
    settings.port = 8000
    settings.secret = secret
    settings.multicastEnabled = false
    change(&settings)
    let node = BootstrapNode(
        settings: settings, identity: Identity(id: id("bootstrap"), instance: 1), memory: memory,
        surface: RESTSurface(), host: host, seed: 7, at: second(1000))
    return Scene(host: host, at: second(1000), node)
}
