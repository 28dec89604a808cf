// Limits of how documents go out, and of how many are asked for.

extension Limits {
    /// Bytes of a document from which on it is coded: less fits one packet as it is.
    package static let codedLengthMin = 1024
    /// Bytes of documents that are coded at a time, and so the longest of them: 3 ms. A longer list
    /// goes as it is; whoever wants it shorter asks for less of it.
    package static let codedAtOnce = 256 << 10
    /// How many bytes of that come back in a second: a fifth of a processor. A crowd that asks for
    /// more of it is answered without.
    package static let codedRate = 16 << 20

    // MARK: Requests

    /// How long what somebody may ask lasts.
    package static let requestWindow = Duration.seconds(60)
    /// Callers whose requests are counted: a mebibyte. A school's, each with a tablet.
    package static let callersCounted = 8192
    /// How often a browser asks anew whether a page of another origin may ask, in seconds: half of
    /// what browsers allow.
    package static let preflightAge = 3600
}
