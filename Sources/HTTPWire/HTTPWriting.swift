// Messages as bytes. What we send, our own parser takes.
//
// Law: a value never begins another field. Values may quote strangers (a file's name), so a
// control character in one becomes a space here, whoever forgot it.

import Vocabulary

/// A response that is held in memory.
package struct HTTPResponse: Sendable {
    package var status: Int
    package var fields: HTTPFields
    package var body: [UInt8]
    /// What its sender may make of it for a client that asks for that.
    package var offers: Offers = []

    package struct Offers: OptionSet, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// The body may go in a shorter coding.
        package static let coding = Offers(rawValue: 1)
        /// The same body may be asked for again, and need not be sent again.
        package static let tag = Offers(rawValue: 2)
    }

    package init(status: Int, fields: HTTPFields = HTTPFields(), body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// Appends head and body. `omittingBody`: the head alone, with the length of the body that
    /// GET would have had. `minor` is the request's: HTTP/1.0 is told when it may stay. `lines` are
    /// fields that many responses share, written already (`HTTPFields.lines`).
    package func append(
        to bytes: inout [UInt8], with lines: [UInt8] = [], close: Bool, minor: Int = 1,
        omittingBody: Bool = false
    ) {
        appendHead(
            to: &bytes, with: lines, contentLength: Int64(body.count), close: close, minor: minor)
        if !omittingBody, !isBodiless { bytes.append(contentsOf: body) }
    }

    /// Appends the head of a response whose body of `contentLength` bytes comes from elsewhere.
    /// Nil is for a body that ends with the connection, so it goes with `close`, or one that comes
    /// in chunks, as a field of the response says.
    package func appendHead(
        to bytes: inout [UInt8], with lines: [UInt8] = [], contentLength: Int64?, close: Bool,
        minor: Int = 1
    ) {
        precondition(
            contentLength != nil || close || isBodiless
                || fields.has("chunked", in: "transfer-encoding"),
            "a body has a length, comes in chunks or ends by a close")
        appendOpening(to: &bytes, contentLength)
        Self.endHead(&bytes, with: lines, close: close, minor: minor)
    }

    /// A head up to the fields that change from response to response; `endHead` makes it whole.
    package func opening(contentLength: Int64) -> [UInt8] {
        var bytes: [UInt8] = []
        appendOpening(to: &bytes, contentLength)
        return bytes
    }

    private func appendOpening(to bytes: inout [UInt8], _ contentLength: Int64?) {
        bytes.append(contentsOf: "HTTP/1.1 \(status) \(Self.reason(status))\r\n".utf8)
        bytes.append(fields: fields, without: "content-length")
        if let contentLength, !isBodiless {
            bytes.append(field: "content-length", "\(contentLength)")
        }
    }

    package static func endHead(
        _ bytes: inout [UInt8], with lines: [UInt8], close: Bool, minor: Int
    ) {
        bytes.append(contentsOf: lines)
        if close {
            bytes.append(field: "connection", "close")
        } else if minor == 0 {
            bytes.append(field: "connection", "keep-alive")
        }
        bytes.append(UInt8(ascii: "\r"))
        bytes.append(UInt8(ascii: "\n"))
    }

    /// RFC 9110, section 6.4.1.
    private var isBodiless: Bool { status < 200 || status == 204 || status == 304 }

    /// The words of RFC 9110, section 15, for the statuses that this program uses.
    package static func reason(_ status: Int) -> String {
        switch status {
        case 100: "Continue"
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 206: "Partial Content"
        case 301: "Moved Permanently"
        case 303: "See Other"
        case 304: "Not Modified"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 410: "Gone"
        case 411: "Length Required"
        case 412: "Precondition Failed"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 416: "Range Not Satisfiable"
        case 417: "Expectation Failed"
        case 421: "Misdirected Request"
        case 422: "Unprocessable Content"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        case 507: "Insufficient Storage"
        default: "Status"
        }
    }

    /// What answers `Expect: 100-continue`.
    package static let goOn = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)
}

extension HTTPFields {
    /// The lines of a head that these fields are.
    package var lines: [UInt8] {
        var lines: [UInt8] = []
        forEach { lines.append(field: $0, $1) }
        return lines
    }
}

/// Requests as bytes.
package enum HTTPRequestWriter {
    /// Head and body. The length is added where there is a body, or where the method means one.
    package static func encode(_ head: HTTPRequestHead, body: [UInt8] = []) -> [UInt8] {
        let means = ["POST", "PUT", "PATCH"].contains(head.method)
        let length = body.isEmpty && !means ? nil : Int64(body.count)
        return encodeHead(head, contentLength: length) + body
    }

    /// The head of a request whose body of `contentLength` bytes comes from elsewhere.
    package static func encodeHead(_ head: HTTPRequestHead, contentLength: Int64?) -> [UInt8] {
        precondition(
            !head.target.isEmpty && head.target.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f },
            "a target is percent-coded before it is sent")
        var bytes = Array("\(head.method) \(head.target) HTTP/1.\(head.minor)\r\n".utf8)
        bytes.append(fields: head.fields, without: "content-length")
        if let contentLength { bytes.append(field: "content-length", "\(contentLength)") }
        bytes.append(contentsOf: "\r\n".utf8)
        return bytes
    }
}

extension [UInt8] {
    fileprivate mutating func append(fields: HTTPFields, without name: String) {
        reserveCapacity(count + 512)
        fields.forEach { if $0 != name { append(field: $0, $1) } }
    }

    /// Names are written as people write them, `Content-Length`.
    fileprivate mutating func append(field name: String, _ value: String) {
        let start = count
        append(contentsOf: name.utf8)
        var beginsWord = true
        for place in start..<count {
            let byte = self[place]
            if beginsWord, byte >= UInt8(ascii: "a"), byte <= UInt8(ascii: "z") {
                self[place] = byte & ~0x20
            }
            beginsWord = byte == UInt8(ascii: "-")
        }
        append(contentsOf: ": ".utf8)
        append(contentsOf: value.utf8)
        for place in start..<count where !HTTPGrammar.isValue(self[place]) { self[place] = 0x20 }
        append(contentsOf: "\r\n".utf8)
    }
}
