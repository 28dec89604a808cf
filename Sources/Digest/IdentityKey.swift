// The key that makes a node the same node wherever it is reached: Ed25519 (RFC 8032), from OpenSSL.

import Bytes
import COpenSSL

package struct IdentityKey {
    /// 32 bytes; what `node.key` keeps. Never logged, never sent.
    package let seed: [UInt8]
    /// 32 bytes; anybody may know them.
    package let publicKey: [UInt8]

    /// A new key from the system's random numbers.
    package static func generate() -> IdentityKey {
        var seed = [UInt8](repeating: 0, count: 32)
        precondition(RAND_bytes(&seed, 32) == 1, "the system has no random numbers")
        guard let key = IdentityKey(seed: seed) else {
            preconditionFailure("any 32 bytes are a key")
        }
        return key
    }

    /// The key that these 32 bytes are, else nil.
    package init?(seed: [UInt8]) {
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
}

/// `count` bytes that nobody can guess.
package func secureRandomBytes(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    precondition(RAND_bytes(&bytes, Int32(count)) == 1, "the system has no random numbers")
    return bytes
}
