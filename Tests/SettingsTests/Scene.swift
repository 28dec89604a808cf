// A folder of its own for every test, with a few files in it.

import Glibc
import Settings
import Testing

final class Scene {
    let folder: String

    init() throws {
        var template = Array("/tmp/settings-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        folder = String(decoding: template.dropLast().map(UInt8.init), as: UTF8.self)
    }

    @discardableResult
    func write(_ name: String, _ bytes: [UInt8], mode: mode_t = 0o600) -> String {
        let path = "\(folder)/\(name)"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, mode)
        #expect(
            bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
                == bytes.count)
        #expect(fchmod(descriptor, mode) == 0)
        close(descriptor)
        return path
    }

    @discardableResult
    func write(_ name: String, _ text: String, mode: mode_t = 0o600) -> String {
        write(name, Array(text.utf8), mode: mode)
    }

    /// What a peer.toml of this text is refused for, without the folder's name.
    func problems(_ text: String, _ overrides: Settings.Overrides = .init()) -> [String] {
        let path = write("peer.toml", text)
        do {
            _ = try Settings.load(path: path, overrides: overrides)
            return []
        } catch {
            return error.problems.map { problem in
                var problem = problem
                if problem.file.hasPrefix(folder) {
                    problem.file = String(problem.file.dropFirst(folder.count + 1))
                }
                return problem.description
            }
        }
    }

    func load(_ text: String, _ overrides: Settings.Overrides = .init()) throws -> Settings {
        try Settings.load(path: write("peer.toml", text), overrides: overrides)
    }

    deinit {
        guard let stream = opendir(folder) else { return }
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { remove("\(folder)/\(name)") }
        }
        closedir(stream)
        rmdir(folder)
    }
}

/// The text of a file of the project, by its path from the top.
func projectFile(_ path: String, from here: String = #filePath) throws -> (
    path: String, text: String
) {
    let top = here.split(separator: "/").dropLast(3).joined(separator: "/")
    let full = "/\(top)/\(path)"
    let file = try #require(fopen(full, "r"))
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    let count = fread(&buffer, 1, buffer.count, file)
    return (full, String(decoding: buffer[..<count], as: UTF8.self))
}
