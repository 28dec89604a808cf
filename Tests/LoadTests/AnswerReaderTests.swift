// Every byte of an answer counts, however the network slices it.

import Digest
import JSONWire
import Testing
import Vocabulary

@testable import Load

private let content = (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 7) }

private func reader(
    _ dialect: LoadDialect, _ reference: Reference = Reference(bytes: content)
) -> AnswerReader {
    AnswerReader(dialect, against: reference, heads: KnownHead())
}

/// Feeds the bytes in slices, and the end of input where the server closes.
private func judge(
    _ reader: inout AnswerReader, _ bytes: [UInt8], slice: Int, closes: Bool = true
) -> AnswerReader.Step {
    var rest = bytes[...]
    while !rest.isEmpty {
        let step = Array(rest.prefix(slice)).withUnsafeBytes { reader.take($0) }
        rest = rest.dropFirst(slice)
        if step != .more { return step }
    }
    return closes ? reader.inputEnded() : .more
}

private let slices = [1, 7, 4096, 100_000]

private func flipped(_ bytes: [UInt8], at offset: Int) -> [UInt8] {
    var wrong = bytes
    wrong[offset] ^= 1
    return wrong
}

private func head(_ status: String = "200 OK", _ fields: String...) -> [UInt8] {
    Array("HTTP/1.1 \(status)\r\n\(fields.map { $0 + "\r\n" }.joined())\r\n".utf8)
}

@Suite("An answer in the old dialect") struct JSONAnswerTests {
    @Test("the right bytes are right however they come", arguments: slices)
    func right(slice: Int) {
        var reader = reader(.json)
        #expect(judge(&reader, content, slice: slice) == .whole(reusable: false))
        reader.restart()
        #expect(judge(&reader, content, slice: slice) == .whole(reusable: false))
    }

    @Test("one flipped byte is found where it is", arguments: slices, [0, 1, 4095, 4096, 4999])
    func oneByte(slice: Int, offset: Int) {
        var reader = reader(.json)
        let step = judge(&reader, flipped(content, at: offset), slice: slice)
        #expect(step == .failed(.wrongByte(offset: Int64(offset))))
    }

    @Test("a byte too many or too few is wrong", arguments: slices)
    func lengths(slice: Int) {
        var reader = reader(.json)
        #expect(judge(&reader, content + [0], slice: slice) == .failed(.tooLong))
        reader.restart()
        #expect(judge(&reader, content.dropLast(), slice: slice) == .failed(.tooShort))
        reader.restart()
        #expect(judge(&reader, [], slice: slice) == .failed(.empty))
    }

    @Test("an error text is a refusal", arguments: slices, JSONReply.errors)
    func errors(slice: Int, text: [UInt8]) {
        var reader = reader(.json)
        let refusal = LoadFailure.refused(String(decoding: text, as: UTF8.self))
        #expect(judge(&reader, text, slice: slice) == .failed(refusal))
    }

    @Test("content may begin as an error does, and be as short", arguments: slices)
    func likeErrors(slice: Int) {
        for text in ["ERR", "ERROR: File not found. Or is it?"] {
            let bytes = Array(text.utf8)
            var reader = reader(.json, Reference(bytes: bytes))
            #expect(judge(&reader, bytes, slice: slice) == .whole(reusable: false))
            reader.restart()
            let wrong = flipped(bytes, at: bytes.count - 1)
            #expect(
                judge(&reader, wrong, slice: slice)
                    == .failed(.wrongByte(offset: Int64(bytes.count - 1))))
        }
    }

    @Test("a digest finds the wrong byte too", arguments: slices)
    func digests(slice: Int) {
        var reader = reader(.json, Reference(digest: SHA256.of(content)))
        #expect(judge(&reader, content, slice: slice) == .whole(reusable: false))
        reader.restart()
        #expect(
            judge(&reader, flipped(content, at: 77), slice: slice) == .failed(.wrongDigest))
        reader.restart()
        #expect(judge(&reader, content, slice: slice) == .whole(reusable: false))
    }
}

@Suite("An answer over HTTP") struct HTTPAnswerTests {
    private let good = head("200 OK", "Content-Length: 5000")

    @Test("head and body are told apart however they come", arguments: slices)
    func right(slice: Int) {
        var reader = reader(.http)
        for _ in 0..<3 {
            #expect(judge(&reader, good + content, slice: slice) == .whole(reusable: true))
            reader.restart()
        }
    }

    @Test("a head that differs is read anew")
    func anotherHead() {
        var reader = reader(.http)
        #expect(judge(&reader, good + content, slice: 9000) == .whole(reusable: true))
        reader.restart()
        let gone = head("404 Not Found", "Content-Length: 5000")
        #expect(judge(&reader, gone + content, slice: 9000) == .failed(.status(404)))
        reader.restart()
        let last = head("200 OK", "Content-Length: 5000", "Connection: close")
        #expect(judge(&reader, last + content, slice: 9000) == .whole(reusable: false))
    }

    @Test("an interim head is passed over, a flood of them is not", arguments: slices)
    func interim(slice: Int) {
        var reader = reader(.http)
        let hint = head("103 Early Hints", "Link: </a>")
        #expect(judge(&reader, hint + good + content, slice: slice) == .whole(reusable: true))
        reader.restart()
        let flood = Array(repeatElement(hint, count: 100).joined())
        #expect(judge(&reader, flood + good, slice: slice) == .failed(.badHead))
    }

    @Test("one flipped byte is found", arguments: slices)
    func oneByte(slice: Int) {
        var reader = reader(.http)
        let step = judge(&reader, good + flipped(content, at: 3), slice: slice)
        #expect(step == .failed(.wrongByte(offset: 3)))
    }

    @Test("the length must be stated, and be the content's", arguments: slices)
    func lengths(slice: Int) {
        var reader = reader(.http)
        #expect(judge(&reader, head() + content, slice: slice) == .failed(.noLength))
        reader.restart()
        let short = head("200 OK", "Content-Length: 4999")
        #expect(judge(&reader, short + content.dropLast(), slice: slice) == .failed(.tooShort))
        reader.restart()
        #expect(judge(&reader, good + content.dropLast(), slice: slice) == .failed(.tooShort))
        reader.restart()
        let smuggled = head("200 OK", "Content-Length: 5000", "Content-Length: 5")
        #expect(judge(&reader, smuggled, slice: slice) == .failed(.badHead))
    }

    @Test("HTTP/1.0 is over when the server closes, not before", arguments: slices)
    func oneAnswer(slice: Int) {
        var reader = reader(.http10)
        #expect(judge(&reader, good + content, slice: slice, closes: false) == .more)
        #expect(reader.whenSilent == .staysOpen)
        #expect(reader.inputEnded() == .whole(reusable: false))
        reader.restart()
        #expect(judge(&reader, good + content + [0], slice: slice) == .failed(.tooLong))
    }

    @Test("what is no head does not grow for ever")
    func noHead() {
        var reader = reader(.http)
        let noise = [UInt8](repeating: UInt8(ascii: "x"), count: 64 << 10)
        #expect(judge(&reader, noise, slice: 1024) == .failed(.badHead))
    }
}
