// Users at a bootstrap: made, let in, and let go, by REST.

import Accounts
import Digest
import RESTAPI
import Testing
import Vocabulary

@testable import Node

private func user(_ text: String) -> UserName {
    guard let name = UserName(text) else { preconditionFailure("\(text) is a name") }
    return name
}

private func record(
    _ name: String, _ password: String, _ role: UserRole = .member
) -> UserRecord {
    let recipe = PasswordRecipe(
        salt: Array(SHA256.of(bytes(name)).bytes.prefix(Limits.saltLength)))
    return UserRecord(
        name: user(name), role: role, recipe: recipe,
        key: RecordingHost.key(of: bytes(password), by: recipe),
        created: WallTime(seconds: 1_790_000_000))
}

private var memory: Memory {
    var memory = Memory()
    memory.users = [
        record("ada", "engine", .admin), record("bob", "builder"), record("rita", "book", .reader),
    ]
    return memory
}

private func credential(_ name: String, _ password: String) -> String {
    #"{"name":"\#(name)","password":"\#(password)"}"#
}

private let far = "10.0.0.7:40000"

extension Scene where Actor == BootstrapNode {
    /// Asks and leaves it there: the answer may take its time.
    fileprivate func ask(
        _ method: String, _ target: String, _ body: String = "", token: String? = nil,
        from sender: String? = far
    ) -> ConnectionID {
        let id = accept(sender.map { .tcp(endpoint($0)) } ?? .local(pid: 1, uid: 0))
        let fields = token.map { ["Authorization: Bearer \($0)"] } ?? []
        var lines = ["\(method) \(target) HTTP/1.1", "Host: 10.0.0.1:8000"] + fields
        if method != "GET" {
            lines += ["Content-Type: application/json", "Content-Length: \(body.utf8.count)"]
        }
        say((lines + ["", body]).joined(separator: "\r\n"), on: id)
        return id
    }

    fileprivate func reply(on id: ConnectionID) -> Reply { Reply(host.wire(id).text) }

    /// Asks, and everything that has to be hashed and written is.
    fileprivate func whole(
        _ method: String, _ target: String, _ body: String = "", token: String? = nil,
        from sender: String? = far
    ) -> Reply {
        let id = ask(method, target, body, token: token, from: sender)
        hashAndWrite()
        return reply(on: id)
    }

