// Every connection: what its first byte says, in which order it is answered, and when it ends.

import Bytes
import HTTPWire
import JSONWire
import Testing
import Vocabulary

@testable import Node

@Suite("The first byte says which protocol it is") struct SniffingTests {
    @Test("a capital letter is HTTP") func http() {
        let scene = peer()
        let id = scene.dial(request("GET", "/healthz"))
        #expect(Reply(scene.host.wire(id).text).status == 200)
        #expect(!scene.host.wire(id).isGone, "it is kept alive")
    }

    @Test("text that is no request gets the old dialect's error", arguments: ["hello", "[", "1"])
    func text(_ said: String) {
        let scene = peer()
        let id = scene.dial(said)
        #expect(scene.host.wire(id).sent == JSONReply.malformed)
        #expect(scene.host.wire(id).isFinished)
    }

    @Test(
        "what speaks no protocol is closed in the same turn", arguments: [0, 1, 0x16, 0x80, 0xff])
    func binary(_ first: UInt8) {
        let scene = peer()
        let id = scene.accept()
        scene.say([first, 3, 1], on: id)
        #expect(scene.host.wire(id).isClosed && scene.host.wire(id).sent.isEmpty)
    }

    @Test("chance that begins as text does is closed in the same turn", arguments: 0...255)
    func chance(_ first: UInt8) {
        guard first != 0x13 else { return }
        var chance = Chance(seed: UInt64(first))
        let scene = peer()
        let id = scene.accept()
        scene.say([first] + (0..<95).map { _ in UInt8(chance.next() >> 56) }, on: id)
        #expect(scene.host.wire(id).isClosed && scene.host.wire(id).sent.isEmpty)
    }

    @Test("a method makes a request of whatever follows, and a brace an object") func openings() {
        let cases: [(String, Opening)] = [
            ("GET /\u{0}", .http), ("GET /files/né HTTP/1.1\r\n", .http), ("G", .http),
            ("GeT / HTTP/1.1\r\n", .http), ("G\u{1}", .unknown), ("Gé", .unknown),
            ("{\"né\": 1}", .json), ("\r\n{}", .json), ("{\u{1}", .unknown), ("né", .unknown),
            ("\u{13}BitTorrent protocol", .bitTorrent), ("\u{16}\u{3}\u{1}", .unknown),
        ]
        for (text, opening) in cases {
            Array(text.utf8).withSpan { #expect(Opening($0) == opening, "\(text)") }
        }
    }

    @Test("where the old dialect is off, an object is nothing") func switchedOff() {
        let scene = peer { $0.servesJSON = false }
        #expect(scene.host.wire(scene.dial("{")).isClosed)
    }

    @Test("connect and close is somebody who looks whether we live") func liveness() {
        let scene = peer()
        let id = scene.accept()
        scene.node.inputEnded(on: id, at: scene.now)
        #expect(scene.host.wire(id).isClosed && scene.host.wire(id).sent.isEmpty)
        #expect(scene.log.allSatisfy { !$0.contains("10.0.0.2") }, "nobody is told")
    }
}

@Suite("A connection that wastes our time is closed") struct PatienceTests {
    @Test("silence ends after ten seconds") func silence() {
        let scene = peer()
        let id = scene.accept()
        scene.pass(.seconds(9))
        #expect(!scene.host.wire(id).isGone)
        scene.pass(.seconds(2))
        #expect(scene.host.wire(id).isClosed)
    }

