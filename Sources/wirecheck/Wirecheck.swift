// `wirecheck`: says what our HTTP machines understand, for a test that holds them against another
// implementation. Not installed.
//
//     in    Q length bytes …              a stream of requests; lengths are four bytes, big-endian
//           R length method length bytes  a response to that method, then the connection's end
//     out   a line of JSON for each, in order; texts of strangers in hex
//
// Law: each stream is read whole, byte by byte and in sevens, and "agrees" says whether that is
// one meaning; told is the one byte by byte, for it knows where a message ends.

import Bytes
import Glibc
import HTTPWire

@main
enum Wirecheck {
    static func main() {
        var input = Input()
        while let kind = input.byte() {
            switch kind {
            case UInt8(ascii: "Q"):
                let bytes = input.counted()
                tell { Reading(requests: bytes, slices: $0) }
            case UInt8(ascii: "R"):
                let method = String(decoding: input.counted(), as: UTF8.self)
                let bytes = input.counted()
                tell { Reading(responseTo: method, bytes: bytes, slices: $0) }
            default:
                print("{\"error\":\"unknown kind \(kind)\"}")
                return
            }
        }
    }

    private static func tell(_ read: (Int) -> Reading) {
        let slowly = read(1)
        let agrees = [0, 7].allSatisfy { read($0).means(slowly) }
        print(document(slowly, agrees: agrees))
    }

    private static func document(_ reading: Reading, agrees: Bool) -> String {
        let messages = reading.messages.map { message in
            let fields = message.fields.map { "[\"\($0[0])\",\"\($0[1])\"]" }
            return "{\"start\":[\(message.start.map { "\"\($0)\"" }.joined(separator: ","))],"
                + "\"minor\":\(message.minor),\"fields\":[\(fields.joined(separator: ","))],"
                + "\"body\":\"\(Hex.encode(message.body))\","
                + "\"end\":\(message.end.map { "\($0)" } ?? "null"),\"stays\":\(message.stays)}"
        }
        let violation = reading.violation.map { "\"\($0)\"" } ?? "null"
        return "{\"messages\":[\(messages.joined(separator: ","))],"
            + "\"violation\":\(violation),\"agrees\":\(agrees)}"
    }
}

/// Standard input, read in large pieces. What ends in the middle of a case is no case.
private struct Input {
    private var buffer: [UInt8] = []
    private var place = 0

    mutating func byte() -> UInt8? {
        guard place < buffer.count || refill() else { return nil }
        defer { place += 1 }
        return buffer[place]
    }

    /// Four bytes of length, and that many bytes.
    mutating func counted() -> [UInt8] {
        let length = (0..<4).reduce(0) { length, _ in length << 8 | Int(byte() ?? 0) }
        return (0..<length).compactMap { _ in byte() }
    }

    private mutating func refill() -> Bool {
        buffer = [UInt8](unsafeUninitializedCapacity: 1 << 16) { room, count in
            count = max(0, read(STDIN_FILENO, room.baseAddress, room.count))
        }
        place = 0
        return !buffer.isEmpty
    }
}
