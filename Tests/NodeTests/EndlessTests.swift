// Servers that would keep a download busy for ever.

import Bytes
import Digest
import HTTPWire
import Testing
import Vocabulary

@testable import Node

@Suite("A server that brings nothing new") struct EndlessTests {
    private static let long = [UInt8](repeating: 7, count: 100 << 10)

    @Test("is not asked for a stream again and again") func cutStream() {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n19000\r\n"
        let scene = peer()
        scene.doors[first] = .ours { _ in bytes(head) + Self.long }
        scene.get(#"{"url":"http://10.0.0.1:9000/a.txt"}"#)
        scene.pass(.minutes(5))
        #expect(scene.download?.state == .failed)
        #expect(scene.asked(first) + scene.said(to: first).count { $0.hasPrefix("GET /a.txt") } < 5)
    }

    @Test("is left when it sends the same beginning without end") func sameBeginning() {
        let size = Int64(1 << 20)
        let file = FileView(name: name("a.txt"), size: size, digest: digest, modified: 0)
        let scene = downloading([
            first: .ours { said in
                if said.contains("/healthz") { return answer(200, by: id("a")) }
                if said.contains("/api/v1/files?") { return found([file], by: id("a")) }
                return bytes("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n") + Self.long
            }
        ])
        scene.pass(.minutes(15))
        #expect(scene.download?.state == .failed)
        #expect(scene.asked(first) < 60)
    }

    @Test("or more than the range that it was asked for") func longer() {
        let (scene, id) = fetching(1000, told: digest)
        scene.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", on: id)
        scene.say(bytes("bb8\r\n") + [UInt8](repeating: 1, count: 1500), on: id)
        #expect(scene.host.sealing.count == 1 && scene.host.wire(id).isClosed)
    }
}

@Suite("A download that failed") struct FailedTests {
    @Test("is taken up after a restart, though nobody had said how long it is") func recalled() {
        let url = #"{"url":"http://10.0.0.1:9000/a.txt"}"#
        let before = peer()
        before.doors[first] = .refused
        before.get(url)
        before.pass(.seconds(10))
        #expect(before.download?.state == .failed)
        var memory = Memory()
        for case .rememberDownload(let record) in before.host.changes {
            memory.downloads = [record]
        }
        #expect(memory.downloads[0].size == DownloadRecord.unknownSize)
        let scene = peer(memory: memory)
        scene.doors[first] = holder("a")
        #expect(scene.download?.size == nil)
        #expect(scene.operate("POST", "/api/v1/downloads/1/resume").status < 300)
        scene.disk()
        #expect(scene.download?.state == .done && scene.host.incoming.values.first == content)
    }
}
