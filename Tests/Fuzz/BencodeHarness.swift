// Bencoding: trackers' answers, extension messages, metainfo.

import Bencode
import Bytes
import Vocabulary

extension Harness {
    static let bencode = Harness(name: "bencode") { bytes in
        guard let document = try? Bencode(bytes) else { return expectPrefix(of: bytes) }
        expect(document.root.place, equals: bytes.indices, "a value is all of its bytes")
        expect(spelled(document.root), equals: bytes, "a value has one spelling")
        if let written = written(document.root) {
            expect(written, equals: bytes, "what is read can be written")
        }
        expect(
            failure(bytes + [0]), equals: .trailing(offset: bytes.count),
            "a stranger at the end is no part of it")
        let behind = try? Bencode(prefixOf: bytes + [UInt8(ascii: "e")])
        expect(
            behind.map { spelled($0.root) }, equals: bytes, "what stands behind changes nothing")
        let end = Cuts.anywhere(in: bytes).first?.upperBound ?? 0
        guard end < bytes.count else { return }
        expect(failure(Array(bytes[..<end])), equals: .cut, "a beginning is cut")
    }

    private static func expectPrefix(of bytes: [UInt8]) {
        guard let document = try? Bencode(prefixOf: bytes) else { return }
        let place = document.root.place
        expect(place.lowerBound == 0 && place.upperBound < bytes.count, "more stands behind it")
        expect(
            (try? Bencode(Array(bytes[place]))).map { spelled($0.root) },
            equals: spelled(document.root), "a beginning that is a value is one alone")
    }

    private static func failure(_ bytes: [UInt8]) -> BencodeError? {
        do throws(BencodeError) {
            _ = try Bencode(bytes)
            return nil
        } catch {
            return error
        }
    }

    /// The value by what it says of itself, keys in the order that they have.
    private static func spelled(_ value: Bencode.Value) -> [UInt8] {
        let end = Array("e".utf8)
        if let integer = value.integer { return Array("i\(integer)e".utf8) }
        if let string = value.string { return Array("\(string.count):".utf8) + string }
        if let list = value.list { return Array("l".utf8) + list.flatMap(spelled) + end }
        guard let entries = value.entries else {
            expect(false, "a value is one of four")
            return []
        }
        let inner = entries.flatMap { key, value in
            Array("\(key.count):".utf8) + key + spelled(value)
        }
        return Array("d".utf8) + inner + end
    }

    /// The same by our writer, which has keys that ascend and are text; nil for others.
    private static func written(_ value: Bencode.Value) -> [UInt8]? {
        var writer = BencodeWriter()
        return write(value, to: &writer) ? writer.bytes : nil
    }

    private static func write(_ value: Bencode.Value, to writer: inout BencodeWriter) -> Bool {
        if let integer = value.integer { writer.integer(integer) }
        if let string = value.string { writer.string(string) }
        var isWritten = value.isSorted
        if let list = value.list {
            writer.list { writer in
                for item in list where isWritten { isWritten = write(item, to: &writer) }
            }
        }
        if let entries = value.entries, isWritten {
            writer.dictionary { writer in
                for (key, value) in entries where isWritten {
                    guard let name = String(utf8: key) else { return isWritten = false }
                    writer.key(name)
                    isWritten = write(value, to: &writer)
                }
            }
        }
        return isWritten
    }
}
