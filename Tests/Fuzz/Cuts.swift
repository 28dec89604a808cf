// How the network may cut a stream: not at all, after every byte, and anywhere.
//
// Law. Where "anywhere" is follows from the input, so that an input that fails fails again.

import Vocabulary

enum Cuts {
    /// Ways to cut `bytes` into reads, besides not at all. A long input byte by byte takes the time
    /// of a hundred others, and teaches what the short ones do.
    static func ways(of bytes: [UInt8]) -> [[Range<Int>]] {
        let slowly = (0..<bytes.count).map { $0..<$0 + 1 }
        return bytes.count <= 512 ? [slowly, anywhere(in: bytes)] : [anywhere(in: bytes)]
    }

    static func anywhere(in bytes: [UInt8]) -> [Range<Int>] {
        var chance = chance(of: bytes)
        var ranges: [Range<Int>] = []
        var start = 0
        while start < bytes.count {
            let most = min(bytes.count - start, 1 << Int.random(in: 0...10, using: &chance))
            let end = start + Int.random(in: 1...most, using: &chance)
            ranges.append(start..<end)
            start = end
        }
        return ranges
    }

    /// Chance that is the same whenever the input is (FNV-1a).
    static func chance(of bytes: [UInt8]) -> Chance {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Chance(seed: hash)
    }
}
