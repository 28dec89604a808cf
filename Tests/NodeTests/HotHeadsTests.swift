// Heads that are written once, and never say of a file what it is no more.

import HTTPWire
import Testing
import Vocabulary

@testable import Node

@Suite("A hot head") struct HotHeadsTests {
    private let name: FileName

    init() throws { name = try #require(FileName("a/film.mkv")) }

    private func fields(_ tag: String) -> HTTPFields {
        var fields = HTTPFields()
        fields.add("etag", tag)
        return fields
    }

    @Test("is written once for as long as the content is the same") func once() {
        var heads = HotHeads()
        let content = HotHeads.Content(size: 7, modified: 1, digest: nil)
        let first = heads.head(for: name, isInline: false, content) { fields("\"1\"") }
        let second = heads.head(for: name, isInline: false, content) {
            Issue.record("it is known")
            return HTTPFields()
        }
        #expect(first.opening == second.opening)
        let text = String(decoding: first.opening, as: UTF8.self)
        #expect(
            text
                == "HTTP/1.1 200 OK\r\nEtag: \"1\"\r\nAccept-Ranges: bytes\r\nContent-Length: 7\r\n"
        )
    }

    @Test("is another for another size, time or digest, and where it is to be shown") func changed()
    {
        var heads = HotHeads()
        var asked = 0
        func ask(_ content: HotHeads.Content, inline: Bool = false) {
            _ = heads.head(for: name, isInline: inline, content) {
                asked += 1
                return fields("\"\(asked)\"")
            }
        }
        ask(.init(size: 7, modified: 1, digest: nil))
        ask(.init(size: 8, modified: 1, digest: nil))
        ask(.init(size: 8, modified: 2, digest: nil))
        ask(.init(size: 8, modified: 2, digest: id("x").digest))
        ask(.init(size: 8, modified: 2, digest: id("x").digest), inline: true)
        ask(.init(size: 8, modified: 2, digest: id("x").digest), inline: true)
        #expect(asked == 5)
    }

    @Test("does not stay for ever where there are many") func many() {
        var heads = HotHeads()
        for row in 0...2 * Limits.hotHeads {
            guard let name = FileName("f\(row)") else { continue }
            _ = heads.head(
                for: name, isInline: false, .init(size: 1, modified: 1, digest: nil)
            ) { HTTPFields() }
            #expect(heads.count <= Limits.hotHeads)
        }
    }
}
