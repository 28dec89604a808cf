// A torrent with web seeds, the servers behind them, and a peer who has everything: honest ones,
// and such as are told to be otherwise.

import Bytes
import Digest
import HTTPWire
import Metainfo
import Testing
import Vocabulary

@testable import Node

/// Content of a torrent, and the torrent.
struct WebTorrent {
    static let pieceLength = 32 << 10
    let content: [UInt8]
    let infoHash: Digest160
    let metainfo: [UInt8]

    /// - Parameter files: paths and lengths, nil for padding; without any it is one file.
    init(
        _ name: [UInt8], length: Int, files: [(path: [String]?, length: Int)] = [],
        seeds: [String]
    ) {
        var content = Self.content(length)
        var entries: [UInt8] = []
        var offset = 0
        for file in files {
            let path = (file.path ?? [".pad", "\(file.length)"]).map { "\($0.utf8.count):\($0)" }
            if file.path == nil {
                content.replaceSubrange(
                    offset..<offset + file.length,
                    with: [UInt8](repeating: 0, count: file.length))
            }
            offset += file.length
            let attributes = file.path == nil ? "4:attr1:p" : ""
            entries += bytes("d\(attributes)6:lengthi\(file.length)e4:pathl\(path.joined())ee")
        }
        var hashes: [UInt8] = []
        for start in stride(from: 0, to: length, by: Self.pieceLength) {
            let end = min(start + Self.pieceLength, length)
            SHA1.of(Array(content[start..<end])).append(to: &hashes)
        }
        let extent = files.isEmpty ? bytes("6:lengthi\(length)e") : []
        let list = files.isEmpty ? [] : bytes("5:filesl") + entries + bytes("e")
        let info =
            bytes("d") + list + extent + bytes("4:name\(name.count):") + name
            + bytes("12:piece lengthi\(Self.pieceLength)e6:pieces\(hashes.count):") + hashes
            + bytes("e")
        let urls = seeds.map { "\($0.utf8.count):\($0)" }.joined()
        self.content = content
        infoHash = SHA1.of(info)
        metainfo = bytes("d4:info") + info + bytes("8:url-listl\(urls)ee")
    }

    /// No two of its kibibytes are the same.
    private static func content(_ length: Int) -> [UInt8] {
        var content: [UInt8] = []
        while content.count < length {
            let number = content.count >> 10
            content += [0, 8, 16].map { UInt8(truncatingIfNeeded: number >> $0) }
            content += [UInt8](repeating: UInt8(truncatingIfNeeded: number &* 167), count: 1021)
        }
        return Array(content.prefix(length))
    }

    init(length: Int = 20 * pieceLength - 5, seeds: [String]) {
        self.init(bytes("film"), length: length, seeds: seeds)
    }
}

/// What was asked for last on a connection: the target, and the range.
struct WebAsked {
    let target: String
    let range: Range<Int>

    init?(_ said: String) {
        let heads = said.utf8.split(separator: bytes("\r\n\r\n")).compactMap { String($0) }
        guard let lines = heads.last?.split(separator: "\r\n"),
            let field = lines.first(where: { $0.hasPrefix("Range: bytes=") })
        else { return nil }
        let places = field.dropFirst(13).split(separator: "-").compactMap { Int($0) }
        target = String(lines[0].split(separator: " ")[1])
        range = places[0]..<places[1] + 1
    }
}

func web(_ status: Int, _ fields: [(String, String)] = [], _ body: [UInt8] = []) -> [UInt8] {
    var head = HTTPResponse(status: status, body: body)
    for (name, value) in fields { head.fields.add(name, value) }
    var bytes: [UInt8] = []
    head.append(to: &bytes, close: false)
    return bytes
}

/// The range that was asked for, of a file.
func web(_ range: Range<Int>, of file: [UInt8]) -> [UInt8] {
    let told = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(file.count)"
    return web(206, [("content-range", told)], Array(file[range]))
}

