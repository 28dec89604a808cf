// Downloads by URL: any server of the world, and not all of them mean well.

import Bytes
import Digest
import HTTPWire
import Testing
import Vocabulary

@testable import Node

private let url = #"{"url":"http://10.0.0.1:9000/a.txt"}"#

/// What a server of the web says: a head of these fields, and a body.
private func says(_ status: Int, _ fields: [(String, String)] = [], _ body: [UInt8]) -> [UInt8] {
    var head = HTTPResponse(status: status, body: body)
    for (name, value) in fields { head.fields.add(name, value) }
    var bytes: [UInt8] = []
    head.append(to: &bytes, close: true)
    return bytes
}

private func chunked(_ body: [UInt8], isWhole: Bool = true) -> [UInt8] {
    bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        + bytes(String(body.count, radix: 16) + "\r\n") + body
        + bytes(isWhole ? "\r\n0\r\n\r\n" : "")
}

private func range(in said: String) -> Range<Int>? {
    guard let field = said.split(separator: "\r\n").first(where: { $0.hasPrefix("Range: bytes=") })
    else { return nil }
    let places = field.dropFirst(13).split(separator: "-").compactMap { Int($0) }
    return places[0]..<places[1] + 1
}

/// A server that knows ranges and validators, and cuts its first answer after some bytes.
private func server(
    _ content: [UInt8], tag: String, cutsFirstAt cut: Int? = nil,
    contentRange: @escaping (Range<Int>) -> String
) -> Door {
    var isFirst = true
    return .ours { said in
        defer { isFirst = false }
        let fields = [("etag", tag)]
        if let range = range(in: said), said.contains("If-Range: \(tag)\r\n") {
            return says(
                206, fields + [("content-range", contentRange(range))], Array(content[range]))
        }
        let whole = says(200, fields, content)
        guard isFirst, let cut else { return whole }
        return Array(whole.dropLast(content.count - cut))
    }
}

@Suite("A download by URL") struct WebDownloadTests {
    private func fetch(_ door: @escaping @autoclosure () -> Door, _ body: String = url)
        -> Scene<PeerNode>
    {
        let scene = peer()
        scene.doors[first] = door()
        scene.get(body)
        return scene
    }

    private func told(_ range: Range<Int>) -> String {
        "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(content.count)"
    }

    @Test("is here, unverified, under the last part of its address") func plain() {
        let scene = fetch(.ours { _ in says(200, [], content) })
        scene.disk()
        #expect(scene.download?.state == .done && scene.download?.isVerified == false)
        #expect(scene.download?.name == "a.txt")
        #expect(scene.said(to: first)[0].hasPrefix("GET /a.txt HTTP/1.1\r\n"))
        #expect(!scene.said(to: first)[0].contains("uthorization"), "strangers get no proof")
    }

    @Test("with a digest is held against that") func digested() {
        let body = #"{"url":"http://10.0.0.1:9000/a.txt","sha256":"\#(digest.hex)"}"#
        let good = fetch(.ours { _ in says(200, [], content) }, body)
        good.disk()
        #expect(good.download?.state == .done && good.download?.isVerified == true)
        let bad = fetch(.ours { _ in says(200, [], bytes("other bytes, as long!")) }, body)
        bad.disk()
        #expect(bad.download?.state == .failed && bad.download?.failure == .verification)
        #expect(bad.said(to: first).count == 1)
    }

    @Test("goes on where it was cut, if the content is still what it was") func cut() {
        let scene = fetch(server(content, tag: "\"one\"", cutsFirstAt: 8, contentRange: told))
        scene.pass(.seconds(5))
        scene.disk()
        #expect(scene.download?.state == .done && scene.host.incoming.values.first == content)
        let asked = scene.said(to: first)
        #expect(asked.count == 2 && asked[1].contains("Range: bytes=8-20\r\n"))
        #expect(asked[1].contains("If-Range: \"one\"\r\n"))
    }

    @Test("of a content that has changed meanwhile is never some of both") func changed() {
        let scene = fetch(server(content, tag: "\"one\"", cutsFirstAt: 8, contentRange: told))
        let newer = bytes("a newer content of another length")
        scene.doors[first] = server(newer, tag: "\"two\"") { _ in "" }
        scene.pass(.seconds(10))
        scene.disk()
        let isRight =
            scene.download?.state == .done && scene.host.incoming.values.first == newer
            || scene.download?.state == .failed
        #expect(isRight)
    }

