// Bencoding is read as it is written, and in no other way.

import Bencode
import Bytes
import Testing

private func read(_ text: String) throws(BencodeError) -> Bencode {
    try Bencode(Array(text.utf8))
}

@Suite struct BencodeTests {
    @Test("What is written is read")
    func roundTrip() throws {
        var writer = BencodeWriter()
        writer.dictionary {
            $0.entry("a", -3)
            $0.key("b")
            $0.list {
                $0.integer(0)
                $0.string([0, 255])
            }
            $0.entry("c", "text")
        }
        #expect(
            writer.bytes == Array("d1:ai-3e1:bli0e2:".utf8) + [0, 255] + Array("e1:c4:texte".utf8))
        let root = try Bencode(writer.bytes).root
        #expect(root["a"]?.integer == -3)
        #expect(root["b"]?.list?.map(\.integer) == [0, nil])
        #expect(root["b"]?.list?[1].string == [0, 255])
        #expect(root["c"]?.text == "text")
        #expect(root["d"] == nil)
        #expect(root.isSorted)
    }

    @Test("A value knows the bytes that it was read from")
    func raw() throws {
        let root = try read("d4:infod1:b1:x1:a1:ye1:zi1ee").root
        #expect(root["info"]?.raw == Array("d1:b1:x1:a1:ye".utf8))
        #expect(root["info"]?.isSorted == false)
        #expect(root["info"]?["a"]?.text == "y")
        #expect(root.isSorted)
    }

    @Test("Bytes behind a value are somebody else's")
    func prefix() throws {
        let bytes = Array("d1:ai1eeRAW".utf8)
        let document = try Bencode(prefixOf: bytes)
        #expect(Array(bytes[document.root.place.upperBound...]) == Array("RAW".utf8))
        #expect(throws: BencodeError.trailing(offset: 8)) { try Bencode(bytes) }
    }

    @Test(
        "Every beginning of a value is cut", arguments: ["d1:ai1e1:bl2:xxi-5eee", "4:spam", "i12e"])
    func cuts(text: String) throws {
        let bytes = Array(text.utf8)
        for count in 0..<bytes.count {
            #expect(throws: BencodeError.cut) { try Bencode(Array(bytes.prefix(count))) }
        }
        _ = try Bencode(bytes)
    }

    @Test(
        "Numbers have one spelling, and 64 bits",
        arguments: [
            "i-0e", "i03e", "ie", "i-e", "i1.5e", "i 1e", "i+1e", "i--1e", "i-01e",
            "i9223372036854775808e", "i-9223372036854775809e", "01:a",
        ])
    func badNumbers(text: String) {
        #expect(throws: BencodeError.badInteger(offset: 0)) { try read(text) }
    }

    @Test("The largest numbers are numbers")
    func extremes() throws {
        #expect(try read("i9223372036854775807e").root.integer == .max)
        #expect(try read("i-9223372036854775808e").root.integer == .min)
    }

    @Test(
        "A length beyond the end is cut, however long it is",
        arguments: ["5:abc", "99999999999999999999:a"])
    func longStrings(text: String) {
        #expect(throws: BencodeError.cut) { try read(text) }
    }

    @Test("A dictionary has strings for keys, each once, each with a value")
    func keys() {
        #expect(throws: BencodeError.badKey(offset: 1)) { try read("di1ei2ee") }
        #expect(throws: BencodeError.badKey(offset: 4)) { try read("d1:ae") }
        #expect(throws: BencodeError.repeatedKey(offset: 9)) { try read("d1:ai1e1:ai2ee") }
    }

    @Test("What begins no value is refused", arguments: ["e", "x", "-1", ":", ""])
    func nonsense(text: String) {
        #expect(throws: text.isEmpty ? BencodeError.cut : .unexpected(offset: 0)) { try read(text) }
    }

    @Test("Depth ends at a hundred")
    func depth() throws {
        let deepest = String(repeating: "l", count: 100) + String(repeating: "e", count: 100)
        _ = try read(deepest)
        #expect(throws: BencodeError.tooDeep) { try read("l" + deepest + "e") }
        #expect(throws: BencodeError.tooDeep) { try read(String(repeating: "l", count: 1_000_000)) }
    }

    @Test("A million values are enough")
    func values() throws {
        let many = "l" + String(repeating: "i1e", count: 999_999) + "e"
        _ = try read(many)
        #expect(throws: BencodeError.tooManyValues) { try read("l" + many + "e") }
    }
}
