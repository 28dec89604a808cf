// Nothing outside a folder is reached through it, and nothing but a regular file is a file.

import Glibc
import Testing
import Vocabulary

@testable import Disk

/// Both ways to resolve a name: by the kernel, and by hand where the kernel is old.
private let ways: [@Sendable (Folder, String) throws -> Int32] = [
    { try $0.openBeneath($1, O_RDONLY) },
    { try $0.openByComponents($1, O_RDONLY) },
]

@Suite("A folder")
struct FolderTests {
    @Test(
        "no spelling leads outside",
        arguments: [
            "../secret", "inside/../../secret", "/etc/passwd", "a\\..\\b", "with\0nul", "",
            "inside//file", "inside/./../../secret", "..", "inside/..", "link", "linked/file",
        ], [0, 1])
    func spelling(path: String, way: Int) throws {
        let scratch = try Scratch()
        try scratch.makeFolder("share")
        try scratch.makeFolder("share/inside")
        try scratch.write("share/inside/file")
        try scratch.write("share/with", "not the file that was asked for")
        try scratch.write("secret")
        try scratch.makeLink("share/link", to: "../secret")
        try scratch.makeLink("share/linked", to: "inside")
        let share = try Folder(path: scratch.path + "/share")
        let before = scratch.descriptors
        if path == "inside//file" || path == "inside/.." {
            // The kernel finds these inside; no `FileName` spells them.
            #expect(FileName(path) == nil)
        } else {
            #expect(throws: DiskError.self) { try ways[way](share, path) }
            #expect(scratch.descriptors == before)
        }
        close(try ways[way](share, "inside/file"))
    }

    @Test("a link that is swapped in after the check leads nowhere", arguments: [0, 1])
    func swappedLink(way: Int) throws {
        let scratch = try Scratch()
        try scratch.makeFolder("share")
        try scratch.makeFolder("share/deep")
        try scratch.write("share/deep/file", "ours")
        try scratch.makeFolder("elsewhere")
        try scratch.write("elsewhere/file", "secret")
        let share = try Folder(path: scratch.path + "/share")
        #expect(try examine(share, named("deep/file")) != nil)
        #expect(rename("\(scratch.path)/share/deep", "\(scratch.path)/away") == 0)
        try scratch.makeLink("share/deep", to: "../elsewhere")
        let error = #expect(throws: DiskError.self) { try ways[way](share, "deep/file") }
        #expect(error?.isMissing == true)
        #expect(try examine(share, named("deep/file")) == nil)
    }

    @Test("a slash is a slash, whatever accent stands upon it", arguments: [0, 1])
    func accentedSlash(way: Int) throws {
        let scratch = try Scratch()
        try scratch.makeFolder("elsewhere")
        try scratch.write("elsewhere/\u{301}file")
        try scratch.makeFolder("share")
        try scratch.makeLink("share/link", to: "../elsewhere")
        let share = try Folder(path: scratch.path + "/share")
        #expect(throws: DiskError.self) { try ways[way](share, "link/\u{301}file") }
        let file = try UnplacedFile(in: share, stem: ".new")
        for name in ["link/\u{301}other", "link/\u{301}folder/file"] {
            #expect(throws: DiskError.self) { try file.place(as: named(name), in: share) }
        }
        #expect(scratch.entries("elsewhere") == ["\u{301}file"])
        try file.place(as: named("new/\u{301}file"), in: share)
        #expect(scratch.entries("share/new") == ["\u{301}file"])
    }

    @Test("a FIFO, a device, a socket and a folder are no files, and none of them makes us wait")
    func onlyRegularFiles() throws {
        let scratch = try Scratch()
        #expect(mkfifo("\(scratch.path)/fifo", 0o644) == 0)
        try scratch.makeFolder("folder")
        var strange = ["fifo", "folder"]
        // 1:3 is /dev/null. Only root may make one.
        if mknod("\(scratch.path)/device", S_IFCHR | 0o644, 0x103) == 0 { strange.append("device") }
        let before = scratch.descriptors
        for name in strange {
            let error = #expect(throws: DiskError.self) { try scratch.folder.open(named(name)) }
            #expect(error?.isMissing == true, "\(name)")
            #expect(try examine(scratch.folder, named(name)) == nil)
        }
        #expect(scratch.descriptors == before)
    }

    @Test("names may be as long and as odd as the file system allows")
    func oddNames() throws {
        let scratch = try Scratch()
        for name in [String(repeating: "x", count: 255), "new\nline", "a b", "ü\u{1}", "-rf"] {
            try scratch.write(name, name)
            let file = try scratch.folder.open(named(name))
            #expect(file.size == Int64(name.utf8.count))
        }
        #expect(FileName(String(repeating: "x", count: 256)) == nil)
    }

    @Test("a passed descriptor is a folder or is refused")
    func adopting() throws {
        let scratch = try Scratch()
        try scratch.write("file", "12345")
        let before = scratch.descriptors
        #expect(throws: DiskError.self) {
            try Folder(adopting: open("\(scratch.path)/file", O_RDONLY))
        }
        #expect(throws: DiskError.self) { try OpenFile(adopting: open(scratch.path, O_RDONLY)) }
        #expect(throws: DiskError.self) { try OpenFile(adopting: -1) }
        #expect(scratch.descriptors == before)
        #expect(try OpenFile(adopting: open("\(scratch.path)/file", O_RDONLY)).size == 5)
    }

    @Test("an error says what could not be done, and of what kind it is")
    func sentences() throws {
        let scratch = try Scratch()
        let error = #expect(throws: DiskError.self) { try scratch.folder.open(named("gone")) }
        #expect(error?.description == "cannot open gone: No such file or directory")
        #expect(DiskError("write", code: ENOSPC).isFull)
        #expect(DiskError("write", code: EDQUOT).isFull)
        #expect(DiskError("open", code: EMFILE).isOutOfDescriptors)
        #expect(DiskError("open", code: EACCES).isForbidden)
    }

    @Test("a file is warmed, and one that is shorter than was thought does no harm")
    func warming() throws {
        let scratch = try Scratch()
        try scratch.write("file", bytes: [UInt8](repeating: 1, count: 5_000_000))
        let file = try scratch.folder.open(named("file"))
        try file.warm(4096..<5_000_000)
        try file.warm(0..<9_000_000)
        try file.warm(7..<7)
    }

    @Test("free space is what an unprivileged process may still write")
    func space() throws {
        #expect(try Scratch().folder.freeSpace() > 0)
        if let disk = try TinyDisk() { #expect(try disk.folder.freeSpace() == 65_536) }
    }
}
