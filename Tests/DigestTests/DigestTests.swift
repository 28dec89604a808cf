// Digests against the vectors that their standards print.

import Bytes
import Digest
import Testing

struct DigestTests {
    @Test(
        "SHA-256 is FIPS 180-4's",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func sha256(text: String, digest: String) {
        #expect(SHA256.of(Array(text.utf8)).hex == digest)
    }

    @Test("A digest that grows is the digest of the whole")
    func growing() {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
        let digest = SHA256()
        for start in stride(from: 0, to: 1000, by: 7) {
            Array(bytes[start..<min(start + 7, 1000)]).withUnsafeBytes { digest.update($0) }
        }
        #expect(digest.finish() == SHA256.of(bytes))
    }

    @Test(
        "scrypt is RFC 7914's",
        arguments: [
            ("", "", 4, 1, 1, "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"),
            (
                "password", "NaCl", 10, 8, 16,
                "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
            ),
            (
                "pleaseletmein", "SodiumChloride", 14, 8, 1,
                "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
            ),
        ])
    func scrypt(
        password: String, salt: String, costBits: Int, block: Int, lanes: Int, key: String
    ) {
        let made = Scrypt.key(
            of: Array(password.utf8), salt: Array(salt.utf8), costBits: costBits, block: block,
            lanes: lanes, memory: 32 << 20)
        #expect(made?.hex == key)
    }

    @Test("scrypt takes no more memory than it is given")
    func scryptMemory() {
        #expect(
            Scrypt.key(of: [1], salt: [2], costBits: 17, block: 8, lanes: 1, memory: 64 << 20)
                == nil)
        #expect(Scrypt.key(of: [1], salt: [2], costBits: 0, block: 8, lanes: 1, memory: 1) == nil)
    }

    @Test("HMAC is RFC 4231's, for short keys and long ones")
    func authentication() {
        let jefe = SHA256.authentication(
            of: Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8))
        #expect(jefe.hex == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        let long = SHA256.authentication(
            of: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            key: [UInt8](repeating: 0xaa, count: 131))
        #expect(long.hex == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
    }

    @Test("A digest comes back from its bytes and its digits, and from nothing else")
    func spelling() throws {
        let digest = SHA256.of([1])
        #expect(Digest256(digest.bytes) == digest)
        #expect(Digest256(hex: digest.hex) == digest)
        #expect(Digest256(hex: digest.hex.uppercased()) == digest)
        #expect(Digest256(Array(digest.bytes.dropLast())) == nil)
        #expect(Digest256(hex: String(digest.hex.dropLast(2))) == nil)
        #expect(Digest256(hex: digest.hex + "00") == nil)
        #expect(Set([digest, SHA256.of([1]), SHA256.of([2])]).count == 2)
    }

    @Test("A key is the same node each time it is read: RFC 8032's first vector")
    func identity() throws {
        let seed = try #require(
            Hex.decode("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
        let key = try #require(IdentityKey(seed: seed))
        #expect(
            Hex.encode(key.publicKey)
                == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
        #expect(IdentityKey(seed: Array(seed.dropLast())) == nil)
        #expect(IdentityKey.generate().publicKey != IdentityKey.generate().publicKey)
    }

    @Test("Random bytes are as many as asked, and never the same")
    func random() {
        #expect(secureRandomBytes(32).count == 32)
        #expect(secureRandomBytes(32) != secureRandomBytes(32))
        #expect(secureRandomBytes(0) == [])
    }
}
