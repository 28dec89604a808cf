// Proving that one knows the network's secret, without sending it.
//
// `Authorization: DistriShare time=T,nonce=S-C,proof=P` where P is the HMAC-SHA256, keyed with the
// secret, over method, target, Host, the body's SHA-256, T and the nonce, a line each. S names the
// sender's run (64 random bits), C counts its proofs: a checker keeps one window for each sender,
// not one entry for each request (as IPsec does, RFC 4303, 3.4.3).

import Bytes
import Digest
import Vocabulary

package struct Proof: Equatable, Sendable {
    package var time: WallTime
    package var sender: UInt64
    package var count: UInt64
    package var code: Digest256

    /// The proof for a request, as a holder of `secret` makes it.
    package init(
        of head: HTTPRequestHead, body: [UInt8], secret: Secret, time: WallTime, sender: UInt64,
        count: UInt64
    ) {
        self.time = time
        self.sender = sender
        self.count = count
        code = Self.code(of: head, body, secret, time, sender, count)
    }

    private static func code(
        of head: HTTPRequestHead, _ body: [UInt8], _ secret: Secret, _ time: WallTime,
        _ sender: UInt64, _ count: UInt64
    ) -> Digest256 {
        let lines = [
            head.method, head.target, head.fields["host"] ?? "", SHA256.of(body).hex,
            String(time.seconds), nonce(sender, count),
        ]
        return SHA256.authentication(
            of: Array(lines.joined(separator: "\n").utf8), key: secret.bytes)
    }

    private static func nonce(_ sender: UInt64, _ count: UInt64) -> String {
        String(sender, radix: 16) + "-" + String(count, radix: 16)
    }

    /// Whether whoever made this for that request knew the secret.
    package func proves(_ head: HTTPRequestHead, body: [UInt8], _ secret: Secret) -> Bool {
        let expected = Self.code(of: head, body, secret, time, sender, count)
        return equalInConstantTime(code.bytes, expected.bytes)
    }

    /// The value of the Authorization field.
    package var fieldValue: String {
        "DistriShare time=\(time.seconds),nonce=\(Self.nonce(sender, count)),proof=\(code.hex)"
    }

    /// Reads what `fieldValue` writes, else nil.
    package init?(fieldValue: String) {
        let scheme = "distrishare "
        // Ours have 150 bytes; thousands of parts would be taken apart for nothing.
        guard fieldValue.utf8.count <= 256, fieldValue.lowercased().hasPrefix(scheme) else {
            return nil
        }
        var parts: [String: Substring] = [:]
        for part in fieldValue.dropFirst(scheme.count).split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { return nil }
            parts[pair[0].trimmed] = pair[1]
        }
        let nonce = (parts["nonce"] ?? "").split(separator: "-")
        guard let time = parts["time"].flatMap({ Int64($0) }), nonce.count == 2,
            let sender = UInt64(nonce[0], radix: 16), let count = UInt64(nonce[1], radix: 16),
            let code = parts["proof"].flatMap({ Digest256(hex: $0) })
        else { return nil }
        self.time = WallTime(seconds: time)
        self.sender = sender
        self.count = count
        self.code = code
    }
}

extension Substring {
    fileprivate var trimmed: String { String(drop { $0 == " " }) }
}

/// Makes the proofs of one run of a program.
package struct ProofMaker {
    private let secret: Secret
    private let sender: UInt64
    private var count: UInt64 = 0

    /// - Parameter sender: the name of this run, which nobody else has: 64 random bits.
    package init(secret: Secret, sender: UInt64) {
        self.secret = secret
        self.sender = sender
    }

    package mutating func proof(of head: HTTPRequestHead, body: [UInt8], at time: WallTime) -> Proof
    {
        count += 1
        return Proof(
            of: head, body: body, secret: secret, time: time, sender: sender, count: count)
    }
}
