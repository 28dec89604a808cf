// Names, secrets, time and chance: the words that the other layers take for proof.

import Digest
import Testing
import Vocabulary

struct NameTests {
    @Test(
        "A name is a path that may be opened beneath a folder",
        arguments: [
            "a", "a/b.txt", "é😀/x y", "a...", "a/b..c", "C:", " ", "a/\u{301}b",
        ])
    func names(text: String) {
        #expect(FileName(text)?.path == text)
    }

    @Test(
        "What leaves the folder, hides, or cuts a name short is no name",
        arguments: [
            "", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/..", "a/../b", "a/./b", ".hidden",
            "a/.b",
            "a\\b", "..\\a", "a\0b", "a/\u{301}/../b", "../\u{301}a",
        ])
    func noNames(text: String) {
        #expect(FileName(text) == nil)
    }

    @Test("A component has 255 bytes at most, also where a slash bears an accent")
    func lengths() {
        let longest = String(repeating: "a", count: 255)
        #expect(FileName(longest + "/" + longest) != nil)
        #expect(FileName(longest + "a") == nil)
        #expect(FileName("a/\u{301}" + longest) == nil)
        let path = Array(repeating: longest, count: 13).joined(separator: "/")
        #expect(FileName(path) == nil)
    }

    @Test("Names are bytes: two that look alike are two")
    func bytes() throws {
        let composed = try #require(FileName("\u{e9}"))
        let decomposed = try #require(FileName("e\u{301}"))
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect(decomposed < composed)
    }

    @Test(
        "A taken name gets a number before its ending",
        arguments: [
            ("a.txt", "a (2).txt"), ("a", "a (2)"), ("d.x/a", "d.x/a (2)"),
            ("a.tar.gz", "a.tar (2).gz"),
            ("d/\u{301}b.c", "d/\u{301}b (2).c"),
        ])
    func numbered(name: String, next: String) {
        #expect(FileName(name)?.numbered(2)?.path == next)
    }

    @Test("A name knows its base, and its place in a folder")
    func parts() throws {
        let name = try #require(FileName("a/b.txt"))
        #expect(name.base == "b.txt")
        #expect(try name.beneath(#require(FileName("c"))).map(\.path) == "c/a/b.txt")
        #expect(FileName("a/\u{301}b")?.base.utf8.elementsEqual("\u{301}b".utf8) == true)
    }

    @Test("White space around a secret does not count, and it is never printed")
    func secrets() throws {
        let secret = try #require(Secret(" \tdistri share\r\n"))
        #expect(secret.text == "distri share")
        #expect(!"\(secret)".contains("distri") && !String(reflecting: secret).contains("distri"))
        #expect(Secret(" \n") == nil)
        #expect(Secret("") == nil)
    }

    @Test("A node's id is the digest of its key; people see twenty digits of it")
    func ids() {
        let id = NodeID(publicKey: [1, 2, 3])
        #expect(id.digest == SHA256.of([1, 2, 3]))
        #expect(NodeID(hex: id.hex) == id)
        #expect(id.description == String(id.hex.prefix(20)))
        #expect(NodeID(hex: id.description) == nil)
    }

    @Test("Time moves forward, and what is not later is no time ago")
    func time() {
        let later = Instant.start + .milliseconds(1500)
        #expect(later.since(.start) == .milliseconds(1500))
        #expect(Instant.start.since(later) == .zero)
        #expect(Instant.start + .seconds(-1) == .start)
        #expect(Duration.milliseconds(1500).inSeconds == 1.5)
        #expect(Duration.minutes(2) == .seconds(120))
    }

    @Test("The same seed gives the same day again: SplitMix64's own first numbers")
    func chance() {
        var chance = Chance(seed: 1_234_567)
        let numbers = (0..<3).map { _ in chance.next() }
        #expect(
            numbers == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            ])
        for _ in 0..<1000 {
            let delay = chance.jittered(.seconds(4))
            #expect(delay >= .seconds(3) && delay <= .seconds(5))
        }
    }
}
