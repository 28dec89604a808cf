// Base32 as magnet links have it.

import Bytes
import Testing

@Suite struct Base32Tests {
    @Test(
        "RFC 4648's words are spelled as there, but for the padding",
        arguments: [
            ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI"),
        ])
    func words(text: String, spelled: String) {
        #expect(Base32.encode(text.utf8) == spelled)
        #expect(Base32.decode(spelled) == Array(text.utf8))
        #expect(Base32.decode(spelled.lowercased()) == Array(text.utf8))
    }

    @Test(
        "Bytes have one spelling",
        arguments: ["M", "MZX", "MZXW6Y", "MZ", "MZXW7", "MY======", "M1", "M0", "MZ XQ", "é"])
    func nonsense(text: String) {
        #expect(Base32.decode(text) == nil)
    }
}
