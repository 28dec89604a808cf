// Bytes as text and text as bytes: one spelling, and nothing repaired.

import Bytes
import Testing

struct SpellingTests {
    @Test("Hexadecimal is two lower-case digits a byte, read in either case")
    func hex() {
        #expect(Hex.encode([0x00, 0x7f, 0xff]) == "007fff")
        #expect(Hex.decode("007FfF") == [0x00, 0x7f, 0xff])
        #expect(Hex.decode("") == [])
        for bad in ["0", "0g", "+1", " 1", "１２"] { #expect(Hex.decode(bad) == nil) }
    }

    @Test(
        "Base64 is what RFC 4648 shows, in both directions",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
        ])
    func base64(plain: String, coded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == coded)
        #expect(Base64.decode(coded) == Array(plain.utf8))
    }

    @Test(
        "Base64 that is not exactly so is refused",
        arguments: [
            "Z", "Zg", "Zg=", "=", "====", "Z===", "Zg=a", "Zg==Zg==", "Zh==", "Zm9=", "Zm-v",
        ])
    func notBase64(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test("Every byte comes back from base64")
    func everyByte() {
        let bytes = Array(UInt8.min...UInt8.max)
        for start in 0..<4 {
            #expect(
                Base64.decode(Base64.encode(bytes[start...].map { $0 })) == Array(bytes[start...]))
        }
    }

    @Test("Text for people cannot turn a terminal against them")
    func escaping() {
        #expect("a b é 😀".escapedForPeople() == "a b é 😀")
        #expect("\u{1b}[2J\n".escapedForPeople() == "\\u{1b}[2J\\u{a}")
        #expect("exe\u{202e}gpj".escapedForPeople() == "exe\\u{202e}gpj")
        #expect("a\u{2028}\u{9b}\u{200b}".escapedForPeople() == "a\\u{2028}\\u{9b}\\u{200b}")
        #expect("abcd".escapedForPeople(limit: 3) == "abc…")
        #expect("abc".escapedForPeople(limit: 3) == "abc")
        #expect("a\tb".escapedForPeople(limit: 5) == "a…")
        #expect("a\tb".escapedForPeople(limit: 7) == "a\\u{9}b")
    }

    @Test("Secrets are equal only when every byte is")
    func comparing() {
        #expect(equalInConstantTime([], []))
        #expect(equalInConstantTime([1, 2], [1, 2]))
        for theirs: [UInt8] in [[], [1], [1, 3], [1, 2, 1], [1, 2, 1, 2], [0, 2]] {
            #expect(!equalInConstantTime(theirs, [1, 2]))
        }
        #expect(!equalInConstantTime([0xff], []))
        let long = [UInt8](0..<21)
        #expect(equalInConstantTime(long, long))
        for place in long.indices {
            var other = long
            other[place] ^= 0x80
            #expect(!equalInConstantTime(other, long))
            #expect(!equalInConstantTime(Array(long[..<place]), long))
        }
    }
}

struct SpanTests {
    private let bytes = Array("abcabc".utf8)

    @Test("A span is read where it lies")
    func reading() {
        bytes.withSpan { span in
            let (first, last) = (span[0], span[5])
            #expect(first == UInt8(ascii: "a") && last == UInt8(ascii: "c"))
            let (whole, part) = (span.copy(), span.copy(1..<3))
            #expect(whole == bytes && part == Array("bc".utf8))
            let begins = (
                span.starts(with: "abc"), span.starts(with: ""), span.starts(with: "abcabca")
            )
            #expect(begins == (true, true, false))
            let found = [0, 3, 6].map { span.firstOffset(of: UInt8(ascii: "c"), from: $0) }
            #expect(found == [2, 5, nil])
            var copy: [UInt8] = [0]
            copy.append(contentsOf: span)
            #expect(copy == [0] + bytes)
        }
    }

    @Test("An empty span is a span too")
    func empty() {
        [UInt8]().withSpan { span in
            let (copy, found, text) = (span.copy(), span.firstOffset(of: 0), String(utf8: span))
            #expect(copy == [] && found == nil && text == "")
        }
    }

    @Test("A byte is found wherever it is, among neighbours that look like it")
    func searching() {
        for wanted: UInt8 in [0x00, 0x01, 0x0a, 0x7f, 0x80, 0x81, 0xff] {
            for neighbour: UInt8 in [wanted ^ 1, wanted ^ 0x80, wanted &+ 1, wanted &- 1] {
                for place in 0..<20 {
                    var bytes = [UInt8](repeating: neighbour, count: 20)
                    bytes[place] = wanted
                    let found = bytes.withSpan { span in
                        (0...20).map { span.firstOffset(of: wanted, from: $0) }
                    }
                    #expect(found == (0...20).map { $0 <= place ? place : nil })
                }
            }
        }
    }

    @Test("A part is held where all of its bytes stand, and nowhere else")
    func holding() {
        let bytes = Array("0123456789abcdefghij".utf8)
        for length in 0...20 {
            let part = Array(bytes[..<length])
            for place in 0...21 {
                let holds = bytes.withSpan { span in part.withSpan { span.holds($0, at: place) } }
                #expect(holds == (length == 0 ? place <= 20 : place == 0))
            }
            guard length > 0 else { continue }
            var other = part
            other[length - 1] ^= 1
            let holds = bytes.withSpan { span in other.withSpan { span.holds($0, at: 0) } }
            #expect(!holds)
        }
    }

    @Test("What is not UTF-8 is no text, and is not repaired")
    func text() {
        #expect(String(utf8: Array("é".utf8)) == "é")
        for bad: [UInt8] in [
            [0xff], [0xc3], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80],
        ] {
            #expect(String(utf8: bad) == nil)
            let text = bad.withSpan { String(utf8: $0) }
            #expect(text == nil)
        }
    }
}
