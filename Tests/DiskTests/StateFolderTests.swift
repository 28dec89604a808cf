// A daemon's state is made once, locked while it runs, and never replaced silently.

import Digest
import Glibc
import Testing
import Vocabulary

@testable import Disk

@Suite("The state folder")
struct StateFolderTests {
    @Test("it is made with all that belongs in it, and found again")
    func made() throws {
        let scratch = try Scratch()
        let path = scratch.path + "/var/lib/9000"
        var state: StateFolder? = try StateFolder(path: path)
        #expect(state?.path == path)
        #expect(
            scratch.entries("var/lib/9000") == ["downloads", "lock", "shared_files"])
        #expect(scratch.mode("var/lib/9000/downloads/.incomplete") == 0o700)
        #expect(try #require(scratch.mode("var/lib/9000")) & 0o007 == 0)
        try scratch.write("var/lib/9000/shared_files/.unfinished.12")
        state = nil
        state = try StateFolder(path: path + "/")
        #expect(scratch.entries("var/lib/9000/shared_files").isEmpty)
    }

    @Test("a second daemon is told whose folder it is")
    func locked() throws {
        let scratch = try Scratch()
        let before = scratch.descriptors
        var first: StateFolder? = try StateFolder(path: scratch.path)
        let held = scratch.descriptors
        let error = #expect(throws: DiskError.self) { try StateFolder(path: scratch.path) }
        #expect(error?.isInUse == true)
        #expect(
            error?.description == "the state folder \(scratch.path) is in use by another daemon")
        #expect(scratch.descriptors == held)
        withExtendedLifetime(first) {}
        first = nil
        #expect(scratch.descriptors == before)
        _ = try StateFolder(path: scratch.path)
    }

    @Test("the key is made once and is the same ever after")
    func key() throws {
        let scratch = try Scratch()
        let first = try StateFolder(path: scratch.path).identityKey()
        #expect(scratch.mode("node.key") == 0o600)
        let again = try StateFolder(path: scratch.path).identityKey()
        #expect(again.seed == first.seed)
        #expect(again.publicKey == first.publicKey)
        #expect(scratch.entries() == ["downloads", "lock", "node.key", "shared_files"])
    }

    @Test("a key that is damaged or that others may read is an error, and stays as it is")
    func badKey() throws {
        let scratch = try Scratch()
        let state = try StateFolder(path: scratch.path)
        let damaged: [[UInt8]] = [
            [], [1, 2, 3], [UInt8](repeating: 0, count: 32), [UInt8](repeating: 1, count: 33),
        ]
        for bytes in damaged {
            try scratch.write("node.key", bytes: bytes)
            chmod("\(scratch.path)/node.key", 0o600)
            let error = #expect(throws: DiskError.self) { try state.identityKey() }
            #expect(error?.description.contains("node.key is damaged") == true)
        }
        try scratch.write("node.key", bytes: [UInt8](repeating: 1, count: 32))
        chmod("\(scratch.path)/node.key", 0o604)
        let error = #expect(throws: DiskError.self) { try state.identityKey() }
        #expect(error?.description.contains("can be read by others") == true)
        chmod("\(scratch.path)/node.key", 0o400)
        #expect(try state.identityKey().seed == [UInt8](repeating: 1, count: 32))
        #expect(unlink("\(scratch.path)/node.key") == 0)
        try scratch.makeLink("node.key", to: "/dev/zero")
        #expect(throws: DiskError.self) { try state.identityKey() }
    }

    @Test("a state folder that cannot be made is a sentence")
    func impossible() throws {
        let scratch = try Scratch()
        try scratch.write("file")
        let error = #expect(throws: DiskError.self) {
            try StateFolder(path: scratch.path + "/file/state")
        }
        #expect(error?.description.contains("/file/state: Not a directory") == true)
    }

    @Test("the table of descriptors is as long as it was wanted, and nothing stays open")
    func descriptorTable() {
        let wanted = min(DescriptorLimit.raise(), descriptorRoom() * 2)
        DescriptorLimit.makeRoom(for: wanted)
        #expect(descriptorRoom() >= wanted)
        #expect(fcntl(Int32(wanted) - 1, F_GETFD) == -1)
        // More than there may be is no reason to fail: the table grows as far as it can, later.
        DescriptorLimit.makeRoom(for: .max)
    }

    @Test("descriptors that are kept back are not connections")
    func descriptors() {
        #expect(DescriptorLimit.raise() >= 256)
        let plenty = DescriptorLimit.connectionsAllowed(wanted: 1000, descriptors: 4096)
        #expect(plenty == (1000, false))
        let few = DescriptorLimit.connectionsAllowed(wanted: 10_000, descriptors: 1024)
        #expect(few == (768, true))
        #expect(DescriptorLimit.connectionsAllowed(wanted: 10, descriptors: 20) == (1, true))
    }
}
