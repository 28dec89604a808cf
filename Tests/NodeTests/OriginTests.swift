// Pages of other origins may read and change nothing, unless the operator has named them.

import HTTPWire
import Testing
import Vocabulary

@testable import Node

private let page = "https://panel.example"

private func named(_ origins: Set<String> = [page]) -> Scene<PeerNode> {
    sharing {
        $0.origins = origins
        $0.operatorToken = operatorToken
    }
}

private func ask(
    _ scene: Scene<PeerNode>, _ method: String, _ target: String, _ fields: String...
) -> Reply {
    let lines = ["\(method) \(target) HTTP/1.1", "Host: 10.0.0.1:9000"] + fields + ["", ""]
    return Reply(scene.host.wire(scene.dial(lines.joined(separator: "\r\n"))).text)
}

private let reads = "Authorization: Bearer \(secret.text)"
private let changes = "Authorization: Bearer \(operatorToken.text)"
private let asksToChange = "Access-Control-Request-Method: DELETE"

@Suite("A page of another origin") struct OriginTests {
    @Test("is not let in where nobody is named") func nobody() {
        let scene = named([])
        let reply = ask(scene, "GET", "/api/v1/status", reads, "Origin: \(page)")
        #expect(reply.status == 200 && !reply.has("Access-Control") && !reply.has("Vary: Origin"))
        let before = ask(scene, "OPTIONS", "/api/v1/nodes", "Origin: \(page)", asksToChange)
        #expect(before.status == 405 && !before.has("Access-Control"))
    }

    @Test(
        "reads where it is named, documents and files and streams",
        arguments: ["/api/v1/status", "/api/v1/files", "/files/a.txt", "/api/v1/events"])
    func reading(target: String) {
        let scene = named()
        for _ in 0..<3 {
            let reply = ask(scene, "GET", target, reads, "Origin: \(page)")
            #expect(reply.status == 200)
            #expect(reply.has("\r\nAccess-Control-Allow-Origin: \(page)\r\n"))
            #expect(reply.has("\r\nAccess-Control-Expose-Headers: "))
            #expect(reply.has("\r\nVary: Origin\r\n"))
            #expect(!reply.has("Allow-Credentials"))
        }
        let other = ask(scene, "GET", target, reads, "Origin: https://other.example")
        #expect(other.status == 200 && !other.has("Access-Control"))
        #expect(other.has("\r\nVary: Origin\r\n"))
        let alone = ask(scene, "GET", target, reads)
        #expect(!alone.has("Access-Control") && alone.has("\r\nVary: Origin\r\n"))
    }

    @Test("learns what it was refused for") func refused() {
        let reply = ask(named(), "GET", "/api/v1/status", "Origin: \(page)")
        #expect(reply.status == 401 && reply.has("Access-Control-Allow-Origin: \(page)\r\n"))
    }

    @Test("changes something only where it is named, and with a credential") func changing() {
        let json = "Content-Type: application/json"
        let target = "/api/v1/nodes/10.0.0.9:9000"
        let scene = named()
        func status(_ origin: String, _ credential: String) -> Int {
            ask(scene, "DELETE", target, "Origin: \(origin)", json, credential).status
        }
        #expect(status(page, changes) == 404)
        #expect(status(page, reads) == 403)
        #expect(status("https://other.example", changes) == 403)
        #expect(status("null", changes) == 403)
    }

    @Test("is told before it asks what it may ask") func before() {
        let scene = named()
        let reply = ask(
            scene, "OPTIONS", "/api/v1/nodes", "Origin: \(page)", asksToChange,
            "Access-Control-Request-Headers: authorization")
        #expect(reply.status == 204 && reply.body.isEmpty)
        #expect(reply.has("\r\nAccess-Control-Allow-Methods: GET, HEAD, POST, DELETE\r\n"))
        #expect(reply.has("\r\nAccess-Control-Allow-Headers: Authorization, Content-Type, "))
        #expect(reply.has("\r\nAccess-Control-Max-Age: 3600\r\n"))
        #expect(reply.has("\r\nAccess-Control-Allow-Origin: \(page)\r\n"))
        #expect(ask(scene, "OPTIONS", "/nowhere", "Origin: \(page)", asksToChange).status == 404)
        #expect(ask(scene, "OPTIONS", "/api/v1/nodes", "Origin: \(page)").status == 405)
        let other = ask(scene, "OPTIONS", "/api/v1/nodes", "Origin: https://x.y", asksToChange)
        #expect(other.status == 405 && !other.has("Access-Control"))
    }
}
