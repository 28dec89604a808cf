// The lists of a tracker, as they lie in files.

import Digest
import Glibc
import Settings
import Testing
import Vocabulary

@Suite("A tracker's lists") struct TrackedFilesTests {
    private static let one = String(repeating: "ab", count: 20)

    private func write(_ text: String, mode: mode_t = 0o600) -> String {
        var template = Array("/tmp/distrishare-list.XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        _ = Array(text.utf8).withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        fchmod(descriptor, mode)
        close(descriptor)
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private func read(torrents: String = "", tokens: String = "") throws -> TrackedFiles {
        try TrackedFiles(torrents: torrents, tokens: tokens, environment: [:])
    }

    @Test("without files everything is tracked, and nobody has a token") func none() throws {
        let files = try read()
        #expect(files.torrents == nil && files.tokens == [])
    }

    @Test("a line each; notes, white space and empty lines do not count") func lines() throws {
        let torrents = write("# films\n\(Self.one)\r\n\n  \(Self.one.uppercased()) # the same\n")
        let tokens = write("0123456789abcdef\n# mine\nA-._~zzz")
        defer { for path in [torrents, tokens] { unlink(path) } }
        let files = try read(torrents: torrents, tokens: tokens)
        #expect(files.torrents == [try #require(Digest160(hex: Self.one))])
        #expect(files.tokens == ["0123456789abcdef", "A-._~zzz"])
    }

    @Test("an empty list tracks nothing, which is not the same as no list") func empty() throws {
        let torrents = write("# none yet\n")
        defer { unlink(torrents) }
        #expect(try read(torrents: torrents).torrents == [])
    }

    @Test("what is no info-hash, and no token, is named by its line and never quoted") func wrong()
    {
        let torrents = write("\(Self.one)\nabc\n")
        let tokens = write("a token\nshort\n")
        defer { for path in [torrents, tokens] { unlink(path) } }
        #expect(throws: ConfigError.self) { try read(torrents: torrents) }
        do {
            _ = try read(tokens: tokens)
            Issue.record("a short token is none")
        } catch {
            #expect("\(error)".contains("line 1") || "\(error)".contains("line 2"))
            #expect(!"\(error)".contains("short\n"))
        }
    }

    @Test("a file of tokens that others can read is refused") func mode() {
        let tokens = write("0123456789abcdef\n", mode: 0o644)
        defer { unlink(tokens) }
        #expect(throws: ConfigError.self) { try read(tokens: tokens) }
    }
}
