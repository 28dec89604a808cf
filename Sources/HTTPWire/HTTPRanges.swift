// Which bytes of a file a Range field asks for (RFC 9110, sections 14.1 and 14.2).
//
// Law 1. What is not the grammar is as if it had not been sent: the whole file is an answer that
//        everybody understands.
// Law 2. No set of ranges makes more work than the file itself: there are few, none overlap
//        (CVE-2011-3192), and none is longer than what there is.

import Vocabulary

package enum HTTPRanges: Equatable, Sendable {
    /// Nothing was asked for that counts: the whole file.
    case whole
    /// At least one range; none is empty, overlaps or touches another. In the order of the field.
    case parts([Range<Int64>])
    /// Every range lies behind the end: a 416.
    case unsatisfiable

    /// What `field` means for a file of `size` bytes.
    package init(_ field: String?, size: Int64) {
        precondition(size >= 0, "a file has a length")
        guard let field, let wanted = Self.parse(Array(field.utf8)) else {
            self = .whole
            return
        }
        var parts: [Range<Int64>] = []
        for spec in wanted {
            guard let range = spec.range(in: size) else { continue }
            Self.add(range, to: &parts)
        }
        if !parts.isEmpty {
            self = .parts(parts)
        } else {
            // The end of an empty file is there, and has no place that could be named.
            let asksForEnd = wanted.contains { if case .last(1...) = $0 { true } else { false } }
            self = asksForEnd && size == 0 ? .whole : .unsatisfiable
        }
    }

    /// Joins a range with those that it overlaps or touches; they keep the first one's place.
    private static func add(_ range: Range<Int64>, to parts: inout [Range<Int64>]) {
        var joined = range
        var place: Int?
        var row = 0
        while row < parts.count {
            let part = parts[row]
            if part.lowerBound <= joined.upperBound, joined.lowerBound <= part.upperBound {
                joined =
                    min(
                        part.lowerBound, joined.lowerBound)..<max(
                        part.upperBound, joined.upperBound)
                place = min(place ?? row, row)
                parts.remove(at: row)
                row = 0  // longer now, it may touch one that was passed; there are few
            } else {
                row += 1
            }
        }
        parts.insert(joined, at: place ?? parts.count)
    }
}

// The grammar.
extension HTTPRanges {
    private enum Spec {
        /// From a position to another, both included; nil is the end.
        case from(Int64, to: Int64?)
        /// So many bytes at the end.
        case last(Int64)

        func range(in size: Int64) -> Range<Int64>? {
            switch self {
            case .from(let first, let last):
                guard first < size else { return nil }
                return first..<(last.map { min($0, size - 1) + 1 } ?? size)
            case .last(let count):
                guard count > 0, size > 0 else { return nil }
                return max(0, size - count)..<size
            }
        }
    }

    /// Nil: not the grammar, another unit, or more than `Limits.ranges`.
    private static func parse(_ field: [UInt8]) -> [Spec]? {
        let unit = Array("bytes=".utf8)
        guard field.count > unit.count,
            field.prefix(unit.count).map(HTTPGrammar.lowered) == unit
        else { return nil }
        var specs: [Spec] = []
        let list = field.dropFirst(unit.count)
        for member in list.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            let text = trimmed(member)
            if text.isEmpty { continue }  // RFC 9110, section 5.6.1.2
            guard specs.count < Limits.ranges, let spec = spec(text) else { return nil }
            specs.append(spec)
        }
        return specs.isEmpty ? nil : specs
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var text = text
        while let first = text.first, HTTPGrammar.isBlank(first) { text.removeFirst() }
        while let last = text.last, HTTPGrammar.isBlank(last) { text.removeLast() }
        return text
    }

    private static func spec(_ text: ArraySlice<UInt8>) -> Spec? {
        guard let dash = text.firstIndex(of: UInt8(ascii: "-")) else { return nil }
        let (first, last) = (text[..<dash], text[(dash + 1)...])
        if first.isEmpty { return position(last).map { .last($0) } }
        guard let start = position(first) else { return nil }
        if last.isEmpty { return .from(start, to: nil) }
        guard let end = position(last), end >= start else { return nil }
        return .from(start, to: end)
    }

    /// A number of digits; one that is longer than any file counts as just that.
    private static func position(_ digits: ArraySlice<UInt8>) -> Int64? {
        guard !digits.isEmpty, digits.allSatisfy(HTTPGrammar.isDigit) else { return nil }
        var number: Int64 = 0
        for digit in digits {
            let (tens, tooMany) = number.multipliedReportingOverflow(by: 10)
            let (sum, overflow) = tens.addingReportingOverflow(Int64(digit - UInt8(ascii: "0")))
            // One less than the largest, so that the byte after it has a number too.
            if tooMany || overflow { return .max - 1 }
            number = min(sum, .max - 1)
        }
        return number
    }
}
