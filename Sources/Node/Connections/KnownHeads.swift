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
        let head = heads[Self.slot(of: Self.mark(bytes, range))]
        guard let head, head.length == range.count, head.stands(in: bytes, at: range.lowerBound)
        else { return nil }
        return head
    }

    /// A request was read from that range of bytes, which were the whole of it.
    mutating func learn(_ request: Request, from bytes: RawSpan, _ range: Range<Int>) {
        guard request.mayBeKept else { return }
        let mark = Self.mark(bytes, range)
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

    /// A number for the bytes. Who finds two heads with one number wins that one is read again.
    private static func mark(_ bytes: RawSpan, _ range: Range<Int>) -> UInt64 {
        var mark = UInt64(range.count) &* 0x9e37_79b9_7f4a_7c15
        var place = range.lowerBound
        while place + 8 <= range.upperBound {
            mark = (mark ^ bytes.word(at: place)) &* 0x9fb2_1c65_1e98_df25
            mark ^= mark >> 29
            place += 8
        }
        while place < range.upperBound {
            mark = (mark ^ UInt64(bytes[place])) &* 0x9fb2_1c65_1e98_df25
            mark ^= mark >> 29
            place += 1
        }
        return mark
    }
}
