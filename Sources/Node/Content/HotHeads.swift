// Heads of answers that bring a whole file, written once for as long as the file is what it was.
//
// Law 1. A head is true of one content under one name: size, time and digest are compared each
//        time.
// Law 2. Everything in here can be made again: when the table is full, it begins anew.

import Digest
import HTTPWire
import Vocabulary

struct HotHeads {
    /// What a head says of a file.
    struct Content: Equatable {
        let size: Int64
        /// Nanoseconds since 1970.
        let modified: Int64
        let digest: Digest256?
    }

    final class Head {
        fileprivate let content: Content
        /// Those that go with the whole file.
        let fields: HTTPFields
        /// The head of an answer with all of it, up to the fields that change from one to the next.
        let opening: [UInt8]
        /// All of it, as most answers have it, with the lines that all answers of a second carry.
        private var whole: [UInt8] = []
        /// The second for which that is true.
        private var wholeNumber: UInt64 = 0

        fileprivate init(_ content: Content, _ fields: HTTPFields) {
            self.content = content
            self.fields = fields
            opening = ContentAnswer(whole: fields, content.size).opening
        }

        /// The head on a connection of HTTP/1.1 that stays.
        func whole(with own: OwnLines) -> [UInt8] {
            if own.number != wholeNumber {
                (whole, wholeNumber) = (opening, own.number)
                HTTPResponse.endHead(&whole, with: own.bytes, close: false, minor: 1)
            }
            return whole
        }
    }

    private struct Key: Hashable {
        let name: FileName
        let isInline: Bool
    }

    private var heads: [Key: Head] = [:]

    var count: Int { heads.count }

    /// The head for a content; `fields` writes it where it is not known.
    mutating func head(
        for name: FileName, isInline: Bool, _ content: Content, fields: () -> HTTPFields
    ) -> Head {
        let key = Key(name: name, isInline: isInline)
        if let known = heads[key], known.content == content { return known }
        if heads.count >= Limits.hotHeads { heads.removeAll(keepingCapacity: true) }
        let head = Head(content, fields())
        heads[key] = head
        return head
    }
}
