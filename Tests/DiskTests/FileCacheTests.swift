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
