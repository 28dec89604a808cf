// Files that come over HTTP: what is taken, what is refused, and what is left of what broke.

import Bytes
import Digest
import Testing
import Vocabulary

@testable import Node

func put(
    _ target: String, _ body: String, _ fields: String..., isChunked: Bool = false
) -> String {
    let framing =
        isChunked ? "Transfer-Encoding: chunked" : "Content-Length: \(body.utf8.count)"
    let sent =
        isChunked ? "\(String(body.utf8.count, radix: 16))\r\n\(body)\r\n0\r\n\r\n" : body
    return
        (["PUT \(target) HTTP/1.1", "Host: 10.0.0.1:9000", framing] + fields + ["", sent])
        .joined(separator: "\r\n")
}

extension Scene where Actor == PeerNode {
    func operatorLine() -> ConnectionID { accept(.local(pid: 7, uid: 1000)) }

    /// The disk seals and places what has arrived, where the name is free.
    func settleUploads(taken: Set<String> = []) {
        while let file = host.sealing.popLast() {
            let bytes = host.incoming[file] ?? []
            complete(.sealed(file, size: Int64(bytes.count), SHA256.of(bytes)))
        }
        while let (file, path) = host.placing.popLast() {
            guard !taken.contains(path.path) else {
                complete(.placed(file, .failure(WorldError(.taken, "taken"))))
                continue
            }
            host.files[Shares.own, default: [:]][path] = RecordedFile(host.incoming[file] ?? [])
            complete(.placed(file, .success(path)))
        }
    }

    fileprivate func uploaded(_ text: String, taken: Set<String> = []) -> Reply {
        let id = operatorLine()
        say(text, on: id)
        settleUploads(taken: taken)
        return Reply(host.wire(id).text)
    }

    fileprivate var lastLine: String { log.last ?? "" }
}

@Suite("An upload") struct UploadTests {
    @Test("is in the library at once, with its digest", arguments: [false, true])
    func arrives(isChunked: Bool) {
        let scene = peer()
        let reply = scene.uploaded(put("/files/a%20b/c.txt", "content", isChunked: isChunked))
        #expect(reply.status == 201 && reply.has("Location: /files/a%20b/c.txt\r\n"))
        #expect(scene.host.placedIn == .shared)
        #expect(scene.host.hashes.count == 1, "its pieces are hashed when it is there")
        let hex = SHA256.of(bytes("content")).hex
        #expect(scene.operate("GET", "/api/v1/files?sha256=\(hex)").body.contains("a b/c.txt"))
        #expect(scene.lastLine.contains("a b/c.txt uploaded, 7 bytes, by user 1000"))
    }

    @Test("is the same however the network slices it", arguments: [false, true])
    func slices(isChunked: Bool) {
        let scene = peer()
        let id = scene.operatorLine()
        let text = put("/files/a", "content", isChunked: isChunked) + request("GET", "/healthz")
        for byte in bytes(text) { scene.say([byte], on: id) }
        scene.settleUploads()
        #expect(scene.host.files[Shares.own]?[name("a")]?.bytes == bytes("content"))
        #expect(scene.host.wire(id).text.components(of: "HTTP/1.1 20") == 2)
        #expect(!scene.host.wire(id).isGone)
    }

    @Test("may be empty") func empty() {
        let scene = peer()
        #expect(scene.uploaded(put("/files/none", "")).status == 201)
        #expect(scene.host.files[Shares.own]?[name("none")]?.bytes == [])
    }

    @Test("by a path that is spelled otherwise is an upload too") func spelled() {
        #expect(peer().uploaded(put("/%66iles/a", "content")).status == 201)
    }

