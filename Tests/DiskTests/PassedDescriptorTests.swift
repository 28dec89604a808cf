// What another process opened, and what may be done with it here.

import Digest
import Glibc
import Testing
import Vocabulary

@testable import Disk

@Suite("What was passed") struct PassedDescriptorTests {
    private func passing(_ path: String, _ flags: Int32) -> PassedDescriptor {
        PassedDescriptor(adopting: open(path, flags | O_CREAT | O_CLOEXEC, 0o600))
    }

    @Test("a file is read by it, also when its name is gone") func read() throws {
        let scratch = try Scratch()
        try scratch.write("a", bytes: [1, 2, 3])
        let passed = passing(scratch.path + "/a", O_RDONLY)
        unlink(scratch.path + "/a")
        let file = try passed.file()
        #expect(file.size == 3)
        #expect(try hash(file, cancel: Cancellation()).digest == SHA256.of([1, 2, 3]))
        #expect(try file.current() === file)
    }

    @Test("a file that has grown since is another one") func grown() throws {
        let scratch = try Scratch()
        try scratch.write("a", bytes: [1, 2, 3])
        let file = try passing(scratch.path + "/a", O_RDONLY).file()
        truncate(scratch.path + "/a", 10)
        #expect(try file.current().size == 10)
    }

    @Test("a file to write to becomes a copy, whatever it held before") func fill() throws {
        let scratch = try Scratch()
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 9) }
        try scratch.write("source", bytes: bytes)
        try scratch.write("target", bytes: [UInt8](repeating: 9, count: 5_000_000))
        let source = try scratch.folder.open(named("source"))
        try passing(scratch.path + "/target", O_WRONLY).fill(from: source)
        let copied = try hash(scratch.folder, named("target"), cancel: Cancellation())
        #expect(copied.size == 3_000_000 && copied.digest == SHA256.of(bytes))
    }

    @Test("a copy leaves the source where it stands: others copy it at the same time")
    func shared() throws {
        let scratch = try Scratch()
        let bytes = [UInt8](repeating: 3, count: 100_000)
        try scratch.write("source", bytes: bytes)
        let source = try scratch.folder.open(named("source"))
        lseek(source.descriptor, 5, SEEK_SET)
        try passing(scratch.path + "/target", O_WRONLY).fill(from: source)
        #expect(lseek(source.descriptor, 0, SEEK_CUR) == 5)
        let copied = try hash(scratch.folder, named("target"), cancel: Cancellation())
        #expect(copied.digest == SHA256.of(bytes))
    }

    @Test("what cannot be used so is refused") func wrongUse() throws {
        let scratch = try Scratch()
        try scratch.write("a", bytes: [1])
        let source = try scratch.folder.open(named("a"))
        #expect(throws: DiskError.self) {
            try passing(scratch.path + "/a", O_RDONLY).fill(from: source)
        }
        #expect(throws: DiskError.self) { try passing(scratch.path + "/b", O_WRONLY).file() }
        #expect(throws: DiskError.self) { try passing(scratch.path + "/a", O_RDONLY).folder() }
        let folder = PassedDescriptor(adopting: open(scratch.path, O_RDONLY | O_DIRECTORY))
        #expect(throws: DiskError.self) { try folder.file() }
        #expect(throws: DiskError.self) { try folder.fill(from: source) }
        mkfifo(scratch.path + "/fifo", 0o600)
        let fifo = PassedDescriptor(adopting: open(scratch.path + "/fifo", O_RDONLY | O_NONBLOCK))
        #expect(throws: DiskError.self) { try fifo.file() }
    }

    @Test("a folder is a way to its files") func folder() throws {
        let scratch = try Scratch()
        try scratch.write("a", bytes: [1])
        let passed = PassedDescriptor(adopting: open(scratch.path, O_RDONLY | O_DIRECTORY))
        #expect(try passed.folder().open(named("a")).size == 1)
        #expect(try passed.look().isThing(FileStatus(of: scratch.folder.descriptor)))
        #expect(try !passed.look().isThing(scratch.folder.open(named("a")).status))
    }

    @Test("a cancelled copy ends, and says so") func cancelled() throws {
        let scratch = try Scratch()
        try scratch.write("a", bytes: [1])
        let cancel = Cancellation()
        cancel.cancel()
        let target = passing(scratch.path + "/b", O_WRONLY)
        let source = try scratch.folder.open(named("a"))
        let error = #expect(throws: DiskError.self) {
            try target.fill(from: source, cancel: cancel)
        }
        #expect(error?.isCancelled == true)
    }

    @Test("a file is removed beneath its folder") func remove() throws {
        let scratch = try Scratch()
        try scratch.write("a", bytes: [1])
        try scratch.folder.remove(named("a"))
        #expect(scratch.entries().isEmpty)
        #expect(throws: DiskError.self) { try scratch.folder.remove(named("b/a")) }
    }
}
