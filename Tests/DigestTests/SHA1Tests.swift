// The digest that BitTorrent's pieces have.

import Digest
import Testing

@Suite struct SHA1Tests {
    @Test(
        "FIPS 180-4's examples",
        arguments: [
            ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
            ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
            ),
        ])
    func examples(text: String, digest: String) {
        let ours = SHA1.of(Array(text.utf8))
        #expect(ours.hex == digest)
        #expect(Digest160(hex: digest) == ours)
        #expect(Digest160(ours.bytes) == ours)
    }

    @Test("A digest begins anew when it has ended")
    func again() {
        let state = SHA1()
        for _ in 0..<2 {
            Array("abc".utf8).withUnsafeBytes { state.update($0) }
            #expect(state.finish() == SHA1.of(Array("abc".utf8)))
        }
    }

    @Test("Other lengths are none")
    func lengths() {
        #expect(Digest160([UInt8](repeating: 0, count: 19)) == nil)
        #expect(Digest160([UInt8](repeating: 0, count: 21)) == nil)
        #expect(Digest160(hex: "abc") == nil)
    }
}
