// The characters of RFC 9110, and text made of them. Every byte that reaches a name or a value
// has passed here.

import Bytes

enum HTTPGrammar {
    /// tchar (RFC 9110, section 5.6.2): letters, digits and !#$%&'*+-.^_`|~, a bit for each.
    static func isToken(_ byte: UInt8) -> Bool {
        let bits: UInt64 =
            switch byte >> 6 {
            case 0: 0x03ff_6cfa_0000_0000
            case 1: 0x57ff_ffff_c7ff_fffe
            default: 0
            }
        return bits >> UInt64(byte & 63) & 1 == 1
    }

    /// What may stand in a value: visible, blank, or above ASCII. No controls, so no bare CR.
    static func isValue(_ byte: UInt8) -> Bool {
        (byte >= 0x20 && byte != 0x7f) || byte == 0x09
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    static func lowered(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }

    /// A token that is not empty, or nil.
    static func token(_ bytes: RawSpan) -> String? {
        for offset in 0..<bytes.byteCount where !isToken(bytes[offset]) { return nil }
        return bytes.byteCount > 0 ? String(utf8: bytes) : nil
    }

    /// A token in lower case, without an allocation where it is short.
    static func loweredToken(_ bytes: RawSpan) -> String? {
        let count = bytes.byteCount
        for offset in 0..<count where !isToken(bytes[offset]) { return nil }
        guard count > 0 else { return nil }
        return unsafe String(unsafeUninitializedCapacity: count) { buffer in
            for offset in 0..<count {
                unsafe buffer[offset] = lowered(bytes[offset])
            }
            return count
        }
    }

    /// A value without the blanks around it, or nil where it has a byte that no value may have.
    /// What is not UTF-8 is read as Latin-1, as it was in older days: nothing is lost.
    static func value(_ bytes: RawSpan) -> String? {
        var start = 0
        var end = bytes.byteCount
        while start < end, isBlank(bytes[start]) { start += 1 }
        while end > start, isBlank(bytes[end - 1]) { end -= 1 }
        for offset in start..<end where !isValue(bytes[offset]) { return nil }
        let trimmed = bytes.extracting(start..<end)
        if let text = String(utf8: trimmed) { return text }
        var text = ""
        for byte in trimmed.copy() { text.unicodeScalars.append(Unicode.Scalar(byte)) }
        return text
    }

    /// A length in decimal digits alone, or nil: no sign, no blank, no overflow. Nor more digits
    /// than the largest has: others count them, and refuse a row of zeros that we would take.
    static func length(_ text: String) -> Int64? {
        guard (1...19).contains(text.utf8.count), text.utf8.allSatisfy(isDigit) else { return nil }
        return Int64(text)
    }
}
