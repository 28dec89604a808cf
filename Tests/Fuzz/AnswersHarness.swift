// What holders and web servers answer to a download, and what nodes give as the place in a list.

import Bytes
import Digest
import HTTPWire
import JSONWire
import Vocabulary

@testable import Load
@testable import Node

extension Harness {
    static let answers = Harness(name: "answers") { bytes in
        var client = HTTPClient(method: "GET")
        bytes.withSpan { try? client.receive($0) }
        if case .response(let head) = client.nextEvent() { expectMeaning(of: head) }
        for dialect in [LoadDialect.json, .http] { expectCuts(of: bytes, dialect) }
        guard let text = String(utf8: bytes), let cursor = Cursor(text) else { return }
        expect(Cursor(cursor.description), equals: cursor, "a cursor can be written")
        expect(Array(cursor.description.utf8), equals: bytes, "a cursor has one spelling")
    }

    private static func expectMeaning(of head: HTTPResponseHead) {
        if let range = head.fields["content-range"].flatMap({ ContentRange($0) }) {
            let bytes = range.bytes
            expect(
                !bytes.isEmpty && bytes.lowerBound >= 0 && bytes.upperBound <= range.total,
                "a range lies in its file: \(range)")
            let written = "bytes \(bytes.lowerBound)-\(bytes.upperBound - 1)/\(range.total)"
            expect(ContentRange(written), equals: range, "a range can be written")
        }
        if let digest = head.fields["repr-digest"].flatMap({ ContentDigest.inField($0) }) {
            let written = "sha-256=:\(Base64.encode(digest.bytes)):"
            expect(ContentDigest.inField(written), equals: digest, "a digest can be written")
        }
        let refused = Refused(by: head)
        let isContent = head.status == 200 || head.status == 206
        expect(refused != nil || isContent, "what is no content is refused")
        expect(head.validator?.hasPrefix("W/") != true, "a validator is strong")
        if let place = head.fields["location"], let here = try? WebAddress("http://a:8080/b/c?d"),
            let there = try? here.redirected(to: place)
        {
            expectWeb(there)
        }
    }

    /// The load generator's reader judges alike, however an answer comes.
    private static func expectCuts(of bytes: [UInt8], _ dialect: LoadDialect) {
        let whole = judge(bytes, [0..<bytes.count], dialect)
        for way in Cuts.ways(of: bytes) {
            let other = judge(bytes, way, dialect)
            // Who has the answer already does not see that there is more.
            if case .whole(reusable: true) = other { continue }
            // What is wrong twice may be found in another order.
            if case .failed = other, case .failed = whole { continue }
            expect(other, equals: whole, "cuts make nothing right or wrong")
        }
    }

    private static func judge(
        _ bytes: [UInt8], _ ranges: [Range<Int>], _ dialect: LoadDialect
    ) -> AnswerReader.Step {
        var reader = AnswerReader(
            dialect, against: Reference(bytes: Array("hello".utf8)), heads: KnownHead())
        for range in ranges {
            let step = bytes.withUnsafeBytes { buffer in
                reader.take(UnsafeRawBufferPointer(rebasing: buffer[range]))
            }
            if step != .more { return step }
        }
        return reader.inputEnded()
    }
}
