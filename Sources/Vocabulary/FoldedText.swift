// Text as a search sees it: words of letters and digits, without case and accents.
//
// Law. The same text in any Unicode form is the same words: what has no spelling without its accent
// in the table below is taken apart by whoever wrote it (NFD), or stays as it is (NFC) on both
// sides.

/// The words of a name or of a search. Made to be filled again and again: what it holds keeps its
/// place in memory.
package struct FoldedText {
    /// Words in UTF-8, with one byte between two: a slash where they stand in different folders, a
    /// space else.
    package private(set) var bytes: [UInt8] = []
    /// Where the words of the last component begin.
    package private(set) var base = 0
    /// Where its words end but for those behind its last dot; `bytes.count` where there are none.
    package private(set) var stemEnd = 0
    /// What stands between the last word and the next one.
    private var gap: UInt8 = 0

    package static let space = UInt8(ascii: " ")
    package static let slash = UInt8(ascii: "/")

    package init() {}

    package init(_ text: String) {
        read(text)
    }

    /// Where each word stands.
    package var words: [Range<Int>] {
        var words: [Range<Int>] = []
        var start = 0
        for offset in bytes.indices where bytes[offset] <= Self.slash {
            words.append(start..<offset)
            start = offset + 1
        }
        if start < bytes.count { words.append(start..<bytes.count) }
        return words
    }

    package mutating func read(_ text: String) {
        bytes.removeAll(keepingCapacity: true)
        (base, stemEnd, gap) = (0, 0, 0)
        var dot = 0
        var text = text
        let ascii = Self.ascii
        text.withUTF8 { utf8 in
            let span = unsafe utf8.span
            var offset = 0
            while offset < span.count {
                let byte = span[offset]
                if byte < 0x80 {
                    offset += 1
                    let folded = ascii[Int(byte)]
                    if folded != 0 {
                        append(folded)
                    } else if byte == Self.slash {
                        gap = Self.slash
                        dot = 0
                    } else {
                        if gap == 0 { gap = Self.space }
                        if byte == UInt8(ascii: ".") { dot = bytes.count }
                    }
                } else {
                    let (scalar, length) = Self.scalar(span, at: offset)
                    offset += length
                    append(scalar)
                }
            }
        }
        stemEnd = dot > base ? dot : bytes.count
    }

    private mutating func append(_ folded: UInt8) {
        if gap != 0 { closeGap() }
        bytes.append(folded)
    }

    private mutating func closeGap() {
        if !bytes.isEmpty {
            bytes.append(gap)
            if gap == Self.slash { base = bytes.count }
        }
        gap = 0
    }

    /// A scalar beyond ASCII.
    private mutating func append(_ scalar: Unicode.Scalar) {
        let value = scalar.value
        if Self.isAccent(value) { return }
        if let plain = Self.plain(value) {
            for byte in plain.utf8 { append(byte) }
            return
        }
        // Wide letters of East Asian keyboards are the same letters.
        if (0xff01...0xff5e).contains(value) {
            let folded = Self.ascii[Int(value - 0xfee0)]
            if folded != 0 { append(folded) } else if gap == 0 { gap = Self.space }
            return
        }
        guard scalar.properties.isAlphabetic || scalar.properties.numericType != nil else {
            if gap == 0 { gap = Self.space }
            return
        }
        let lower = scalar.properties.lowercaseMapping
        for scalar in lower.unicodeScalars where !Self.isAccent(scalar.value) {
            let plain = Self.plain(scalar.value) ?? String(scalar)
            for byte in plain.utf8 { append(byte) }
        }
    }
}

// MARK: What folds to what

extension FoldedText {
    /// Lower case of letters and digits; 0 for what stands between words.
    private static let ascii: [UInt8] = (0..<128).map { value in
        let byte = UInt8(value)
        return switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"): byte
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte + 32
        default: 0
        }
    }

    /// Marks that stand behind their letter: Latin, Greek and Cyrillic ones, Hebrew points, Arabic
    /// signs. Others are vowels.
    private static func isAccent(_ value: UInt32) -> Bool {
        (0x300...0x36f).contains(value) || (0x591...0x5c7).contains(value)
            || (0x64b...0x65f).contains(value)
    }

    /// From U+00C0 on, from U+01CD, and from U+1E00: a letter each. A dash stays as it is, and
    /// capitals are two letters.
    private static let latin = Array(
        ("aaaaaaAceeeeiiiidnooooo-ouuuuyTSaaaaaaAceeeeiiiidnooooo-ouuuuyTy"
            + "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii--jjkkkllllll--llnnnnnn-nn"
            + "ooooooOOrrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs").utf8)
    private static let carons = Array("aaiioouuuuuuuuuu".utf8)
    private static let more = Array(
        ("aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooo"
            + "pppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy-s--S-"
            + "aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooo"
            + "uuuuuuuuuuuuuuyyyyyyyy------").utf8)

    private static let others: [UInt32: String] = {
        let from = "ΐάέήίΰϊϋόύώςΆΈΉΊΌΎΏйѐёѓїќѝўЙЀЁЃЇЌЍЎ".unicodeScalars
        let to = "ιαεηιυιυουωσαεηιουωиеегікиуиеегікиу".unicodeScalars
        return Dictionary(uniqueKeysWithValues: zip(from.map(\.value), to.map { String($0) }))
    }()

    private static func plain(_ value: UInt32) -> String? {
        let letter: UInt8
        switch value {
        case 0xc0..<0x180: letter = latin[Int(value - 0xc0)]
        case 0x1cd..<0x1dd: letter = carons[Int(value - 0x1cd)]
        case 0x1e00..<0x1f00: letter = more[Int(value - 0x1e00)]
        case 0x370..<0x500: return others[value]
        default: return nil
        }
        switch letter {
        case UInt8(ascii: "-"): return nil
        case UInt8(ascii: "A"): return "ae"
        case UInt8(ascii: "O"): return "oe"
        case UInt8(ascii: "S"): return "ss"
        case UInt8(ascii: "T"): return "th"
        default: return String(Unicode.Scalar(letter))
        }
    }

    /// The scalar at `offset` of valid UTF-8, which is not ASCII, and its bytes.
    private static func scalar(
        _ text: Span<UInt8>, at offset: Int
    ) -> (scalar: Unicode.Scalar, length: Int) {
        let lead = text[offset]
        let length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
        var value = UInt32(lead) & (0x7f >> UInt32(length))
        for place in offset + 1..<offset + length { value = value << 6 | UInt32(text[place] & 63) }
        guard let scalar = Unicode.Scalar(value) else {
            preconditionFailure("a string is valid UTF-8")
        }
        return (scalar, length)
    }
}
