// The .torrent files that were left with a bootstrap: which there are, whose they are, and how many
// more may come. Their bytes are on the disk.
//
// Law 1. A torrent is registered once, by the hash of its info dictionary. A hybrid (BEP 52) is
//        found by its other hash too, for half of its swarm announces by that.
// Law 2. How many there are and how long they are together ends at limits, and for one owner
//        sooner.

import Bytes
import Digest
import Vocabulary

package final class TorrentRegistry {
    /// Why one more is not taken.
    package enum Objection: Equatable, Sendable {
        /// The owner has as many as one may have.
        case quota(Int)
        /// The owner's are together as long as one's may be.
        case ownersLength
        /// There is no room for anybody's.
        case full
    }

    private struct Share {
        var count = 0
        var length: Int64 = 0
    }

    /// Torrents that one owner may have.
    package var quota: Int
    private var rows = Rows<RegisteredTorrent?>()
    private var free: [Int32] = []
    private var byHash = SplitNumbers()
    private var byOtherHash = SplitNumbers()
    private var shares: [String: Share] = [:]
    /// Bytes of all .torrent files.
    package private(set) var length: Int64 = 0
    /// Bytes that it takes in memory, about.
    package private(set) var memory = 0

    package init(quota: Int) { self.quota = quota }

    package var count: Int { rows.count - free.count }
    /// Numbers of all that there are, and of some that are no more.
    package var numbers: Range<Int> { rows.indices }

    package subscript(number: Int) -> RegisteredTorrent? { rows[number] }

    package subscript(infoHash: Digest160) -> RegisteredTorrent? {
        let number = number(of: infoHash)
        return number < 0 ? nil : rows[Int(number)]
    }

    /// By the first 20 bytes of the hash that BEP 52 has for it.
    package func hybrid(_ otherHash: Digest160) -> RegisteredTorrent? {
        let number = number(ofOther: otherHash)
        return number < 0 ? nil : rows[Int(number)]
    }

    /// By whichever hash somebody announces.
    package func torrent(announcedBy hash: Digest160) -> RegisteredTorrent? {
        self[hash] ?? hybrid(hash)
    }

    /// Nil: it may come, or take the place of what is there of the same hash.
    package func objection(to torrent: RegisteredTorrent) -> Objection? {
        let before = self[torrent.infoHash]
        let share = shares[torrent.owner] ?? Share()
        let grown = Int64(torrent.length - (before?.length ?? 0))
        let isOwners = before?.owner == torrent.owner
        if before == nil, count >= Limits.registeredTorrents { return .full }
        if length + grown > Limits.registeredLength { return .full }
        if !isOwners, share.count >= quota { return .quota(quota) }
        // The operator's and the network's end with everybody's.
        let own = share.length + (isOwners ? grown : Int64(torrent.length))
        guard torrent.owner.isEmpty || own <= Limits.registeredLengthPerOwner else {
            return .ownersLength
        }
        return nil
    }

    /// Takes it, or what is said of it now.
    package func insert(_ torrent: RegisteredTorrent) {
        remove(torrent.infoHash)
        let number: Int32
        if let last = free.popLast() {
            number = last
            rows[Int(number)] = torrent
        } else {
            number = Int32(rows.count)
            rows.append(torrent)
        }
        byHash.insert(number, Self.hash(torrent.infoHash)) { hash(of: $0) }
        // Two hybrids with one such hash there are not, but for who can break SHA-256.
        if let other = torrent.otherHash, self.number(ofOther: other) < 0 {
            byOtherHash.insert(number, Self.hash(other)) { otherHash(of: $0) }
        }
        account(torrent, isComing: true)
    }

    /// Whether it was there.
    @discardableResult
    package func remove(_ infoHash: Digest160) -> Bool {
        let number = number(of: infoHash)
        guard number >= 0, let torrent = rows[Int(number)] else { return false }
        byHash.remove(number, Self.hash(infoHash)) { hash(of: $0) }
        if let other = torrent.otherHash, self.number(ofOther: other) == number {
            byOtherHash.remove(number, Self.hash(other)) { otherHash(of: $0) }
        }
        rows[Int(number)] = nil
        free.append(number)
        account(torrent, isComing: false)
        return true
    }

    private func account(_ torrent: RegisteredTorrent, isComing: Bool) {
        let sign = isComing ? 1 : -1
        var share = shares[torrent.owner] ?? Share()
        share.count += sign
        share.length += Int64(sign * torrent.length)
        shares[torrent.owner] = share.count == 0 ? nil : share
        length += Int64(sign * torrent.length)
        let texts = torrent.name.path.utf8.count + torrent.owner.utf8.count
        memory += sign * (Limits.registeredTorrent + texts)
    }

    // MARK: Numbers by hash. Strangers choose those, so they are hashed as any word of theirs.

    private static func hash(_ infoHash: Digest160) -> UInt32 {
        UInt32(truncatingIfNeeded: infoHash.hashValue)
    }

    private func hash(of number: Int32) -> UInt32 {
        rows[Int(number)].map { Self.hash($0.infoHash) } ?? 0
    }

    private func otherHash(of number: Int32) -> UInt32 {
        rows[Int(number)]?.otherHash.map(Self.hash) ?? 0
    }

    private func number(of infoHash: Digest160) -> Int32 {
        byHash.first(Self.hash(infoHash)) { rows[Int($0)]?.infoHash == infoHash }
    }

    private func number(ofOther otherHash: Digest160) -> Int32 {
        byOtherHash.first(Self.hash(otherHash)) { rows[Int($0)]?.otherHash == otherHash }
    }
}

@available(*, unavailable) extension TorrentRegistry: Sendable {}
