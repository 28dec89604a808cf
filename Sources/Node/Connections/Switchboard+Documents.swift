// Documents as each client wants them: not again where it has them (RFC 9110, section 13), shorter
// where it says so (section 12.5.3).
//
// Law 1. A tag is of what a document says, not of its bytes on the wire: it is weak, and the same
//        for the coded document (section 8.8.1).
// Law 2. HEAD is answered as GET would be, coding and length too.
// Law 3. Nobody is refused for the codings that he takes: who takes none of ours gets the document
//        as it is.

import Digest
import Gzip
import HTTPWire
import Vocabulary

extension Switchboard {
    func document(
        _ response: HTTPResponse, for request: Request, at now: Instant
    ) -> HTTPResponse {
        var response = response
        if response.offers.contains(.coding) { response.fields.add("Vary", "Accept-Encoding") }
        if response.offers.contains(.tag), ["GET", "HEAD"].contains(request.head.method) {
            let tag = Self.tag(of: response.body)
            response.fields.add("ETag", "W/" + tag)
            switch condition(request, tag) {
            case .met: break
            case .notModified: return Self.notModified(response)
            case .failed: return surface.response(to: Refusal(412, "the list is another one now"))
            }
        }
        guard response.offers.contains(.coding), request.prefersGzip,
            response.body.count >= Limits.codedLengthMin,
            coding.spend(response.body.count, at: now),
            let coded = Gzip.compress(response.body)
        else { return response }
        response.body = coded
        response.fields.add("Content-Encoding", "gzip")
        return response
    }

    private func condition(_ request: Request, _ tag: String) -> HTTPConditions {
        guard request.head.fields.hasConditions else { return .met(usesRange: false) }
        return HTTPConditions(
            request.head.fields, method: request.head.method, tag: tag, isWeak: true,
            modified: nil, now: host.wallTime)
    }

    /// Half of a SHA-256: as many bits as a coincidence can never have.
    private static func tag(of body: [UInt8]) -> String {
        "\"\(SHA256.of(body).hex.prefix(32))\""
    }

    /// What a 304 repeats (section 15.4.5), and nothing of what only a body has.
    private static func notModified(_ response: HTTPResponse) -> HTTPResponse {
        var response = response
        response.status = 304
        response.body = []
        response.fields.remove("Content-Type")
        return response
    }
}
