// scrypt (RFC 7914) from OpenSSL: a key out of a password, at a price.
//
// Law. It takes a third of a second and 128 MiB with today's parameters: work for the pool, and for
// no more than a few of its threads at a time.

import COpenSSL

package enum Scrypt {
    /// A key of 256 bits; nil where there is not that much memory, or the parameters are none.
    /// - Parameters:
    ///   - costBits: N is two to this.
    ///   - memory: bytes that it may take at most.
    package static func key(
        of password: [UInt8], salt: [UInt8], costBits: Int, block: Int, lanes: Int, memory: UInt64
    ) -> Digest256? {
        guard (1..<32).contains(costBits), block > 0, lanes > 0 else { return nil }
        var key = [UInt8](repeating: 0, count: 32)
        // A NUL behind it gives an empty password an address too: none is a question to OpenSSL.
        let terminated = password.map { CChar(bitPattern: $0) } + [0]
        let done = EVP_PBE_scrypt(
            terminated, password.count, salt, salt.count, UInt64(1) << UInt64(costBits),
            UInt64(block), UInt64(lanes), memory, &key, key.count)
        return done == 1 ? Digest256(key) : nil
    }
}
