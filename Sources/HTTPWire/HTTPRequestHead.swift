// What a request asks, without its body: read by a server, or made by a client.

/// The head of a request. One that was read is proof of sound framing and of one Host at most.
package struct HTTPRequestHead: Sendable {
    /// As sent: methods have case.
    package var method: String
    /// Origin-form, percent-coded as sent; `*` only with OPTIONS.
    package var target: String
    package var fields: HTTPFields
    /// The x of HTTP/1.x: 0 or 1.
    package var minor = 1
    /// The length of the body where the head states it (nil: none stated, or chunked).
    package private(set) var contentLength: Int64?
    /// Whether the body comes in chunks.
    package private(set) var isChunked = false

    package init(method: String, target: String, fields: HTTPFields = HTTPFields()) {
        self.method = method
        self.target = target
        self.fields = fields
    }

    /// Whether a body of at least a byte may follow.
    package var hasBody: Bool { isChunked || contentLength ?? 0 > 0 }

    /// Whether the client wants the connection to stay (RFC 9112, section 9.3).
    package var keepAlive: Bool {
        if fields.has("close", in: "connection") { return false }
        return minor > 0 || fields.has("keep-alive", in: "connection")
    }

    /// Whether the client waits for a 100 before it sends the body (RFC 9110, section 10.1.1).
    package var expectsContinue: Bool { minor > 0 && fields.has("100-continue", in: "expect") }

    // By bytes: a combining mark after a "?" makes another character of it, but not another byte.

    /// The path, decoded; nil where the coding is broken. It may hold anything, `..` and NUL too.
    package var path: String? {
        guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else {
            return PercentCoding.decode(target)
        }
        return PercentCoding.decode(Substring(target.utf8[..<mark]))
    }

    /// What stands behind the question mark, as it was sent.
    package var rawQuery: String {
        guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return "" }
        return String(Substring(target.utf8[mark...].dropFirst()))
    }

    /// The first parameter of that name, decoded; nil where there is none or the coding is broken.
    package func query(_ name: String) -> String? {
        guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return nil }
        // A line has room for thirty thousand of them: an array is gone through ten times as fast
        // as a text, and only the value that fits is made one.
        var rest = Array(target.utf8[mark...]).dropFirst()
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "&")) ?? rest.endIndex
            if let value = Self.value(of: name, in: rest[..<end]) { return value }
            rest = rest[end...].dropFirst()
        }
        return nil
    }

    private static func value(of name: String, in pair: ArraySlice<UInt8>) -> String? {
        let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
        let key = pair[..<equals]
        let isPlain = !key.contains { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }
        let fits = isPlain ? key.elementsEqual(name.utf8) : decoded(key) == name
        return fits ? decoded(pair[equals...].dropFirst()) : nil
    }

    private static func decoded(_ bytes: ArraySlice<UInt8>) -> String? {
        PercentCoding.decode(String(decoding: bytes, as: UTF8.self), plusIsSpace: true)
    }
}

extension HTTPRequestHead {
    /// Joins what a server has read, and finds the body's framing.
    static func read(
        _ line: HTTPRequestLine, _ fields: HTTPFields
    ) throws(HTTPViolation) -> (HTTPRequestHead, HTTPFraming) {
        var head = HTTPRequestHead(method: line.method, target: line.target, fields: fields)
        head.minor = line.minor
        try head.checkHost(line.authority)
        let framing = try HTTPFraming(request: fields, minor: line.minor)
        if case .length(let length) = framing { head.contentLength = length }
        head.isChunked = framing == .chunked
        return (head, framing)
    }

    /// RFC 9112, section 3.2: one Host in HTTP/1.1, at most one before, and no list in it.
    /// The authority of an absolute-form replaces it.
    private mutating func checkHost(_ authority: String?) throws(HTTPViolation) {
        let hosts = fields.count(of: "host")
        guard hosts == 1 || (hosts == 0 && minor == 0) else { throw .malformed }
        if let authority { fields.set("host", authority) }
        guard (fields["host"] ?? "").utf8.allSatisfy(Self.mayStandInHost) else { throw .malformed }
    }

    /// The characters of names, addresses, ports and brackets: no user, path, list or blank.
    static func mayStandInHost(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: ":"), UInt8(ascii: "["),
            UInt8(ascii: "]"), UInt8(ascii: "%"):
            true
        default: false
        }
    }
}
