// Requests that are made under a condition (RFC 9110, section 13).
//
// Law. Conditions are looked at in the order of section 13.2.2, and a date only where there is no
//      tag for the same question: a tag knows more.

import Vocabulary

package enum HTTPConditions: Equatable, Sendable {
    /// Do as asked; `usesRange` is false where If-Range wants the whole of what has changed.
    case met(usesRange: Bool)
    /// 304: the client has it.
    case notModified
    /// 412.
    case failed

    /// - Parameters:
    ///   - tag: the entity tag of what is there, quotes and all; nil where nothing is.
    ///   - isWeak: the tag says that two contents mean the same, not that their bytes are equal.
    ///   - modified: its Last-Modified in seconds since 1970, where that can be said.
    ///   - now: the time; a date of this very second may be that of two contents.
    package init(
        _ fields: HTTPFields, method: String, tag: String?, isWeak: Bool = false, modified: Int64?,
        now: WallTime
    ) {
        self = .met(usesRange: true)
        guard fields.hasConditions else { return }
        let reads = method == "GET" || method == "HEAD"
        if let wanted = fields["if-match"] {
            guard Tags(wanted).strongly(match: tag, isWeak) else {
                self = .failed
                return
            }
        } else if let date = fields["if-unmodified-since"].flatMap(HTTPDate.seconds),
            let modified, modified > date
        {
            self = .failed
            return
        }
        if let known = fields["if-none-match"] {
            if Tags(known).weakly(match: tag) {
                self = reads ? .notModified : .failed
                return
            }
        } else if reads, let date = fields["if-modified-since"].flatMap(HTTPDate.seconds),
            let modified, modified <= date
        {
            self = .notModified
            return
        }
        if let validator = fields["if-range"] {
            let isSame = !isWeak && Self.isSame(validator, tag: tag, modified: modified, now: now)
            self = .met(usesRange: isSame)
        }
    }

    /// RFC 9110, section 13.1.5: a strong tag that is equal, or the very date, if that is strong.
    private static func isSame(
        _ validator: String, tag: String?, modified: Int64?, now: WallTime
    ) -> Bool {
        if validator.utf8.first == UInt8(ascii: "\"") { return validator == tag }
        guard let date = HTTPDate.seconds(validator), let modified else { return false }
        return date == modified && modified < now.seconds - 1
    }
}

/// The entity tags of a field, or all of them (`*`).
private enum Tags {
    case all
    case some([(tag: String, isWeak: Bool)])

    /// What follows something that is no tag is not read: it would be guessing.
    init(_ field: String) {
        let bytes = Array(field.utf8)
        if bytes == [UInt8(ascii: "*")] {
            self = .all
            return
        }
        var tags: [(String, Bool)] = []
        var place = 0
        let quote = UInt8(ascii: "\"")
        while place < bytes.count {
            let byte = bytes[place]
            if byte == UInt8(ascii: ",") || HTTPGrammar.isBlank(byte) {
                place += 1
                continue
            }
            let isWeak = bytes[place...].starts(with: "W/".utf8)
            let start = isWeak ? place + 2 : place
            guard start < bytes.count, bytes[start] == quote,
                let end = bytes[(start + 1)...].firstIndex(of: quote)
            else { break }
            tags.append((String(decoding: bytes[start...end], as: UTF8.self), isWeak))
            place = end + 1
        }
        self = .some(tags)
    }

    func strongly(match tag: String?, _ isWeak: Bool) -> Bool {
        guard let tag else { return false }
        switch self {
        case .all: return true
        case .some(let tags): return !isWeak && tags.contains { !$0.isWeak && $0.tag == tag }
        }
    }

    func weakly(match tag: String?) -> Bool {
        guard let tag else { return false }
        switch self {
        case .all: return true
        case .some(let tags): return tags.contains { $0.tag == tag }
        }
    }
}