/// A server of these files that knows ranges and closes after each answer.
func webServer(_ files: [String: [UInt8]]) -> Door {
    .ours { said in
        guard let asked = WebAsked(said), let file = files[asked.target] else { return web(404) }
        return web(asked.range, of: file)
    }
}

extension Scene where Actor == PeerNode {
    func add(_ torrent: WebTorrent) {
        guard let metainfo = try? Metainfo(torrent: torrent.metainfo),
            case .added = node.answer(to: .add(TorrentRequest(.metainfo(metainfo))), at: now)
        else {
            return #expect(Bool(false), "the torrent is taken")
        }
        settle()
        work()
    }

    /// The disk does all that it was asked for.
    func work() {
        while !host.storeWork.isEmpty {
            if let done = host.doStoreWork() { complete(done) }
        }
    }

    func view(_ torrent: WebTorrent) -> TorrentView? {
        node.swarms?.torrents[torrent.infoHash]?.view(at: now, inFull: true)
    }

    /// What became of the content of a torrent that is one file.
    func arrived(_ torrent: WebTorrent, as file: String = "film") -> Bool {
        work()
        return host.files[Shares.downloads]?[name(file)]?.bytes == torrent.content
    }

    /// The requests that went to a server, by what they asked for.
    func webAsked(_ endpoint: Endpoint) -> [WebAsked] {
        said(to: endpoint).flatMap { said in
            said.utf8.split(separator: bytes("\r\n\r\n")).compactMap {
                String($0).flatMap { WebAsked($0 + "\r\n\r\n") }
            }
        }
    }
}

/// A peer who dialled us, has everything, and gives each block that is asked for.
final class GivingPeer {
    private let scene: Scene<PeerNode>
    private let torrent: WebTorrent
    private let id: ConnectionID
    /// What we have said to it that it has read.
    private var read = 68

    init(_ scene: Scene<PeerNode>, _ torrent: WebTorrent) {
        (self.scene, self.torrent) = (scene, torrent)
        id = scene.accept(.tcp(endpoint("10.0.0.77:40000")))
        var hello = [19] + bytes("BitTorrent protocol") + [UInt8](repeating: 0, count: 8)
        torrent.infoHash.append(to: &hello)
        hello += bytes("-XX0001-abcdefghijkl")
        let count = (torrent.content.count - 1) / WebTorrent.pieceLength + 1
        var field = [UInt8](repeating: 0xff, count: (count + 7) / 8)
        if count % 8 > 0 { field[field.count - 1] = .max << UInt8(8 - count % 8) }
        scene.say(hello + Self.message(5, field) + Self.message(1, []), on: id)
    }

    private static func message(_ kind: UInt8, _ body: [UInt8]) -> [UInt8] {
        let length = UInt32(body.count + 1)
        let prefix = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) }
        return prefix + [kind] + body
    }

    /// Answers what it was asked for, or so many blocks of it; whether there was any.
    @discardableResult
    func give(most: Int = .max) -> Bool {
        var given = 0
        while given < most, let (kind, body) = next() {
            guard kind == 6 else { continue }
            given += 1
            let (piece, begin, length) = (word(body, 0), word(body, 4), word(body, 8))
            let start = piece * WebTorrent.pieceLength + begin
            let block = Array(torrent.content[start..<start + length])
            scene.say(Self.message(7, Array(body[0..<8]) + block), on: id)
        }
        return given > 0
    }

    private func next() -> (UInt8, [UInt8])? {
        let sent = scene.host.wire(id).sent
        guard sent.count >= read + 4 else { return nil }
        let length = word(sent, read)
        guard sent.count >= read + 4 + length else { return nil }
        defer { read += 4 + length }
        guard length > 0 else { return (0xff, []) }
        return (sent[read + 4], Array(sent[read + 5..<read + 4 + length]))
    }

    private func word(_ bytes: [UInt8], _ place: Int) -> Int {
        bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
    }
}
