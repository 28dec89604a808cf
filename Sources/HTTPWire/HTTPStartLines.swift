// Request line and status line (RFC 9112, sections 3 and 4).

import Bytes

/// `GET /path HTTP/1.1`, with single spaces.
struct HTTPRequestLine: HTTPStartLine {
    static var isRequest: Bool { true }

    let method: String
    /// Origin-form, or `*`.
    let target: String
    /// Host and port of an absolute-form, which count for more than the Host field.
    let authority: String?
    let minor: Int

    init(line: RawSpan) throws(HTTPViolation) {
        let space = UInt8(ascii: " ")
        guard let first = line.firstOffset(of: space),
            let second = line.firstOffset(of: space, from: first + 1),
            let method = HTTPGrammar.token(line.extracting(0..<first)),
            let target = Self.target(line.extracting(first + 1..<second))
        else { throw .malformed }
        minor = try HTTPVersion.minor(line.extracting(second + 1..<line.byteCount))
        self.method = method
        if method == "CONNECT" { throw .notImplemented }
        (self.target, authority) = try Self.reduced(target, method)
    }

    /// Visible bytes. Some clients send UTF-8 as it is, which is understood; a fragment never is.
    private static func target(_ bytes: RawSpan) -> String? {
        guard bytes.byteCount > 0 else { return nil }
        for offset in 0..<bytes.byteCount {
            let byte = bytes[offset]
            if byte <= 0x20 || byte == 0x7f || byte == UInt8(ascii: "#") { return nil }
        }
        return String(utf8: bytes)
    }

    /// RFC 9112, section 3.2: origin-form as it is, absolute-form taken apart.
    private static func reduced(
        _ target: String, _ method: String
    ) throws(HTTPViolation) -> (target: String, authority: String?) {
        if target.utf8.first == UInt8(ascii: "/") { return (target, nil) }
        if target == "*", method == "OPTIONS" { return (target, nil) }
        let scheme = "http://"
        guard
            target.utf8.prefix(scheme.utf8.count).elementsEqual(
                scheme.utf8, by: { $0 | 0x20 == $1 | 0x20 })
        else { throw .malformed }
        let rest = target.utf8.dropFirst(scheme.utf8.count)
        let ends = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }
        guard let authority = String(rest[..<(ends ?? rest.endIndex)]), !authority.isEmpty,
            let tail = String(rest[(ends ?? rest.endIndex)...])
        else { throw .malformed }
        return (tail.utf8.first == UInt8(ascii: "/") ? tail : "/" + tail, authority)
    }
}

/// `HTTP/1.1 200 OK`; the reason may be missing.
struct HTTPStatusLine: HTTPStartLine {
    static var isRequest: Bool { false }

    let status: Int
    let minor: Int

    init(line: RawSpan) throws(HTTPViolation) {
        let space = UInt8(ascii: " ")
        guard let first = line.firstOffset(of: space), line.byteCount >= first + 4 else {
            throw .malformed
        }
        minor = try HTTPVersion.minor(line.extracting(0..<first))
        var status = 0
        for offset in first + 1..<first + 4 {
            guard HTTPGrammar.isDigit(line[offset]) else { throw .malformed }
            status = status * 10 + Int(line[offset] - UInt8(ascii: "0"))
        }
        for offset in first + 4..<line.byteCount where !HTTPGrammar.isValue(line[offset]) {
            throw .malformed
        }
        guard (100..<600).contains(status),
            line.byteCount == first + 4 || line[first + 4] == space
        else { throw .malformed }
        self.status = status
    }
}

enum HTTPVersion {
    /// The minor number of `HTTP/1.x`; one above 1 is served as 1 (RFC 9110, section 2.5).
    static func minor(_ bytes: RawSpan) throws(HTTPViolation) -> Int {
        guard bytes.byteCount == 8, bytes.starts(with: "HTTP/"), HTTPGrammar.isDigit(bytes[5]),
            bytes[6] == UInt8(ascii: "."), HTTPGrammar.isDigit(bytes[7])
        else { throw .malformed }
        guard bytes[5] == UInt8(ascii: "1") else { throw .versionNotSupported }
        return bytes[7] == UInt8(ascii: "0") ? 0 : 1
    }
}
