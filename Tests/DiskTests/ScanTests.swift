// A scan finds what is shared, all of it, and nothing else.

import Glibc
import Testing
import Vocabulary

@testable import Disk

@Suite("A scan")
struct ScanTests {
    @Test("regular files are found wherever they lie; links, FIFOs and hidden names are not")
    func whatIsShared() throws {
        let scratch = try Scratch()
        try scratch.makeFolder("a")
        try scratch.makeFolder("a/b")
        try scratch.makeFolder("a/.hidden")
        try scratch.write("one", "1")
        try scratch.write("a/b/two", "22")
        try scratch.write(".dot")
        try scratch.write("a/.hidden/three")
        try scratch.write("new\nline")
        try scratch.makeLink("link", to: "one")
        try scratch.makeLink("folderlink", to: "a")
        #expect(mkfifo("\(scratch.path)/fifo", 0o644) == 0)
        let scan = scan(scratch.folder)
        #expect(scan.files.map(\.path.path).sorted() == ["a/b/two", "new\nline", "one"])
        #expect(Set(scan.folders.map(\.path)) == ["a", "a/b"])
        #expect(scan.complete)
        #expect(scan.unnameable == 0)
        let two = try #require(scan.files.first { $0.path.path == "a/b/two" })
        #expect(two.size == 2)
        #expect(try examine(scratch.folder, two.path) == two)
        #expect(two.modified > 1_600_000_000_000_000_000)
    }

    @Test("names that nobody can say are counted: not UTF-8, or with a backslash")
    func unnameable() throws {
        let scratch = try Scratch()
        let broken: [CChar] = Array("\(scratch.path)/".utf8CString.dropLast()) + [-1, 65, 0]
        close(open(broken, O_CREAT | O_WRONLY, 0o644))
        defer { unlink(broken) }
        try scratch.write("a\\..\\b")
        try scratch.makeFolder("back\\slash")
        try scratch.write("back\\slash/file")
        let scan = scan(scratch.folder)
        #expect(scan.files.isEmpty)
        #expect(scan.unnameable == 3)
        #expect(scan.complete)
    }

    @Test("a scan may begin at a folder inside, and a folder that went has nothing in it")
    func beneath() throws {
        let scratch = try Scratch()
        try scratch.makeFolder("a")
        try scratch.makeFolder("a/b")
        try scratch.write("a/b/file")
        try scratch.write("other")
        let inside = scan(scratch.folder, beneath: try named("a"))
        #expect(inside.files.map(\.path.path) == ["a/b/file"])
        #expect(inside.folders.map(\.path) == ["a", "a/b"])
        #expect(scan(scratch.folder, beneath: try named("gone")) == Scan())
        try scratch.makeLink("link", to: "a")
        #expect(scan(scratch.folder, beneath: try named("link")).files.isEmpty)
    }

    @Test("a tree deeper than the limit is not seen whole, and says so")
    func depth() throws {
        let scratch = try Scratch()
        var place = ""
        for _ in 0..<Limits.folderDepth {
            place += place.isEmpty ? "d" : "/d"
            try scratch.makeFolder(place)
        }
        try scratch.write(place + "/deepest")
        #expect(scan(scratch.folder).complete)
        #expect(scan(scratch.folder).files.count == 1)
        try scratch.makeFolder(place + "/d")
        #expect(!scan(scratch.folder).complete)
    }

    @Test("a cancelled scan is not complete")
    func cancelled() throws {
        let scratch = try Scratch()
        try scratch.write("file")
        let cancel = Cancellation()
        cancel.cancel()
        #expect(!scan(scratch.folder, cancel: cancel).complete)
    }

    @Test("no descriptor is left behind")
    func descriptors() throws {
        let scratch = try Scratch()
        try scratch.makeFolder("a")
        let before = scratch.descriptors
        _ = scan(scratch.folder)
        #expect(scratch.descriptors == before)
    }
}
