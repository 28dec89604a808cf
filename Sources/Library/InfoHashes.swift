// From an info-hash to a file: who begins to speak BitTorrent names nothing else.
//
// Law 1. Equal files under equal names are one torrent. One of them answers for all; when it goes,
//        the next does.
// Law 2. A table of a hundred thousand keys that grows holds the loop for twenty milliseconds. So
//        they are many, by the first byte, and each grows when it is its turn.

import Digest

struct InfoHashes {
    private var first: [[Digest160: Int32]] = Array(repeating: [:], count: 256)
    /// The others of the same info-hash, in the order in which they came. Nearly always empty.
    private var more: [Digest160: [Int32]] = [:]

    /// The first row of that torrent that is as wanted.
    func row(_ infoHash: Digest160, where isWanted: (Int) -> Bool) -> Int? {
        guard let row = first[infoHash.table][infoHash].map(Int.init) else { return nil }
        if isWanted(row) { return row }
        return more[infoHash]?.lazy.map(Int.init).first(where: isWanted)
    }

    mutating func reserve(_ capacity: Int) {
        for table in first.indices { first[table].reserveCapacity(capacity / first.count) }
    }

    mutating func insert(_ infoHash: Digest160, _ row: Int) {
        guard first[infoHash.table][infoHash] != nil else {
            return first[infoHash.table][infoHash] = Int32(row)
        }
        more[infoHash, default: []].append(Int32(row))
    }

    mutating func remove(_ infoHash: Digest160, _ row: Int) {
        var others = more.isEmpty ? [] : more.removeValue(forKey: infoHash) ?? []
        if first[infoHash.table][infoHash] == Int32(row) {
            first[infoHash.table][infoHash] = others.isEmpty ? nil : others.removeFirst()
        } else {
            others.removeAll { $0 == Int32(row) }
        }
        if !others.isEmpty { more[infoHash] = others }
    }
}

extension Digest160 {
    /// Which of the tables has it.
    fileprivate var table: Int { Int(firstByte) }
}
