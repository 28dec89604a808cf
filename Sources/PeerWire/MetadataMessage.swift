// The messages by which an info dictionary moves (BEP 9): a dictionary, and behind it, in `data`,
// the raw bytes of a block.
//
// Law. A number of a block is what somebody said, until `MetadataBlocks` has it.

import Bencode
import Bytes
import Vocabulary

package enum MetadataMessage: Equatable, Sendable {
    case request(Int)
    case data(Int, totalSize: Int, bytes: [UInt8])
    case reject(Int)

    /// Nil for a type that is not known: those are ignored (BEP 9).
    init?(_ payload: [UInt8]) throws(PeerViolation) {
        let root: Bencode.Value
        do throws(BencodeError) {
            root = try Bencode(prefixOf: payload).root
        } catch {
            throw .badExtension(.metadata)
        }
        guard let type = root["msg_type"]?.integer else { throw .badExtension(.metadata) }
        guard (0...2).contains(type) else { return nil }
        guard let number = root["piece"]?.integer,
            (0..<Int64(MetadataBlocks(size: Limits.metadataLength).count)).contains(number)
        else { throw .badExtension(.metadata) }
        switch type {
        case 0: self = .request(Int(number))
        case 1:
            guard let size = root["total_size"]?.integer,
                (1...Int64(Limits.metadataLength)).contains(size)
            else { throw .metadataWrong }
            let bytes = Array(payload[root.place.upperBound...])
            let blocks = MetadataBlocks(size: Int(size))
            guard blocks.range(of: Int(number))?.count == bytes.count else { throw .metadataWrong }
            self = .data(Int(number), totalSize: Int(size), bytes: bytes)
        default: self = .reject(Int(number))
        }
    }

    /// - Parameter id: the receiver's number for `ut_metadata`.
    package func append(id: UInt8, to bytes: inout [UInt8]) {
        var writer = BencodeWriter()
        writer.dictionary { writer in
            switch self {
            case .request(let number):
                writer.entry("msg_type", 0)
                writer.entry("piece", number)
            case .data(let number, let totalSize, _):
                writer.entry("msg_type", 1)
                writer.entry("piece", number)
                writer.entry("total_size", totalSize)
            case .reject(let number):
                writer.entry("msg_type", 2)
                writer.entry("piece", number)
            }
        }
        var payload = writer.bytes
        if case .data(_, _, let block) = self { payload += block }
        PeerMessage.extended(id: id, payload: payload).append(to: &bytes)
    }

    /// The answer to a request for that block of `info`, which is all of our info dictionary: its
    /// data, or a reject where there is no such block.
    package static func answer(to number: Int, from info: [UInt8]) -> MetadataMessage {
        guard !info.isEmpty, let range = MetadataBlocks(size: info.count).range(of: number) else {
            return .reject(number)
        }
        return .data(number, totalSize: info.count, bytes: Array(info[range]))
    }
}

/// How an info dictionary is cut: blocks of 16 KiB, of which the last may be shorter.
package struct MetadataBlocks: Equatable, Sendable {
    /// Bytes; at least one.
    package let size: Int

    package init(size: Int) {
        precondition(size > 0, "an info dictionary is not empty")
        self.size = size
    }

    package var count: Int { (size - 1) / Limits.metadataBlockLength + 1 }

    /// Where that block stands; nil where there is none.
    package func range(of number: Int) -> Range<Int>? {
        guard number >= 0, number < count else { return nil }
        let start = number * Limits.metadataBlockLength
        return start..<min(size, start + Limits.metadataBlockLength)
    }
}

/// Requests of one peer for our metadata that have not been answered: a queue with an end.
package struct MetadataRequests: Sendable {
    private var waiting: [Int] = []

    package init() {}

    package var isEmpty: Bool { waiting.isEmpty }

    /// Whether there is room for it; else it is rejected.
    package mutating func add(_ number: Int) -> Bool {
        guard waiting.count < Limits.metadataQueue else { return false }
        waiting.append(number)
        return true
    }

    /// The request that waits longest. O(requests), of which there are few.
    package mutating func next() -> Int? { waiting.isEmpty ? nil : waiting.removeFirst() }
}
