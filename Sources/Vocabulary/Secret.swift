// A network's secret. It is never printed: what has no description cannot reach a log by mistake.

package struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    package let bytes: [UInt8]

    /// White space around a secret does not count; white space alone is no secret (nil).
    package init?(_ text: some StringProtocol) {
        var bytes = Array(text.utf8)[...]
        while let first = bytes.first, Self.isSpace(first) { bytes.removeFirst() }
        while let last = bytes.last, Self.isSpace(last) { bytes.removeLast() }
        guard !bytes.isEmpty else { return nil }
        self.bytes = Array(bytes)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    package var description: String { "(a secret)" }
    package var debugDescription: String { description }
}
