// What the records of unfinished downloads are made of.

import Digest
import Glibc
import Vocabulary

func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { [UInt8]($0) }
}

/// The eight bytes at `place`, as `littleEndian` wrote them.
func word(_ bytes: [UInt8], _ place: Int) -> UInt64 {
    (0..<8).reduce(0) { $0 | UInt64(bytes[place + $1]) << UInt64(8 * $1) }
}

/// A check of a line. Not against enemies, who cannot write here: against a line that was written
/// half, and one of another record.
func lineCheck(_ words: [UInt64], of key: UInt64) -> UInt64 {
    var check = key ^ 0x9e37_79b9_7f4a_7c15
    for word in words {
        check = (check ^ word) &* 0xff51_afd7_ed55_8ccd
        check ^= check >> 33
    }
    return check
}

/// Which start of the machine this is; zero where the kernel does not say, and then every start
/// counts as the same.
let bootNumber: UInt64 = {
    let file = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return 0 }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = Glibc.read(file, &bytes, 64)
    return count > 0 ? SHA256.of(Array(bytes[..<count])).words.0 : 0
}()

/// Writes a file of this content, puts it on the disk and then where `name` is; gives it open.
/// - Parameter earlier: the name that what was there is to have from then on.
func replaceFile(
    _ name: String, with bytes: [UInt8], keeping earlier: String? = nil, in folder: Folder
) throws(DiskError) -> Int32 {
    let file = try UnplacedFile(in: folder, stem: unfinishedPrefix, mode: 0o600)
    do throws(DiskError) {
        try bytes.span.withUnsafeBytes { (raw) throws(DiskError) in try file.write(raw, at: 0) }
        try file.seal()
        // Between the two renames there is only the earlier one, and that is believed, too.
        if let earlier, renameat(folder.descriptor, name, folder.descriptor, earlier) != 0,
            errno != ENOENT
        {
            throw DiskError("keep a record", code: errno)
        }
        try check("keep a record") {
            renameat(folder.descriptor, file.name, folder.descriptor, name)
        }
    } catch {
        file.discard()
        throw error
    }
    return try check("keep a record") { fcntl(file.descriptor, F_DUPFD_CLOEXEC, 0) }
}

/// The whole of a file of ours, of at most `most` bytes; nil where there is none, where it is
/// longer, and where it is no regular file.
func contentOfFile(_ name: String, in folder: Folder, most: Int64) throws(DiskError) -> [UInt8]? {
    let opened: Int32
    do throws(DiskError) {
        opened = try folder.openBeneath(name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)
    } catch {
        if error.isMissing { return nil }
        throw error
    }
    defer { close(opened) }
    let status = try FileStatus(of: opened)
    guard status.kind == .regular, status.size <= most else { return nil }
    var bytes = [UInt8](repeating: 0, count: Int(status.size))
    var done = 0
    while done < bytes.count {
        let count = try check("read a file") {
            bytes.withUnsafeMutableBytes { raw in
                pread(
                    opened, raw.baseAddress.map { $0 + done }, raw.count - done, off_t(done))
            }
        }
        guard count > 0 else { return nil }  // it has shrunk: nobody but us should write here
        done += count
    }
    return bytes
}
