// JSON as it is read from strangers and written for them.

import Node
import Testing
import Vocabulary

@testable import RESTAPI

@Suite("JSON, read")
struct JSONReadTests {
    @Test(
        "What is not JSON is not taken for it",
        arguments: [
            #"{"words":"x",}"#, #"{"words":"x"} {}"#, #"{"words":"x"}x"#, #"{words:"x"}"#,
            #"{"words":'x'}"#, #"{"words":"\ud800"}"#, "{\"words\":\"a\nb\"}", #"{"words":"x"//"#,
            "\u{feff}{\"words\":\"x\"}", #"["words"]"#, #"{"words":"x","y":01}"#,
        ])
    func notJSON(body: String) {
        #expect(ask("POST", "/api/v1/search", body).refusal?.status == 400)
    }

    @Test("Bytes that are no text are no string")
    func notText() {
        let body = Array(#"{"words":""#.utf8) + [0xff] + Array(#""}"#.utf8)
        #expect(ask("POST", "/api/v1/search", bytes: body).refusal?.status == 400)
    }

    @Test("A whole number is whole however it is written", arguments: ["9000", "9000.0", "9e3"])
    func whole(text: String) throws {
        let body = try Body(Array("{\"port\":\(text)}".utf8))
        let port: UInt16 = try body.whole("port")
        #expect(port == 9000)
    }

    @Test(
        "A number that does not fit is refused by name",
        arguments: ["1.5", "-1", "65536", "1e400", "99999999999999999999"])
    func tooLarge(text: String) throws {
        let body = try Body(Array("{\"port\":\(text)}".utf8))
        #expect(throws: Refusal(400, #""port" has a value that does not fit."#)) {
            let _: UInt16 = try body.whole("port")
        }
    }

    @Test("What is missing, nothing, or something else is told apart")
    func missing() throws {
        let body = try Body(Array(#"{"a":null,"b":7,"c":"x"}"#.utf8))
        #expect(throws: Refusal(400, #""x" is missing."#)) { try body.text("x") }
        #expect(throws: Refusal(400, #""a" must be a string."#)) { try body.text("a") }
        #expect(throws: Refusal(400, #""b" must be a string."#)) { try body.text("b") }
        #expect(throws: Refusal(400, #""c" must be true or false."#)) { try body.truth("c") }
        #expect(try body.textIfAny("a") == nil)
        #expect(try body.text("c") == "x")
    }

    @Test("Of several members of one name the last counts")
    func repeated() throws {
        #expect(try Body(Array(#"{"a":"x","a":"y"}"#.utf8)).text("a") == "y")
    }
}

@Suite("JSON, written")
struct JSONWriteTests {
    private struct Words: Document {
        let word: String

        func write(to json: inout JSONWriter) {
            json.add("list", [word, ""])
            json.add("none", nil as String?)
            json.add("number", Int64.min)
            json.add("word", word)
        }
    }

    private func written(_ word: String) -> String {
        String(decoding: Words(word: word).bytes, as: UTF8.self)
    }

    @Test("Members stand one after another, and what is not there is null")
    func members() {
        #expect(
            written("a/ü") == #"{"list":["a/ü",""],"none":null,"number":-9223372036854775808,"#
                + #""word":"a/ü"}"#)
    }

    @Test(
        "Quotes, backslashes and controls are escaped",
        arguments: [
            ("\"", #"\""#), ("\\", #"\\"#), ("\u{8}\t\n\u{c}\r", #"\b\t\n\f\r"#),
            ("\0\u{1f}\u{7f}", "\\u0000\\u001f\u{7f}"),
        ])
    func escapes(word: String, escaped: String) {
        #expect(written(word).hasSuffix(#""word":""# + escaped + #""}"#))
    }

    @Test("Every text comes back as it was", arguments: 1...20)
    func roundTrip(seed: UInt64) throws {
        var chance = Chance(seed: seed)
        var word = ""
        for _ in 0..<40 {
            let limit: UInt32 = [0x80, 0x800, 0x11_0000].randomElement(using: &chance) ?? 0x80
            let scalar = Unicode.Scalar(UInt32.random(in: 0..<limit, using: &chance))
            word.unicodeScalars.append(scalar ?? "-")
        }
        let read = try Body(Words(word: word).bytes)
        #expect(try read.text("word").unicodeScalars.elementsEqual(word.unicodeScalars))
        #expect(try read.texts("list").count == 2)
    }
}
