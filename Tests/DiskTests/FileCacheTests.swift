// A hot file costs one open a second, and the cache never grows.

import Glibc
import Testing
import Vocabulary

@testable import Disk

@Suite("The cache of open files")
struct FileCacheTests {
    private let start = Instant(nanoseconds: 5_000_000_000)

    @Test("a file is opened once a second, and then what lies there now")
    func validity() throws {
        let scratch = try Scratch()
        try scratch.write("file", "old")
        let name = try named("file")
        let cache = FileCache()
        let first = try cache.open(share: 0, name, in: scratch.folder, at: start)
        try scratch.write("other", "newer")
        #expect(rename("\(scratch.path)/other", "\(scratch.path)/file") == 0)
        let soon = start + .milliseconds(999)
        #expect(try cache.open(share: 0, name, in: scratch.folder, at: soon) === first)
        #expect(cache.file(share: 0, name, at: start + .seconds(1)) == nil)
        let second = try cache.open(share: 0, name, in: scratch.folder, at: start + .seconds(1))
        #expect(second.size == 5)
        #expect(first.size == 3, "a transfer that runs keeps its file")
        #expect(cache.count == 1)
    }

    @Test("the file that was not wanted for longest goes first")
    func leastRecentlyUsed() throws {
        let scratch = try Scratch()
        let names = try ["a", "b", "c", "d"].map(named)
        for name in names { try scratch.write(name.path) }
        let cache = FileCache(capacity: 3)
        for name in names[..<3] {
            _ = try cache.open(share: 0, name, in: scratch.folder, at: start)
        }
        #expect(cache.file(share: 0, names[0], at: start) != nil)
        _ = try cache.open(share: 0, names[3], in: scratch.folder, at: start)
        #expect(cache.count == 3)
        let held = names.filter { cache.file(share: 0, $0, at: start) != nil }
        #expect(held.map(\.path) == ["a", "c", "d"])
    }

    @Test("what is forgotten is closed, and the same name in another share is another file")
    func forgetting() throws {
        let scratch = try Scratch()
        try scratch.write("file")
        let name = try named("file")
        let cache = FileCache()
        let before = scratch.descriptors
        for share in Int64(0)..<3 {
            _ = try cache.open(share: share, name, in: scratch.folder, at: start)
        }
        #expect(cache.count == 3)
        cache.forget(share: 1, name)
        cache.forget(share: 7, name)
        #expect(cache.file(share: 1, name, at: start) == nil)
        #expect(cache.file(share: 2, name, at: start) != nil)
        cache.forgetAll()
        #expect(scratch.descriptors == before)
    }

    @Test("a file that is gone is not kept")
    func gone() throws {
        let scratch = try Scratch()
        try scratch.write("file")
        let name = try named("file")
        let cache = FileCache()
        _ = try cache.open(share: 0, name, in: scratch.folder, at: start)
        #expect(unlink("\(scratch.path)/file") == 0)
        #expect(throws: DiskError.self) {
            try cache.open(share: 0, name, in: scratch.folder, at: start + .seconds(2))
        }
        #expect(cache.count == 0)
    }

    @Test("however it is used, it agrees with a list of the latest names", arguments: 1...20)
    func model(seed: UInt64) throws {
        let scratch = try Scratch()
        let names = try (0..<8).map { try named("f\($0)") }
        for name in names { try scratch.write(name.path) }
        var chance = Chance(seed: seed)
        let cache = FileCache(capacity: 4)
        var latest: [FileName] = []
        for _ in 0..<200 {
            let name = names[Int(chance.next() % 8)]
            latest.removeAll { $0 == name }
            if chance.next() % 4 == 0 {
                cache.forget(share: 0, name)
            } else {
                _ = try cache.open(share: 0, name, in: scratch.folder, at: start)
                latest = Array(([name] + latest).prefix(4))
            }
            #expect(cache.count == latest.count)
        }
        // From the oldest on, so that looking does not change the order.
        for name in latest.reversed() { #expect(cache.file(share: 0, name, at: start) != nil) }
    }
}

@Suite("The content of a hot file")
struct HotFileTests {
    private let start = Instant(nanoseconds: 5_000_000_000)

    private func age(_ path: String, seconds: Int = 60) {
        let time = timespec(tv_sec: Glibc.time(nil) - seconds, tv_nsec: 0)
        _ = utimensat(AT_FDCWD, path, [time, time], 0)
    }

    @Test("is held when it is asked for again, and goes with the file")
    func asked() throws {
        let scratch = try Scratch()
        try scratch.write("file", "content")
        age("\(scratch.path)/file")
        let name = try named("file")
        let cache = FileCache()
        let file = try cache.open(share: 0, name, in: scratch.folder, at: start)
        #expect(cache.content(of: file) == nil, "once is not hot")
        #expect(cache.content(of: file) == Array("content".utf8))
        let later = start + .seconds(2)
        let again = try cache.open(share: 0, name, in: scratch.folder, at: later)
        #expect(again !== file && cache.content(of: again) == Array("content".utf8))
        #expect(cache.content(of: file) == nil, "what was handed out before has its own bytes")
        try scratch.write("file", "CONTENT")
        age("\(scratch.path)/file", seconds: 50)
        let new = try cache.open(share: 0, name, in: scratch.folder, at: later + .seconds(2))
        #expect(cache.content(of: new) == nil)
        #expect(cache.content(of: new) == Array("CONTENT".utf8))
        cache.forget(share: 0, name)
        #expect(cache.content(of: new) == nil)
    }

    @Test("is not held of a large file, nor of one that has just changed")
    func others() throws {
        let scratch = try Scratch()
        let cache = FileCache()
        let large = String(repeating: "x", count: Limits.hotFileLength + 1)
        for (path, text, isAged) in [("large", large, true), ("young", "content", false)] {
            try scratch.write(path, text)
            if isAged { age("\(scratch.path)/\(path)") }
            let file = try cache.open(share: 0, named(path), in: scratch.folder, at: start)
            for _ in 0..<3 { #expect(cache.content(of: file) == nil) }
        }
    }

    @Test("of one file is not sent for another when a place in the cache changes hands")
    func handed() throws {
        let scratch = try Scratch()
        let cache = FileCache(capacity: 1)
        for text in ["one", "two"] {
            try scratch.write(text, text)
            age("\(scratch.path)/\(text)")
            let file = try cache.open(share: 0, named(text), in: scratch.folder, at: start)
            #expect(cache.content(of: file) == nil)
            #expect(cache.content(of: file) == Array(text.utf8))
        }
    }
}
