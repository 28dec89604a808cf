// How often each torrent was announced as complete. Such a count outlives its swarm, which is gone
// when its last peer is, and the program: whoever looks for a torrent that nobody has at the moment
// is told that forty had it.
//
// A peer is counted once, though it leaves and comes again (`RecentCompletions`).
//
// What that costs: 28 bytes a torrent that was ever completed here, and nothing for others. At the
// limit the one of eight goes that has the least, so a stranger who completes what nobody ever had
// makes little of what others did forgotten.

import Digest
import Vocabulary

package struct Completions {
    /// In parts, since a table grows at once and a quarter of a million take longer than a turn
    /// may.
    private var parts: [[Digest160: UInt32]]
    package private(set) var count = 0

    private static let partCount = 256
    private static let partLimit = Limits.completions / partCount

    /// Torrents that had to make room, since somebody asked.
    var lost: [Digest160] = []

    private var recent: RecentCompletions

    /// - Parameter memoryMax: bytes of the tracker that it is of.
    init(memoryMax: Int) {
        parts = Array(repeating: [:], count: Self.partCount)
        recent = RecentCompletions(memoryMax: memoryMax)
    }

    subscript(infoHash: Digest160) -> Int { Int(parts[Self.part(of: infoHash)][infoHash] ?? 0) }

    /// One more, unless the peer was counted before; whether it is.
    ///
    /// - Parameter peer: a hash of the torrent and the peer that nobody can guess.
    mutating func add(_ infoHash: Digest160, by peer: UInt64) -> Bool {
        guard recent.insert(peer) else { return false }
        set(infoHash, to: UInt32(clamping: self[infoHash] + 1))
        return true
    }

    /// What was remembered.
    mutating func set(_ infoHash: Digest160, to number: UInt32) {
        let part = Self.part(of: infoHash)
        if parts[part][infoHash] == nil {
            if parts[part].count >= Self.partLimit { forgetOne(of: part) }
            count += 1
        }
        parts[part][infoHash] = number
    }

    private mutating func forgetOne(of part: Int) {
        guard let least = parts[part].prefix(8).min(by: { $0.value < $1.value }) else { return }
        parts[part][least.key] = nil
        count -= 1
        if lost.count < Limits.completionsWaiting { lost.append(least.key) }
    }

    /// Whoever chooses info-hashes so that they fall into one part has that part's room for
    /// himself.
    private static func part(of infoHash: Digest160) -> Int { Int(infoHash.firstByte) }
}
