// Clients of dialect L at a bootstrap, and of either that do not come back.

import Digest
import Directory
import HTTPWire
import Testing
import Vocabulary

@testable import Node

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
            scene.node.indexes.catalogue.replace([file], of: holder, at: scene.host.wallTime)
            scene.node.indexes.catalogue.setLive(holder, false)
        }
        scene.pass(.minutes(23 * 60))
        #expect(scene.search("a.txt").body.contains("no están activos"))
        scene.pass(.minutes(63))
        #expect(scene.search("a.txt").body.contains("no encontrado"))
        #expect(scene.node.indexes.catalogue.holderCount == 0)
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
