// What a person shows a node over TCP: the network's secret to read, the operator's token to
// change.
//
// Law: neither is ever an argument, a part of a URL or a line of output.

import Bytes
import Glibc
import Vocabulary

struct Credentials {
    /// For `load`, whose old dialect has a field of its own for it.
    let secret: Secret?
    private let token: Secret?

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
    }

    /// The value of the Authorization field. Where a change has no token, the secret is shown and
    /// the node says what is missing.
    func authorization(forChange isChange: Bool) -> String? {
        guard let shown = isChange ? token ?? secret : secret else { return nil }
        // A secret may be any text, a bearer token may not (RFC 6750, section 2.1).
        if shown.bytes.allSatisfy(Self.isTokenByte) { return "Bearer " + shown.text }
        return "Basic " + Base64.encode(Array(":".utf8) + shown.bytes)
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
