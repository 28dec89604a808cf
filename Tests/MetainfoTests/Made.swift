// Info dictionaries and .torrents as strangers make them, from their parts.

import Bencode
import Digest
import Metainfo
import Testing
import Vocabulary

/// Bencoding by hand: what is wrong in it is meant to be.
enum Made {
    static func string(_ bytes: [UInt8]) -> [UInt8] { Array("\(bytes.count):".utf8) + bytes }
    static func string(_ text: String) -> [UInt8] { string(Array(text.utf8)) }
    static func list(_ values: [[UInt8]]) -> [UInt8] {
        Array("l".utf8) + values.joined() + Array("e".utf8)
    }
    static func integer(_ number: Int64) -> [UInt8] { Array("i\(number)e".utf8) }

    /// Keys in their order.
    static func dictionary(_ entries: [String: [UInt8]]) -> [UInt8] {
        let sorted = entries.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return Array("d".utf8) + sorted.flatMap { string($0.key) + $0.value } + Array("e".utf8)
    }

    /// As many hashes, each of bytes of its own.
    static func hashes(_ count: Int) -> [UInt8] {
        (0..<count).flatMap { [UInt8](repeating: UInt8($0 % 251), count: 20) }
    }

    /// One file of 100 bytes in two pieces of 64, but for what `changed` says; empty bytes take an
    /// entry away.
    static func single(_ changed: [String: [UInt8]] = [:]) -> [UInt8] {
        var entries = [
            "length": integer(100), "name": string("file"), "piece length": integer(64),
            "pieces": string(hashes(2)),
        ]
        for (key, value) in changed { entries[key] = value.isEmpty ? nil : value }
        return dictionary(entries)
    }

    /// A file of a folder.
    static func file(
        _ path: [String], _ length: Int64 = 10, _ more: [String: [UInt8]] = [:]
    ) -> [UInt8] {
        file(path.map { Array($0.utf8) }, length, more)
    }

    static func file(
        _ path: [[UInt8]], _ length: Int64 = 10, _ more: [String: [UInt8]] = [:]
    ) -> [UInt8] {
        var entries = ["length": integer(length), "path": list(path.map { string($0) })]
        for (key, value) in more { entries[key] = value.isEmpty ? nil : value }
        return dictionary(entries)
    }

    /// A folder in one piece.
    static func folder(_ files: [[UInt8]], _ changed: [String: [UInt8]] = [:]) -> [UInt8] {
        single(
            [
                "length": [], "files": list(files), "name": string("folder"),
                "piece length": integer(1 << 20), "pieces": string(hashes(1)),
            ].merging(changed) { $1 })
    }

    static func torrent(_ info: [UInt8], _ more: [String: [UInt8]] = [:]) -> [UInt8] {
        dictionary(["info": info].merging(more) { $1 })
    }
}

/// The paths that files of those components get, beneath the folder.
func paths(_ components: [[String]]) throws -> [String] {
    try Info(raw: Made.folder(components.map { Made.file($0) })).files
        .map { String($0.name?.path.dropFirst("folder/".count) ?? "") }
}
