// A torrent of a test's own: its content, its layout, and a folder that it is downloaded into.

import Digest
import Glibc
import Testing
import Vocabulary

@testable import Disk

final class TorrentScene {
    typealias File = TorrentLayout.File

    let scratch: Scratch
    let incomplete: Folder
    let content: [UInt8]
    /// What the info-hash is of.
    let info: [UInt8]
    let files: TorrentFiles

    /// Pieces of 100 bytes.
    init(_ list: [File], isFolder: Bool = true, in scratch: Scratch? = nil) throws {
        let scratch = try scratch ?? Scratch()
        self.scratch = scratch
        incomplete = try scratch.folder.folder(named("incomplete"), making: true)
        var content: [UInt8] = []
        for file in list {
            content += (0..<Int(file.length)).map { place in
                file.isPad ? 0 : UInt8(truncatingIfNeeded: (content.count + place) &* 31 | 1)
            }
        }
        self.content = content
        let geometry = try #require(
            PieceGeometry(length: Int64(content.count), pieceLength: 100))
        let layout = try #require(TorrentLayout(list, geometry, isFolder: isFolder))
        let names = list.flatMap { Array($0.name.path.utf8) }
        info = content + names
        files = TorrentFiles(SHA1.of(info), layout, in: incomplete)
    }

    var pieces: [PieceIndex] { Array(files.geometry.pieces) }
    var name: String { files.infoHash.hex }

    func piece(_ number: Int) throws -> PieceIndex { try #require(files.geometry.piece(number)) }

    func bytes(_ piece: PieceIndex) -> [UInt8] { bytes(files.geometry.range(of: piece)) }
    func bytes(_ range: Range<Int64>) -> [UInt8] {
        Array(content[Int(range.lowerBound)..<Int(range.upperBound)])
    }
    func digest(_ piece: PieceIndex) -> Digest160 { SHA1.of(bytes(piece)) }

    /// What the file should have when all of it is there.
    func bytes(file: Int) -> [UInt8] { bytes(files.layout.range(of: file)) }

    func write(_ numbers: [Int]? = nil) throws {
        for piece in pieces where numbers?.contains(piece.number) ?? true {
            try files.write(bytes(piece), piece: piece)
        }
    }

    func onDisk(_ path: String) throws -> [UInt8]? {
        let file = open("\(scratch.path)/\(path)", O_RDONLY)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = read(file, &bytes, bytes.count)
        try #require(count >= 0)
        return Array(bytes[..<count])
    }
}

/// Names of files for short.
func file(
    _ path: String, _ length: Int64, isPad: Bool = false, isWanted: Bool = true
) throws -> TorrentLayout.File {
    TorrentLayout.File(try named(path), length: length, isPad: isPad, isWanted: isWanted)
}
