// Datagrams of local service discovery.

import Bytes
import LANWire
import Vocabulary

extension Harness {
    static let lsd = Harness(name: "lsd") { bytes in
        func read(_ bytes: [UInt8]) -> LocalAnnouncement? {
            bytes.withSpan { LocalAnnouncement($0) }
        }
        guard let announcement = read(bytes) else { return }
        expect(bytes.count <= Limits.lsdLength, "an announcement is no longer than a packet")
        for group in [LocalAnnouncement.Group.v4, .v6] {
            let datagrams = announcement.datagrams(to: group)
            expect(datagrams.allSatisfy { $0.count <= Limits.lsdLength }, "nor is ours")
            let again = datagrams.compactMap { read($0) }
            expect(
                again.flatMap(\.infoHashes), equals: announcement.infoHashes,
                "what is read can be said again")
            for part in again {
                expect(part.port, equals: announcement.port, "with its port")
                expect(part.cookie, equals: announcement.cookie, "and its cookie")
            }
        }
        expect(read([0x20] + bytes), equals: nil, "a stranger at the beginning is nothing")
    }
}
