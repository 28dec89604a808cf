// A torrent of both kinds (BEP 52): taken by its side of BEP 3, if the other says the same.
//
// Law. Who reads the other side gets the same files: the same paths and lengths in the same order,
// each beginning with a piece. Roots and layers are what only the other side needs.

import Bencode
import Vocabulary

struct Hybrid {
    /// The files of the tree are held against these, one after the other.
    private let files: [SpelledFile]
    private var matched = 0

    static func compare(
        _ files: [SpelledFile], with info: Bencode.Value, pieceLength: Int
    ) throws(MetainfoError) {
        var offset: Int64 = 0
        for file in files {
            let isAligned = offset % Int64(pieceLength) == 0
            guard isAligned || file.kind != .regular || file.length == 0 else {
                throw .inconsistentFiles
            }
            offset += file.length
        }
        guard let tree = info["file tree"] else { throw .inconsistentFiles }
        var hybrid = Hybrid(files: files.filter { $0.kind != .padding })
        try hybrid.walk(tree)
        guard hybrid.matched == hybrid.files.count else { throw .inconsistentFiles }
    }

    private init(files: [SpelledFile]) { self.files = files }

    private mutating func walk(_ tree: Bencode.Value) throws(MetainfoError) {
        // Folders that are not done, outermost first; they are as deep as bencoding may be.
        var open = [try Self.entries(of: tree)]
        var path: [[UInt8]] = []
        while let top = open.indices.last {
            guard let (key, value) = open[top].popFirst() else {
                open.removeLast()
                _ = path.popLast()
                continue
            }
            guard !key.isEmpty else { throw .inconsistentFiles }
            if let leaf = value[""] {
                try match(leaf, at: path + [key])
            } else {
                open.append(try Self.entries(of: value))
                path.append(key)
            }
        }
    }

    private static func entries(
        of folder: Bencode.Value
    ) throws(MetainfoError) -> ArraySlice<(key: [UInt8], value: Bencode.Value)> {
        guard let entries = folder.entries else { throw .inconsistentFiles }
        guard folder.isSorted else { throw .invalidBencoding }
        return entries[...]
    }

    private mutating func match(_ leaf: Bencode.Value, at path: [[UInt8]]) throws(MetainfoError) {
        guard matched < files.count else { throw .inconsistentFiles }
        let file = files[matched]
        let isLink = leaf["attr"]?.string?.contains(UInt8(ascii: "l")) ?? false
        let length = isLink ? 0 : leaf["length"]?.integer
        guard file.path == path, file.length == length, isLink == (file.kind == .link) else {
            throw .inconsistentFiles
        }
        matched += 1
    }
}
