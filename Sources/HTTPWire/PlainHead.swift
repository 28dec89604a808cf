// The head of a GET that stands whole in what was read, looked at in its place: a tracker is asked
// by each client in other words, and reads a hundred thousand of them in a second.
//
// Law. What is taken here, `HTTPServer` takes too, and it means the same. Whatever is not plain (a
//      body, an expectation, a list of connection options, two Hosts, any byte that is out of
//      place) is left to that one, which knows what to say of it.

import Bytes
import Vocabulary

package struct PlainHead: Equatable, Sendable {
    /// Where it ends, behind the empty line.
    package let end: Int
    /// Origin-form, as sent: up to the question mark, and behind it.
    package let path: Range<Int>
    package let query: Range<Int>
    /// The x of HTTP/1.x.
    package let minor: Int
    package let keepAlive: Bool

    /// Nil where the head that begins at `start` is not whole, not plain, or has no query.
    package init?(_ bytes: RawSpan, from start: Int) {
        let method: StaticString = "GET /"
        let target = start + 4
        guard bytes.byteCount - start > method.utf8CodeUnitCount,
            bytes.extracting(start..<bytes.byteCount).starts(with: method)
        else { return nil }
        var place = target
        var mark: Int?
        while place < bytes.byteCount, bytes[place] > 0x20 {
            let byte = bytes[place]
            guard byte < 0x7f, byte != UInt8(ascii: "#") else { return nil }
            if byte == UInt8(ascii: "?"), mark == nil { mark = place }
            place += 1
        }
        guard let mark, place - start < Limits.plainHeadLength, place + 11 <= bytes.byteCount,
            bytes.extracting(place..<place + 11).starts(with: " HTTP/1.")
        else { return nil }
        switch bytes[place + 8] {
        case UInt8(ascii: "0"): minor = 0
        case UInt8(ascii: "1"): minor = 1
        default: return nil
        }
        guard bytes[place + 9] == UInt8(ascii: "\r"), bytes[place + 10] == UInt8(ascii: "\n")
        else { return nil }
        path = target..<mark
        query = mark + 1..<place
        var fields = PlainFields()
        guard let end = fields.read(bytes, from: place + 11),
            fields.hosts == 1 || fields.hosts == 0 && minor == 0
        else { return nil }
        self.end = end
        keepAlive = minor == 1 ? !fields.closes : fields.staysOpen
    }
}

private struct PlainFields {
    var hosts = 0
    var closes = false
    var staysOpen = false

    /// Where the section ends.
    mutating func read(_ bytes: RawSpan, from start: Int) -> Int? {
        var line = start
        var count = 0
        while let feed = bytes.firstOffset(of: UInt8(ascii: "\n"), from: line) {
            guard feed > line, bytes[feed - 1] == UInt8(ascii: "\r"),
                feed - start < Limits.plainHeadLength
            else { return nil }
            if feed - line == 1 { return feed + 1 }
            count += 1
            guard count < Limits.fieldsCount, take(bytes.extracting(line..<feed - 1)) else {
                return nil
            }
            line = feed + 1
        }
        return nil
    }

    private mutating func take(_ line: RawSpan) -> Bool {
        var colon = 0
        while colon < line.byteCount, HTTPGrammar.isToken(line[colon]) { colon += 1 }
        guard colon > 0, colon < line.byteCount, line[colon] == UInt8(ascii: ":") else {
            return false
        }
        var start = colon + 1
        while start < line.byteCount, HTTPGrammar.isBlank(line[start]) { start += 1 }
        var end = line.byteCount
        while end > start, HTTPGrammar.isBlank(line[end - 1]) { end -= 1 }
        let value = line.extracting(start..<end)
        for place in 0..<value.byteCount where !HTTPGrammar.isValue(value[place]) { return false }
        return means(line.extracting(0..<colon), value)
    }

    /// Whether nothing about the field wants a second look.
    private mutating func means(_ name: RawSpan, _ value: RawSpan) -> Bool {
        switch name.byteCount {
        case 4 where name.isSpelled("host"):
            hosts += 1
            for place in 0..<value.byteCount
            where !HTTPRequestHead.mayStandInHost(value[place]) { return false }
            return hosts == 1
        case 10 where name.isSpelled("connection"):
            guard !closes, !staysOpen else { return false }
            closes = value.isSpelled("close")
            staysOpen = value.isSpelled("keep-alive")
            return closes || staysOpen
        case 14 where name.isSpelled("content-length"): return false
        case 17 where name.isSpelled("transfer-encoding"): return false
        case 6 where name.isSpelled("expect"): return false
        case 7 where name.isSpelled("upgrade"): return false
        default: return true
        }
    }
}

extension RawSpan {
    /// The same letters, of either case; `word` has the lower ones.
    fileprivate func isSpelled(_ word: StaticString) -> Bool {
        guard byteCount == word.utf8CodeUnitCount else { return false }
        for place in 0..<byteCount {
            guard unsafe HTTPGrammar.lowered(self[place]) == word.utf8Start[place] else {
                return false
            }
        }
        return true
    }
}
