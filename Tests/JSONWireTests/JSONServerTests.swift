// The receiving half of the JSON dialect: whatever the network does to an object, it is the same.

import Bytes
import JSONWire
import Testing
import Vocabulary

/// Feeds `parts` one after the other; the request, or the violation.
func serve(_ parts: [[UInt8]], ended: Bool = false) -> Result<JSONRequest?, JSONViolation> {
    var server = JSONServer()
    do {
        for part in parts {
            try part.withSpan { bytes throws(JSONViolation) in try server.receive(bytes) }
        }
        if ended { try server.inputEnded() }
        return .success(server.nextEvent())
    } catch {
        return .failure(error)
    }
}

func serve(_ text: String) -> Result<JSONRequest?, JSONViolation> { serve([Array(text.utf8)]) }

struct JSONServerTests {
    static let vectors: [(text: String, request: JSONRequest)] = [
        (
            #"{"type":"register","ip":"10.0.0.7","port":9000}"#,
            .register(ip: "10.0.0.7", port: 9000)
        ),
        (
            #"{"type": "search", "filename": "a b.txt", "secret": "s"}"#,
            .search(filename: "a b.txt", secret: "s")
        ),
        (
            #" {"port":-1,"ip":"","type":"register","more":[{},[1.5e3,null,"]}"],true]}"#,
            .register(ip: "", port: -1)
        ),
        (#"{"type":"download","filename":"x"}"#, .download(filename: "x", secret: "")),
        (
            #"{"type":"download","filename":"}{\"][\\","secret":"\u0041\ud83d\ude00\n\/é"}"#,
            .download(filename: #"}{"][\"#, secret: "A😀\n/é")
        ),
        (#"{"type":"search","filename":"a\u0000b"}"#, .search(filename: "a\0b", secret: "")),
        (
            #"{"type":"x","filename":"a","type":"search","filename":"b"}"#,
            .search(filename: "b", secret: "")
        ),
    ]

    @Test("An object is the same object however the network slices it", arguments: vectors)
    func slicing(vector: (text: String, request: JSONRequest)) {
        let bytes = Array(vector.text.utf8)
        #expect(serve([bytes]) == .success(vector.request))
        #expect(serve(bytes.map { [$0] }) == .success(vector.request))
        for place in 0...bytes.count {
            let parts = [Array(bytes[..<place]), Array(bytes[place...])]
            #expect(serve(parts) == .success(vector.request))
        }
    }

    @Test("White space may follow, in the same segment or later; anything else may not")
    func trailing() {
        let bytes = Array(Self.vectors[0].text.utf8)
        let space = Array(" \r\n\t".utf8)
        #expect(serve([bytes + space]) == .success(Self.vectors[0].request))
        #expect(serve([bytes, space], ended: true) == .success(Self.vectors[0].request))
        #expect(serve([bytes + [0x7b]]) == .failure(.malformed))
        #expect(serve([bytes, [0x7d]]) == .failure(.malformed))
    }

    @Test("A request is given out once")
    func once() throws {
        var server = JSONServer()
        #expect(!server.isWhole)
        let bytes = Array(Self.vectors[0].text.utf8)
        try bytes.withSpan { span throws(JSONViolation) in try server.receive(span) }
        #expect(server.isWhole)
        #expect(server.nextEvent() != nil)
        #expect(server.nextEvent() == nil)
        #expect(server.isWhole)
    }

    @Test(
        "What is not JSON is malformed",
        arguments: [
            "hello", "[1]", "{]", #"{"a":}"#, #"{"a":01}"#, #"{"a":1,}"#, #"{"a" 1}"#, #"{a:1}"#,
            #"{"a":"\x"}"#, #"{"a":"\ud800"}"#, #"{"a":"\ud800\u0041"}"#, #"{"a":"\udc00"}"#,
            "{\"a\":\"\n\"}", #"{"a":NaN}"#, #"{"a":+1}"#, #"{"a":.5}"#, #"{"a":1.}"#,
            #"{"a":tru}"#, #"{"a":-}"#, #"{'a':1}"#, #"{"a":"\u00g0"}"#,
        ])
    func malformed(text: String) {
        #expect(serve(text) == .failure(.malformed))
    }

    @Test("Bytes that are not UTF-8 are malformed, for a repaired name is another file's")
    func invalidText() {
        let head = Array(#"{"type":"search","filename":""#.utf8)
        for bad: [UInt8] in [[0xff], [0xc3], [0xc0, 0xaf], [0xed, 0xa0, 0x80]] {
            #expect(serve([head + bad + Array(#""}"#.utf8)]) == .failure(.malformed))
        }
    }

    @Test(
        "An object that asks nothing known, or asks it in other types, is unknown",
        arguments: [
            "{}", #"{"type":"bye"}"#, #"{"type":1}"#, #"{"type":"register","ip":"a"}"#,
            #"{"type":"register","ip":"a","port":9000.0}"#,
            #"{"type":"register","ip":"a","port":"9000"}"#,
            #"{"type":"register","ip":"a","port":true}"#,
            #"{"type":"register","ip":7,"port":9000}"#,
            #"{"type":"register","ip":"a","port":99999999999999999999}"#,
            #"{"type":"search"}"#, #"{"type":"search","filename":null}"#,
            #"{"type":"download","filename":"a","secret":1}"#,
        ])
    func unknown(text: String) {
        #expect(serve(text) == .failure(.unknown))
    }

    @Test("Nesting has a limit, and it is reached before the stack's")
    func nesting() {
        func nested(_ depth: Int) -> String {
            let lists = String(repeating: "[", count: depth - 1)
            let ends = String(repeating: "]", count: depth - 1)
            return #"{"type":"search","filename":"a","x":\#(lists)\#(ends)}"#
        }
        #expect(serve(nested(Limits.jsonDepth)) == .success(.search(filename: "a", secret: "")))
        #expect(serve(nested(Limits.jsonDepth + 1)) == .failure(.malformed))
        #expect(serve("{\"a\":" + String(repeating: "[", count: 4000)) == .failure(.malformed))
    }

    @Test("A request of 4096 bytes is taken, one more is too long, and stays refused")
    func length() {
        let bytes = Array(Self.vectors[0].text.utf8)
        let padding = [UInt8](repeating: 0x20, count: Limits.jsonRequestLength - bytes.count)
        #expect(serve([padding, bytes]) == .success(Self.vectors[0].request))
        #expect(serve([padding, bytes, [0x20]]) == .failure(.tooLong))
        var server = JSONServer()
        for _ in 0..<2 {
            #expect(throws: JSONViolation.tooLong) {
                try (padding + bytes + [0x20]).withSpan { span throws(JSONViolation) in
                    try server.receive(span)
                }
            }
        }
        #expect(server.nextEvent() == nil)
        #expect(throws: JSONViolation.tooLong) { try server.inputEnded() }
    }

    @Test("A close without a byte is a liveness check; one in the middle of an object is not")
    func halfClose() {
        #expect(serve([], ended: true) == .success(nil))
        #expect(serve([Array(#"{"type":"#.utf8)], ended: true) == .failure(.malformed))
    }

    @Test("Twenty thousand damaged requests find no trap")
    func fuzz() {
        var chance = Chance(seed: 19)
        for _ in 0..<20_000 {
            var bytes = Array(Self.vectors.randomElement(using: &chance)!.text.utf8)
            bytes.damage(using: &chance)
            let whole = serve([bytes], ended: true)
            let place = Int.random(in: 0...bytes.count, using: &chance)
            let parts = [Array(bytes[..<place]), Array(bytes[place...])]
            // What is wrong twice may be found in another order; that it is wrong may not change.
            #expect((try? serve(parts, ended: true).get()) == (try? whole.get()))
            let list = JSONReply.parseNodes(bytes)
            #expect(list?.allSatisfy { $0.port > 0 } ?? true)
        }
    }
}

extension [UInt8] {
    /// A few changes of the kind that break decoders.
    mutating func damage(using chance: inout Chance) {
        for _ in 0..<Int.random(in: 1...4, using: &chance) where !isEmpty {
            let place = Int.random(in: 0..<count, using: &chance)
            switch Int.random(in: 0..<5, using: &chance) {
            case 0: self[place] = UInt8.random(in: 0...255, using: &chance)
            case 1: remove(at: place)
            case 2: insert(Array(#"{}[]",:\u0-e."#.utf8).randomElement(using: &chance)!, at: place)
            case 3: removeSubrange(place...)
            default: append(contentsOf: Array(self[place...]))
            }
        }
    }
}
