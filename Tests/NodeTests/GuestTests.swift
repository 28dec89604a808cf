// Clients of dialect B at a bootstrap: what they are answered, to the byte, and for how long they
// are listed.

import Digest
import Directory
import HTTPWire
import Testing
import Vocabulary

@testable import Node

@Suite("Dialect B") struct BearerTests {
    @Test("is told that its index is taken when that is on the disk, and not before")
    func indexIsWritten() {
        let scene = old()
        let token = scene.bearer("ada")
        let body = #"{"username":"ada","archivos":["a.txt"]}"#
        let request =
            "POST /indice HTTP/1.1\r\nHost: whatever.example\r\nAuthorization: Bearer \(token)\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n" + body
        scene.host.writesLate = true
        let id = scene.dial(request, from: ada)
        #expect(scene.host.wire(id).text.isEmpty)
        #expect(scene.host.barriers.count == 1)
        scene.host.writesLate = false
        scene.settle()
        #expect(Reply(scene.host.wire(id).text).body == #"{"status":"ok"}"#)
    }

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