    @Test("half an object gets its error when its time is over") func halfAnObject() {
        let scene = peer()
        let id = scene.dial(#"{"type":"#)
        scene.pass(.seconds(12))
        #expect(scene.host.wire(id).sent == JSONReply.malformed && scene.host.wire(id).isFinished)
    }

    @Test("half a request gets a 408 when its time is over") func halfARequest() {
        let scene = peer()
        let id = scene.dial("GET /healthz HTTP/1.1\r\nHost: a")
        scene.pass(.seconds(12))
        #expect(Reply(scene.host.wire(id).text).status == 408 && scene.host.wire(id).isFinished)
    }

    @Test("a byte now and then buys a request no time", arguments: ["GET /x", "{"])
    func drip(_ first: String) {
        let scene = peer()
        let id = scene.dial(first)
        for _ in 0..<6 {
            scene.pass(.seconds(3))
            scene.say(" ", on: id)
        }
        #expect(scene.host.wire(id).isGone)
    }

    @Test("nor a body") func drippingBody() {
        let scene = peer()
        let id = scene.dial(
            "POST /api/v1/search HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\n")
        for _ in 0..<20 {
            scene.pass(.seconds(3))
            scene.say("x", on: id)
        }
        #expect(Reply(scene.host.wire(id).text).status == 408 && scene.host.wire(id).isFinished)
    }

    @Test("every request on a connection has its own time") func second() {
        let scene = peer()
        let id = scene.dial(request("GET", "/healthz"))
        scene.pass(.seconds(30))
        scene.say("GET /healthz HTT", on: id)
        scene.pass(.seconds(8))
        scene.say("P/1.1\r\nHost: 10.0.0.1\r\n\r\n", on: id)
        #expect(scene.host.wire(id).text.components(of: "HTTP/1.1 200") == 2)
    }

    @Test("a kept connection may be silent for a minute") func keepAlive() {
        let scene = peer()
        let id = scene.dial(request("GET", "/healthz"))
        scene.pass(.seconds(58))
        #expect(!scene.host.wire(id).isGone)
        scene.pass(.seconds(4))
        #expect(scene.host.wire(id).isClosed)
    }
}

@Suite("A slow reader") struct SlowReaderTests {
    @Test("is served as long as bytes move, and not longer") func moving() {
        let scene = sharing()
        let id = scene.dial(#"{"type":"download","filename":"a.txt","secret":"swordfish"}"#)
        #expect(scene.host.wire(id).text == "content" && scene.host.wire(id).isFinished)
        for step in 1...10 {
            scene.host.change(id) { $0.taken = UInt64(step * 20_000) }
            scene.pass(.seconds(29))
            #expect(!scene.host.wire(id).isClosed)
        }
        scene.pass(.seconds(62))
        #expect(scene.host.wire(id).isClosed)
    }

    @Test("who takes a byte now and then is closed, and asking for more buys him nothing")
    func dripping() {
        let scene = sharing()
        let old = scene.dial(#"{"type":"download","filename":"a.txt","secret":"swordfish"}"#)
        let id = scene.accept()
        for wire in [old, id] { scene.host.change(wire) { $0.hasUnsent = true } }
        scene.say(request("GET", "/healthz"), on: id)
        for step in 1...10 {
            for wire in [old, id] { scene.host.change(wire) { $0.taken = UInt64(step) } }
            scene.pass(.seconds(9))
            if !scene.host.wire(id).isGone { scene.say(request("GET", "/healthz"), on: id) }
        }
        #expect(scene.host.wire(old).isClosed && scene.host.wire(id).isClosed)
    }

    @Test("of a document is closed too") func document() {
        let scene = peer()
        let id = scene.accept()
        scene.host.change(id) { $0.hasUnsent = true }
        scene.say(request("GET", "/healthz"), on: id)
        for step in 1...4 {
            scene.host.change(id) { $0.taken = UInt64(step * 20_000) }
            scene.pass(.seconds(31))
            #expect(!scene.host.wire(id).isClosed)
        }
        scene.pass(.seconds(95))
        #expect(scene.host.wire(id).isClosed)
    }
}

@Suite("Requests in a row") struct PipelineTests {
    @Test("are answered in their order, also where the first waits") func order() {
        let scene = peer { $0.known = [HostPort("10.0.0.9:9000")].compactMap(\.self) }
        let id = scene.accept(.local(pid: 1, uid: 0))
        scene.say(
            request("POST", "/api/v1/search", #"{"words":"a"}"#)
                + request("GET", "/healthz") + request("GET", "/nowhere"), on: id)
        #expect(scene.host.wire(id).sent.isEmpty, "the search has not ended")
        scene.pass(.seconds(4))
        let text = scene.host.wire(id).text
        #expect(text.components(of: "HTTP/1.1 ") == 3)
        #expect(text.hasPrefix("HTTP/1.1 200"))
        let parts = ["\"asked\"", "peer on port", "HTTP/1.1 404"].compactMap {
            text.utf8.firstRange(of: $0.utf8)?.lowerBound
        }
        #expect(parts.count == 3 && parts == parts.sorted())
    }

    @Test("are not read where too many wait") func tooMany() {
        let scene = peer { $0.known = [HostPort("10.0.0.9:9000")].compactMap(\.self) }
        let id = scene.accept(.local(pid: 1, uid: 0))
        scene.say(request("POST", "/api/v1/search", #"{"words":"a"}"#), on: id)
        for _ in 0..<Limits.pipelinedRequests {
            #expect(!scene.host.wire(id).isPaused)
            scene.say(request("GET", "/healthz"), on: id)
        }
        #expect(scene.host.wire(id).isPaused)
        scene.pass(.seconds(4))
        #expect(!scene.host.wire(id).isPaused)
        #expect(
            scene.host.wire(id).text.components(of: "HTTP/1.1 200") == Limits.pipelinedRequests + 1)
    }

    @Test("and hold no more than a few of the largest bodies") func large() {
        let scene = peer { $0.known = [HostPort("10.0.0.9:9000")].compactMap(\.self) }
        let id = scene.accept(.local(pid: 1, uid: 0))
        scene.say(request("POST", "/api/v1/search", #"{"words":"a"}"#), on: id)
        let body = String(repeating: "x", count: Limits.requestBodyLength)
        var held = 0
        while !scene.host.wire(id).isPaused {
            scene.say(request("POST", "/api/v1/search", body), on: id)
            held += body.utf8.count
        }
        #expect(held <= Limits.waitingBodies)
        scene.pass(.seconds(4))
        #expect(!scene.host.wire(id).isPaused)
    }

    @Test("whose answers nobody reads are not answered on") func unread() {
        let scene = peer()
        let id = scene.accept()
        scene.host.change(id) { $0.hasUnsent = true }
        for _ in 0..<100 { scene.say(request("GET", "/healthz"), on: id) }
        #expect(
            scene.host.wire(id).text.components(of: "HTTP/1.1 200") == Limits.pipelinedRequests)
        scene.host.change(id) { $0.hasUnsent = false }
        scene.node.drained(id, at: scene.now)
        scene.pass(.zero)
        #expect(scene.host.wire(id).text.components(of: "HTTP/1.1 200") == 100)
    }

    @Test("the last one is told by `close`, and nothing follows it") func close() {
        let scene = peer()
        let id = scene.dial(
            request("GET", "/healthz", "", "Connection: close") + request("GET", "/healthz"))
        #expect(scene.host.wire(id).text.components(of: "HTTP/1.1 200") == 1)
        #expect(scene.host.wire(id).text.contains("Connection: close"))
        #expect(scene.host.wire(id).isFinished)
    }

    @Test("whoever has said all that he will say gets his answers") func halfClose() {
        let scene = peer { $0.known = [HostPort("10.0.0.9:9000")].compactMap(\.self) }
        let id = scene.accept(.local(pid: 1, uid: 0))
        scene.say(
            request("POST", "/api/v1/search", #"{"words":"a"}"#) + request("GET", "/healthz"),
            on: id)
        scene.node.inputEnded(on: id, at: scene.now)
        #expect(!scene.host.wire(id).isGone)
        scene.pass(.seconds(4))
        #expect(scene.host.wire(id).text.components(of: "HTTP/1.1 200") == 2)
        #expect(scene.host.wire(id).isFinished)
    }
}

@Suite("HTTP that cannot be trusted") struct BrokenHTTPTests {
    @Test("is refused and closed") func broken() {
        let scene = peer()
        let id = scene.dial("GET / HTTP/1.1\r\nbroken\r\n\r\n" + request("GET", "/healthz"))
        #expect(Reply(scene.host.wire(id).text).status == 400 && scene.host.wire(id).isFinished)
        #expect(scene.host.wire(id).text.components(of: "HTTP/1.1 ") == 1)
    }

    @Test("a body over the limit is refused while it arrives") func tooLong() {
        let scene = peer()
        let id = scene.dial(
            "POST /api/v1/search HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        let chunk = Array("40000\r\n".utf8) + [UInt8](repeating: 120, count: 1 << 18) + [13, 10]
        for _ in 0...(Limits.documentLength >> 18) where !scene.host.wire(id).isGone {
            scene.say(chunk, on: id)
        }
        #expect(Reply(scene.host.wire(id).text).status == 413 && scene.host.wire(id).isFinished)
    }

    @Test("the answers before it keep their place") func answersBefore() {
        let scene = peer { $0.known = [HostPort("10.0.0.9:9000")].compactMap(\.self) }
        let id = scene.accept(.local(pid: 1, uid: 0))
        scene.say(
            request("POST", "/api/v1/search", #"{"words":"a"}"#) + "BROKEN\r\n\r\n", on: id)
        scene.pass(.seconds(4))
        let text = scene.host.wire(id).text
        #expect(text.hasPrefix("HTTP/1.1 200"))
        #expect(text.components(of: "HTTP/1.1 400") == 1 && scene.host.wire(id).isFinished)
    }
}

@Suite("The old dialect") struct OldDialectTests {
    @Test("one object, one answer, closed; what follows is dropped") func oneAnswer() {
        let scene = sharing()
        let ask = #"{"type":"search","filename":"a.txt","secret":"swordfish"}"#
        let id = scene.accept()
        for byte in Array(ask.utf8) { scene.say([byte], on: id) }
        #expect(scene.host.wire(id).text == "FOUND" && scene.host.wire(id).isFinished)
        scene.say(ask, on: id)
        #expect(scene.host.wire(id).text == "FOUND")
        #expect(scene.old(ask.replacing("a.txt", with: "b.txt")) == "NOT_FOUND")
    }

    @Test("the secret comes before everything else", arguments: ["search", "download"])
    func secretFirst(_ type: String) {
        let scene = sharing()
        for name in ["a.txt", "nothing", "../../etc/passwd"] {
            let ask = #"{"type":"\#(type)","filename":"\#(name)","secret":"wrong"}"#
            #expect(scene.old(ask) == "ERROR: Autentication faild.")
        }
    }

    @Test("the dialect has its own secret where it was given one") func ownSecret() {
        let scene = sharing { $0.jsonSecret = Secret("distrishare2024") }
        let ask = #"{"type":"search","filename":"a.txt","secret":"S"}"#
        #expect(scene.old(ask.replacing("\"S\"", with: "\"distrishare2024\"")) == "FOUND")
        #expect(
            scene.old(ask.replacing("\"S\"", with: "\"swordfish\""))
                == "ERROR: Autentication faild.")
    }

    @Test("a file, an empty file, and no file") func download() {
        let scene = sharing()
        func ask(_ name: String) -> String {
            scene.old(#"{"type":"download","filename":"\#(name)","secret":"swordfish"}"#)
        }
        #expect(ask("a.txt") == "content")
        #expect(ask("empty") == "")
        #expect(ask("gone") == "ERROR: File not found.")
        #expect(ask("../a.txt") == "ERROR: File not found.")
    }

    @Test("each role refuses what is the other's") func otherRole() {
        let error = "ERROR: Mensaje malformado o tipo desconocido."
        #expect(peer().old(#"{"type":"register","ip":"10.0.0.2","port":9000}"#) == error)
        #expect(bootstrap().old(#"{"type":"search","filename":"a","secret":"swordfish"}"#) == error)
        #expect(peer().old(#"{"type":"dance"}"#) == error)
    }
}

/// A peer that shares "a.txt" and "empty".
func sharing(_ change: (inout NodeSettings) -> Void = { _ in }) -> Scene<PeerNode> {
    let scene = peer(change)
    let files = ["a.txt": RecordedFile(bytes("content")), "empty": RecordedFile([])]
    for (path, file) in files { scene.host.files[Shares.own, default: [:]][name(path)] = file }
    let seen = files.map { $0.value.scanned(as: name($0.key)) }.sorted { $0.path < $1.path }
    for scan in scene.host.scans {
        let found = scan.share == Shares.own ? seen : []
        scene.complete(.scanned(scan.job, share: scan.share, .success(Walked(files: found))))
    }
    for hash in scene.host.hashes {
        guard let file = files[hash.path.path] else { continue }
        scene.complete(
            .hashed(
                hash.job, share: hash.share, file.scanned(as: hash.path), file.digest,
                pieces: file.pieces))
    }
    return scene
}

extension String {
    /// How often a part occurs.
    func components(of part: String) -> Int { ranges(of: part).count }
}
