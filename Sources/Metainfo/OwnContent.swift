// What this node shares, on its way to an info dictionary: names and lengths are known, and with
// them how it is cut; what is missing are the hashes of the pieces.
//
// Law. The dictionary follows from names and bytes alone, so that two who share the same are one
// swarm without having met: canonical bencoding, no dates, no names of programs or people.

import Bencode
import Digest
import Vocabulary

package struct OwnContent: Hashable, Sendable {
    /// Of the file, or of the folder; one component.
    package let name: FileName
    package let isFolder: Bool
    /// In the order in which their bytes are hashed and sent: of a folder in that of the bytes of
    /// their paths. All are regular.
    package let files: [ContentFile]
    package let geometry: PieceGeometry

    /// A file of `length` bytes, called as the last component of `name` is. An empty one has no
    /// pieces, so `invalidLength` is thrown; for one too large `tooManyPieces` or `tooLarge`.
    package init(file name: FileName, length: Int64) throws(MetainfoError) {
        guard let base = FileName(name.base) else { preconditionFailure("a component is a name") }
        try self.init(base, isFolder: false, files: [(base, length)])
    }

    /// A folder, called as the last component of `name` is. Paths are beneath it, in any order,
    /// each once. Besides what a file throws there are `noFiles`, `tooManyFiles`, and `invalidName`
    /// where a path gets too long with the folder in front.
    package init(
        folder name: FileName, files: [(path: FileName, length: Int64)]
    ) throws(MetainfoError) {
        guard let base = FileName(name.base) else { preconditionFailure("a component is a name") }
        guard !files.isEmpty else { throw .noFiles }
        guard files.count <= Limits.filesPerTorrent else { throw .tooManyFiles }
        var named: [(FileName, Int64)] = []
        for file in files.sorted(by: { $0.path < $1.path }) {
            guard let whole = file.path.beneath(base) else { throw .invalidName }
            precondition(named.last.map { $0.0 != whole } ?? true, "a folder has a path once")
            named.append((whole, file.length))
        }
        try self.init(base, isFolder: true, files: named)
    }

    private init(
        _ name: FileName, isFolder: Bool, files named: [(FileName, Int64)]
    ) throws(MetainfoError) {
        var files: [ContentFile] = []
        var sum: Int64 = 0
        for (name, length) in named {
            precondition(length >= 0, "a file is not shorter than nothing")
            files.append(ContentFile(kind: .regular(name), offset: sum, length: length))
            let (next, overflows) = sum.addingReportingOverflow(length)
            if overflows { throw .invalidLength }
            sum = next
        }
        guard sum > 0 else { throw .invalidLength }
        guard let geometry = PieceGeometry.own(length: sum) else { throw .tooManyPieces }
        guard geometry.pieceCount * Digest160.length < Limits.metadataLength else {
            throw .tooLarge
        }
        self.name = name
        self.isFolder = isFolder
        self.files = files
        self.geometry = geometry
    }

    /// The dictionary with `hashes`, 20 bytes for each piece. `tooLarge` is thrown where peers
    /// would not take it.
    package func info(hashes: [UInt8]) throws(MetainfoError) -> Info {
        precondition(
            hashes.count == geometry.pieceCount * Digest160.length, "each piece has its hash")
        let raw = dictionary(hashes)
        guard raw.count <= Limits.metadataLength else { throw .tooLarge }
        return Info(
            raw: raw, infoHash: SHA1.of(raw), otherHash: nil, name: name, isFolder: isFolder,
            files: files, geometry: geometry, isPrivate: false,
            // Behind them stands the dictionary's own end.
            hashes: raw.count - 1 - hashes.count..<raw.count - 1,
            spelledName: Array(name.path.utf8),
            spelledPaths: [:])
    }

    private func dictionary(_ hashes: [UInt8]) -> [UInt8] {
        var writer = BencodeWriter()
        writer.dictionary { info in
            if isFolder {
                info.key("files")
                info.list { list in
                    for file in files { write(file, to: &list) }
                }
            } else {
                info.entry("length", geometry.length)
            }
            info.entry("name", name.path)
            info.entry("piece length", geometry.pieceLength)
            info.entry("pieces", hashes)
        }
        return writer.bytes
    }

    private func write(_ file: ContentFile, to list: inout BencodeWriter) {
        guard let path = file.name?.path.utf8.split(separator: UInt8(ascii: "/")) else {
            preconditionFailure("what we share is regular")
        }
        list.dictionary { entry in
            entry.entry("length", file.length)
            entry.key("path")
            // Without the folder, which is the torrent's name.
            entry.list { components in
                for component in path.dropFirst() { components.string(component) }
            }
        }
    }
}
