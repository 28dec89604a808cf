// Heads of answers, understood once.
//
// Law. A head that is byte for byte the one before means what that one meant. Servers write the
// same head for a second, until their clock's field changes; so nearly every head costs one
// comparison, and none is believed that HTTPWire has not read.

import Bytes
import Glibc
import HTTPWire
import Vocabulary

/// What of a head counts here.
struct HeadMeaning {
    var bodyLength: Int64
    var keepAlive: Bool
}

/// The head that was seen last; all connections share it.
final class KnownHead {
    private var bytes: [UInt8] = []
    private var meaning: HeadMeaning?

    /// Where `read` begins with the known head: its meaning and its length.
    func recognize(_ read: UnsafeRawBufferPointer) -> (HeadMeaning, length: Int)? {
        guard let meaning, read.count >= bytes.count, let base = read.baseAddress,
            memcmp(base, bytes, bytes.count) == 0
        else { return nil }
        return (meaning, bytes.count)
    }

    /// Reads a whole head and remembers it. Nil for an interim one (1xx), which is passed over.
    func learn(_ head: [UInt8]) throws(LoadFailure) -> HeadMeaning? {
        var client = HTTPClient(method: "GET")
        do {
            try head.withSpan { bytes throws(HTTPViolation) in try client.receive(bytes) }
        } catch {
            throw .badHead
        }
        guard case .response(let response) = client.nextEvent() else { return nil }
        guard response.status == 200 else { throw .status(response.status) }
        guard let length = response.bodyLength else { throw .noLength }
        let understood = HeadMeaning(bodyLength: length, keepAlive: response.keepAlive)
        bytes = head
        meaning = understood
        return understood
    }

    /// The length of the head that `bytes` begins with, its empty line included; nil where that
    /// has not come.
    static func length(in bytes: UnsafeRawBufferPointer) -> Int? {
        let end: [UInt8] = [13, 10, 13, 10]
        guard bytes.count >= end.count, let base = bytes.baseAddress else { return nil }
        for offset in 0...(bytes.count - end.count) where memcmp(base + offset, end, 4) == 0 {
            return offset + end.count
        }
        return nil
    }
}
