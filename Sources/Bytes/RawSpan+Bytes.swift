// Reading bytes that somebody else owns. Every decoder looks at its input through these few words,
// so bounds are checked in one place and nothing is copied by accident.

extension RawSpan {
    /// The byte at `offset`; traps outside the span, for that is our own mistake.
    @inlinable
    package subscript(offset: Int) -> UInt8 {
        unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }

    /// Copies the bytes of `range` (default: all of them).
    package func copy(_ range: Range<Int>? = nil) -> [UInt8] {
        let part = extracting(range ?? 0..<byteCount)
        return unsafe part.withUnsafeBytes { unsafe [UInt8]($0) }
    }

    /// Whether the span begins with `prefix`.
    package func starts(with prefix: StaticString) -> Bool {
        guard byteCount >= prefix.utf8CodeUnitCount else { return false }
        for offset in 0..<prefix.utf8CodeUnitCount
        where unsafe self[offset] != prefix.utf8Start[offset] { return false }
        return true
    }

    /// Eight bytes from `offset` on, as this machine orders them.
    @inlinable
    package func word(at offset: Int) -> UInt64 {
        unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }

    /// Whether `part` stands in here at `offset`.
    package func holds(_ part: RawSpan, at offset: Int) -> Bool {
        guard offset >= 0, part.byteCount <= byteCount - offset else { return false }
        var place = 0
        while place + 8 <= part.byteCount {
            if part.word(at: place) != word(at: offset + place) { return false }
            place += 8
        }
        while place < part.byteCount {
            if part[place] != self[offset + place] { return false }
            place += 1
        }
        return true
    }

    /// The first offset at or after `start` that holds `byte`.
    package func firstOffset(of byte: UInt8, from start: Int = 0) -> Int? {
        var offset = start
        // Eight at a time: a byte that is zero after this is where `byte` was, and taking one from
        // each borrows into its highest bit (Mycroft's way; a false find is only ever behind one).
        let pattern = 0x0101_0101_0101_0101 &* UInt64(byte)
        while offset + 8 <= byteCount {
            let rest = UInt64(littleEndian: word(at: offset)) ^ pattern
            let found = (rest &- 0x0101_0101_0101_0101) & ~rest & 0x8080_8080_8080_8080
            if found != 0 { return offset + found.trailingZeroBitCount / 8 }
            offset += 8
        }
        while offset < byteCount {
            if self[offset] == byte { return offset }
            offset += 1
        }
        return nil
    }
}

extension Array where Element == UInt8 {
    /// Lends the array's bytes to `body` as a span.
    @inlinable
    package func withSpan<Result, Failure: Error>(
        _ body: (RawSpan) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let bytes = unsafe span.bytes
        return try body(bytes)
    }

    package mutating func append(contentsOf bytes: RawSpan) {
        unsafe bytes.withUnsafeBytes { unsafe append(contentsOf: $0) }
    }
}

extension String {
    /// The text that the bytes spell, or nil where they are not UTF-8. Nothing is repaired:
    /// a repaired name would be another file's.
    package init?(utf8 bytes: RawSpan) {
        // Validation is generic in the library and slow; ASCII, which most text is, needs none.
        var bits: UInt8 = 0
        for offset in 0..<bytes.byteCount { bits |= bytes[offset] }
        let isASCII = bits < 0x80
        let text = unsafe bytes.withUnsafeBytes { buffer -> String? in
            isASCII
                ? unsafe String(decoding: buffer, as: UTF8.self)
                : unsafe String(validating: buffer, as: UTF8.self)
        }
        guard let text else { return nil }
        self = text
    }

    package init?(utf8 bytes: [UInt8]) {
        guard let text = bytes.withSpan({ String(utf8: $0) }) else { return nil }
        self = text
    }
}
