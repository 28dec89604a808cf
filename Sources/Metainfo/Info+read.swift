// Reads an info dictionary: what peers send (BEP 9), or what stands in a .torrent.
//
// Law. Nothing is taken before what it costs is known. Keys that we do not know are left alone, for
// they are part of the info-hash and of nothing else.

import Bencode
import Digest
import Vocabulary

extension Info {
    /// The dictionary that `raw` is, whole and nothing else. Takes time as its length: a long one
    /// is work for the pool.
    package init(raw: [UInt8]) throws(MetainfoError) {
        let value = try Bencode.read(raw, limit: Limits.metadataLength)
        guard value.isDictionary else { throw .isNoDictionary }
        try self.init(value)
    }

    init(_ info: Bencode.Value) throws(MetainfoError) {
        let version = try Self.version(of: info)
        let pieceLength = try Self.pieceLength(of: info, version)
        let spelledName = try Self.name(of: info)
        let entries = info["files"]?.list
        let spelled: [SpelledFile]
        if let entries {
            spelled = try Self.files(entries)
        } else {
            spelled = [try SpelledFile(single: info, name: spelledName)]
        }
        let length = try Self.length(of: spelled, pieceLength: pieceLength)
        guard let geometry = PieceGeometry(length: length, pieceLength: pieceLength) else {
            throw .tooManyPieces
        }
        if version == 2 { try Hybrid.compare(spelled, with: info, pieceLength: pieceLength) }
        hashes = try Self.hashes(of: info, geometry)
        raw = info.raw
        infoHash = SHA1.of(raw)
        otherHash = version == 2 ? SHA256.of(raw) : nil
        // A name with nothing in it that could be one: something that every machine knows.
        guard let name = SafeName.of(spelledName) ?? FileName(infoHash.hex) else {
            preconditionFailure("digits are a name")
        }
        self.name = name
        isFolder = entries != nil
        let named = try NamedFiles(spelled, in: isFolder ? name : nil, orOne: name)
        files = named.files
        spelledPaths = named.spelledPaths
        self.spelledName = spelledName
        self.geometry = geometry
        isPrivate = info["private"]?.integer.map { $0 != 0 } ?? false
    }

    /// 1, or 2 for a hybrid that can be taken by its side of BEP 3.
    private static func version(of info: Bencode.Value) throws(MetainfoError) -> Int64 {
        guard let said = info["meta version"] else { return 1 }
        guard let version = said.integer, (1...2).contains(version) else { throw .notYetSpoken }
        if version == 2, info["pieces"] == nil { throw .notYetSpoken }
        return version
    }

    private static func pieceLength(
        of info: Bencode.Value, _ version: Int64
    ) throws(MetainfoError) -> Int {
        guard let said = info["piece length"]?.integer, let length = Int(exactly: said),
            length > 0, length <= Limits.pieceLength
        else { throw .missingPieceLength }
        let isFit = length & (length - 1) == 0 && length >= Limits.blockLength
        guard version == 1 || isFit else { throw .missingPieceLength }
        return length
    }

    private static func name(of info: Bencode.Value) throws(MetainfoError) -> [UInt8] {
        let name = info["name.utf-8"]?.string ?? info["name"]?.string
        guard let name, !name.isEmpty else { throw .missingName }
        return name
    }

    private static func files(
        _ entries: [Bencode.Value]
    ) throws(MetainfoError) -> [SpelledFile] {
        guard entries.count <= Limits.filesPerTorrent else { throw .tooManyFiles }
        var files: [SpelledFile] = []
        files.reserveCapacity(entries.count)
        for entry in entries { files.append(try SpelledFile(entry)) }
        guard files.contains(where: { $0.kind == .regular }) else { throw .noFiles }
        return files
    }

    /// Of all files together.
    private static func length(
        of files: [SpelledFile], pieceLength: Int
    ) throws(MetainfoError) -> Int64 {
        var sum: Int64 = 0
        for file in files {
            if file.kind == .padding, file.length >= pieceLength { throw .invalidPadFile }
            let (next, overflows) = sum.addingReportingOverflow(file.length)
            if overflows { throw .invalidLength }
            sum = next
        }
        guard sum > 0 else { throw .invalidLength }
        return sum
    }

    /// Where the hashes are, in bytes from the dictionary's beginning.
    private static func hashes(
        of info: Bencode.Value, _ geometry: PieceGeometry
    ) throws(MetainfoError) -> Range<Int> {
        guard let pieces = info["pieces"], let content = pieces.string else {
            throw .missingPieces
        }
        guard content.count == geometry.pieceCount * Digest160.length else { throw .invalidHashes }
        let end = pieces.place.upperBound - info.place.lowerBound
        return end - content.count..<end
    }
}
