// Pages of other origins: nobody's, unless the operator has named some (the Fetch standard's CORS
// protocol).
//
// Law 1. A browser is told the one origin that asks, and never "*". A page proves who it is by a
//        field that it sets itself; what a browser sends on its own (cookies) is never asked for.
// Law 2. Where pages are named, every answer says that it depends on who asks.

import HTTPWire
import Vocabulary

extension Switchboard {
    /// What every answer to this request carries, as lines of its head.
    func lines(for request: Request) -> [UInt8] {
        let own = ownLines.bytes
        guard !settings.origins.isEmpty else { return own }
        var fields = HTTPFields()
        fields.add("Vary", "Origin")
        if let origin = listedOrigin(of: request) {
            fields.add("Access-Control-Allow-Origin", origin)
            fields.add("Access-Control-Expose-Headers", Self.shown)
        }
        return own + fields.lines
    }

    /// Answers a browser that asks whether a page may ask; false where it may not, or where that is
    /// not what was asked. `methods` are those of the path.
    func allowsPage(_ request: Request, _ methods: [String], _ slip: ReplySlip, at now: Instant)
        -> Bool
    {
        guard request.head.method == "OPTIONS", !methods.isEmpty, listedOrigin(of: request) != nil,
            request.head.fields["access-control-request-method"] != nil
        else { return false }
        let age = Limits.preflightAge
        var response = HTTPResponse(status: 204)
        response.fields.add("Access-Control-Allow-Methods", methods.joined(separator: ", "))
        response.fields.add("Access-Control-Allow-Headers", Self.taken)
        response.fields.add("Access-Control-Max-Age", "\(age)")
        reply(response, to: slip, at: now)
        return true
    }

    private func listedOrigin(of request: Request) -> String? {
        guard let origin = request.head.fields["origin"], settings.origins.contains(origin) else {
            return nil
        }
        return origin
    }

    /// What a page may read of an answer, besides what every page may.
    private static let shown =
        "Content-Disposition, Content-Range, DistriShare-Node, ETag, Location, RateLimit, "
        + "RateLimit-Policy, Repr-Digest, Retry-After"
    /// What a page may set of its own.
    private static let taken =
        "Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Range, "
        + "If-Unmodified-Since, Last-Event-ID, Range"
}
