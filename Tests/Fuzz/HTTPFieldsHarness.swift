// The values that HTTP carries: ranges, dates, percent-coding, proofs of the secret, conditions.
//
// One input is read as each of them, and as lines of fields.

import Bytes
import Glibc
import HTTPWire
import Vocabulary

extension Harness {
    static let httpFields = Harness(name: "httpfields") { bytes in
        guard let text = String(utf8: bytes) else { return }
        expectRanges(text)
        expectDate(text)
        expectPercentCoding(text)
        expectConditions(text)
        if let proof = Proof(fieldValue: text) {
            expect(
                Proof(fieldValue: proof.fieldValue), equals: proof,
                "a proof that is read can be written")
        }
    }

    private static func expectRanges(_ text: String) {
        for size in [0, 1, 2, 10, 1000, 1 << 40, .max] as [Int64] {
            guard case .parts(let parts) = HTTPRanges(text, size: size) else { continue }
            expect((1...Limits.ranges).contains(parts.count), "ranges keep their number")
            for (index, part) in parts.enumerated() {
                expect(
                    !part.isEmpty && part.lowerBound >= 0 && part.upperBound <= size,
                    "a range lies in its file: \(part) of \(size)")
                for other in parts[(index + 1)...] {
                    expect(
                        part.upperBound < other.lowerBound || other.upperBound < part.lowerBound,
                        "no range touches another: \(parts)")
                }
            }
            let written = parts.map { "\($0.lowerBound)-\($0.upperBound - 1)" }
            expect(
                HTTPRanges("bytes=" + written.joined(separator: ","), size: size),
                equals: .parts(parts), "ranges that are read can be written")
        }
    }

    private static func expectDate(_ text: String) {
        guard let seconds = HTTPDate.seconds(text), seconds >= 0 else { return }
        guard let written = HTTPDate.text(seconds: seconds) else {
            // A leap second at the end of the last year that has four digits.
            return expect(seconds == 253_402_300_800, "a date that is read can be written")
        }
        expect(HTTPDate.seconds(written), equals: seconds, "a date that is read can be written")
        var (time, parts) = (time_t(seconds), tm())
        var words = [CChar](repeating: 0, count: 64)
        gmtime_r(&time, &parts)
        let length = strftime(&words, words.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
        expect(
            words[..<length].elementsEqual(written.utf8.map { CChar($0) }),
            "a date is what it is to others: \(written)")
    }

    private static func expectPercentCoding(_ text: String) {
        for plusIsSpace in [false, true] {
            guard let decoded = PercentCoding.decode(text, plusIsSpace: plusIsSpace) else {
                continue
            }
            for encoded in [PercentCoding.encodePath(decoded), PercentCoding.encodeQuery(decoded)] {
                expect(
                    encoded.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f },
                    "what is percent-coded is visible ASCII")
                let again = PercentCoding.decode(encoded, plusIsSpace: plusIsSpace) ?? ""
                expect(
                    Array(again.utf8), equals: Array(decoded.utf8),
                    "percent-coding comes back as it went")
            }
        }
    }

    private static func expectConditions(_ text: String) {
        var fields = HTTPFields()
        for line in text.split(separator: "\n").prefix(Limits.fieldsCount) {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            fields.add(String(parts[0]), String(parts[1].drop { $0 == " " }))
        }
        for method in ["GET", "PUT"] {
            for tag in ["\"a-1\"", nil] {
                let verdict = HTTPConditions(
                    fields, method: method, tag: tag, modified: tag == nil ? nil : 784_111_777,
                    now: WallTime(seconds: 784_111_900))
                expectReason(for: verdict, fields, method)
            }
        }
        expectRanges(fields["range"] ?? "")
        expectDate(fields["if-modified-since"] ?? "")
    }

    /// No verdict without the field that it comes from.
    private static func expectReason(
        for verdict: HTTPConditions, _ fields: HTTPFields, _ method: String
    ) {
        func has(_ names: String...) -> Bool { names.contains { fields[$0] != nil } }
        switch verdict {
        case .met(true): break
        case .met(false): expect(has("if-range"), "only If-Range wants the whole")
        case .notModified:
            expect(
                method == "GET" && has("if-none-match", "if-modified-since"),
                "304 is for readers who asked")
        case .failed:
            expect(
                has("if-match", "if-unmodified-since", "if-none-match"), "412 is for who asked")
        }
    }
}
