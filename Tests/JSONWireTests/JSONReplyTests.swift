// What the dialect answers and asks, byte for byte.

import JSONWire
import Testing
import Vocabulary

struct JSONReplyTests {
    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private func nodes(_ count: Int) -> [Endpoint] {
        (0..<count).compactMap { Endpoint(IPAddress(v4: 0xc0a8_0100 + UInt32($0)), port: 9000) }
    }

    @Test("The texts are the dialect's, to the letter")
    func texts() {
        #expect(text(JSONReply.found) == "FOUND")
        #expect(text(JSONReply.notFound) == "NOT_FOUND")
        let errors = [
            "ERROR: Autentication faild.", "ERROR: File not found.",
            "ERROR: Mensaje malformado o tipo desconocido.",
            "ERROR: Formato de mensaje inválido. Se requiere JSON.",
        ]
        #expect(JSONReply.errors.map(text) == errors)
    }

    @Test("A list holds as many nodes from the front as fit")
    func listFits() {
        #expect(text(JSONReply.nodes([], limit: 100)) == #"{"nodes":[]}"#)
        let two = #"{"nodes":[["192.168.1.0",9000],["192.168.1.1",9000]]}"#
        #expect(text(JSONReply.nodes(nodes(2), limit: two.utf8.count)) == two)
        let one = #"{"nodes":[["192.168.1.0",9000]]}"#
        #expect(text(JSONReply.nodes(nodes(2), limit: two.utf8.count - 1)) == one)
        let segment = JSONReply.nodes(nodes(200), limit: 1448)
        #expect(segment.count <= 1448)
        #expect((JSONReply.parseNodes(segment)?.count ?? 0) > 50)
    }

    @Test("A list that was cut anywhere still gives the nodes that were whole")
    func cutList() {
        let bytes = JSONReply.nodes(nodes(3), limit: 1000)
        let whole = JSONReply.parseNodes(bytes)
        #expect(whole?.map(\.host) == ["192.168.1.0", "192.168.1.1", "192.168.1.2"])
        #expect(whole?.map(\.port) == [9000, 9000, 9000])
        for length in 1..<bytes.count {
            let closed = bytes[..<length].count { $0 == UInt8(ascii: "]") }
            #expect(JSONReply.parseNodes(Array(bytes[..<length]))?.count == min(closed, 3))
        }
    }

    @Test("A list may name hosts, and what nobody could dial is left out")
    func oddEntries() {
        let list = JSONReply.parseNodes(
            Array(
                #" {"a":[1],"nodes": [["pc-1.lan", 1], ["x y",2], ["::1",3], ["a",0], 7, ["b"]]} "#
                    .utf8))
        #expect(list?.map(\.host) == ["pc-1.lan", "::1"])
    }

    @Test(
        "What is no list is no answer",
        arguments: ["", "ERROR: File not found.", "[]", "{}", #"{"nodes":7}"#, "{\"nodes\":[}"])
    func noList(text: String) {
        #expect(JSONReply.parseNodes(Array(text.utf8)) == nil)
    }

    @Test("What we ask is what a server of the dialect reads", arguments: ["a", "é😀", "\"\\\n\0 "])
    func asking(name: String) throws {
        let search = try #require(JSONAsk.search(filename: name, secret: name))
        #expect(serve([search]) == .success(.search(filename: name, secret: name)))
        let download = try #require(JSONAsk.download(filename: name, secret: ""))
        #expect(serve([download]) == .success(.download(filename: name, secret: "")))
        #expect(
            text(JSONAsk.register(ip: "10.0.0.1", port: 9000))
                == #"{"type":"register","ip":"10.0.0.1","port":9000}"#)
    }

    @Test("A question that needs more than one segment is not asked")
    func oneSegment() {
        let frame = JSONAsk.search(filename: "", secret: "")?.count ?? 0
        let room = Limits.jsonOwnRequestLength - frame
        #expect(JSONAsk.search(filename: String(repeating: "a", count: room), secret: "") != nil)
        #expect(
            JSONAsk.search(filename: String(repeating: "a", count: room + 1), secret: "") == nil)
    }
}
