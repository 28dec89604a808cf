// Whoever looks for a name does not know how its accents are written.

import Testing

@testable import Vocabulary

@Suite("Folded text") struct FoldedTextTests {
    private func words(_ text: String) -> [String] {
        let folded = FoldedText(text)
        return folded.words.map { String(decoding: folded.bytes[$0], as: UTF8.self) }
    }

    @Test("words are letters and digits; all else stands between them") func words() {
        #expect(words("Holiday_2019 (beach)-03.JPG") == ["holiday", "2019", "beach", "03", "jpg"])
        #expect(words("  --  ") == [])
        #expect(words("a/b c/d.e") == ["a", "b", "c", "d", "e"])
        #expect(words("日本 語.txt") == ["日本", "語", "txt"])
    }

    @Test("a letter is the same with its accent and without, in one piece and in two")
    func accents() {
        #expect(words("Canción ÑANDÚ") == ["cancion", "nandu"])
        #expect(words("Cancio\u{301}n") == ["cancion"])
        #expect(
            words("Ærø Straße Œuvre Łódź þing") == ["aero", "strasse", "oeuvre", "lodz", "thing"])
        #expect(words("Việt ǎ") == ["viet", "a"])
        #expect(words("Ёлка ЙОД") == ["елка", "иод"])
        #expect(words("Ελλάς ΆΣΜΑ") == ["ελλασ", "ασμα"])
        #expect(words("ＷＩＤＥ１") == ["wide1"])
    }

    @Test("the base name and its ending are told apart") func base() {
        let folded = FoldedText("Some Folder/My Report.v2.pdf")
        #expect(String(decoding: folded.bytes, as: UTF8.self) == "some folder/my report v2 pdf")
        #expect(String(decoding: folded.bytes[folded.base...], as: UTF8.self) == "my report v2 pdf")
        let stem = folded.bytes[folded.base..<folded.stemEnd]
        #expect(String(decoding: stem, as: UTF8.self) == "my report v2")
        #expect(FoldedText("a.b/report").stemEnd == 10)
        #expect(FoldedText("").bytes.isEmpty && FoldedText("").words.isEmpty)
    }

    @Test("every accent of the tables folds to letters alone") func tables() {
        for value in (0xc0 as UInt32)..<0x530 {
            guard let scalar = Unicode.Scalar(value), scalar.properties.isAlphabetic else {
                continue
            }
            let once = FoldedText(String(scalar))
            let twice = FoldedText(String(decoding: once.bytes, as: UTF8.self))
            #expect(once.bytes == twice.bytes, "U+\(String(value, radix: 16))")
        }
    }
}
