// A download appears whole under a name that was free, or not at all.

import Digest
import Glibc
import Testing
import Vocabulary

@testable import Disk

@Suite("An incoming file")
struct IncomingFileTests {
    @Test("bytes arrive, are sealed, and appear with new folders under their name")
    func whole() throws {
        let scratch = try Scratch()
        try scratch.makeFolder("incomplete")
        let incomplete = try scratch.folder.folder(named("incomplete"))
        let file = try IncomingFile(in: incomplete, stem: "17")
        #expect(scratch.mode("incomplete/\(file.name)") == 0o600)
        try file.append(Array("hello ".utf8))
        try file.append([])
        try file.append(Array("world".utf8))
        #expect(file.length == 11)
        #expect(try file.seal() == SHA256.of(Array("hello world".utf8)))
        try file.place(as: named("music/new/song.ogg"), in: scratch.folder)
        #expect(scratch.text("music/new/song.ogg") == "hello world")
        #expect(scratch.entries("incomplete").isEmpty)
        #expect(scratch.mode("music/new/song.ogg") == 0o644 & ~currentUmask())
    }

    @Test("nothing is ever replaced: not a file, not a folder, not a link to nowhere")
    func neverReplaced() throws {
        let scratch = try Scratch()
        try scratch.write("file", "first")
        try scratch.makeFolder("folder")
        try scratch.makeLink("link", to: "nowhere")
        for name in ["file", "folder", "link"] {
            let file = try IncomingFile(in: scratch.folder, stem: ".incomplete")
            try file.append(Array("second".utf8))
            _ = try file.seal()
            let error = #expect(throws: DiskError.self) {
                try file.place(as: named(name), in: scratch.folder)
            }
            #expect(error?.isTaken == true)
            try file.place(as: named("\(name) (2)"), in: scratch.folder)
            #expect(scratch.text("\(name) (2)") == "second")
        }
        #expect(scratch.text("file") == "first")
        #expect(scratch.entries().count == 6)
    }

    @Test("where the file system cannot promise that, a hard link can")
    func linked() throws {
        let scratch = try Scratch()
        try scratch.write("taken", "first")
        let file = try UnplacedFile(in: scratch.folder, stem: "new")
        let error = #expect(throws: DiskError.self) {
            try file.link(to: "taken", in: scratch.folder)
        }
        #expect(error?.isTaken == true)
        try file.link(to: "free", in: scratch.folder)
        #expect(scratch.entries() == ["free", "taken"])
        #expect(scratch.text("taken") == "first")
    }

    @Test("a link on the way to the name is not followed")
    func linkOnTheWay() throws {
        let scratch = try Scratch()
        try scratch.makeFolder("share")
        try scratch.makeFolder("outside")
        try scratch.makeLink("share/way", to: "../outside")
        let share = try Folder(path: scratch.path + "/share")
        let file = try IncomingFile(in: share, stem: ".new")
        _ = try file.seal()
        for name in ["way/file", "way/deeper/file"] {
            #expect(throws: DiskError.self) { try file.place(as: named(name), in: share) }
        }
        #expect(scratch.entries("outside").isEmpty)
        file.discard()
        #expect(scratch.entries("share") == ["way"])
    }

    @Test("a name of 255 bytes and one with a newline are names like others")
    func oddNames() throws {
        let scratch = try Scratch()
        for name in [String(repeating: "n", count: 255), "two\nlines"] {
            let file = try IncomingFile(in: scratch.folder, stem: "x")
            _ = try file.seal()
            try file.place(as: named(name), in: scratch.folder)
            #expect(scratch.text(name) == "")
        }
    }

    @Test("a full disk is told as one, and the same bytes go in when there is room again")
    func fullDisk() throws {
        guard let disk = try TinyDisk() else { return }  // only root may mount a small disk
        try disk.scratch.write("ballast", bytes: [UInt8](repeating: 0, count: 40_000))
        let file = try IncomingFile(in: disk.folder, stem: "x")
        let part = [UInt8](repeating: 5, count: 20_000)
        try file.append(part)
        let error = #expect(throws: DiskError.self) { try file.append(part) }
        #expect(error?.isFull == true)
        #expect(file.length == 20_000)
        #expect(unlink("\(disk.scratch.path)/ballast") == 0)
        try file.append(part)
        #expect(try file.seal() == SHA256.of(part + part))
        try file.place(as: named("whole"), in: disk.folder)
        #expect(try examine(disk.folder, named("whole"))?.size == 40_000)
    }

    @Test("bytes of a write that failed half way are not part of the file")
    func cutOff() throws {
        guard let disk = try TinyDisk() else { return }  // only root may mount a small disk
        let file = try IncomingFile(in: disk.folder, stem: "x")
        try file.append([1, 2, 3])
        #expect(throws: DiskError.self) { try file.append([UInt8](repeating: 9, count: 100_000)) }
        #expect(try file.seal() == SHA256.of([1, 2, 3]))
        try file.place(as: named("three"), in: disk.folder)
        #expect(try examine(disk.folder, named("three"))?.size == 3)
    }

    @Test("a folder on another file system gets a copy")
    func otherFileSystem() throws {
        guard let disk = try TinyDisk() else { return }  // only root may mount a small disk
        let scratch = try Scratch()
        let file = try IncomingFile(in: scratch.folder, stem: "x")
        try file.append(Array("across".utf8))
        _ = try file.seal()
        try file.place(as: named("a/b"), in: disk.folder)
        #expect(disk.scratch.text("a/b") == "across")
        #expect(scratch.entries().isEmpty)
        #expect(disk.scratch.entries() == ["a"])
    }

    @Test("what an earlier run left is removed, folders are not")
    func leftovers() throws {
        let scratch = try Scratch()
        try scratch.write("1.abc")
        try scratch.write("2.def")
        try scratch.makeFolder("folder")
        #expect(try removeLeftovers(in: scratch.folder, prefix: "2") == 1)
        #expect(scratch.entries() == ["1.abc", "folder"])
        #expect(try removeLeftovers(in: scratch.folder) == 1)
        #expect(scratch.entries() == ["folder"])
    }
}

