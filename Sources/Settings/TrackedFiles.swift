// The two lists that a tracker may have in files: torrents, and tokens. A line each; what follows a
// `#`, and white space around a line, does not count.

import Bytes
import Digest
import Vocabulary

package struct TrackedFiles: Sendable, Equatable {
    /// Nil: all torrents are tracked.
    package let torrents: Set<Digest160>?
    package let tokens: Set<String>

    /// Reads the files at these paths, of which each may be empty.
    package init(
        torrents: String, tokens: String, environment: [String: String]
    ) throws(ConfigError) {
        self.torrents = try Self.torrents(torrents)
        self.tokens = try Self.tokens(tokens, environment)
    }

    private static func torrents(_ path: String) throws(ConfigError) -> Set<Digest160>? {
        if path.isEmpty { return nil }
        let key = "tracker.torrents_file"
        let file: SmallFile
        do {
            file = try smallFile(at: path, limit: Limits.trackerTorrentsLength)
        } catch {
            throw ConfigError(file: path, key: key, error.sentence)
        }
        var torrents: Set<Digest160> = []
        try forEachLine(of: file.bytes) { line, number throws(ConfigError) in
            guard let infoHash = Digest160(hex: line) else {
                throw ConfigError(
                    file: path, key: key, "must have 40 hexadecimal digits in line \(number)")
            }
            torrents.insert(infoHash)
            guard torrents.count <= Limits.trackerTorrents else {
                throw ConfigError(
                    file: path, key: key, "must have at most \(Limits.trackerTorrents) torrents")
            }
        }
        return torrents
    }

    /// Whoever knows a token may announce by it, so the file is one of secrets.
    private static func tokens(
        _ path: String, _ environment: [String: String]
    ) throws(ConfigError) -> Set<String> {
        if path.isEmpty { return [] }
        let key = "tracker.tokens_file"
        let bytes = try SecretSource.bytes(
            path, key: key, environment: environment, limit: Limits.trackerTokensLength)
        var tokens: Set<String> = []
        try forEachLine(of: bytes) { line, number throws(ConfigError) in
            let length = Limits.trackerTokenLength
            guard TrackerToken.isOne(line) else {
                throw ConfigError(
                    file: path, key: key,
                    "must have \(length.lowerBound) to \(length.upperBound) letters, digits or "
                        + "-._~ in line \(number)")
            }
            tokens.insert(line)
            guard tokens.count <= Limits.trackerTokens else {
                throw ConfigError(
                    file: path, key: key, "must have at most \(Limits.trackerTokens) tokens")
            }
        }
        return tokens
    }

    private static func forEachLine(
        of bytes: [UInt8], _ body: (String, Int) throws(ConfigError) -> Void
    ) throws(ConfigError) {
        var number = 0
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            var words = line.prefix { $0 != UInt8(ascii: "#") }
            while let last = words.last, last <= 0x20 { words.removeLast() }
            while let first = words.first, first <= 0x20 { words.removeFirst() }
            if words.isEmpty { continue }
            try body(String(decoding: words, as: UTF8.self), number)
        }
    }
}
