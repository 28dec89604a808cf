// No path of a stranger's leads out of the folder, and no two lead to one file.

import Digest
import Metainfo
import Testing
import Vocabulary

private func single(_ name: [UInt8]) throws -> Info {
    try Info(raw: Made.single(["name": Made.string(name)]))
}

private func single(_ name: String) throws -> String {
    try single(Array(name.utf8)).name.path
}

@Suite struct PathTests {
    private static let spelled: [([String], String)] = [
        (["..", "..", "etc", "passwd"], "etc/passwd"),
        (["../../etc/passwd"], "_._.._etc_passwd"),
        (["/etc/passwd"], "_etc_passwd"),
        (["", "etc", "passwd"], "etc/passwd"),
        (["a", "..", "b"], "a/b"),
        (["a\\..\\b"], "a_.._b"),
        (["C:\\x"], "C:_x"),
        (["a", "", "b"], "a/b"),
        (["a", ".", "b"], "a/b"),
        ([], "_"),
        ([""], "_"),
        (["."], "_"),
        (["..", "."], "_"),
        (["..."], "_"),
        ([" . "], "_"),
        (["a\0b"], "a_b"),
        (["\0"], "_"),
        (["a\nb\u{7f}c\u{1b}[31m"], "a_b_c_[31m"),
        ([".hidden", ".bashrc"], "_hidden/_bashrc"),
        (["..x"], "_.x"),
        (["a.", "b. . ", "c"], "a/b/c"),
        ([" a"], " a"),
        (["~", "$HOME", "-rf", "*"], "~/$HOME/-rf/*"),
        (["ä", "e\u{301}", "日本.txt"], "ä/e\u{301}/日本.txt"),
    ]

    @Test("A path stays beneath its folder", arguments: spelled)
    func beneath(spelled: [String], safe: String) throws {
        let path = try paths([spelled])
        #expect(path.map { Array($0.utf8) } == [Array(safe.utf8)])
    }

    @Test("A torrent's name is one component")
    func names() throws {
        #expect(try single("../x") == "_._x")
        #expect(try single("/") == "_")
        #expect(try single("a/b\\c") == "a_b_c")
        #expect(try single(".x") == "_x")
        #expect(try single("x. ") == "x")
        for nameless in ["..", ".", " ", "..."] {
            let info = try single(Array(nameless.utf8))
            #expect(info.name.path == info.infoHash.hex)
        }
    }

    @Test("What is not UTF-8 becomes something that is")
    func notUTF8() throws {
        #expect(try single([0x61, 0xff, 0x62]).name.path == "a_b")
        #expect(try single([0xc3]).name.path == "_")
        #expect(try single([0x2e, 0xed, 0xa0, 0x80]).name.path == "____")
        let info = try Info(raw: Made.folder([Made.file([[0xc0, 0xae, 0xc0, 0xae], [0x78]])]))
        #expect(info.files[0].name?.path == "folder/____/x")
    }

    @Test("A long name is shortened, and keeps its ending and its characters")
    func longNames() throws {
        let as300 = String(repeating: "a", count: 300)
        #expect(try single(as300) == String(repeating: "a", count: 255))
        #expect(try single(as300 + ".tar.gz") == String(repeating: "a", count: 252) + ".gz")
        #expect(try single("a." + as300) == "a." + String(repeating: "a", count: 253))
        // 127 characters of two bytes, and no half of one.
        #expect(
            try single(String(repeating: "ä", count: 150)) == String(repeating: "ä", count: 127))
        #expect(try single(String(repeating: "ä", count: 150) + ".x").utf8.count == 254)
        #expect(try single("a" + String(repeating: " ", count: 300) + "b") == "a")
        #expect(try single(String(repeating: " ", count: 300) + "b") == "_")
    }

    @Test("A path that is too long with all its components is refused")
    func longPaths() throws {
        let component = String(repeating: "a", count: 255)
        // With the folder's seven bytes: 3071 of 3072.
        let fitting = Array(repeating: component, count: 11) + [String(repeating: "b", count: 248)]
        #expect(try paths([fitting])[0].utf8.count == 3064)
        #expect(throws: MetainfoError.invalidName) { try paths([fitting + ["c"]]) }
    }

    @Test("Equal names are numbered")
    func duplicates() throws {
        #expect(
            try paths([["a.txt"], ["a.txt"], ["a.txt"], ["b", "a.txt"], ["a (2).txt"]])
                == ["a.txt", "a (2).txt", "a (3).txt", "b/a.txt", "a (2) (2).txt"])
        #expect(try paths([["a/b"], ["a_b"], ["a\\b"]]) == ["a_b", "a_b (2)", "a_b (3)"])
        #expect(try paths([["a (2)"], ["a (2)"]]) == ["a (2)", "a (2) (2)"])
        #expect(try paths([["a (2)"], ["a"], ["a"]]) == ["a (2)", "a", "a (3)"])
        // To the file system these are two, whatever Unicode says of them.
        #expect(try paths([["é"], ["e\u{301}"]]).map(\.utf8.count) == [2, 3])
        let long = String(repeating: "a", count: 255)
        #expect(
            try paths([[long], [long]])
                == [long, String(repeating: "a", count: 251) + " (2)"])
    }

    @Test("A file is not where a folder is")
    func fileAndFolder() throws {
        #expect(
            try paths([["a"], ["a", "b"], ["a", "c"], ["a", "b", "d"]])
                == ["a", "a (2)/b", "a (2)/c", "a (2)/b (2)/d"])
        #expect(try paths([["a", "b"], ["a"], ["a", "c"]]) == ["a/b", "a (2)", "a/c"])
        #expect(try paths([["a"], ["a", ".."], ["a", "b"]]) == ["a", "a (2)", "a (3)/b"])
    }

    @Test("Five hundred equal names are enough")
    func manyDuplicates() throws {
        let equal = [[String]](repeating: ["x", "same.txt"], count: 500)
        #expect(try paths(equal).last == "x/same (500).txt")
        #expect(throws: MetainfoError.tooManyDuplicateNames) {
            try paths(equal + [["x", "same.txt"]])
        }
    }

    @Test("Long names that want the same numbers do not take a square of time")
    func sharedNumbers() throws {
        let stem = String(repeating: "a", count: 251)
        let bases = (0..<500).map { stem + String($0 + 1000) }
        #expect(throws: MetainfoError.tooManyDuplicateNames) {
            try paths((bases + bases).map { [$0] })
        }
    }

    @Test("Web seeds are asked for a file as its torrent spells it")
    func webPaths() throws {
        let info = try Info(
            raw: Made.folder(
                [Made.file(["..", "a"]), Made.file(["b", "c"]), Made.file(["a"])],
                ["name": Made.string(".d")]))
        #expect(info.files.map { $0.name?.path } == ["_d/a", "_d/b/c", "_d/a (2)"])
        let spelled = (0..<3).map {
            info.webPath(ofFile: $0).map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(spelled == [[".d", "..", "a"], [".d", "b", "c"], [".d", "a"]])
        let one = try single([0xff])
        #expect(one.webPath(ofFile: 0) == [[0xff]])
    }

    @Test("A name in UTF-8 goes before one in some other coding")
    func utf8Names() throws {
        let info = try Info(
            raw: Made.folder(
                [Made.file([[0xe4]], 1, ["path.utf-8": Made.list([Made.string("ä")])])],
                ["name.utf-8": Made.string("ö")]))
        #expect(info.files.map { $0.name?.path } == ["ö/ä"])
    }
}
