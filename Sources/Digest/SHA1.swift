// SHA-1 from OpenSSL, as BitTorrent v1 wants it for pieces and info dictionaries (BEP 3).
// Short inputs may be digested anywhere; pieces are work for the pool.

import COpenSSL

/// A digest that grows as bytes arrive. The C type is `SHA_CTX`.
/// Owned by one job at a time, never by two threads at once.
package final class SHA1 {
    private var context = SHA_CTX()

    package init() { SHA1_Init(&context) }

    package func update(_ bytes: UnsafeRawBufferPointer) {
        SHA1_Update(&context, bytes.baseAddress, bytes.count)
    }

    /// The digest of all bytes so far; the next bytes begin another.
    package func finish() -> Digest160 {
        var result = [UInt8](repeating: 0, count: Digest160.length)
        SHA1_Final(&result, &context)
        SHA1_Init(&context)
        guard let digest = Digest160(result) else { preconditionFailure("SHA-1 has 20 bytes") }
        return digest
    }

    package static func of(_ bytes: [UInt8]) -> Digest160 {
        let state = SHA1()
        bytes.withUnsafeBytes { state.update($0) }
        return state.finish()
    }
}
