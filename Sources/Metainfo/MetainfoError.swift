// Why a .torrent or an info dictionary is refused.

import Bencode

package enum MetainfoError: Error, Hashable, Sendable {
    /// Longer than `Limits.torrentLength`, or `Limits.metadataLength` for an info dictionary; or
    /// of more values than `Limits.bencodeValues`.
    case tooLarge
    /// Not bencoding, or a file tree (BEP 52) whose keys do not ascend.
    case invalidBencoding
    /// Lists and dictionaries inside each other beyond `Limits.bencodeDepth`.
    case depthExceeded
    /// Something else than a dictionary.
    case isNoDictionary
    /// No `info`, or one that is no dictionary.
    case missingInfo
    /// BEP 52 alone, or a version after it.
    case notYetSpoken
    /// No `piece length`, or none that pieces can have.
    case missingPieceLength
    /// No `name`, or a file without a `path`.
    case missingName
    /// A `path` that is no list of strings, or whose names are too long together.
    case invalidName
    /// A length that is none, is negative, or overflows with the others; or nothing but emptiness.
    case invalidLength
    /// A file that is no dictionary.
    case invalidFile
    /// No file that has a name.
    case noFiles
    /// More files or folders than `Limits.filesPerTorrent`.
    case tooManyFiles
    /// More files of one name than `Limits.equalNames`.
    case tooManyDuplicateNames
    /// A pad file (BEP 47) that fills more than what is left of a piece.
    case invalidPadFile
    /// No `pieces`.
    case missingPieces
    /// Hashes that are not 20 bytes for each piece.
    case invalidHashes
    /// More pieces than `Limits.pieces`.
    case tooManyPieces
    /// What a hybrid says for BEP 3 is not what it says for BEP 52.
    case inconsistentFiles

    init(_ error: BencodeError) {
        switch error {
        case .tooDeep: self = .depthExceeded
        case .tooManyValues: self = .tooLarge
        case .cut, .unexpected, .badInteger, .badKey, .repeatedKey, .trailing:
            self = .invalidBencoding
        }
    }
}

extension Bencode {
    /// The one value that `bytes` are, at most `limit` of them.
    static func read(_ bytes: [UInt8], limit: Int) throws(MetainfoError) -> Value {
        guard bytes.count <= limit else { throw .tooLarge }
        do {
            return try Bencode(bytes).root
        } catch {
            throw MetainfoError(error)
        }
    }
}
