// A folder of its own for every test, and a database's path in it.

import Glibc
import Testing

final class Scene {
    let folder: String
    var path: String { folder + "/state.sqlite" }

    init() throws {
        var template = Array("/tmp/ledger-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        folder = String(decoding: template.dropLast().map(UInt8.init), as: UTF8.self)
    }

    func read(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 16 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes.prefix(count))
    }

    func write(_ path: String, _ bytes: [UInt8]) {
        guard let file = fopen(path, "w") else { return }
        #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
        fclose(file)
    }

    /// The rights on a file.
    func mode(_ path: String) -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
    }

    func delete(_ path: String) { unlink(path) }

    /// In place of a file that is there.
    func makeFolder(_ path: String) {
        unlink(path)
        mkdir(path, 0o700)
    }

    func removeFolder(_ path: String) { rmdir(path) }

    func copy(_ source: String, to target: String) { write(target, read(source) ?? []) }

    /// The names in the folder, sorted.
    var names: [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    deinit {
        for name in names { remove("\(folder)/\(name)") }
        rmdir(folder)
    }
}