    @Test("a weak tag is no reason to go on in the middle") func weakTag() {
        let scene = fetch(server(content, tag: "W/\"one\"", cutsFirstAt: 8, contentRange: told))
        scene.pass(.seconds(5))
        scene.disk()
        #expect(scene.download?.state == .done && scene.host.incoming.values.first == content)
        #expect(scene.said(to: first).allSatisfy { !$0.contains("\r\nRange:") })
    }

    @Test(
        "takes no range that is not the one it asked for",
        arguments: [
            "", "bytes", "bytes 8-20", "bytes 8-20/*", "bytes */21", "bytes 0-12/21",
            "bytes 8-20/20", "bytes 20-8/21", "bytes 8-20/21/21", "bytes -8-20/21",
            "bytes 8-99999999999999999999/21", "items 8-20/21", "bytes=8-20/21",
        ])
    func garbage(_ field: String) {
        let scene = fetch(server(content, tag: "\"one\"", cutsFirstAt: 8) { _ in field })
        scene.pass(.minutes(12))
        scene.disk()
        #expect(scene.host.incoming.values.allSatisfy { $0.starts(with: content.prefix(8)) })
        #expect(scene.download?.state == .failed || scene.host.incoming.values.first == content)
    }

    @Test("in chunks ends with the last one, and is not whole without it") func chunks() {
        let scene = fetch(.ours { _ in chunked(content) })
        scene.disk()
        #expect(scene.download?.state == .done && scene.host.incoming.values.first == content)
        let cut = fetch(.ours { _ in chunked(content, isWhole: false) })
        cut.pass(.minutes(1))
        cut.disk()
        #expect(cut.download?.state == .failed)
    }

    @Test("from a server without ranges begins at the beginning, and writes only what is new")
    func noRanges() {
        var isFirst = true
        let scene = fetch(
            .ours { _ in
                defer { isFirst = false }
                let whole = says(200, [("etag", "\"one\"")], content)
                return isFirst ? Array(whole.dropLast(5)) : whole
            })
        scene.pass(.seconds(20))
        #expect(scene.host.writes.values.flatMap(\.self) == [0..<16, 16..<21])
        scene.disk()
        #expect(scene.download?.state == .done && scene.host.incoming.values.first == content)
    }

    @Test("that fills the disk waits for room, and invents no length") func room() {
        let scene = fetch(.mute)
        let call = scene.calls[0].connection
        scene.say(
            bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n15\r\n") + content, on: call
        )
        scene.host.freeRoom = 0
        guard let file = scene.host.incoming.keys.first else { return #expect(Bool(false)) }
        scene.complete(.appended(file, total: 21))
        #expect(scene.download?.state == .paused && scene.download?.size == nil)
        scene.doors[first] = .ours { _ in says(200, [], content) }
        scene.host.freeRoom = 1 << 40
        scene.pass(.seconds(6))
        scene.disk()
        #expect(scene.download?.state == .done)
    }

    @Test("tries every address that its server's name has") func addresses() {
        let (six, four) = (endpoint("[fd00::1]:9000"), endpoint("10.0.0.1:9000"))
        for from in [false, true] {
            let scene = peer()
            scene.doors = [six: .refused, four: holder("a")]
            scene.get(
                from
                    ? #"{"name":"a.txt","from":"host.example:9000"}"#
                    : #"{"url":"http://host.example:9000/a.txt"}"#)
            guard let job = scene.host.lookUps.last?.job else { return #expect(Bool(false)) }
            scene.complete(.resolved(job, .success([six.address, four.address])))
            scene.pass(.seconds(10))
            scene.disk()
            #expect(scene.download?.state == .done && !scene.said(to: six).isEmpty)
            #expect(scene.host.incoming.values.first == content)
        }
    }

    @Test("of a name without an address fails") func noAddress() {
        let scene = peer()
        scene.get(#"{"url":"http://host.example:9000/a.txt"}"#)
        guard let job = scene.host.lookUps.last?.job else { return #expect(Bool(false)) }
        scene.complete(.resolved(job, .success([])))
        #expect(scene.download?.state == .failed && scene.download?.failure == .unreachable)
    }

    @Test("twice at a time asks once, and knows its server once") func twice() {
        let scene = fetch(.mute)
        scene.get(url)
        scene.pass(.seconds(25))
        #expect(scene.calls.count == 1)
        #expect(scene.node.downloads.all.allSatisfy { $0.sources.count <= 1 })
        #expect(scene.download?.state == .paused)
        scene.doors[first] = .ours { _ in says(200, [], content) }
        scene.pass(.seconds(20))
        scene.disk()
        scene.pass(.seconds(6))
        scene.disk()
        #expect(scene.node.downloads.all.allSatisfy { $0.isEnded })
        #expect(scene.node.downloads.all.allSatisfy { $0.sources.count == 1 })
    }
}
