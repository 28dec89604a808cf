// Torrents: what is in a .torrent, and the info dictionary that peers send.

import Bytes
import Digest
import Metainfo
import Vocabulary

extension Harness {
    static let torrent = Harness(name: "torrent") { bytes in
        guard let metainfo = try? Metainfo(torrent: bytes) else { return }
        expectHolds(metainfo.info)
        expect(
            bytes.withSpan { whole in
                metainfo.info.raw.withSpan { raw in
                    bytes.indices.contains { whole.holds(raw, at: $0) }
                }
            }, "an info dictionary is as it came")
        let written = metainfo.torrent
        expect(try? Metainfo(torrent: written), equals: metainfo, "what is written is read")
        expect((try? Metainfo(torrent: bytes + [0])) == nil, "a stranger at the end is refused")
        expect(metainfo.trackers.allSatisfy { !$0.isEmpty }, "a tier has somebody")
        expect(
            metainfo.trackers.joined().count <= Limits.trackersPerTorrent
                && metainfo.webSeeds.count <= Limits.webSeedsPerTorrent, "advice has an end")
        let link = metainfo.magnetLink()
        expect(
            try? MagnetLink(link.description).infoHash, equals: metainfo.info.infoHash,
            "a link leads to its torrent")
    }

    static let info = Harness(name: "info") { bytes in
        guard let info = try? Info(raw: bytes) else { return }
        expect(info.raw, equals: bytes, "an info dictionary is as it came")
        expectHolds(info)
        expectSafe(info)
    }

    private static func expectHolds(_ info: Info) {
        expect(info.infoHash, equals: SHA1.of(info.raw), "the hash is of the bytes as they came")
        expect(
            info.pieceHashes.count, equals: 20 * info.geometry.pieceCount, "each piece has a hash")
        let again = try? Info(raw: info.raw)
        expect(again?.files, equals: info.files, "the same bytes are the same files")
        var offset: Int64 = 0
        for (number, file) in info.files.enumerated() {
            expect(file.offset, equals: offset, "files stand one after the other")
            offset += file.length
            expect(!info.webPath(ofFile: number).isEmpty, "a file has a name somewhere")
            if number < 20, info.geometry.pieceCount < 10_000 {
                let touched = info.pieces(ofFile: number)
                let isInside = touched.allSatisfy {
                    info.geometry.range(of: $0).overlaps(file.range)
                }
                expect(isInside && touched.isEmpty == (file.length == 0), "a file is in its pieces")
            }
        }
        expect(offset, equals: info.geometry.length, "files are the content")
        for piece in info.geometry.pieces.prefix(50) {
            let parts = info.files(of: piece)
            expect(
                parts.reduce(0) { $0 + $1.range.count }, equals: info.geometry.size(of: piece),
                "a piece is in files")
            _ = info[piece]
        }
        expectApart(info)
    }

    /// No two files are one, and none is where a folder is.
    private static func expectApart(_ info: Info) {
        let names = info.files.compactMap(\.name)
        expect(!names.isEmpty, "a torrent has a file")
        let taken = Set(names)
        expect(taken.count, equals: names.count, "each file has a name of its own")
        for name in names {
            var path = name.path
            while let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) {
                path = String(path[..<slash])
                expect(!(FileName(path).map(taken.contains) ?? true), "a folder is no file")
            }
            expect(path, equals: info.name.path, "all lies beneath the torrent's name")
        }
    }

    /// Names that were made safe stay as they are in a torrent of ours.
    private static func expectSafe(_ info: Info) {
        let named = info.files.compactMap { file in file.name.map { ($0, file.length) } }
        let content: OwnContent?
        if info.isFolder {
            content = try? OwnContent(
                folder: info.name,
                files: named.compactMap { name, length in
                    FileName(
                        String(Substring(name.path.utf8.dropFirst(info.name.path.utf8.count + 1)))
                    )
                    .map { (path: $0, length: length) }
                })
        } else {
            content = named.first.flatMap { try? OwnContent(file: $0, length: $1) }
        }
        guard let content, content.geometry.pieceCount < 10_000 else { return }
        let hashes = [UInt8](repeating: 7, count: 20 * content.geometry.pieceCount)
        guard let own = try? content.info(hashes: hashes) else { return }
        let read = try? Info(raw: own.raw)
        expect(read?.files, equals: own.files, "what is safe stays as it is")
        expect(read?.name, equals: own.name, "what is safe stays as it is")
        expect(own.files.map(\.name), equals: named.map(\.0).sorted(), "paths are in order")
        expectHolds(own)
    }
}
