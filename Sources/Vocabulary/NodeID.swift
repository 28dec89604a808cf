// Who a node is, whatever addresses it has.

import Digest

/// The SHA-256 of a node's public key.
package struct NodeID: Hashable, Sendable, CustomStringConvertible {
    package let digest: Digest256

    package init(_ digest: Digest256) { self.digest = digest }

    package init(publicKey: [UInt8]) { digest = SHA256.of(publicKey) }

    /// From all 64 hexadecimal digits, as documents carry it.
    package init?(hex text: some StringProtocol) {
        guard let digest = Digest256(hex: text) else { return nil }
        self.digest = digest
    }

    package var hex: String { digest.hex }

    /// The first 20 digits, as people see it.
    package var description: String { String(hex.prefix(20)) }
}
