// Heads of requests that came before. A room that fetches one file asks in the same words: the same
// program, the same path, the same Host. Such a head is compared, and not read again.
//
// Law 1. A head is known by all of its bytes, up to and with the empty line.
// Law 2. What is kept has no body and no secret, and counts however often it is sent.
// Law 3. Everything can be made again: a place holds one head, and the next one replaces it.

import Bytes
import Vocabulary

final class KnownHead {
    fileprivate let bytes: [UInt8]
    let request: Request

    fileprivate init(_ bytes: RawSpan, _ request: Request) {
        self.bytes = bytes.copy()
        self.request = request
    }

    var length: Int { bytes.count }

    /// Whether the bytes begin with this head at `place`.
    func stands(in bytes: RawSpan, at place: Int) -> Bool {
        self.bytes.withSpan { bytes.holds($0, at: place) }
    }
}

struct KnownHeads {
    /// A head is worth its room when it comes a second time; of the first, this is remembered.
    private var seen = [UInt64](repeating: 0, count: Limits.knownHeads)
    private var heads = [KnownHead?](repeating: nil, count: Limits.knownHeads)

    /// Where the head that begins at `place` ends; nil where it is not whole, or longer than those
    /// that are kept.
    static func end(of bytes: RawSpan, from place: Int) -> Int? {
        let end = min(bytes.byteCount, place + Limits.knownHeadLength)
        var line = place
        while let feed = bytes.firstOffset(of: UInt8(ascii: "\n"), from: line), feed < end {
            if feed - line == 1, bytes[line] == UInt8(ascii: "\r"), line > place { return feed + 1 }
            line = feed + 1
        }
        return nil
    }

    func head(in bytes: RawSpan, _ range: Range<Int>) -> KnownHead? {
        let head = heads[Self.slot(of: bytes.mark(of: range))]
        guard let head, head.length == range.count, head.stands(in: bytes, at: range.lowerBound)
        else { return nil }
        return head
    }

    /// A request was read from that range of bytes, which were the whole of it.
    mutating func learn(_ request: Request, from bytes: RawSpan, _ range: Range<Int>) {
        guard request.mayBeKept else { return }
        let mark = bytes.mark(of: range)
        let slot = Self.slot(of: mark)
        guard seen[slot] == mark else {
            seen[slot] = mark
            return
        }
        heads[slot] = KnownHead(bytes.extracting(range), request)
    }

    private static func slot(of mark: UInt64) -> Int {
        Int(truncatingIfNeeded: mark >> 32) & (Limits.knownHeads - 1)
    }
}