@Suite("A copy into the library")
struct CopyTests {
    @Test("a file is copied once; the same again is fine, another of the same name is not")
    func copying() throws {
        let scratch = try Scratch()
        try scratch.makeFolder("library")
        let library = try scratch.folder.folder(named("library"))
        let bytes = (0..<2_500_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        try scratch.write("source", bytes: bytes)
        let (source, name) = (scratch.path + "/source", try named("a/copy"))
        #expect(try copy(from: source, into: library, as: name) == .copied)
        #expect(try copy(from: source, into: library, as: name) == .alreadyThere)
        let digest = SHA256.of(bytes)
        #expect(
            try contains(
                library, name, size: 2_500_000, digest: digest, cancel: Cancellation()))
        try scratch.write("source", "other")
        let error = #expect(throws: DiskError.self) {
            try copy(from: source, into: library, as: name)
        }
        #expect(error?.isTaken == true)
        #expect(try hash(library, name, cancel: Cancellation()).digest == digest)
        #expect(scratch.entries("library") == ["a"])
    }

    @Test("by hand it is the same copy")
    func byHand() throws {
        let scratch = try Scratch()
        try scratch.write("source", bytes: [UInt8](repeating: 3, count: 1_500_000))
        let source = try scratch.folder.open(named("source"))
        let file = try UnplacedFile(in: scratch.folder, stem: "x")
        try readAndWrite(
            source.descriptor, source.size, into: file.descriptor, Cancellation())
        try file.place(as: named("copy"), in: scratch.folder)
        let cancel = Cancellation()
        #expect(
            try hash(scratch.folder, named("copy"), cancel: cancel).digest
                == hash(scratch.folder, named("source"), cancel: cancel).digest)
    }

    @Test("a copy that fails or is cancelled leaves nothing")
    func failing() throws {
        let scratch = try Scratch()
        try scratch.write("source", bytes: [UInt8](repeating: 1, count: 100_000))
        let cancel = Cancellation()
        cancel.cancel()
        let error = #expect(throws: DiskError.self) {
            try copy(
                from: scratch.path + "/source", into: scratch.folder, as: named("copy"),
                cancel: cancel)
        }
        #expect(error?.isCancelled == true)
        #expect(scratch.entries() == ["source"])
        #expect(throws: DiskError.self) {
            try copy(from: scratch.path, into: scratch.folder, as: named("copy"))
        }
        guard let disk = try TinyDisk() else { return }  // only root may mount a small disk
        let full = #expect(throws: DiskError.self) {
            try copy(from: scratch.path + "/source", into: disk.folder, as: named("copy"))
        }
        #expect(full?.isFull == true)
        #expect(disk.scratch.entries().isEmpty)
    }
}
