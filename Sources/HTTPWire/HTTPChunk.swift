// A body in chunks, as it is written (RFC 9112, section 7.1). Reading is in `HTTPBody`.

package enum HTTPChunk {
    /// One chunk. Not empty: an empty one is the last.
    package static func encode(_ bytes: [UInt8]) -> [UInt8] {
        precondition(!bytes.isEmpty, "an empty chunk would end the body")
        return Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + [0x0d, 0x0a]
    }

    /// What ends the body; no trailers follow.
    package static let last = Array("0\r\n\r\n".utf8)
}
