// A folder of a test's own, with a few words to set the scene.

import Glibc
import Testing
import Vocabulary

@testable import Disk

/// Removed, with all that is in it, when the test ends.
final class Scratch {
    let path: String
    let folder: Folder

    init() throws {
        var template = Array("/tmp/distrishare-test.XXXXXX".utf8CString)
        let made = try #require(mkdtemp(&template))
        path = String(cString: made)
        folder = try Folder(path: path)
    }

    deinit { remove(path) }

    func write(_ name: String, _ text: String = "content") throws {
        try write(name, bytes: Array(text.utf8))
    }

    func write(_ name: String, bytes: [UInt8]) throws {
        let file = open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        try #require(file >= 0)
        defer { close(file) }
        try #require(Glibc.write(file, bytes, bytes.count) == bytes.count)
    }

    func append(_ name: String, _ text: String) throws {
        let file = open("\(path)/\(name)", O_WRONLY | O_APPEND)
        try #require(file >= 0)
        defer { close(file) }
        try #require(Glibc.write(file, text, text.utf8.count) == text.utf8.count)
    }

    func makeFolder(_ name: String) throws {
        try #require(mkdir("\(path)/\(name)", 0o755) == 0)
    }

    func makeLink(_ name: String, to target: String) throws {
        try #require(symlink(target, "\(path)/\(name)") == 0)
    }

    func text(_ name: String) -> String? {
        let file = open("\(path)/\(name)", O_RDONLY)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(file, &bytes, bytes.count)
        return count < 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
    }

    func mode(_ name: String) -> mode_t? {
        var raw = stat()
        return lstat("\(path)/\(name)", &raw) == 0 ? raw.st_mode & 0o777 : nil
    }

    /// How many descriptors of this process are open on something in here.
    var descriptors: Int {
        list("/proc/self/fd").count {
            var target = [UInt8](repeating: 0, count: 4096)
            let count = readlink("/proc/self/fd/\($0)", &target, target.count)
            return String(decoding: target[..<max(0, count)], as: UTF8.self).hasPrefix(path)
        }
    }

    func entries(_ name: String = ".") -> [String] { list("\(path)/\(name)") }
}

private func list(_ path: String) -> [String] {
    guard let stream = opendir(path) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
        let place = UnsafeRawPointer(entry) + (MemoryLayout<dirent>.offset(of: \.d_name) ?? 19)
        names.append(String(cString: place.assumingMemoryBound(to: CChar.self)))
    }
    return names.filter { $0 != "." && $0 != ".." }.sorted()
}

private func remove(_ path: String) {
    if unlink(path) == 0 { return }
    for name in list(path) { remove("\(path)/\(name)") }
    rmdir(path)
}

/// The rights that this process takes away from what it makes, as its status has them; asking with
/// umask(2) would change it for other tests.
func currentUmask() -> mode_t { ownStatus("Umask").flatMap { mode_t($0, radix: 8) } ?? 0o022 }

/// How many descriptors this process's table has room for.
func descriptorRoom() -> Int { ownStatus("FDSize").flatMap { Int($0) } ?? 0 }

/// What the kernel says of this process (proc_pid_status(5)).
private func ownStatus(_ key: String) -> Substring? {
    let file = open("/proc/self/status", O_RDONLY)
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 512)
    let count = read(file, &bytes, 512)
    return String(decoding: bytes[..<max(0, count)], as: UTF8.self)
        .split(separator: "\n").first { $0.hasPrefix(key + ":\t") }?.dropFirst(key.count + 2)
}

/// A name that the test knows to be one.
func named(_ text: String) throws -> FileName { try #require(FileName(text)) }

/// A file system of 64 KiB, where the process may mount one.
final class TinyDisk {
    let scratch: Scratch
    let folder: Folder

    /// Nil where mounting is not allowed: then there is nothing to see.
    init?() throws {
        scratch = try Scratch()
        guard mount("tmpfs", scratch.path, "tmpfs", 0, "size=64k") == 0 else { return nil }
        folder = try Folder(path: scratch.path)
    }

    deinit { umount2(scratch.path, 2) }
}