    fileprivate func token(_ name: String, _ password: String, from sender: String = far) -> String
    {
        let reply = whole(
            "POST", "/api/v1/sessions", credential(name, password), from: sender)
        #expect(reply.status == 201, "\(reply.text)")
        return String(reply.body.split(separator: #""token":""#).last?.prefix(64) ?? "")
    }
}

@Suite("A user") struct UserTests {
    @Test("is made over the control socket, logs in, reads, and logs out") func life() {
        let scene = bootstrap()
        let made = scene.whole(
            "POST", "/api/v1/users",
            #"{"name":"ada","password":"engine","role":"admin"}"#, from: nil)
        #expect(made.status == 201 && made.has("Location: /api/v1/users/ada"), "\(made.text)")
        #expect(made.body.hasPrefix(#"{"created":1790000000,"name":"ada","role":"admin""#))
        #expect(scene.log.contains { $0.contains("user ada added as admin, by user 0") })

        let token = scene.token("ada", "engine")
        #expect(scene.whole("GET", "/api/v1/status", token: token).status == 200)
        #expect(scene.whole("DELETE", "/api/v1/sessions/current", token: token).status == 200)
        #expect(scene.whole("GET", "/api/v1/status", token: token).status == 401)
        #expect(!scene.log.contains { $0.contains("engine") || $0.contains(token) })
    }

    @Test("is not told of before it is on the disk") func durable() {
        let scene = bootstrap()
        let id = scene.ask("POST", "/api/v1/users", credential("ada", "engine"), from: nil)
        scene.hashOne()
        #expect(scene.host.wire(id).sent.isEmpty)
        #expect(scene.host.promises.count == 1)
        scene.writeOne()
        #expect(scene.reply(on: id).status == 201)

        let other = scene.ask("POST", "/api/v1/users", credential("bob", "builder"), from: nil)
        scene.hashOne()
        scene.writeOne(.failure(WorldError(.full, "the disk is full")))
        #expect(scene.reply(on: other).status == 507)
        #expect(scene.whole("POST", "/api/v1/sessions", credential("bob", "builder")).status == 401)
        // And his name is free again.
        #expect(
            scene.whole("POST", "/api/v1/users", credential("bob", "builder"), from: nil).status
                == 201)
    }

    @Test("has one name, also while he is made") func twice() {
        let scene = bootstrap(memory: memory)
        #expect(
            scene.whole("POST", "/api/v1/users", credential("bob", "x"), from: nil).status == 409)
        let first = scene.ask("POST", "/api/v1/users", credential("eve", "x"), from: nil)
        let second = scene.ask("POST", "/api/v1/users", credential("eve", "y"), from: nil)
        scene.hashAndWrite()
        #expect(scene.reply(on: first).status == 201)
        #expect(scene.reply(on: second).status == 409)
    }

    @Test("may do what his role may") func roles() {
        let scene = bootstrap(memory: memory)
        let (ada, bob) = (scene.token("ada", "engine"), scene.token("bob", "builder"))
        let rita = scene.token("rita", "book")
        for token in [ada, bob, rita] {
            #expect(scene.whole("GET", "/api/v1/nodes", token: token).status == 200)
        }
        let registration = String(
            decoding: RESTSurface().encode(registration("x")), as: UTF8.self)
        #expect(scene.whole("POST", "/api/v1/peers", registration, token: rita).status == 403)
        #expect(scene.whole("POST", "/api/v1/peers", registration, token: bob).status == 200)
        #expect(scene.whole("GET", "/api/v1/users", token: bob).status == 403)
        #expect(scene.whole("GET", "/api/v1/users", token: ada).status == 200)
        #expect(scene.whole("GET", "/api/v1/users").status == 401)
        let promoted = scene.whole(
            "PUT", "/api/v1/users/bob", #"{"role":"admin"}"#, token: ada)
        #expect(promoted.status == 200)
        #expect(scene.whole("GET", "/api/v1/users", token: bob).status == 200, "at once")
        #expect(scene.log.contains { $0.contains("user bob changed, now admin, by ada") })
    }

    @Test("is no user with the operator's token or the secret") func others() {
        let scene = bootstrap({ $0.operatorToken = operatorToken }, memory: memory)
        for word in [secret, operatorToken] {
            #expect(scene.whole("GET", "/api/v1/users", token: word.text).status == 403)
            let logout = scene.whole("DELETE", "/api/v1/sessions/current", token: word.text)
            #expect(logout.status == 401)
        }
    }

    @Test("makes himself only where that is on, and as a member") func selfRegistration() {
        let closed = bootstrap(memory: memory)
        #expect(closed.whole("POST", "/api/v1/users", credential("eve", "x")).status == 401)
        let open = bootstrap({ $0.selfRegistration = true }, memory: memory)
        let made = open.whole("POST", "/api/v1/users", credential("eve", "x"))
        #expect(made.status == 201 && made.has(#""role":"member""#), "\(made.text)")
        let wish = #"{"name":"mal","password":"x","role":"admin"}"#
        #expect(open.whole("POST", "/api/v1/users", wish).status == 401)
        for number in 1...4 {
            let name = credential("eve \(number)", "x")
            #expect(open.whole("POST", "/api/v1/users", name).status == 201)
        }
        let sixth = open.whole("POST", "/api/v1/users", credential("eve 6", "x"))
        #expect(sixth.status == 429 && sixth.has("Retry-After: 1\r\n"), "\(sixth.text)")
    }

    @Test("with another password begins anew, and removed is gone") func changed() {
        let scene = bootstrap(memory: memory)
        let bob = scene.token("bob", "builder")
        let changed = scene.whole(
            "PUT", "/api/v1/users/bob", #"{"password":"zebra"}"#, from: nil)
        #expect(changed.status == 200)
        #expect(scene.whole("GET", "/api/v1/status", token: bob).status == 401)
        #expect(scene.whole("POST", "/api/v1/sessions", credential("bob", "builder")).status == 401)
        let again = scene.token("bob", "zebra")
        #expect(scene.whole("DELETE", "/api/v1/users/bob", from: nil).status == 200)
        #expect(scene.whole("GET", "/api/v1/status", token: again).status == 401)
        #expect(scene.whole("DELETE", "/api/v1/users/bob", from: nil).status == 404)
        #expect(
            scene.whole("PUT", "/api/v1/users/bob", #"{"role":"reader"}"#, from: nil).status == 404)
        #expect(!scene.log.contains { $0.contains("zebra") || $0.contains("builder") })
    }

    @Test("is shown to an admin, and his own session to anybody who has one") func shown() {
        let scene = bootstrap(memory: memory)
        let token = scene.token("ada", "engine")
        let ada = scene.whole("GET", "/api/v1/users/ada", token: token)
        #expect(ada.status == 200 && ada.has(#""name":"ada","role":"admin""#))
        #expect(ada.has("Etag: W/"))
        let rita = scene.token("rita", "book")
        #expect(scene.whole("GET", "/api/v1/users/ada", token: rita).status == 403)
        #expect(scene.operate("GET", "/api/v1/users/nobody").status == 404)
        let own = scene.whole("GET", "/api/v1/sessions/current", token: rita)
        #expect(own.status == 200 && own.has(#""role":"reader","user":"rita""#))
        #expect(own.has(#""expires_s":604800,"#) && !own.has(rita))
        #expect(scene.operate("GET", "/api/v1/sessions/current").status == 401)
    }

    @Test("is listed in parts") func pages() {
        let scene = bootstrap(memory: memory)
        let first = scene.whole("GET", "/api/v1/users?limit=2", from: nil)
        #expect(first.has(#""next":"bob""#) && !first.has("rita"), "\(first.text)")
        let second = scene.whole("GET", "/api/v1/users?limit=2&cursor=bob", from: nil)
        #expect(second.has(#""next":null"#) && second.has("rita") && !second.has("ada"))
        #expect(!first.has("salt") && !first.has("key"))
    }
}

@Suite("A session at a bootstrap") struct SessionEndTests {
    @Test("outlives a restart, and an hour") func restart() {
        let first = bootstrap(memory: memory)
        let token = first.token("bob", "builder")
        var kept = memory
        for change in first.promised {
            if case .rememberSession(let session) = change { kept.sessions.append(session) }
        }
        let second = bootstrap(memory: kept)
        #expect(second.whole("GET", "/api/v1/status", token: token).status == 200)
        second.host.wallTime = WallTime(seconds: second.host.wallTime.seconds + Limits.sessionTime)
        #expect(second.whole("GET", "/api/v1/status", token: token).status == 401)
        second.pass(Limits.sessionSweep + .seconds(1))
        let isKept = !second.host.changes.contains {
            if case .forgetSession = $0 { true } else { false }
        }
        #expect(isKept, "the clock may have jumped")
        second.pass(Limits.clockTrust + Limits.sessionSweep)
        #expect(
            second.host.changes.contains { if case .forgetSession = $0 { true } else { false } })
        #expect(second.node.nextDeadline != nil)
    }

    @Test("goes on with another token, and the one before is none") func refresh() {
        let scene = bootstrap(memory: memory)
        let token = scene.token("bob", "builder")
        let refreshed = scene.whole("POST", "/api/v1/sessions/refresh", token: token)
        #expect(refreshed.status == 200 && refreshed.has("Ratelimit:"), "\(refreshed.text)")
        let other = String(refreshed.body.split(separator: #""token":""#).last?.prefix(64) ?? "")
        #expect(other != token)
        #expect(scene.whole("GET", "/api/v1/status", token: token).status == 401)
        #expect(scene.whole("GET", "/api/v1/status", token: other).status == 200)
    }

    @Test("does not begin with a password that is another one meanwhile") func raced() {
        let scene = bootstrap(memory: memory)
        let login = scene.ask("POST", "/api/v1/sessions", credential("bob", "builder"))
        let change = scene.ask(
            "PUT", "/api/v1/users/bob", #"{"password":"zebra"}"#, from: nil)
        scene.hashOne()
        scene.hashOne()
        // Both are on their way to the disk; the session was first.
        let session = scene.host.promises.removeFirst()
        scene.writeOne()
        #expect(scene.reply(on: change).status == 200)
        scene.complete(.recorded(session.job, .success(())))
        #expect(scene.reply(on: login).status == 503)
        #expect(scene.node.users.accounts.sessions.count == 0)
    }
}

@Suite("A flood of logins") struct LoginFloodTests {
    @Test("waits in a queue that ends, and keeps two threads busy") func queue() {
        let scene = bootstrap(memory: memory)
        var connections: [ConnectionID] = []
        for number in 1...200 {
            connections.append(
                scene.ask(
                    "POST", "/api/v1/sessions", credential("user \(number)", "x"),
                    from: "10.0.\(number / 100).\(number % 100 + 1):1"))
        }
        #expect(scene.host.passwords.count == Limits.passwordsAtOnce)
        let refused = connections.map { scene.reply(on: $0) }.filter { $0.status == 503 }
        let places = Limits.passwordsAtOnce + Limits.passwordsWaiting
        #expect(refused.count == 200 - places)
        #expect(refused.allSatisfy { $0.has("Retry-After: 5\r\n") })
        for table in scene.node.tables { #expect(table.count <= table.limit, "\(table.name)") }
        scene.hashAndWrite()
        #expect(connections.count { scene.reply(on: $0).status == 401 } == places)
    }

    @Test("from one address leaves room for others") func share() {
        let scene = bootstrap(memory: memory)
        for number in 1...20 {
            _ = scene.ask("POST", "/api/v1/sessions", credential("user \(number)", "x"))
        }
        let other = scene.ask(
            "POST", "/api/v1/sessions", credential("bob", "builder"), from: "10.0.0.9:1")
        scene.hashAndWrite()
        #expect(scene.reply(on: other).status == 201)
    }

    @Test("is told when to come again, in the same words for any name") func lockOut() {
        let scene = bootstrap(memory: memory)
        var replies: [String: [Reply]] = [:]
        for name in ["bob", "nobody"] {
            for number in 1...6 {
                replies[name, default: []].append(
                    scene.whole(
                        "POST", "/api/v1/sessions", credential(name, "wrong"),
                        from: "10.0.\(name.utf8.count).\(number):1"))
            }
        }
        #expect(replies["bob"]?.map(\.text) == replies["nobody"]?.map(\.text))
        #expect(replies["bob"]?.map(\.status) == [401, 401, 401, 401, 401, 429])
        let first = replies["bob"]?.first
        #expect(first?.has("Ratelimit: \"logins\";r=4;t=3600\r\n") == true, "\(first?.text ?? "")")
        #expect(first?.has("Ratelimit-Policy: \"logins\";q=5;w=3600\r\n") == true)
        let last = replies["bob"]?.last
        #expect(last?.has("Ratelimit: \"logins\";r=0;t=1\r\n") == true, "\(last?.text ?? "")")
        #expect(last?.has("Retry-After: 1\r\n") == true)
        scene.pass(.seconds(2))
        #expect(scene.token("bob", "builder", from: "10.0.9.9:1").utf8.count == 64)
    }

    @Test("that has passed leaves nothing behind") func over() {
        let scene = bootstrap(memory: memory)
        let id = scene.ask("POST", "/api/v1/sessions", credential("bob", "builder"))
        scene.node.closed(id, .reset, at: scene.now)
        scene.hashAndWrite()
        #expect(scene.host.passwords.isEmpty && scene.host.promises.isEmpty)
    }

    @Test("without memory for a hash is told to come again") func noMemory() {
        let scene = bootstrap(memory: memory)
        let id = scene.ask("POST", "/api/v1/sessions", credential("bob", "builder"))
        let job = scene.host.passwords.removeFirst().job
        scene.complete(.passwordHashed(job, .failure(WorldError(.full, "no memory"))))
        #expect(scene.reply(on: id).status == 503)
    }
}

@Suite("A peer") struct PeerWithoutUsersTests {
    @Test("has no users") func none() {
        let scene = peer()
        #expect(scene.operate("GET", "/api/v1/users").status == 404)
        let body = credential("ada", "x")
        #expect(scene.operate("POST", "/api/v1/sessions", body).status == 404)
    }
}
