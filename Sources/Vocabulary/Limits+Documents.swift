// Limits of how documents go out.

extension Limits {
    /// Bytes of a document from which on it is coded: less fits one packet as it is.
    package static let codedLengthMin = 1024
    /// Bytes of documents that are coded at a time, and so the longest of them: 3 ms. A longer list
    /// goes as it is; whoever wants it shorter asks for less of it.
    package static let codedAtOnce = 256 << 10
    /// How many bytes of that come back in a second: a fifth of a processor. A crowd that asks for
    /// more of it is answered without.
    package static let codedRate = 16 << 20
}
