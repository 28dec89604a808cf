// What a tracker knew when it was stopped, as bytes, so that a restart need not wait half an hour
// until everybody has announced again. After a crash it does.
//
//     info-hash 20 | family 1 (4 or 6) | leechers 2 | peers 2
//     each peer: address 4 or 16 | port 2 | seconds since it was seen 2      those that miss
//     something first
//
// Law. Saving ends at a limit, and what cannot be read is passed over: whoever is missing
//      announces.

import Bytes
import Digest
import Vocabulary

extension TrackedSwarms {
    /// All swarms in pieces of at most `Limits.savedPieceLength` bytes, up to `Limits.savedPieces`.
    package func saved(at now: Instant) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var piece = WriteBuffer(room: Limits.savedPieceLength)
        let second = PeerMark.second(of: now)
        for shard in shards {
            for case .some(let swarm) in shard.slots {
                swarm.v4.save(of: swarm.infoHash, at: second, into: &piece, &pieces)
                swarm.v6?.list.save(of: swarm.infoHash, at: second, into: &piece, &pieces)
                if pieces.count >= Limits.savedPieces { return pieces }
            }
        }
        if piece.count > 0 { pieces.append(piece.withSpan { $0.copy() }) }
        return pieces
    }

    /// Takes back a piece; everybody is as old as he was.
    package func recall(_ piece: [UInt8], at now: Instant) {
        var sample = PeerSample()
        var chance = Chance(seed: 0)
        piece.withSpan { bytes in
            var place = 0
            while let peers = SavedPeers(bytes, from: place) {
                for number in 0..<peers.count {
                    guard let (endpoint, age) = peers.peer(number, in: bytes) else { continue }
                    let seen = now.nanoseconds - min(now.nanoseconds, UInt64(age) * 1_000_000_000)
                    _ = announce(
                        PeerAnnounce(
                            infoHash: peers.infoHash, endpoint: endpoint,
                            isSeed: number >= peers.leechers, wanted: 0),
                        at: Instant(nanoseconds: seen), using: &chance, into: &sample)
                }
                place = peers.end
            }
        }
    }
}

private enum SavedHead { static let length = Digest160.length + 5 }

extension PeerEntry {
    fileprivate var savedLength: Int { address.v4 == nil ? 20 : 8 }

    fileprivate func save(at second: UInt16, into piece: inout WriteBuffer) {
        if let v4 = address.v4 {
            piece.append(v4)
        } else {
            piece.append(address.high)
            piece.append(address.low)
        }
        piece.append(port)
        piece.append(UInt16(mark.age(at: second)))
    }
}

extension PeerList {
    /// In parts, where there are many.
    fileprivate func save(
        of infoHash: Digest160, at second: UInt16, into piece: inout WriteBuffer,
        _ pieces: inout [[UInt8]]
    ) {
        var next = 0
        while next < count {
            let length = entries[next].savedLength
            if piece.space < SavedHead.length + length * min(count - next, 16) {
                pieces.append(piece.withSpan { $0.copy() })
                piece.clear()
            }
            let most = (piece.space - SavedHead.length) / length
            let end = min(count, next + most)
            piece.append(infoHash.bytes)
            piece.append(UInt8(length == 8 ? 4 : 6))
            piece.append(UInt16(min(max(leechers - next, 0), end - next)))
            piece.append(UInt16(end - next))
            for place in next..<end { entries[place].save(at: second, into: &piece) }
            next = end
        }
    }
}

/// The peers of one swarm, or a part of them, where they stand.
private struct SavedPeers {
    let infoHash: Digest160
    let leechers: Int
    let count: Int
    let end: Int
    private let start: Int
    private let isV4: Bool

    /// Nil at the end, and where it is cut.
    init?(_ bytes: RawSpan, from place: Int) {
        guard bytes.byteCount - place >= SavedHead.length else { return nil }
        let head = place + Digest160.length
        infoHash = Digest160(bytes, at: place)
        isV4 = bytes[head] == 4
        leechers = Int(bytes[head + 1]) << 8 | Int(bytes[head + 2])
        count = Int(bytes[head + 3]) << 8 | Int(bytes[head + 4])
        start = place + SavedHead.length
        end = start + count * (isV4 ? 8 : 20)
        guard end <= bytes.byteCount else { return nil }
    }

    /// And how many seconds ago it was seen.
    func peer(_ number: Int, in bytes: RawSpan) -> (Endpoint, Int)? {
        let place = start + number * (isV4 ? 8 : 20)
        let high = UInt64(bigEndian: bytes.word(at: place))
        guard !isV4 else {
            let address = IPAddress(v4: UInt32(high >> 32))
            return Endpoint(address, port: high >> 16 & 0xffff).map { ($0, Int(high & 0xffff)) }
        }
        let low = UInt64(bigEndian: bytes.word(at: place + 8))
        let port = UInt16(bytes[place + 16]) << 8 | UInt16(bytes[place + 17])
        let age = Int(bytes[place + 18]) << 8 | Int(bytes[place + 19])
        return Endpoint(IPAddress(high: high, low: low), port: port).map { ($0, age) }
    }
}
