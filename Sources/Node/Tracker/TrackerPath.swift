// The paths of a tracker: `/announce` and `/scrape`, and the same beneath a token.

import Vocabulary

package struct TrackerPath: Equatable, Sendable {
    package enum Word: String, Sendable { case announce, scrape }

    package let word: Word
    package let token: String?

    /// Nil where the path, as it was sent, is another.
    package init?(_ path: String) {
        let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), parts[0].isEmpty,
            let last = String(parts[parts.count - 1]), let word = Word(rawValue: last)
        else { return nil }
        self.word = word
        guard parts.count == 3 else {
            token = nil
            return
        }
        guard let token = String(parts[1]), TrackerToken.isOne(token) else { return nil }
        self.token = token
    }
}
