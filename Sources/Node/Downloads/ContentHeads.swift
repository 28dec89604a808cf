// What the head of an answer says about the content that follows.

import Bytes
import Digest
import HTTPWire
import Vocabulary

/// `bytes 0-99/1234` (RFC 9110, section 14.4).
struct ContentRange: Equatable {
    let bytes: Range<Int64>
    let total: Int64

    /// Nil for anything that leaves a doubt.
    init?(_ field: String) {
        let parts = field.split(separator: " ")
        guard parts.count == 2, parts[0].lowercased() == "bytes" else { return nil }
        let ends = parts[1].split(separator: "/")
        guard ends.count == 2, let total = Self.number(ends[1]) else { return nil }
        let places = ends[0].split(separator: "-")
        guard places.count == 2, let first = Self.number(places[0]),
            let last = Self.number(places[1]), first <= last, last < total
        else { return nil }
        bytes = first..<last + 1
        self.total = total
    }

    private static func number(_ text: Substring) -> Int64? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(text)
    }
}

enum ContentDigest {
    /// `sha-256=:BASE64:` among others (RFC 9530).
    static func inField(_ field: String) -> Digest256? {
        for part in field.split(separator: ",") {
            let text = part.drop { $0 == " " }
            guard text.lowercased().hasPrefix("sha-256=:"), text.hasSuffix(":") else { continue }
            return Base64.decode(text.dropFirst(9).dropLast()).flatMap { Digest256($0) }
        }
        return nil
    }
}

/// Why an answer brings nothing.
struct Refused {
    let failure: DownloadView.Failure
    let reason: String
    /// It may say something else in a moment.
    let isPassing: Bool

    /// Nil for an answer that brings the file or a part of it.
    init?(by head: HTTPResponseHead) {
        switch head.status {
        case 200, 206:
            let isPlain =
                head.fields["content-encoding"].map { $0.lowercased() == "identity" } ?? true
            guard !isPlain else { return nil }
            (failure, reason, isPassing) = (.other, "it sent the file in a coding", false)
        case let status:
            failure =
                switch status {
                case 404, 410: .notFound
                case 401, 403: .refused
                default: .other
                }
            reason = "it answered \(status)"
            isPassing = status == 429 || status >= 500 || status == 408
        }
    }
}

extension HTTPResponseHead {
    /// What the server calls this content, such that a range can be asked of it and of no other
    /// (RFC 9110, section 13.1.5): a strong tag, or else a date.
    var validator: String? {
        if let tag = fields["etag"] { return tag.hasPrefix("\"") ? tag : nil }
        return fields["last-modified"]
    }
}
