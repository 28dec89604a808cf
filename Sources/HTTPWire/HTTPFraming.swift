// Where a body ends (RFC 9112, section 6.3). Two answers to that question are how requests are
// smuggled past a front end, so whatever is not plain is refused.

enum HTTPFraming: Equatable {
    case none
    case length(Int64)
    case chunked
    /// A response that ends with its connection.
    case untilClose

    /// What the fields of a request say.
    init(request fields: HTTPFields, minor: Int) throws(HTTPViolation) {
        self = try Self.stated(fields, minor: minor) ?? .none
    }

    /// What the fields of a response to `method` say.
    init(response fields: HTTPFields, status: Int, minor: Int, method: String) throws(HTTPViolation)
    {
        let stated = try Self.stated(fields, minor: minor)
        let isBodiless = method == "HEAD" || status < 200 || status == 204 || status == 304
        self = isBodiless ? .none : stated ?? .untilClose
    }

    private static func stated(
        _ fields: HTTPFields, minor: Int
    ) throws(HTTPViolation) -> HTTPFraming? {
        let lengths = fields.count(of: "content-length")
        if fields.count(of: "transfer-encoding") > 0 {
            // An HTTP/1.0 hop may have kept the field and not understood it (section 6.1).
            guard lengths == 0, minor > 0 else { throw .badFraming }
            return try transferCoding(fields)
        }
        guard lengths > 0 else { return nil }
        // Two that agree could be merged; refusing them is allowed too, and leaves no doubt.
        guard lengths == 1, let text = fields["content-length"],
            let length = HTTPGrammar.length(text)
        else { throw .badFraming }
        return .length(length)
    }

    private static func transferCoding(_ fields: HTTPFields) throws(HTTPViolation) -> HTTPFraming {
        let codings = fields.tokens(in: "transfer-encoding")
        if codings == ["chunked"] { return .chunked }
        // Section 6.1: without chunked at the end, once, nobody knows where the body ends.
        guard codings.last == "chunked", codings.count(where: { $0 == "chunked" }) == 1,
            codings.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(HTTPGrammar.isToken) })
        else { throw .badFraming }
        throw .notImplemented
    }
}
