// What `get` is asked for, as the node is told it.

import Digest
import Vocabulary

/// 64 hexadecimal digits are a digest, what begins with a scheme is a URL, everything else a name.
struct Wanted: Encodable {
    var name: String?
    var sha256: String?
    var url: String?
    var from: String?
    /// Whether the file is wanted in a descriptor that comes with this.
    var descriptor: Bool?

    init(_ session: Session) throws {
        let word = session.words[0]
        let digest = session.arguments.options["--sha256"]
        from = try session.arguments.options["--from"].map { try session.address($0).description }
        if let digest, Digest256(hex: digest) == nil { throw session.wrongUse }
        if Self.isURL(word) {
            url = word
            sha256 = digest.flatMap { Digest256(hex: $0)?.hex }
            if from != nil { throw session.wrongUse }
        } else if digest != nil {
            throw session.wrongUse
        } else if let digest = Digest256(hex: word) {
            sha256 = digest.hex
        } else {
            guard FileName(word) != nil else {
                throw Failure(.usage, session.phrases.noName(word))
            }
            name = word
        }
    }

    /// What a download turned out to be, by its content.
    init(_ digest: Digest256, from: String?) {
        sha256 = digest.hex
        self.from = from
    }

    var digest: Digest256? { sha256.flatMap { Digest256(hex: $0) } }

    private static func isURL(_ word: String) -> Bool {
        let start = word.prefix(8).lowercased()
        return start.hasPrefix("http://") || start.hasPrefix("https://")
    }
}
