// Who may ask what.

import Bytes
import HTTPWire
import RESTAPI
import Testing
import Vocabulary

@testable import Node

private let noon = WallTime(seconds: 1_790_000_000)
private let near = Remote.tcp(endpoint("127.0.0.1:40000"))

private func reception(_ change: (inout NodeSettings) -> Void = { _ in }) -> Reception {
    var settings = NodeSettings()
    settings.secret = secret
    settings.operatorToken = operatorToken
    change(&settings)
    return Reception(settings: settings, surface: RESTSurface())
}

private func status(
    _ reception: Reception, _ method: String, _ target: String, _ fields: [String: String] = [:],
    from remote: Remote = near, host: String? = "127.0.0.1:9000"
) -> Int {
    var reception = reception
    var head = HTTPRequestHead(method: method, target: target)
    if let host { head.fields.add("host", host) }
    for (name, value) in fields { head.fields.add(name, value) }
    let body = bytes(method == "POST" ? #"{"address":"10.0.0.9:9000"}"# : "")
    if method != "GET" { head.fields.add("content-type", "application/json") }
    switch reception.admit(Request(head: head, body: body), from: remote, at: noon) {
    case .success: return 200
    case .failure(let refusal): return refusal.status
    }
}

private func bearer(_ word: Secret) -> [String: String] {
    ["authorization": "Bearer \(word.text)"]
}

@Suite("The reception") struct ReceptionTests {
    @Test("whoever opens the control socket is the operator") func controlSocket() {
        let local = Remote.local(pid: 1, uid: 1000)
        #expect(status(reception(), "POST", "/api/v1/nodes", from: local, host: nil) == 200)
        #expect(status(reception(), "GET", "/api/v1/status", from: local, host: nil) == 200)
    }

    @Test("with a secret, nobody reads without it") func nobody() {
        #expect(status(reception(), "GET", "/api/v1/status") == 401)
        #expect(status(reception(), "GET", "/files/a.txt") == 401)
        #expect(status(reception(), "POST", "/api/v1/nodes") == 401)
    }

    @Test("the secret reads, and may not change", arguments: ["Bearer", "bearer", "Basic"])
    func secretReads(_ scheme: String) {
        let pair = Base64.encode(bytes("anybody:\(secret.text)"))
        let field = ["authorization": "\(scheme) \(scheme == "Basic" ? pair : secret.text)"]
        #expect(status(reception(), "GET", "/api/v1/status", field) == 200)
        #expect(status(reception(), "POST", "/api/v1/nodes", field) == 403)
    }

    @Test("the operator's token changes, over TCP too") func token() {
        let far = Remote.tcp(endpoint("10.0.0.7:1"))
        #expect(
            status(reception(), "POST", "/api/v1/nodes", bearer(operatorToken), from: far) == 200)
    }

    @Test(
        "a credential that is wrong is wrong, also where none is needed",
        arguments: [
            "Bearer nothing", "Bearer ", "Basic !!!", "Basic bm9jb2xvbg==", "Digest x", "swordfish",
        ])
    func wrong(_ field: String) {
        let field = ["authorization": field]
        #expect(status(reception(), "GET", "/api/v1/status", field) == 401)
        #expect(status(reception { $0.secret = nil }, "GET", "/api/v1/status", field) == 401)
    }

    @Test("a proof reads, once") func proof() {
        var reception = reception()
        var head = HTTPRequestHead(method: "GET", target: "/api/v1/status")
        head.fields.add("host", "127.0.0.1:9000")
        let proof = Proof(of: head, body: [], secret: secret, time: noon, sender: 1, count: 1)
        head.fields.add("authorization", proof.fieldValue)
        let request = Request(head: head, body: [])
        func isAdmitted() -> Bool {
            if case .success = reception.admit(request, from: near, at: noon) {
                true
            } else {
                false
            }
        }
        #expect(isAdmitted())
        #expect(!isAdmitted())
        #expect(reception.table.count == 1)
    }

    @Test("without a secret, whoever is there may read and not change") func noSecret() {
        let open = reception { $0.secret = nil }
        #expect(status(open, "GET", "/api/v1/status") == 200)
        #expect(status(open, "POST", "/api/v1/nodes") == 401)
        let closed = reception {
            $0.secret = nil
            $0.operatorToken = nil
        }
        #expect(status(closed, "POST", "/api/v1/nodes") == 403)
    }

    @Test("a new secret is the only one") func reload() {
        var reception = reception()
        var settings = NodeSettings()
        settings.secret = operatorToken
        reception.reload(settings)
        #expect(status(reception, "GET", "/api/v1/status", bearer(secret)) == 401)
        #expect(status(reception, "GET", "/api/v1/status", bearer(operatorToken)) == 200)
    }

    @Test(
        "what says nothing of the node is open to everybody, by any name and with any credential",
        arguments: ["/healthz", "/api/v1/openapi.json"])
    func open(path: String) {
        #expect(status(reception(), "GET", path, host: "evil.example") == 200)
        #expect(status(reception(), "GET", path, host: nil) == 200)
        #expect(status(reception(), "GET", path, bearer(operatorToken)) == 200)
        #expect(status(reception(), "GET", path, ["authorization": "Digest x"]) == 200)
    }

    @Test("metrics are open to this machine, and to holders of the secret") func metrics() {
        let far = Remote.tcp(endpoint("10.0.0.7:1"))
        let local = Remote.local(pid: 1, uid: 1000)
        #expect(status(reception(), "GET", "/metrics") == 200)
        #expect(status(reception(), "GET", "/metrics", from: local, host: nil) == 200)
        #expect(status(reception(), "GET", "/metrics", from: far) == 401)
        #expect(status(reception(), "GET", "/metrics", bearer(secret), from: far) == 200)
        #expect(status(reception(), "GET", "/metrics", ["authorization": "Bearer no"]) == 401)
    }

    @Test(
        "every ask has the right that the interface gives it",
        arguments: [
            ("GET", "/api/v1/status", 401, 200), ("GET", "/api/v1/nodes", 401, 200),
            ("GET", "/api/v1/files?q=x", 401, 200), ("GET", "/api/v1/downloads", 401, 200),
            ("GET", "/api/v1/downloads/1", 401, 200), ("GET", "/api/v1/bootstraps", 401, 200),
            ("GET", "/api/v1/events", 401, 200), ("HEAD", "/files/a", 401, 200),
            ("POST", "/api/v1/downloads/1/pause", 401, 403),
            ("POST", "/api/v1/downloads/1/resume", 401, 403),
            ("DELETE", "/api/v1/downloads/1", 401, 403), ("DELETE", "/api/v1/shares/a", 401, 403),
            ("DELETE", "/api/v1/nodes/h:1", 401, 403),
            ("DELETE", "/api/v1/bootstraps/h:1", 401, 403),
            ("POST", "/api/v1/nodes", 401, 403), ("POST", "/api/v1/bootstraps", 401, 403),
        ])
    func rights(method: String, target: String, without: Int, withSecret: Int) {
        #expect(status(reception(), method, target) == without)
        #expect(status(reception(), method, target, bearer(secret)) == withSecret)
        #expect(status(reception(), method, target, bearer(operatorToken)) == 200)
    }
}

