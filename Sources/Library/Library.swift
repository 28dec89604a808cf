import Digest
import Vocabulary
package struct SharedFile: Sendable, Equatable { package let name: FileName; package let share: Int64; package let path: FileName; package let size: Int64; package let modified: Int64; package let inode: UInt64; package let digest: Digest256? }
package struct Library {
 package init(records: [FileRecord], shares: [ShareRecord]) {}
 package var count: Int { 0 }
 package var totalBytes: Int64 { 0 }
 package var unhashedCount: Int { 0 }
 package var all: [SharedFile] { [] }
 package func file(named: FileName) -> SharedFile? { nil }
 package func file(share: Int64, path: FileName) -> SharedFile? { nil }
 package func files(with digest: Digest256) -> [SharedFile] { [] }
 package func search(_ words: String, limit: Int) -> [SharedFile] { [] }
 package func freeName(for: FileName) -> FileName { `for` }
 package mutating func add(_ s: ShareRecord) {}
 package mutating func remove(share: Int64) {}
 package mutating func setDownloadsShown(_ b: Bool) {}
 package mutating func scanned(share: Int64, _ f: [ScannedFile]) -> [SharedFile] { [] }
 package mutating func saw(share: Int64, _ f: ScannedFile) {}
 package mutating func remove(share: Int64, path: FileName) -> Bool { false }
 package mutating func nextToHash() -> SharedFile? { nil }
 package mutating func hashed(share: Int64, _ f: ScannedFile, _ d: Digest256) -> Bool { false }
}
