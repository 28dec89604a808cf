// Words in texts, by their bytes.

import Bytes
import Testing

struct FindingTests {
    @Test(
        "The first place counts",
        arguments: [
            ("http://a://b", "://", "http"), ("::1", "::", ""), ("a:::", "::", "a"),
            ("é://", "://", "é"), ("abc", "c", "ab"),
        ])
    func found(text: String, word: String, before: String) throws {
        let place = try #require(text.place(of: word))
        #expect(text[..<place.lowerBound] == before)
        #expect(text[place].utf8.elementsEqual(word.utf8))
    }

    @Test("What is not there has no place", arguments: [("", "a"), ("ab", "abc"), ("a:b", "::")])
    func missing(text: String, word: String) { #expect(text.place(of: word) == nil) }

    @Test("An accent behind a word hides it from readers, not from machines")
    func accent() { #expect("a:\u{301}b".place(of: ":") != nil) }
}
