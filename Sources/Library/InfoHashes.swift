// From an info-hash to a file: who begins to speak BitTorrent names nothing else.
//
// Law. Equal files under equal names are one torrent. One of them answers for all; when it goes,
// the next does.

import Digest

struct InfoHashes {
    private var first: [Digest160: Int32] = [:]
    /// The others of the same info-hash, in the order in which they came. Nearly always empty.
    private var more: [Digest160: [Int32]] = [:]

    /// The first row of that torrent that is as wanted.
    func row(_ infoHash: Digest160, where isWanted: (Int) -> Bool) -> Int? {
        guard let row = first[infoHash].map(Int.init) else { return nil }
        if isWanted(row) { return row }
        return more[infoHash]?.lazy.map(Int.init).first(where: isWanted)
    }

    mutating func reserve(_ capacity: Int) { first.reserveCapacity(capacity) }

    mutating func insert(_ infoHash: Digest160, _ row: Int) {
        guard first[infoHash] != nil else { return first[infoHash] = Int32(row) }
        more[infoHash, default: []].append(Int32(row))
    }

    mutating func remove(_ infoHash: Digest160, _ row: Int) {
        var others = more.isEmpty ? [] : more.removeValue(forKey: infoHash) ?? []
        if first[infoHash] == Int32(row) {
            first[infoHash] = others.isEmpty ? nil : others.removeFirst()
        } else {
            others.removeAll { $0 == Int32(row) }
        }
        if !others.isEmpty { more[infoHash] = others }
    }
}
