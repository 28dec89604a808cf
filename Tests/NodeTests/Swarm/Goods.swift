// Content that torrents are made of, and what a scene with torrents can do.

import Bencode
import Digest
import Metainfo
import Testing
import Vocabulary

@testable import Node

/// One file that is a torrent.
struct Goods {
    let name: FileName
    let bytes: [UInt8]
    let info: Info

    /// So many pieces, the last of them shorter.
    init(_ text: String = "film.bin", pieces: Int = 4, tail: Int = 5_000, isPrivate: Bool = false) {
        name = NodeTests.name(text)
        var chance = Chance(seed: UInt64(text.utf8.count))
        let length = (pieces - 1) * (64 << 10) + tail
        // Every piece is another, and none takes long to make.
        var page = (0..<4096).map { _ in UInt8(truncatingIfNeeded: chance.next() >> 24) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(length + page.count)
        while bytes.count < length {
            let number = bytes.count / page.count
            (page[0], page[1]) = (UInt8(number & 0xff), UInt8(number >> 8 & 0xff))
            bytes += page
        }
        bytes.removeLast(bytes.count - length)
        self.bytes = bytes
        guard let content = try? OwnContent(file: name, length: Int64(length)),
            let info = try? content.info(hashes: PieceGeometry.ownHashes(of: bytes)),
            let secluded = try? Info(raw: Self.secluded(info.raw))
        else { preconditionFailure("that is a torrent") }
        self.info = isPrivate ? secluded : info
    }

    /// The same dictionary, private (BEP 27): the key is the last one.
    private static func secluded(_ raw: [UInt8]) -> [UInt8] {
        raw.dropLast() + Array("7:privatei1ee".utf8)
    }

    var infoHash: Digest160 { info.infoHash }
    var geometry: PieceGeometry { info.geometry }
    var all: PieceSet { PieceSet(pieceCount: geometry.pieceCount, all: true) }
    var metainfo: Metainfo { Metainfo(info: info) }

    func bytes(of block: BlockRange) -> [UInt8] {
        let range = geometry.range(of: block)
        return Array(bytes[Int(range.lowerBound)..<Int(range.upperBound)])
    }
}

extension Scene where Actor == PeerNode {
    /// Adds it whole, by its .torrent.
    @discardableResult
    func add(_ goods: Goods, peers: [String] = []) -> TorrentView? {
        add(.metainfo(goods.metainfo), peers: peers)
    }

    @discardableResult
    func add(_ source: TorrentRequest.Source, peers: [String] = []) -> TorrentView? {
        var options = TorrentOptions()
        options.peers = peers.compactMap { HostPort($0) }
        let answer = node.answer(to: .add(TorrentRequest(source, options)), at: now)
        storeDisk()
        settle()
        if case .added(let view) = answer { return view }
        return nil
    }

    /// The disk does what it was asked for of torrents.
    func storeDisk(taken: Set<String> = []) {
        while !host.storeWork.isEmpty {
            if let completion = host.doStoreWork(taken: taken) { complete(completion) }
        }
    }

    /// The file is in the library, hashed.
    func share(_ goods: Goods) {
        let file = RecordedFile(goods.bytes)
        host.files[Shares.own, default: [:]][goods.name] = file
        complete(.changed(share: Shares.own, goods.name, closed: true))
        let job = host.examinations.removeLast().job
        let seen = file.scanned(as: goods.name)
        complete(.examined(job, share: Shares.own, goods.name, seen))
        while !host.hashes.isEmpty {
            let job = host.hashes.removeFirst().job
            complete(
                .hashed(job, share: Shares.own, seen, file.digest, pieces: file.pieces))
        }
    }

    func torrent(_ goods: Goods) -> Torrent? { node.swarms?.torrents[goods.infoHash] }

    func view(_ goods: Goods) -> TorrentView? { torrent(goods)?.view(at: now, inFull: true) }

    /// Whether it stands in `downloads/`, byte for byte.
    func hasPlaced(_ goods: Goods, as text: String? = nil) -> Bool {
        let place = text.map { name($0) } ?? goods.name
        return host.files[Shares.downloads]?[place]?.bytes == goods.bytes
    }
}
