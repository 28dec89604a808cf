// The key that makes a node the same node wherever it is reached: Ed25519 (RFC 8032), from OpenSSL.

import COpenSSL
import Glibc

package struct IdentityKey {
    /// 32 bytes; what `node.key` keeps. Never logged, never sent.
    package let seed: [UInt8]
    /// 32 bytes; anybody may know them.
    package let publicKey: [UInt8]

    /// A new key from the system's random numbers.
    package static func generate() -> IdentityKey {
        guard let key = IdentityKey(seed: secureRandomBytes(32)) else {
            preconditionFailure("any 32 bytes are a key")
        }
        return key
    }

    /// The key that these 32 bytes are, else nil.
    package init?(seed: [UInt8]) {
        Self.wakeOpenSSL()
        guard seed.count == 32,
            let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count)
        else { return nil }
        defer { EVP_PKEY_free(key) }
        var publicKey = [UInt8](repeating: 0, count: 32)
        var length = 32
        guard EVP_PKEY_get_raw_public_key(key, &publicKey, &length) == 1, length == 32 else {
            return nil
        }
        self.seed = seed
        self.publicKey = publicKey
    }

    /// Without its config file and its tables of error texts, neither of which a key needs: half a
    /// megabyte, and half a millisecond at start. OpenSSL takes the first such call for good.
    private static func wakeOpenSSL() {
        let options =
            OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS
            | OPENSSL_INIT_NO_ADD_ALL_CIPHERS | OPENSSL_INIT_NO_ADD_ALL_DIGESTS
        precondition(OPENSSL_init_crypto(UInt64(options), nil) == 1, "OpenSSL does not start")
    }
}

/// `count` bytes that nobody can guess: the kernel's, getentropy(3), which gives 256 at most.
package func secureRandomBytes(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    bytes.withUnsafeMutableBytes { buffer in
        for start in stride(from: 0, to: count, by: 256) {
            let part = UnsafeMutableRawBufferPointer(rebasing: buffer[start...].prefix(256))
            precondition(
                getentropy(part.baseAddress, part.count) == 0, "the system has no random numbers")
        }
    }
    return bytes
}
