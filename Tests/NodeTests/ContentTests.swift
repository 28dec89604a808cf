// Files over HTTP: all of them, parts of them, and when a client has them already.

import Bytes
import Testing
import Vocabulary

@testable import Node

private let digits = "0123456789"

/// A peer that shares "digits", "empty" and some that a browser could do harm with.
private func serving() -> Scene<PeerNode> {
    let scene = peer()
    let files = [
        "digits": digits, "empty": "", "a.html": "<script>", "a.svg": "<svg>", "a.txt": "x",
    ]
    for (path, text) in files {
        scene.host.files[Shares.own, default: [:]][name(path)] = RecordedFile(bytes(text))
    }
    let seen = files.map { RecordedFile(bytes($0.value)).scanned(as: name($0.key)) }
    for scan in scene.host.scans {
        let found = scan.share == Shares.own ? seen : []
        scene.complete(.scanned(scan.job, share: scan.share, .success(Walked(files: found))))
    }
    return scene
}

extension Scene where Actor == PeerNode {
    fileprivate func ask(_ path: String, _ fields: String..., by method: String = "GET") -> Reply {
        let id = accept(.local(pid: 1, uid: 0))
        let lines = ["\(method) /files/\(path) HTTP/1.1", "Host: a"] + fields + ["", ""]
        say(lines.joined(separator: "\r\n"), on: id)
        #expect(!host.wire(id).isGone, "no such question ends a connection")
        return Reply(host.wire(id).text)
    }

    fileprivate func field(_ name: String, of reply: Reply) -> String? {
        let head = reply.text.dropLast(reply.body.count)
        let line = head.split(separator: "\r\n").first {
            $0.lowercased().hasPrefix(name.lowercased() + ": ")
        }
        return line.map { String($0.dropFirst(name.count + 2)) }
    }
}

@Suite("A file over HTTP") struct ContentTests {
    @Test("is whole where nothing else is asked") func whole() {
        let scene = serving()
        let reply = scene.ask("digits")
        #expect(reply.status == 200 && reply.body == digits)
        #expect(reply.has("Accept-Ranges: bytes\r\n") && reply.has("Content-Length: 10\r\n"))
        let head = scene.ask("digits", by: "HEAD")
        #expect(head.text == reply.text.replacing(digits, with: ""))
    }

    @Test("is given in parts") func range() {
        let scene = serving()
        for (range, said, body) in [
            ("0-0", "0-0", "0"), ("7-", "7-9", "789"), ("-3", "7-9", "789"),
            ("2-4,4-6", "2-6", "23456"),
            ("0-", "0-9", digits),
        ] {
            let reply = scene.ask("digits", "Range: bytes=\(range)")
            #expect(reply.status == 206 && reply.body == body)
            #expect(reply.has("Content-Range: bytes \(said)/10\r\n"))
            #expect(reply.has("Content-Length: \(body.utf8.count)\r\n"))
        }
    }

    @Test("in several at once, each with its head, and of the length that was told") func several()
    {
        let scene = serving()
        let reply = scene.ask("digits", "Range: bytes=0-1,4-4,-2")
        let type = scene.field("Content-Type", of: reply) ?? ""
        #expect(reply.status == 206 && type.hasPrefix("multipart/byteranges; boundary="))
        let boundary = String(type.dropFirst("multipart/byteranges; boundary=".count))
        let parts = [("0-1", "01"), ("4-4", "4"), ("8-9", "89")].map { range, body in
            "--\(boundary)\r\nContent-Type: application/octet-stream\r\n"
                + "Content-Range: bytes \(range)/10\r\n\r\n\(body)\r\n"
        }
        #expect(reply.body == parts.joined() + "--\(boundary)--\r\n")
        #expect(scene.field("Content-Length", of: reply) == "\(reply.body.utf8.count)")
        #expect(scene.field("Content-Range", of: reply) == nil)
        let again = scene.ask("digits", "Range: bytes=0-1,4-4,-2")
        #expect(scene.field("Content-Type", of: again) != type, "a boundary is nobody's to guess")
    }

    @Test("that is asked for behind its end says where that is") func unsatisfiable() {
        let scene = serving()
        let reply = scene.ask("digits", "Range: bytes=10-")
        #expect(reply.status == 416 && reply.has("Content-Range: bytes */10\r\n"))
        #expect(reply.has("application/problem+json"))
        #expect(scene.ask("empty", "Range: bytes=0-").has("Content-Range: bytes */0\r\n"))
        #expect(scene.ask("empty", "Range: bytes=-1").status == 200)
        #expect(scene.ask("digits", "Range: bytes=10-", by: "HEAD").status == 200)
    }

    @Test("is not sent again to who has it") func conditions() {
        let scene = serving()
        let first = scene.ask("digits")
        guard let tag = scene.field("ETag", of: first),
            let date = scene.field("Last-Modified", of: first)
        else {
            Issue.record("a file has a tag and a date")
            return
        }
        for method in ["GET", "HEAD"] {
            for field in ["If-None-Match: \(tag)", "If-Modified-Since: \(date)"] {
                let reply = scene.ask("digits", field, "Range: bytes=0-1", by: method)
                #expect(reply.status == 304 && reply.body.isEmpty)
                #expect(scene.field("ETag", of: reply) == tag)
                #expect(!reply.has("Content-Length") && !reply.has("Content-Type"))
            }
        }
        #expect(scene.ask("digits", "If-Match: \"other\"").status == 412)
        #expect(scene.ask("digits", "If-Range: \(tag)", "Range: bytes=0-1").status == 206)
        #expect(scene.ask("digits", "If-Range: \"other\"", "Range: bytes=0-1").status == 200)
    }

    @Test("answers questions in a row, ranges among them") func pipeline() {
        let scene = serving()
        let id = scene.accept(.local(pid: 1, uid: 0))
        let get = "GET /files/digits HTTP/1.1\r\nHost: a\r\n"
        scene.say(
            get + "Range: bytes=0-1,4-4\r\n\r\n" + get + "\r\n" + get + "Range: bytes=-1\r\n\r\n",
            on: id)
        let wire = scene.host.wire(id)
        #expect(wire.text.components(of: "HTTP/1.1 20") == 3)
        #expect(wire.ranges == [0..<2, 4..<5, 0..<10, 9..<10])
    }

    @Test("cannot run where the node is", arguments: ["a.html", "a.svg", "a.txt"])
    func safe(path: String) {
        let scene = serving()
        for query in ["", "?inline", "?inline=1"] {
            for fields in [[], ["Range: bytes=0-1"]] {
                let reply = scene.ask(path + query, fields.first ?? "Accept: */*")
                let isShown = path == "a.txt" && query != ""
                #expect(reply.has("X-Content-Type-Options: nosniff\r\n"))
                #expect(reply.has("Content-Security-Policy: sandbox; default-src 'none'\r\n"))
                #expect(reply.has("Content-Disposition: \(isShown ? "inline" : "attachment");"))
                let type = scene.field("Content-Type", of: reply)
                let expected =
                    path == "a.txt" ? "text/plain; charset=utf-8" : "application/octet-stream"
                #expect(type == expected)
            }
        }
    }
}