    @Test("waits for its turn, and is not read before") func turn() {
        let scene = peer { $0.known = [HostPort("10.0.0.9:9000")].compactMap(\.self) }
        let id = scene.operatorLine()
        scene.say(
            request("POST", "/api/v1/search", #"{"words":"a"}"#) + put("/files/a", "content"),
            on: id)
        #expect(scene.host.wire(id).isPaused && scene.host.incoming.isEmpty)
        scene.pass(.seconds(4))
        scene.settleUploads()
        let text = scene.host.wire(id).text
        #expect(text.hasPrefix("HTTP/1.1 200") && text.components(of: "HTTP/1.1 201") == 1)
        #expect(!scene.host.wire(id).isPaused)
    }

    @Test("of a gigabyte holds a few MiB") func backPressure() {
        let scene = peer()
        let id = scene.operatorLine()
        scene.say("PUT /files/a HTTP/1.1\r\nHost: a\r\nContent-Length: 1073741824\r\n\r\n", on: id)
        let part = [UInt8](repeating: 1, count: 1 << 20)
        var sent: Int64 = 0
        while !scene.host.wire(id).isPaused {
            scene.say(part, on: id)
            sent += Int64(part.count)
        }
        #expect(sent <= Int64(Limits.unwrittenBytes + part.count))
        scene.pass(.minutes(5))
        #expect(!scene.host.wire(id).isGone, "it is our disk that is slow")
        guard let file = scene.host.incoming.keys.first else { return }
        scene.complete(.appended(file, total: sent))
        #expect(!scene.host.wire(id).isPaused)
    }
}

@Suite("An upload is refused") struct RefusedUploadTests {
    @Test("where other content has its name; the same content is there already") func taken() {
        let scene = sharing()
        #expect(scene.uploaded(put("/files/a.txt", "content"), taken: ["a.txt"]).status == 200)
        #expect(scene.uploaded(put("/files/a.txt", "kontent"), taken: ["a.txt"]).status == 409)
        #expect(scene.host.incoming.isEmpty, "nothing is left")
        let shorter = scene.uploaded(put("/files/a.txt", "short", "Expect: 100-continue"))
        #expect(shorter.status == 409 && !shorter.has("100 Continue"))
    }

    @Test("or the name is a folder's, or that of a file nobody digested yet") func compared() {
        let scene = peer()
        let id = scene.operatorLine()
        for digest in [nil, SHA256.of(bytes("content")), SHA256.of(bytes("other"))] {
            scene.say(put("/files/a", "content"), on: id)
            scene.settleUploads(taken: ["a"])
            guard let hash = scene.host.hashes.popLast() else { return }
            let seen = ScannedFile(path: hash.path, size: 7, modified: 1, inode: 1)
            scene.complete(
                digest.map { .hashed(hash.job, share: hash.share, seen, $0, pieces: []) }
                    ?? .hashFailed(hash.job, share: hash.share, hash.path, WorldError(.missing, ""))
            )
        }
        let text = scene.host.wire(id).text
        #expect(text.components(of: "HTTP/1.1 409") == 2)
        #expect(text.components(of: "HTTP/1.1 200") == 1)
    }

    @Test("only if it differs, also where the name is a file's of another share, not yet digested")
    func comparedElsewhere() {
        let scene = peer()
        let file = RecordedFile(bytes("content"))
        for scan in scene.host.scans {
            let found = scan.share == Shares.downloads ? [file.scanned(as: name("a"))] : []
            scene.complete(.scanned(scan.job, share: scan.share, .success(Walked(files: found))))
        }
        let id = scene.operatorLine()
        for content in ["content", "kontent"] {
            let before = scene.host.hashes.count
            scene.say(put("/files/a", content), on: id)
            scene.settleUploads()
            guard scene.host.hashes.count == before + 1, let hash = scene.host.hashes.last else {
                continue
            }
            #expect(hash.share == Shares.downloads)
            scene.complete(
                .hashed(
                    hash.job, share: hash.share, file.scanned(as: name("a")), file.digest,
                    pieces: file.pieces))
        }
        #expect(statuses(scene.host.wire(id).text) == [200, 409])
        #expect(scene.host.incoming.isEmpty && scene.host.placing.isEmpty)
    }

    @Test("at once where there is no room, and where the room ends") func room() {
        let scene = peer()
        scene.host.freeRoom = (1 << 30) + 3
        #expect(scene.uploaded(put("/files/a", "content")).status == 507)
        #expect(scene.uploaded(put("/files/a", "abc")).status == 201)
        let id = scene.operatorLine()
        scene.say("PUT /files/b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", on: id)
        scene.say("3\r\nabc\r\n", on: id)
        guard let file = scene.host.incoming.keys.max(by: { $0.number < $1.number }) else { return }
        scene.complete(.incomingFailed(file, WorldError(.full, "the disk is full")))
        #expect(Reply(scene.host.wire(id).text).status == 507)
        #expect(scene.host.wire(id).isInterrupted, "it is told while it still talks")
        #expect(scene.host.discarded.last == file)
    }

    @Test(
        "for a name that is not shared",
        arguments: [".hidden", "a/../b", "a%00b", "a%5Cb", "a//b", "%2e%2e/x"])
    func names(path: String) {
        let scene = peer()
        let id = scene.operatorLine()
        scene.say(put("/files/\(path)", "content", "Expect: 100-continue"), on: id)
        #expect(Reply(scene.host.wire(id).text).status == 400)
        #expect(scene.host.incoming.isEmpty)
    }