@Suite("A browser on this machine") struct BrowserTests {
    private let open = reception {
        $0.secret = nil
        $0.hostNames = ["Attic.example"]
    }

    @Test(
        "reaches the node by its names and by addresses",
        arguments: [
            "localhost", "localhost:9000", "localhost.", "localhost.:9000", "LOCALHOST:9000",
            "attic.example:9000", "ATTIC.EXAMPLE.", "127.0.0.1", "[::1]:9000", "[::1]",
            "192.168.1.1:9000", "box.localhost:9000",
        ])
    func ownNames(_ host: String) {
        #expect(status(open, "GET", "/api/v1/status", host: host) == 200)
    }

    @Test(
        "does not reach it by a name that was rebound to our address",
        arguments: [
            "evil.example", "evil.example:9000", "localhost.evil.example", "127.0.0.1.evil.example",
            "notlocalhost", "[evil]:9000", "[::1", "", ":9000", "attic.example.evil.example",
        ])
    func rebinding(_ host: String) {
        #expect(status(open, "GET", "/api/v1/status", host: host) == 421)
    }

    @Test(
        "learns nothing by such a name, not even which paths there are",
        arguments: [
            ("GET", "/"), ("GET", "/api/v1/nothing"), ("GET", "/files/a"), ("PATCH", "/files/a"),
            ("GET", "/metrics"), ("GET", "/api/v1/nodes?limit=0"), ("POST", "/api/v1/search"),
            ("FOO", "/api/v1/status"), ("GET", "/api/v1/events"),
        ])
    func rebound(method: String, target: String) {
        #expect(status(open, method, target, host: "evil.example") == 421)
    }

    @Test("a request that does not say whom it means is not for us") func noHost() {
        #expect(status(open, "GET", "/api/v1/status", host: nil) == 421)
    }

    @Test("a credential that nobody checks does not open the door to a rebound name")
    func inventedProof() {
        let zeros = String(repeating: "0", count: 64)
        let field = ["authorization": "DistriShare time=1,nonce=1-1,proof=\(zeros)"]
        #expect(status(open, "GET", "/api/v1/status", field, host: "evil.example") == 421)
        #expect(status(open, "GET", "/api/v1/status", field) == 200)
        let closed = reception()
        #expect(status(closed, "GET", "/api/v1/status", bearer(secret), host: "any.name") == 200)
    }

    @Test(
        "a page of another origin changes nothing, whatever it knows",
        arguments: [
            "http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1:9001",
            "http://127.0.0.1:9000.evil.example", "",
        ])
    func foreignOrigin(_ origin: String) {
        var fields = bearer(operatorToken)
        fields["origin"] = origin
        #expect(status(reception(), "POST", "/api/v1/nodes", fields) == 403)
    }

    @Test("our own pages may") func ownOrigin() {
        var fields = bearer(operatorToken)
        for origin in ["http://127.0.0.1:9000", "https://127.0.0.1:9000"] {
            fields["origin"] = origin
            #expect(status(reception(), "POST", "/api/v1/nodes", fields) == 200)
        }
    }
}
