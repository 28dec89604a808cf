// A file that is written anew for every input; `Scripts/check --fuzz` points TMPDIR at memory, so
// that thousands of them a second are no strain on a disk, and clears it away.

import Glibc

/// One file in a folder of its own.
final class MemoryFile: Sendable {
    let folder: String
    let path: String

    init(_ name: String) {
        let place = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(place)/distrishare-fuzz.XXXXXX".utf8CString)
        folder = mkdtemp(&template).map { String(cString: $0) } ?? ""
        path = "\(folder)/\(name)"
        expect(!folder.isEmpty, "a folder can be made")
    }

    /// Gives the file that content; where it is.
    @discardableResult
    func fill(_ bytes: [UInt8]) -> String {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        defer { close(file) }
        expect(write(file, bytes, bytes.count) == bytes.count, "there is room for a file")
        return path
    }

    func content() -> [UInt8] {
        let file = open(path, O_RDONLY)
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = read(file, &bytes, bytes.count)
        return Array(bytes.prefix(max(0, count)))
    }
}
