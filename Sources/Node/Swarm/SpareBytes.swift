// Memory of pieces that were written, for pieces that begin: a mebibyte that is given back and
// taken anew costs as much as hashing a part of it, for the kernel clears each page.
//
// Law. What is taken longest ago was given back longest ago: by then nobody looks at it any more.

import Vocabulary

struct SpareBytes {
    private var spares: [[UInt8]] = []

    /// So many bytes, of any content.
    mutating func take(_ count: Int) -> [UInt8] {
        // Two are left: a job of the pool may not have let go of the last ones.
        if spares.count > 2, let row = spares.dropLast(2).firstIndex(where: { $0.count == count }) {
            return spares.remove(at: row)
        }
        return unsafe [UInt8](unsafeUninitializedCapacity: count) { bytes, length in
            unsafe bytes.initialize(repeating: 0)
            length = count
        }
    }

    mutating func give(back bytes: consuming [UInt8]) {
        while spares.reduce(bytes.count, { $0 + $1.count }) > Limits.spareBytes, !spares.isEmpty {
            spares.removeFirst()
        }
        if bytes.count <= Limits.spareBytes { spares.append(bytes) }
    }

    /// Nothing is under way: the memory is somebody else's.
    mutating func clear() { spares = [] }
}
