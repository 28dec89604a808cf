// What nobody may say aloud: secrets and tokens, looked for in everything that nodes send and log.

import Bytes
import Node
import Vocabulary

/// Words that stay where they are.
package struct Confidence {
    package let what: String
    let words: [UInt8]

    /// - Parameter words: begin with a byte that is rare elsewhere, which makes looking cheap.
    package init(_ what: String, _ words: String) {
        self.what = what
        self.words = Array(words.utf8)
    }

    func isIn(_ bytes: [UInt8]) -> Bool {
        guard let first = words.first else { return false }
        var rest = bytes[...]
        while let place = rest.firstIndex(of: first) {
            rest = rest[place...]
            if rest.starts(with: words) { return true }
            rest = rest.dropFirst()
        }
        return false
    }
}

extension World {
    func listen(to bytes: [UInt8], from name: String, in place: String) {
        for secret in secrets where secret.isIn(bytes) {
            complain("\(name) tells \(secret.what) in \(place)")
        }
    }
}

extension SimulatedHost {
    func listen(to bytes: [UInt8], on connection: ConnectionID) {
        world.listen(to: bytes, from: name, in: "what it sends")
    }
}
