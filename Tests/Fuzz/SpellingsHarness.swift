// Bytes as text and back, and text for people.

import Bytes
import Digest

extension Harness {
    static let spellings = Harness(name: "spellings") { bytes in
        expect(Hex.decode(Hex.encode(bytes)), equals: bytes, "hex comes back as it went")
        expect(Base64.decode(Base64.encode(bytes)), equals: bytes, "base64 comes back as it went")
        expect(Base32.decode(Base32.encode(bytes)), equals: bytes, "base32 comes back as it went")
        let text = String(decoding: bytes, as: UTF8.self)
        if let decoded = Hex.decode(text) {
            expect(
                Hex.encode(decoded).utf8.elementsEqual(bytes.map { $0 < 0x40 ? $0 : $0 | 0x20 }),
                "hex has one spelling but for case")
        }
        if let decoded = Base64.decode(text) {
            expect(
                Base64.encode(decoded).utf8.elementsEqual(bytes), "base64 has one spelling: \(text)"
            )
        }
        if let decoded = Base32.decode(text) {
            expect(
                Base32.encode(decoded).utf8.elementsEqual(bytes.map { $0 < 0x60 ? $0 : $0 & 0xdf }),
                "base32 has one spelling but for case: \(text)")
        }
        if let digest = Digest256(hex: text) {
            expect(Digest256(digest.bytes), equals: digest, "a digest is 32 bytes")
        }
        let same = bytes.withSpan { String(utf8: $0) }
        expect(same, equals: String(utf8: bytes), "text is text, in a span and in an array")
        expect(
            same == nil, equals: !text.utf8.elementsEqual(bytes), "nothing is repaired")
        for limit in [0, 3, 60, 512] {
            let shown = text.escapedForPeople(limit: limit)
            expect(
                shown.unicodeScalars.count <= limit + 1
                    && shown.utf8.allSatisfy { $0 >= 32 && $0 != 127 },
                "what people see is text: \(shown)")
        }
        let (left, right) = (bytes.prefix(bytes.count / 2), bytes.suffix(bytes.count / 2))
        expect(
            equalInConstantTime(Array(left), Array(right)), equals: left.elementsEqual(right),
            "what is the same is the same")
    }
}