    @Test("where only a part of a file, or a coding of it, would come") func parts() {
        let scene = peer()
        #expect(scene.uploaded(put("/files/a", "x", "Content-Range: bytes 0-0/2")).status == 400)
        #expect(scene.uploaded(put("/files/a", "x", "Content-Encoding: gzip")).status == 415)
        #expect(scene.uploaded(put("/files/a", "x", "Expect: 200-ok")).status == 417)
    }

    @Test("where it is not said how long it is: somebody forgot it") func noLength() {
        let scene = peer()
        let id = scene.operatorLine()
        scene.say("PUT /files/a HTTP/1.1\r\nHost: a\r\n\r\n", on: id)
        scene.settleUploads()
        #expect(statuses(scene.host.wire(id).text) == [411])
        #expect(!scene.host.wire(id).isGone, "what follows is still understood")
        #expect(scene.host.files[Shares.own]?.isEmpty != false)
    }

    @Test("where it is not the operator's, before a byte of it is asked for") func rights() {
        let scene = peer { $0.operatorToken = operatorToken }
        let ask = "Expect: 100-continue"
        for (field, status) in [
            ("Authorization: Bearer swordfish", 403), ("Authorization: Bearer wrong", 401),
            ("Authorization: Bearer open sesame\r\nOrigin: http://evil.example", 403),
        ] {
            let id = scene.dial(put("/files/a", "content", ask, field))
            #expect(Reply(scene.host.wire(id).text).status == status)
            #expect(scene.host.wire(id).isInterrupted)
        }
        let id = scene.dial(put("/files/a", "content", ask, "Authorization: Bearer open sesame"))
        #expect(scene.host.wire(id).text == "HTTP/1.1 100 Continue\r\n\r\n")
        scene.settleUploads()
        #expect(scene.host.wire(id).text.contains("HTTP/1.1 201"))
        #expect(scene.lastLine.contains("by 10.0.0.2:40000 with the token"))
    }

    @Test("when there are too many") func tooMany() {
        let scene = peer()
        for number in 0..<Limits.uploads {
            scene.say(
                "PUT /files/\(number) HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n",
                on: scene.operatorLine())
        }
        #expect(scene.uploaded(put("/files/a", "x")).status == 429)
    }
}

@Suite("Of an upload that breaks nothing is left") struct BrokenUploadTests {
    private func half(_ framing: String = "Content-Length: 100") -> (Scene<PeerNode>, ConnectionID)
    {
        let scene = peer()
        let id = scene.operatorLine()
        scene.say("PUT /files/a HTTP/1.1\r\nHost: a\r\n\(framing)\r\n\r\n", on: id)
        return (scene, id)
    }

    @Test("when the connection is cut") func cut() {
        let (scene, id) = half()
        scene.node.closed(id, .reset, at: scene.now)
        #expect(scene.host.incoming.isEmpty && scene.host.discarded.count == 1)
        #expect(scene.lastLine.contains("the connection was cut"))
    }

    @Test("when the sender says that it is done and is not") func halfClosed() {
        let (scene, id) = half()
        scene.node.inputEnded(on: id, at: scene.now)
        #expect(scene.host.incoming.isEmpty)
        #expect(Reply(scene.host.wire(id).text).status == 400)
    }

    @Test("when a chunk is broken") func chunks() {
        let (scene, id) = half("Transfer-Encoding: chunked")
        scene.say("3\r\nabcd\r\n", on: id)
        #expect(scene.host.incoming.isEmpty)
        #expect(Reply(scene.host.wire(id).text).status == 400)
    }

    @Test("when it drips") func drips() {
        let (scene, id) = half("Content-Length: 100000")
        for _ in 0..<10 {
            scene.say(String(repeating: "x", count: 1100), on: id)
            scene.pass(.seconds(1))
        }
        scene.pass(.seconds(1))
        #expect(!scene.host.wire(id).isGone, "a KiB a second is enough")
        for _ in 0..<25 where !scene.host.wire(id).isGone {
            scene.say(String(repeating: "x", count: 100), on: id)
            scene.pass(.seconds(1))
        }
        #expect(scene.host.wire(id).text.contains("HTTP/1.1 408"))
        #expect(scene.host.incoming.isEmpty)
    }
}
