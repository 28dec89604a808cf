// SipHash against the reference implementation's numbers (and OpenSSL's, which agree).

import Digest
import Testing

@Suite("SipHash") struct SipHashTests {
    /// The key and the message are the bytes 00, 01, 02, …
    @Test("three words, as the reference has 24 bytes") func reference() {
        let sip = SipHash(0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908)
        let hash = sip.of(0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908, 0x1716_1514_1312_1110)
        #expect(hash == 0xb8ad_50c6_f649_af94)
    }

    @Test("another key is another hash") func keyed() {
        #expect(SipHash(1, 2).of(3, 4, 5) != SipHash(1, 3).of(3, 4, 5))
    }
}
