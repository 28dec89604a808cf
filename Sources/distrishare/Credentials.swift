// What a person shows a node over TCP: that he knows the network's secret, to read; the operator's
// token, to change.
//
// Law: neither is ever an argument, a part of a URL or a line of output; and the secret is proved,
// never sent.

import Bytes
import Glibc
import HTTPWire
import Vocabulary

struct Credentials {
    /// For `load`, whose old dialect has a field of its own for it.
    let secret: Secret?
    private let token: Secret?
    private let prover: Prover?

    /// For whoever is no node of ours.
    static var none: Credentials { Credentials() }

    private init() { (secret, token, prover) = (nil, nil, nil) }

    /// Files that are named must be readable; nothing named is nothing shown.
    init(_ arguments: Arguments, _ phrases: Phrases) throws {
        let secretFile = arguments.secretFile ?? Environment.value("DISTRISHARE_SECRET_FILE")
        let tokenFile = arguments.tokenFile ?? Environment.value("DISTRISHARE_TOKEN_FILE")
        token = try tokenFile.map { try Self.read($0, phrases) }
        if let secretFile {
            secret = try Self.read(secretFile, phrases)
        } else {
            secret = Environment.value("DISTRISHARE_SECRET").flatMap { Secret($0) }
        }
        prover = secret.map { Prover($0) }
    }

    /// The value of the Authorization field of a request. Where a change has no token, the secret
    /// is proved and the node says what is missing.
    func authorization(
        of head: HTTPRequestHead, _ body: [UInt8], isChange: Bool
    ) -> String? {
        guard isChange, let token else { return prover?.proof(of: head, body) }
        // A token may be any text, a bearer token may not (RFC 6750, section 2.1).
        if token.bytes.allSatisfy(Self.isTokenByte) { return "Bearer " + token.text }
        return "Basic " + Base64.encode(Array(":".utf8) + token.bytes)
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~+/=".utf8.contains(byte)
        }
    }

    private static func read(_ path: String, _ phrases: Phrases) throws -> Secret {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Failure(.failed, phrases.cannotRead(path, systemError()))
        }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = bytes.withUnsafeMutableBytes {
            Glibc.read(descriptor, $0.baseAddress, $0.count)
        }
        guard count >= 0 else {
            throw Failure(.failed, phrases.cannotRead(path, systemError()))
        }
        guard let text = String(utf8: Array(bytes[..<count])), let secret = Secret(text) else {
            throw Failure(.failed, phrases.emptySecret(path))
        }
        return secret
    }
}

/// Makes the proofs of this run.
private final class Prover {
    private var maker: ProofMaker

    init(_ secret: Secret) {
        maker = ProofMaker(secret: secret, sender: UInt64.random(in: 0 ... .max))
    }

    func proof(of head: HTTPRequestHead, _ body: [UInt8]) -> String {
        let now = WallTime(seconds: Int64(time(nil)))
        return maker.proof(of: head, body: body, at: now).fieldValue
    }
}
