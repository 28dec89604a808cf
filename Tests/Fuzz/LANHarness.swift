// Datagrams of the multicast dialect.

import Bytes
import LANWire
import Vocabulary

extension Harness {
    static let lan = Harness(name: "lan") { bytes in
        func read(_ bytes: [UInt8]) -> LANMessage? { bytes.withSpan { LANMessage($0) } }
        guard let message = read(bytes) else { return }
        expect(bytes.count <= Limits.datagramLength, "a message is no longer than a datagram")
        expect(read(message.bytes), equals: message, "what is read can be said again")
        for stranger: [UInt8] in [[0], [0xff], Array(":x".utf8), Array(" x".utf8)] {
            expect(read(bytes + stranger), equals: nil, "a stranger at the end is no message")
        }
        guard bytes.count + 3 <= Limits.datagramLength else { return }
        expect(
            read([0x20] + bytes + [0x0d, 0x0a]), equals: message, "white space around is ignored")
    }
}
