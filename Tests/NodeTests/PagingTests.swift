// Lists by parts, while rows come and go.

import HTTPWire
import Library
import Testing
import Vocabulary

@testable import Node

extension Scene where Actor == PeerNode {
    fileprivate func set(_ names: [String]) {
        let file = RecordedFile(bytes("x"))
        _ = node.shelf.library.scanned(
            share: Shares.own, names.map { file.scanned(as: name($0)) })
    }

    /// The names of a part, and the cursor of the next.
    fileprivate func part(
        _ target: String, _ cursor: String?, limit: Int = 2
    ) -> (names: [String], next: String?) {
        let mark = target.contains("?") ? "&" : "?"
        let from = cursor.map { "&cursor=" + PercentCoding.encodeQuery($0) } ?? ""
        let reply = operate("GET", "\(target)\(mark)limit=\(limit)\(from)")
        #expect(reply.status == 200, "\(reply.text)")
        let body = reply.body
        let names = body.split(separator: #""name":""#).dropFirst().map {
            String($0.prefix { $0 != "\"" })
        }
        let next = body.split(separator: #""next":""#).dropFirst().first.map {
            String($0.prefix { $0 != "\"" })
        }
        return (names, next)
    }
}

@Suite("A list by parts") struct PagingTests {
    @Test(
        "shows every file once that was there all the time, whatever comes and goes",
        arguments: ["/api/v1/files", "/api/v1/files?q=file"])
    func files(target: String) {
        let scene = peer()
        let stay = (10..<20).map { "file \($0)" }
        scene.set(stay + ["file 00", "file 11b"])
        var shown: [String] = []
        var part = scene.part(target, nil)
        shown += part.names
        // What was shown goes, and others come before and behind.
        scene.set(stay + ["aaa file", "file 05", "file 19b"])
        while let next = part.next {
            part = scene.part(target, next)
            shown += part.names
        }
        #expect(Set(shown).count == shown.count)
        #expect(Set(shown).isSuperset(of: stay))
    }

    @Test("shows a peer's bootstraps, too, while some come and go") func bootstraps() {
        let scene = peer {
            $0.bootstraps = (1...4).compactMap { HostPort("10.0.0.\($0):8000") }
        }
        let first = scene.operate("GET", "/api/v1/bootstraps?limit=2")
        #expect(first.has("10.0.0.1:8000") && first.has("10.0.0.2:8000"))
        #expect(!first.has("10.0.0.3:8000"))
        let next = first.body.split(separator: #""next":""#).dropFirst().first
        let cursor = String(next?.prefix { $0 != "\"" } ?? "")
        let gone = #"{"address":"10.0.0.2:8000"}"#
        #expect(scene.operate("DELETE", "/api/v1/bootstraps", gone).status == 200)
        let second = scene.operate("GET", "/api/v1/bootstraps?limit=2&cursor=\(cursor)")
        #expect(second.has("10.0.0.3:8000") && second.has("10.0.0.4:8000"))
        #expect(second.has(#""next":null"#) && !second.has("10.0.0.1:8000"))
        #expect(scene.operate("GET", "/api/v1/bootstraps?cursor=f1").status == 410)
    }

    @Test("goes on behind a row that is gone", arguments: ["/api/v1/files", "/api/v1/files?q=f"])
    func gone(target: String) {
        let scene = peer()
        scene.set(["f1", "f2", "f3"])
        let first = scene.part(target, nil)
        #expect(first.names == ["f1", "f2"])
        scene.set(["f1", "f3"])
        let second = scene.part(target, first.next)
        #expect(second.names == ["f3"])
        #expect(second.next == nil)
    }

    @Test("of a search outlives the tidying of the table") func compacted() {
        let scene = peer()
        let many = (1000..<4000).map { "f\($0)" }
        scene.set(many)
        var part = scene.part("/api/v1/files?q=f", nil, limit: 1000)
        let stay = Array(many.suffix(1001))
        scene.set(stay)
        var shown: [String] = []
        while let next = part.next {
            part = scene.part("/api/v1/files?q=f", next, limit: 1000)
            shown += part.names
        }
        #expect(shown == stay)
    }

    @Test("of nodes goes on where it was when the first have gone") func nodes() {
        let scene = peer()
        for number in 1...5 {
            _ = scene.operate("POST", "/api/v1/nodes", #"{"address":"10.0.0.\#(number):9000"}"#)
        }
        let first = scene.operate("GET", "/api/v1/nodes?limit=2")
        #expect(first.has("10.0.0.2:9000") && !first.has("10.0.0.3:9000"))
        let next = first.body.split(separator: #""next":""#).last.map {
            String($0.prefix { $0 != "\"" })
        }
        _ = scene.operate("DELETE", "/api/v1/nodes/10.0.0.1:9000")
        _ = scene.operate("DELETE", "/api/v1/nodes/10.0.0.2:9000")
        let second = scene.operate("GET", "/api/v1/nodes?limit=2&cursor=\(next ?? "")")
        #expect(second.has("10.0.0.3:9000") && second.has("10.0.0.4:9000"))
        #expect(!second.has("10.0.0.5:9000"))
    }

    @Test(
        "takes no cursor that it did not give",
        arguments: [
            ("/api/v1/files", "x"), ("/api/v1/files", "f../x"), ("/api/v1/files", "d1"),
            ("/api/v1/files?q=a", "fa"), ("/api/v1/files?q=a", "p1-0"),
            ("/api/v1/nodes", "7"), ("/api/v1/nodes", "d7"), ("/api/v1/downloads", "p1-0-1"),
            ("/api/v1/downloads", "d-1"), ("/api/v1/downloads", "d01"),
        ])
    func foreign(target: String, cursor: String) {
        let mark = target.contains("?") ? "&" : "?"
        let reply = peer().operate("GET", "\(target)\(mark)cursor=\(cursor)")
        #expect(reply.status == 410)
        #expect(reply.has("cursor"))
    }

    @Test("of numbers that a former run gave begins anew") func formerRun() {
        for target in ["/api/v1/nodes?cursor=p2-0-1", "/api/v1/files?q=a&cursor=p2-0-1"] {
            let reply = peer().operate("GET", target)
            #expect(reply.status == 410)
            #expect(reply.has("restart"))
        }
    }

    @Test("has cursors that are what they say") func cursors() {
        let all: [Cursor] = [
            .name(name("a/b c")), .number(0), .number(.max),
            .place(SearchPlace(rank: 3, serial: 9), instance: .max),
        ]
        for cursor in all { #expect(Cursor(cursor.description) == cursor) }
    }
}
