// SHA-256 from OpenSSL, and HMAC-SHA-256 over it, as plain functions of their arguments.
// Short inputs may be digested anywhere; a file's bytes are work for the pool (see `Offload`).

import COpenSSL

/// A digest that grows as bytes arrive. The C type is `SHA256_CTX`.
/// Owned by one file's job at a time, never by two threads at once.
package final class SHA256 {
    private var state = Running()

    package init() {}

    package func update(_ bytes: UnsafeRawBufferPointer) { state.update(bytes) }

    /// The digest of all bytes so far; ends this digest.
    package func finish() -> Digest256 { state.finish() }

    package static func of(_ bytes: [UInt8]) -> Digest256 {
        var state = Running()
        bytes.withUnsafeBytes { state.update($0) }
        return state.finish()
    }

    private struct Running {
        private var context = SHA256_CTX()

        init() { SHA256_Init(&context) }

        mutating func update(_ bytes: UnsafeRawBufferPointer) {
            SHA256_Update(&context, bytes.baseAddress, bytes.count)
        }

        mutating func finish() -> Digest256 {
            var result = [UInt8](repeating: 0, count: 32)
            SHA256_Final(&result, &context)
            guard let digest = Digest256(result) else {
                preconditionFailure("SHA-256 has 32 bytes")
            }
            return digest
        }
    }
}

extension SHA256 {
    /// Bytes that SHA-256 takes at a time (FIPS 180-4, section 1): B in RFC 2104.
    private static var block: Int { 64 }

    /// HMAC (RFC 2104, section 2) with SHA-256: proves that who wrote `message` knows `key`.
    package static func authentication(of message: [UInt8], key: [UInt8]) -> Digest256 {
        var padded = key.count > block ? of(key).bytes : key
        padded += [UInt8](repeating: 0, count: block - padded.count)
        let inner = of(padded.map { $0 ^ 0x36 } + message)
        return of(padded.map { $0 ^ 0x5c } + inner.bytes)
    }
}
