// Clients of dialects B and L at a bootstrap: what they are answered, to the byte, and for how long
// they are listed.

import Digest
import Directory
import HTTPWire
import Testing
import Vocabulary

@testable import Node

private func old(
    _ change: (inout NodeSettings) -> Void = { _ in }, memory: Memory = Memory()
) -> Scene<BootstrapNode> {
    bootstrap(
        { settings in
            settings.servesBearer = true
            settings.servesLogin = true
            settings.selfRegistration = true
            change(&settings)
        }, memory: memory)
}

private let ada = "10.0.0.7:40000"
private let bob = "10.0.0.8:40000"

extension Scene where Actor == BootstrapNode {
    fileprivate func said(
        _ method: String, _ target: String, _ body: String = "", token: String? = nil,
        from sender: String = ada
    ) -> Reply {
        let field = token.map { ["Authorization: Bearer \($0)"] } ?? []
        var lines = ["\(method) \(target) HTTP/1.1", "Host: whatever.example"] + field
        if method != "GET" { lines += ["Content-Length: \(body.utf8.count)"] }
        let id = dial((lines + ["", body]).joined(separator: "\r\n"), from: sender)
        hashAndWrite()
        return Reply(host.wire(id).text)
    }

    /// Dialect B: a login, and its token.
    fileprivate func bearer(
        _ name: String, _ url: String = "grpc://10.0.0.7:50051", password: String = "x",
        from sender: String = ada
    ) -> String {
        let body = #"{"username":"\#(name)","password":"\#(password)","url":"\#(url)"}"#
        let reply = said("POST", "/login", body, from: sender)
        #expect(reply.status == 200 && reply.body.hasPrefix(#"{"status":"ok","token":""#))
        return String(reply.body.dropFirst(24).prefix(64))
    }

