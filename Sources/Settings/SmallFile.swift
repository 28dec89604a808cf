// Reading a small file whole, once, at start or reload. Checks look at the open descriptor, never
// at the path again, so that nobody can exchange the file in between.

import Glibc
import Vocabulary

struct SmallFile {
    let bytes: [UInt8]
    /// The permission bits.
    let mode: UInt32
}

enum SmallFileError: Error {
    case failed(Int32)
    case notAFile
    case isADirectory
    case tooLong(limit: Int)

    var isMissing: Bool {
        if case .failed(ENOENT) = self { true } else { false }
    }

    var sentence: String {
        switch self {
        case .failed(let code): "cannot be read: \(String(cString: strerror(code)))"
        case .notAFile: "must be a regular file"
        case .isADirectory: "must be a file; got a directory"
        case .tooLong(let limit): "must have at most \(limit) bytes"
        }
    }
}

/// The file's bytes and mode. A FIFO or a device is refused: reading one could wait for ever.
func smallFile(at path: String, limit: Int) throws(SmallFileError) -> SmallFile {
    guard !path.utf8.contains(0) else { throw .failed(EINVAL) }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw .failed(errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .failed(errno) }
    if status.st_mode & S_IFMT == S_IFDIR { throw .isADirectory }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
    return SmallFile(
        bytes: try contents(of: descriptor, limit: limit), mode: status.st_mode & 0o7777)
}

private func contents(of descriptor: Int32, limit: Int) throws(SmallFileError) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    while bytes.count <= limit {
        let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        if count == 0 { return bytes }
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { throw .failed(errno) }
        bytes += buffer[..<count]
    }
    throw .tooLong(limit: limit)
}
