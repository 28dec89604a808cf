// SHA-256 and HMAC-SHA-256, from OpenSSL, as plain functions of their arguments.
// Short inputs may be digested anywhere; a file's bytes are work for the pool (see `Offload`).

import Bytes
import COpenSSL

/// A digest that grows as bytes arrive. The C type is `EVP_MD_CTX`.
/// Owned by one file's job at a time, never by two threads at once.
package final class SHA256 {
    private let context: OpaquePointer

    package init() {
        guard let made = EVP_MD_CTX_new() else { preconditionFailure("out of memory for a digest") }
        context = made
        precondition(EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1, "OpenSSL has no SHA-256")
    }

    deinit { EVP_MD_CTX_free(context) }

    package func update(_ bytes: UnsafeRawBufferPointer) {
        EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    }

    /// The digest of all bytes so far; ends this digest.
    package func finish() -> Digest256 {
        var result = [UInt8](repeating: 0, count: 32)
        EVP_DigestFinal_ex(context, &result, nil)
        guard let digest = Digest256(result) else { preconditionFailure("SHA-256 has 32 bytes") }
        return digest
    }

    package static func of(_ bytes: [UInt8]) -> Digest256 {
        let digest = SHA256()
        bytes.withUnsafeBytes { digest.update($0) }
        return digest.finish()
    }
}

extension SHA256 {
    /// HMAC (RFC 2104) with SHA-256: proves that who wrote `message` knows `key`.
    package static func authentication(of message: [UInt8], key: [UInt8]) -> Digest256 {
        var result = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 0
        _ = HMAC(
            EVP_sha256(), key, Int32(key.count), message, message.count, &result, &length)
        guard let digest = Digest256(result) else { preconditionFailure("HMAC has 32 bytes") }
        return digest
    }
}