    fileprivate func find(_ name: String) -> String {
        said("POST", "/buscar", #"{"archivo":"\#(name)"}"#).body
    }

    /// Dialect L: a login.
    @discardableResult
    fileprivate func login(
        _ name: String, _ index: String = "[]", password: String = "x", from sender: String = ada
    ) -> Reply {
        let query = "username=\(name)&password=\(password)&files_index="
        return said(
            "POST", "/login?" + query + PercentCoding.encodeQuery(index), from: sender)
    }

    fileprivate func search(_ name: String) -> Reply {
        said("GET", "/buscar_archivos?filename=" + PercentCoding.encodeQuery(name))
    }
}

@Suite("Dialect B") struct BearerTests {
    @Test("logs in, indexes, is found, and logs out") func life() {
        let scene = old()
        let token = scene.bearer("ada")
        let index = #"{"username":"ada","archivos":["a.txt","my film.mkv"]}"#
        let indexed = scene.said("POST", "/indice", index, token: token)
        #expect(indexed.status == 200 && indexed.body == #"{"status":"ok"}"#)
        #expect(
            scene.find("my film.mkv")
                == #"{"results":[{"url":"grpc://10.0.0.7:50051/download/my film.mkv","#
                + #""username":"ada"}]}"#)
        #expect(scene.find("b.txt") == #"{"results":[]}"#)
        let other = #"{"username":"ada","archivos":["b.txt"]}"#
        _ = scene.said("POST", "/indice", other, token: token)
        #expect(scene.find("a.txt") == #"{"results":[]}"#, "a list replaces the one before")
        #expect(scene.find("b.txt").contains("ada"))
        let out = scene.said("POST", "/logout", #"{"username":"ada"}"#, token: token)
        #expect(out.body == #"{"status":"ok"}"#)
        #expect(scene.find("b.txt") == #"{"results":[]}"#)
        #expect(scene.said("POST", "/indice", other, token: token).status == 401)
    }

    @Test("says what is wrong in its own words") func errors() {
        let scene = old()
        func error(_ status: Int, _ text: String, _ reply: Reply) {
            #expect(reply.status == status, "\(reply.text)")
            #expect(reply.body == #"{"status":"error","message":"\#(text)"}"#)
        }
        let token = scene.bearer("ada")
        error(400, "Missing fields", scene.said("POST", "/login", #"{"username":"ada"}"#))
        error(400, "Missing fields", scene.said("POST", "/login", "no JSON"))
        error(400, "Missing fields", scene.said("POST", "/login"))
        error(
            401, "Incorrect password",
            scene.said(
                "POST", "/login", #"{"username":"ada","password":"y","url":"grpc://h:1"}"#))
        error(401, "Token missing or malformed", scene.said("POST", "/indice", "{}"))
        error(401, "Invalid token", scene.said("POST", "/indice", "{}", token: "00"))
        error(400, "Missing fields", scene.said("POST", "/indice", "{}", token: token))
        error(
            400, "Missing fields",
            scene.said(
                "POST", "/indice", #"{"username":"ada","archivos":[7]}"#, token: token))
        let others = #"{"username":"bob","archivos":[]}"#
        error(401, "Invalid token", scene.said("POST", "/indice", others, token: token))
        error(400, "Missing file name", scene.said("POST", "/buscar", "{}"))
        error(401, "Token missing or malformed", scene.said("POST", "/logout", "{}"))
        error(400, "Missing username", scene.said("POST", "/logout", "{}", token: token))
        error(
            401, "Invalid token",
            scene.said("POST", "/logout", #"{"username":"bob"}"#, token: token))
        error(405, "Method not allowed", scene.said("GET", "/indice"))
    }

    @Test("needs a user, where nobody may make himself") func closed() {
        let scene = old { $0.selfRegistration = false }
        let body = #"{"username":"ada","password":"x","url":"grpc://10.0.0.7:1"}"#
        #expect(scene.said("POST", "/login", body).body.contains("Incorrect password"))
        #expect(scene.host.promised.isEmpty)
    }

    @Test("a large folder is told by who is listed, and by nobody else") func large() {
        let scene = old()
        let token = scene.bearer("ada")
        let names = (1...3000).map { #""a file of ordinary length, number \#($0).txt""# }
        let index = #"{"username":"ada","archivos":[\#(names.joined(separator: ","))]}"#
        #expect(index.utf8.count > Limits.requestBodyLength)
        #expect(scene.said("POST", "/indice", index, token: token).body == #"{"status":"ok"}"#)
        #expect(scene.find("a file of ordinary length, number 3000.txt").contains("ada"))
        #expect(scene.said("POST", "/indice", index, token: "00").status == 413)
        #expect(scene.said("POST", "/buscar", index, token: token).status == 413)
    }

    @Test("is no path at all where it is off") func off() {
        let scene = bootstrap()
        #expect(scene.said("POST", "/buscar", #"{"archivo":"a"}"#).status == 404)
        #expect(scene.said("GET", "/peers_activos").status == 404)
        #expect(scene.login("ada").status == 404)
    }

    @Test("a new login ends the one before") func again() {
        let scene = old()
        let first = scene.bearer("ada")
        let second = scene.bearer("ada", "grpc://10.0.0.7:50052")
        let index = #"{"username":"ada","archivos":["a.txt"]}"#
        #expect(scene.said("POST", "/indice", index, token: first).status == 401)
        #expect(scene.said("POST", "/indice", index, token: second).status == 200)
        #expect(scene.find("a.txt").contains("10.0.0.7:50052/"))
        #expect(scene.said("GET", "/api/v1/status", token: second).status == 200, "a user's token")
    }

    @Test("an address of another is told once a probe reached it") func unproved() {
        let scene = old()
        let token = scene.bearer("ada", "grpc://10.0.0.9:50051")
        let index = #"{"username":"ada","archivos":["a.txt"]}"#
        _ = scene.said("POST", "/indice", index, token: token)
        #expect(scene.find("a.txt") == #"{"results":[]}"#)
        scene.doors[endpoint("10.0.0.9:50051")] = .mute
        scene.pass(.seconds(70))
        #expect(scene.find("a.txt").contains("grpc://10.0.0.9:50051/download/a.txt"))
    }

    @Test("localhost from another host is that host, and IPv6 is told to nobody") func addresses() {
        let scene = old()
        for (user, url, sender) in [
            ("near", "grpc://localhost:50051", "10.0.0.7:1"),
            ("six", "grpc://[fd00::7]:50051", "[fd00::7]:1"),
        ] {
            let token = scene.bearer(user, url, from: sender)
            let index = #"{"username":"\#(user)","archivos":["a.txt"]}"#
            #expect(scene.said("POST", "/indice", index, token: token).status == 200)
        }
        #expect(scene.find("a.txt").contains("grpc://10.0.0.7:50051/"))
        #expect(!scene.find("a.txt").contains("six"))
    }

    @Test("once reached it is gone after three probes a minute apart, with its token")
    func vanished() {
        let scene = old()
        let door = endpoint("10.0.0.7:50051")
        scene.doors[door] = .mute
        let token = scene.bearer("ada")
        let index = #"{"username":"ada","archivos":["a.txt"]}"#
        _ = scene.said("POST", "/indice", index, token: token)
        scene.pass(.minutes(60))
        #expect(scene.find("a.txt").contains("ada"), "a probe that succeeds is a heartbeat")
        scene.doors[door] = .refused
        scene.pass(.seconds(125))
        #expect(scene.find("a.txt").contains("ada"))
        scene.pass(.seconds(70))
        #expect(scene.find("a.txt") == #"{"results":[]}"#)
        #expect(scene.said("POST", "/indice", index, token: token).status == 401)
        #expect(scene.log.contains { $0.contains("ada (dialect B) is gone: 3 probes failed") })
    }

    @Test("that was never reached is believed for a day, behind those that were") func unreached() {
        let scene = old()
        scene.doors[endpoint("10.0.0.8:50051")] = .mute
        for (user, sender) in [("ada", ada), ("bob", bob)] {
            let url = "grpc://\(sender.dropLast(6)):50051"
            let token = scene.bearer(user, url, from: sender)
            let index = #"{"username":"\#(user)","archivos":["a.txt"]}"#
            _ = scene.said("POST", "/indice", index, token: token, from: sender)
        }
        scene.pass(.minutes(23 * 60))
        let both = scene.find("a.txt")
        #expect(both.hasPrefix(#"{"results":[{"url":"grpc://10.0.0.8:"#), "\(both)")
        #expect(both.contains("ada"))
        scene.pass(.minutes(61))
        #expect(!scene.find("a.txt").contains("ada") && scene.find("a.txt").contains("bob"))
    }

    @Test("outlives a restart of the bootstrap, with its token") func restart() {
        let first = old()
        let token = first.bearer("ada")
        var memory = Memory()
        for change in first.promised {
            switch change {
            case .rememberUser(let user): memory.users.append(user)
            case .rememberSession(let session): memory.sessions.append(session)
            case .rememberGuest(let guest): memory.guests.append(guest)
            default: break
            }
        }
        let second = old(memory: memory)
        let index = #"{"username":"ada","archivos":["a.txt"]}"#
        #expect(second.said("POST", "/indice", index, token: token).status == 200)
        #expect(second.find("a.txt").contains("grpc://10.0.0.7:50051/"))
    }

    @Test("a reader lists nothing, and another password ends what began") func rights() {
        let scene = old()
        let token = scene.bearer("ada")
        let index = #"{"username":"ada","archivos":["a.txt"]}"#
        _ = scene.said("POST", "/indice", index, token: token)
        let id = scene.accept(.local(pid: 1, uid: 0))
        scene.say(request("PUT", "/api/v1/users/ada", #"{"role":"reader"}"#), on: id)
        scene.hashAndWrite()
        #expect(scene.said("POST", "/indice", index, token: token).status == 403)
        scene.say(request("PUT", "/api/v1/users/ada", #"{"password":"z"}"#), on: id)
        scene.hashAndWrite()
        #expect(scene.said("POST", "/indice", index, token: token).status == 401)
        #expect(scene.find("a.txt") == #"{"results":[]}"#)
    }
}

@Suite("Guests of before a restart") struct ForgottenGuestTests {
    @Test("who do not come back are forgotten after a day, with what they had") func stock() {
        let first = old()
        _ = first.bearer("ada")
        first.login("ana")
        var memory = Memory()
        for change in first.promised {
            if case .rememberUser(let user) = change { memory.users.append(user) }
        }
        let scene = old(memory: memory)
        let file = Listing(name: name("a.txt"))
        for holder in [Directory.Holder.bearer(user: "ada"), .login(user: "ana")] {
            scene.node.catalogue.replace([file], of: holder, at: scene.host.wallTime)
            scene.node.catalogue.setLive(holder, false)
        }
        scene.pass(.minutes(23 * 60))
        #expect(scene.search("a.txt").body.contains("no están activos"))
        scene.pass(.minutes(63))
        #expect(scene.search("a.txt").body.contains("no encontrado"))
        #expect(scene.node.catalogue.holderCount == 0)
        #expect(scene.node.guests.nextDeadline == nil, "and there is nothing left to do")
    }
}

@Suite("Dialect L") struct LoginDialectTests {
    private let index = #"[{"filename":"a.txt","url":[]},{"filename":"b ñ.txt","url":"x:1"}]"#

    @Test("logs in with its files, and is found") func life() {
        let scene = old()
        let reply = scene.login("ana", index)
        #expect(reply.status == 200 && reply.body.hasPrefix(#"{"status":"OK","token":""#))
        #expect(
            scene.search("a.txt").body
                == #"{"archivo":"a.txt","disponible_en":[{"peer":"ana","url":[]}]}"#)
        #expect(
            scene.search("b ñ.txt").body
                == #"{"archivo":"b ñ.txt","disponible_en":[{"peer":"ana","url":"x:1"}]}"#)
        #expect(scene.said("GET", "/peers_activos").body == #"{"peers":["ana"]}"#)
        let all = scene.said("GET", "/ver_archivos")
        #expect(all.has("Transfer-Encoding: chunked"))
        #expect(all.body.contains(#"{"archivos":["#))
        #expect(all.body.contains(#"{"peer":"ana","filename":"a.txt","url":[]}"#))
        #expect(all.body.hasSuffix("0\r\n\r\n"))
    }

    @Test("says what is wrong in its own words") func errors() {
        let scene = old()
        scene.login("ana")
        let wrong = scene.login("ana", password: "y")
        #expect(wrong.status == 401)
        #expect(wrong.body == #"{"detail":"Usuario o contraseña incorrectos"}"#)
        for index in ["", "{}", "[7]", #"[{"name":"a"}]"#, "[{]"] {
            let reply = scene.login("ana", index)
            #expect(reply.status == 400)
            #expect(reply.body == #"{"detail":"Formato inválido en files_index"}"#)
        }
        let missing = scene.said("POST", "/login?username=ana")
        #expect(missing.status == 422)
        #expect(
            missing.body.hasPrefix(
                #"{"detail":[{"type":"missing","loc":["query","password"],"#))
        #expect(scene.said("GET", "/buscar_archivos").status == 422)
        let none = scene.search("nada.txt")
        #expect(none.status == 404)
        #expect(none.body == #"{"detail":"Archivo 'nada.txt' no encontrado"}"#)
        #expect(scene.said("POST", "/peers_activos").body == #"{"detail":"Method Not Allowed"}"#)
    }

    @Test("a minute without a login ends it, and its files are known still") func inactive() {
        let scene = old()
        for _ in 1...4 {
            scene.login("ana", index)
            scene.pass(.seconds(30))
        }
        #expect(scene.search("a.txt").status == 200)
        scene.pass(.seconds(32))
        let gone = scene.search("a.txt")
        #expect(gone.status == 404)
        #expect(
            gone.body
                == #"{"detail":"Archivo 'a.txt' encontrado pero los peers no están activos"}"#)
        #expect(scene.said("GET", "/peers_activos").body == #"{"peers":[]}"#)
        #expect(!scene.said("GET", "/ver_archivos").body.contains("a.txt"))
        #expect(scene.log.contains { $0.contains("ana (dialect L) is gone: no login for 6") })
        scene.login("ana", "[]")
        #expect(scene.search("a.txt").body.contains("no encontrado"), "a list replaces the last")
    }

    @Test("its heartbeat costs no password hashing") func heartbeat() {
        let scene = old()
        scene.login("ana", index)
        var hashed = 0
        for _ in 1...100 {
            scene.pass(.seconds(30))
            let query = "/login?username=ana&password=x&files_index=%5B%5D"
            let id = scene.dial(
                "POST \(query) HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n", from: ada)
            hashed += scene.host.passwords.count
            scene.hashAndWrite()
            #expect(Reply(scene.host.wire(id).text).status == 200)
        }
        #expect(hashed == 1, "the first one made the user, the second verified the password")
        #expect(scene.log.count { $0.contains("ana logged in") } == 1)
        #expect(!scene.log.contains { $0.contains("password") })
    }

    @Test("holders come in the order of their names, through whichever door") func order() {
        let scene = old()
        scene.login("zoe", #"[{"filename":"a.txt","url":[]}]"#, from: bob)
        scene.login("ana", #"[{"filename":"a.txt","url":["h:1"]}]"#)
        let token = scene.bearer("mia")
        let body = #"{"username":"mia","archivos":["a.txt"]}"#
        _ = scene.said("POST", "/indice", body, token: token)
        #expect(
            scene.search("a.txt").body
                == #"{"archivo":"a.txt","disponible_en":[{"peer":"ana","url":["h:1"]},"#
                + #"{"peer":"mia","url":"10.0.0.7:50051"},{"peer":"zoe","url":[]}]}"#)
        #expect(scene.said("GET", "/peers_activos").body == #"{"peers":["ana","mia","zoe"]}"#)
    }

    @Test("a file with an address is found by dialect B, one without is not") func acrossDoors() {
        let scene = old()
        scene.login(
            "ana",
            #"[{"filename":"a.txt","url":"http://127.0.0.1:8001/x"},{"filename":"b.txt","url":[]}]"#
        )
        #expect(
            scene.find("a.txt")
                == #"{"results":[{"url":"grpc://10.0.0.7:8001/download/a.txt","username":"ana"}]}"#)
        #expect(scene.find("b.txt") == #"{"results":[]}"#)
    }

    @Test("the list of everything ends at its setting, and is taken at the reader's pace")
    func longList() {
        let scene = old { $0.loginListMax = 1200 }
        for user in 1...4 {
            let index = (1...500).map { #"{"filename":"f\#($0).txt","url":[]}"# }
            let line = "[\(index.joined(separator: ","))]"
            #expect(scene.login("user\(user)", line).status == 200)
        }
        let all = scene.said("GET", "/ver_archivos").body
        #expect(all.split(separator: #"{"peer":"#).count - 1 == 1200)
        #expect(scene.node.guests.lists.isEmpty)
        let slow = scene.dial("GET /ver_archivos HTTP/1.1\r\nHost: h\r\n\r\n")
        scene.node.closed(slow, .reset, at: scene.now)
        scene.pass(.seconds(2))
        #expect(scene.node.guests.lists.isEmpty)
    }
}
