// Documents go out shorter to whoever takes that, and not again to whoever has them.

import Gzip
import HTTPWire
import Testing
import Vocabulary

@testable import Node

/// A peer that knows so many nodes, so that the list of them is long.
private func knowing(_ count: Int) -> Scene<PeerNode> {
    let scene = peer { settings in
        settings.known = (1...count).compactMap { HostPort("10.0.0.\($0):9000") }
    }
    scene.pass(.seconds(1))
    return scene
}

extension Scene {
    /// Head and body of what the operator gets.
    fileprivate func fetch(
        _ target: String, _ fields: String..., method: String = "GET"
    ) -> (head: String, body: [UInt8]) {
        let id = accept(.local(pid: 1, uid: 0))
        let lines = ["\(method) \(target) HTTP/1.1", "Host: a"] + fields + ["", ""]
        say(lines.joined(separator: "\r\n"), on: id)
        let sent = host.wire(id).sent
        let end = sent.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound ?? 0
        return (String(decoding: sent[..<end], as: UTF8.self), Array(sent[end...]))
    }
}

private func field(_ name: String, in head: String) -> String? {
    head.split(separator: "\r\n").first { $0.hasPrefix(name + ": ") }
        .map { String($0.dropFirst(name.count + 2)) }
}

@Suite("A document") struct DocumentTests {
    @Test("goes as gzip where that is asked for, and says so") func coded() throws {
        let scene = knowing(60)
        let plain = scene.fetch("/api/v1/nodes")
        let coded = scene.fetch("/api/v1/nodes", "Accept-Encoding: gzip;q=0.5, br")
        #expect(plain.head.hasPrefix("HTTP/1.1 200") && coded.head.hasPrefix("HTTP/1.1 200"))
        #expect(field("Content-Encoding", in: plain.head) == nil)
        #expect(field("Content-Encoding", in: coded.head) == "gzip")
        #expect(coded.body == Gzip.compress(plain.body))
        #expect(field("Content-Length", in: coded.head) == "\(coded.body.count)")
        for answer in [plain, coded] {
            #expect(field("Vary", in: answer.head) == "Accept-Encoding")
            #expect(field("Etag", in: answer.head)?.hasPrefix("W/\"") == true)
        }
        #expect(field("Etag", in: plain.head) == field("Etag", in: coded.head))
    }

    @Test("has the same head for HEAD as for GET", arguments: ["gzip", "identity"])
    func head(coding: String) {
        let scene = knowing(60)
        for target in ["/api/v1/nodes", "/metrics", "/api/v1/openapi.json"] {
            let asked = scene.fetch(target, "Accept-Encoding: \(coding)", method: "HEAD")
            let got = scene.fetch(target, "Accept-Encoding: \(coding)")
            #expect(asked.body.isEmpty && !got.body.isEmpty)
            for name in ["Content-Encoding", "Content-Type", "Vary", "Etag"] {
                #expect(field(name, in: asked.head) == field(name, in: got.head), "\(name)")
            }
            // A page of metrics is another one each time.
            if target == "/metrics" { continue }
            #expect(asked.head == got.head)
        }
    }

    @Test("stays as it is where it is short, or not for anybody to read")
    func short() {
        let scene = sharing()
        for target in ["/healthz", "/api/v1/nodes", "/nowhere"] {
            let answer = scene.fetch(target, "Accept-Encoding: gzip")
            #expect(field("Content-Encoding", in: answer.head) == nil)
        }
        let file = scene.fetch("/files/a.txt", "Accept-Encoding: gzip")
        #expect(file.head.hasPrefix("HTTP/1.1 200"))
        #expect(field("Content-Encoding", in: file.head) == nil)
        #expect(field("Vary", in: file.head) == nil)
    }

    @Test("is not sent to whoever has it, in whatever coding", arguments: ["gzip", "identity"])
    func known(coding: String) throws {
        let scene = knowing(60)
        let tag = try #require(field("Etag", in: scene.fetch("/api/v1/nodes").head))
        for condition in [tag, "\"x\", \(tag)", String(tag.dropFirst(2)), "*"] {
            for method in ["GET", "HEAD"] {
                let answer = scene.fetch(
                    "/api/v1/nodes", "If-None-Match: \(condition)", "Accept-Encoding: \(coding)",
                    method: method)
                #expect(answer.head.hasPrefix("HTTP/1.1 304"), "\(condition)")
                #expect(answer.body.isEmpty)
                #expect(field("Etag", in: answer.head) == tag)
                #expect(field("Vary", in: answer.head) == "Accept-Encoding")
                #expect(field("Content-Length", in: answer.head) == nil)
                #expect(field("Cache-Control", in: answer.head) == "private, no-cache")
            }
        }
        let other = scene.fetch("/api/v1/nodes", "If-None-Match: W/\"0\"")
        #expect(other.head.hasPrefix("HTTP/1.1 200"))
        #expect(scene.operate("POST", "/api/v1/nodes", #"{"address":"10.9.9.9:1"}"#).status == 200)
        let after = scene.fetch("/api/v1/nodes", "If-None-Match: \(tag)")
        #expect(after.head.hasPrefix("HTTP/1.1 200"))
    }

    @Test("is not there for whoever wants the very bytes of another one") func match() {
        let scene = sharing()
        for tag in ["\"x\"", "W/\"x\""] {
            #expect(scene.fetch("/api/v1/files", "If-Match: \(tag)").head.hasPrefix("HTTP/1.1 412"))
        }
        #expect(scene.fetch("/api/v1/files", "If-Match: *").head.hasPrefix("HTTP/1.1 200"))
    }

    @Test("is coded as often as a turn has time for, and then comes as it is") func crowd() {
        let scene = knowing(60)
        let length = scene.fetch("/api/v1/openapi.json").body.count
        var coded = 0
        for _ in 0..<10 {
            let answer = scene.fetch("/api/v1/openapi.json", "Accept-Encoding: gzip")
            if field("Content-Encoding", in: answer.head) == "gzip" { coded += 1 }
        }
        #expect(coded == Limits.codedAtOnce / length)
        scene.pass(.seconds(1))
        let later = scene.fetch("/api/v1/openapi.json", "Accept-Encoding: gzip")
        #expect(field("Content-Encoding", in: later.head) == "gzip")
    }
}
