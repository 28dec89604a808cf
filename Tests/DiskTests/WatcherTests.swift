// What happens in a watched folder is heard of, under the name it happened to.

import Glibc
import Testing
import Vocabulary

@testable import Disk

@Suite("A watcher")
struct WatcherTests {
    @Test("a written, moved and removed file is reported as such")
    func files() throws {
        let scratch = try Scratch()
        let watcher = try Watcher()
        #expect(watcher.add(share: 3, scratch.folder, folders: []) == .watched(new: 1))
        #expect(watcher.read().isEmpty)
        try scratch.write("file")
        #expect(watcher.read() == [change("file", .modified), change("file", .closed)])
        #expect(rename("\(scratch.path)/file", "\(scratch.path)/moved") == 0)
        #expect(watcher.read() == [change("file", .removed), change("moved", .closed)])
        #expect(unlink("\(scratch.path)/moved") == 0)
        #expect(watcher.read() == [change("moved", .removed)])
        try scratch.write(".hidden")
        try scratch.write("back\\slash")
        #expect(watcher.read().isEmpty)
    }

    @Test("a file that nobody closes is heard of while it is written")
    func neverClosed() throws {
        let scratch = try Scratch()
        let watcher = try Watcher()
        _ = watcher.add(share: 3, scratch.folder, folders: [])
        let file = open("\(scratch.path)/log", O_WRONLY | O_CREAT, 0o644)
        defer { close(file) }
        #expect(watcher.read() == [change("log", .modified)])
        for _ in 0..<10 { #expect(Glibc.write(file, "line\n", 5) == 5) }
        #expect(watcher.read() == [change("log", .modified)], "once, not ten times")
    }

    @Test("folders come and go with their watches")
    func folders() throws {
        let scratch = try Scratch()
        let watcher = try Watcher()
        _ = watcher.add(share: 3, scratch.folder, folders: [])
        try scratch.makeFolder("a")
        #expect(watcher.read() == [change("a", .folderAdded)])
        try scratch.makeFolder("a/b")
        let found = scan(scratch.folder, beneath: try named("a")).folders
        #expect(watcher.add(share: 3, scratch.folder, folders: found) == .watched(new: 2))
        #expect(watcher.add(share: 3, scratch.folder, folders: found) == .watched(new: 0))
        try scratch.write("a/b/file")
        #expect(watcher.read().last == change("a/b/file", .closed))
        #expect(rename("\(scratch.path)/a", "\(scratch.path)/z") == 0)
        #expect(watcher.read() == [change("a", .folderRemoved), change("z", .folderAdded)])
        #expect(watcher.count == 1)
        try scratch.write("z/b/file")
        #expect(watcher.read().isEmpty, "nothing is reported under a name that is over")
    }

    @Test("a share that is removed says so, and its watch is gone")
    func rootRemoved() throws {
        let scratch = try Scratch()
        try scratch.makeFolder("share")
        let watcher = try Watcher()
        let share = try Folder(path: scratch.path + "/share")
        _ = watcher.add(share: 3, share, folders: [])
        // The kernel keeps the folder while we hold it: moving it is what we can see.
        #expect(rename("\(scratch.path)/share", "\(scratch.path)/away") == 0)
        #expect(watcher.read() == [Change(share: 3, path: nil, kind: .folderRemoved)])
        watcher.remove(share: 3)
        #expect(watcher.count == 0)
    }

    @Test("shares that overlap hear of the same file, each by its own name")
    func overlapping() throws {
        let scratch = try Scratch()
        try scratch.makeFolder("inner")
        let inner = try scratch.folder.folder(named("inner"))
        let watcher = try Watcher()
        _ = watcher.add(share: 3, scratch.folder, folders: [try named("inner")])
        _ = watcher.add(share: 4, inner, folders: [])
        try scratch.write("inner/file")
        let closed = watcher.read().filter { $0.kind == .closed }
        #expect(
            closed == [
                change("inner/file", .closed),
                Change(share: 4, path: FileName("file"), kind: .closed),
            ])
        watcher.remove(share: 3)
        try scratch.write("inner/file")
        #expect(Set(watcher.read().map(\.share)) == [4])
    }

    @Test("a folder that is gone already is not watched, and one behind a link neither")
    func gone() throws {
        let scratch = try Scratch()
        try scratch.makeLink("link", to: "/tmp")
        let watcher = try Watcher()
        let folders = [try named("gone"), try named("link")]
        #expect(watcher.add(share: 3, scratch.folder, folders: folders) == .watched(new: 1))
    }

    @Test("when the queue runs over, every share is to be scanned")
    func overflow() throws {
        let scratch = try Scratch()
        let watcher = try Watcher()
        _ = watcher.add(share: 3, scratch.folder, folders: [])
        try scratch.write("a")
        try scratch.write("b")
        // Two files by turns, because the kernel joins equal changes that follow each other.
        for _ in 0..<20_000 {
            chmod("\(scratch.path)/a", 0o644)
            chmod("\(scratch.path)/b", 0o644)
        }
        var changes: [Change] = []
        while case let more = watcher.read(), !more.isEmpty { changes += more }
        #expect(changes.contains(Change(share: 3, path: nil, kind: .overflow)))
    }

    private func change(_ path: String, _ kind: Change.Kind) -> Change {
        Change(share: 3, path: FileName(path), kind: kind)
    }
}
