// The file of a running download: bytes are written and digested in one job, while they are hot.

import Digest
import Glibc
import Synchronization
import Vocabulary

/// Grows at its end. One job at a time may append, seal or place it.
package final class IncomingFile: Sendable {
    private let file: UnplacedFile
    private let digest = RunningDigest()
    private let written = Atomic<Int64>(0)

    /// Creates the file in `folder`, which is `downloads/.incomplete`.
    package init(in folder: Folder, stem: String) throws(DiskError) {
        file = try UnplacedFile(in: folder, stem: stem)
    }

    /// Bytes that were appended.
    package var length: Int64 { written.load(ordering: .acquiring) }

    /// Its name in the folder of incomplete files.
    package var name: String { file.name }

    /// Writes `bytes` at the end and digests them. Where it throws (the disk is full), nothing
    /// counts as appended: the same bytes may be appended later. For the pool.
    package func append(_ bytes: [UInt8]) throws(DiskError) {
        let offset = length
        let failure: DiskError? = bytes.withUnsafeBytes { raw in
            do throws(DiskError) {
                try file.write(raw, at: offset)
            } catch {
                return error
            }
            digest.update(raw)
            return nil
        }
        if let failure { throw failure }
        written.store(offset + Int64(bytes.count), ordering: .releasing)
    }

    /// Puts the file on the disk and says what it is. Nothing can be appended afterwards.
    /// For the pool.
    package func seal() throws(DiskError) -> Digest256 {
        // A write that failed half way may have left bytes behind the end.
        try check("cut a file") { ftruncate(file.descriptor, off_t(length)) }
        try file.seal()
        return digest.finish()
    }

    /// Gives the sealed file its name beneath `target`; see `UnplacedFile.place`. A folder on
    /// another file system gets a copy. For the pool.
    package func place(as name: FileName, in target: Folder) throws(DiskError) {
        do {
            try file.place(as: name, in: target)
        } catch {
            guard error.code == EXDEV else { throw error }
            try placeCopy(of: file.descriptor, length, as: name, in: target)
            discard()
        }
    }

    /// Removes the file. For the pool: freeing a large file's blocks takes a disk its time.
    package func discard() {
        file.discard()
        // Now, and not when the last descriptor is closed, wherever that is.
        ftruncate(file.descriptor, 0)
    }
}
