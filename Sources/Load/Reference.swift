// What every answer must be, and one answer held against it as it arrives.
//
// Law. Every byte is looked at: compared at its offset, or digested.

import Digest
import Glibc
import Reactor
import Vocabulary

/// The content that is expected: its bytes, or its digest alone.
final class Reference {
    /// Nil where only the digest is known.
    let bytes: UnsafeRawBufferPointer?
    let digest: Digest256?
    /// Nil where it is not known.
    let length: Int64?
    private let memory: Memory

    private enum Memory { case none, allocated, mapped }

    init(digest: Digest256, length: Int64? = nil) {
        bytes = nil
        self.digest = digest
        self.length = length
        memory = .none
    }

    init(bytes content: [UInt8]) {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: content.count, alignment: 64)
        content.withUnsafeBytes { copy.copyMemory(from: $0) }
        bytes = UnsafeRawBufferPointer(copy)
        digest = nil
        length = Int64(content.count)
        memory = .allocated
    }

    /// Maps a file. (A file that somebody cuts while it is mapped ends the program with SIGBUS;
    /// reading 100 MiB beforehand would make its comparing slower, for a server on this machine
    /// sends from the very pages that are mapped here.)
    init(path: String) throws(SystemError) {
        let fd = open(path, O_RDONLY | O_CLOEXEC)
        guard fd >= 0 else { throw SystemError("opening \(path)") }
        defer { close(fd) }
        var status = stat()
        guard fstat(fd, &status) == 0 else { throw SystemError("looking at \(path)") }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw SystemError("reading \(path)", code: EINVAL)
        }
        digest = nil
        length = Int64(status.st_size)
        guard status.st_size > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            memory = .none
            return
        }
        let base = mmap(nil, status.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0)
        guard let base, base != MAP_FAILED else { throw SystemError("mapping \(path)") }
        bytes = UnsafeRawBufferPointer(start: base, count: status.st_size)
        memory = .mapped
    }

    deinit {
        switch memory {
        case .none: break
        case .allocated: bytes?.deallocate()
        case .mapped:
            munmap(UnsafeMutableRawPointer(mutating: bytes?.baseAddress), bytes?.count ?? 0)
        }
    }
}

/// One answer's content, as far as it has come.
struct Comparison {
    private let reference: Reference
    private var digest: SHA256?
    private(set) var offset: Int64 = 0

    init(with reference: Reference) {
        self.reference = reference
        if reference.digest != nil { digest = SHA256() }
    }

    /// For the next answer.
    mutating func restart() {
        offset = 0
        if digest != nil { digest = SHA256() }
    }

    /// The next bytes of the content; what is wrong with them, or nil.
    mutating func take(_ bytes: UnsafeRawBufferPointer) -> LoadFailure? {
        let end = offset + Int64(bytes.count)
        if let length = reference.length, end > length { return .tooLong }
        if let expected = reference.bytes?.baseAddress, let base = bytes.baseAddress {
            guard memcmp(base, expected + Int(offset), bytes.count) == 0 else {
                return .wrongByte(offset: offset + firstDifference(bytes, expected + Int(offset)))
            }
        }
        digest?.update(bytes)
        offset = end
        return nil
    }

    /// The answer ended; what is wrong with the whole, or nil.
    mutating func end() -> LoadFailure? {
        if let length = reference.length, offset < length { return .tooShort }
        guard let digest else { return nil }
        self.digest = SHA256()
        return digest.finish() == reference.digest ? nil : .wrongDigest
    }

    private func firstDifference(_ bytes: UnsafeRawBufferPointer, _ expected: UnsafeRawPointer)
        -> Int64
    {
        for (index, byte) in bytes.enumerated()
        where byte != expected.load(fromByteOffset: index, as: UInt8.self) { return Int64(index) }
        return Int64(bytes.count)
    }
}
