// The payloads of BEP 10: handshake, metadata, peer exchange, and what our own nodes say.

import Bytes
import Digest
import PeerWire
import Vocabulary

extension Harness {
    /// The same bytes as a message of each extension.
    static let extensions = Harness(name: "extensions") { bytes in
        for id in 0...7 as ClosedRange<UInt8> {
            guard let message = read(id, bytes) else { continue }
            guard let again = said(message, id) else { continue }
            expect(read(id, again), equals: message, "what is read can be said again")
        }
        if case .pex(let pex) = read(PeerExtension.pex.rawValue, bytes) { expectHeard(pex) }
        expectAssembled(bytes)
    }

    private static func read(_ id: UInt8, _ bytes: [UInt8]) -> ExtensionMessage? {
        try? ExtensionMessage(id: id, payload: bytes, offered: .all)
    }

    /// The payload that says the same.
    private static func said(_ message: ExtensionMessage, _ id: UInt8) -> [UInt8]? {
        var frame: [UInt8] = []
        switch message {
        case .handshake(let handshake):
            expect(handshake.metadataSize ?? 1 <= Limits.metadataLength, "metadata has an end")
            expect(handshake.requestQueue ?? 1 <= Limits.requestQueue, "a queue has an end")
            expect(handshake.client?.utf8.count ?? 0 <= Limits.clientNameLength, "a name too")
            handshake.append(to: &frame)
        case .metadata(let metadata): metadata.append(id: id, to: &frame)
        case .pex(let pex): pex.append(id: id, to: &frame)
        case .dontHave(let piece):
            guard let geometry = PieceGeometry(length: 1 << 20, pieceLength: 1),
                let piece = geometry.piece(piece)
            else { return nil }
            PeerMessage.appendDontHave(piece, id: id, to: &frame)
        case .extent(let extent): extent.append(id: id, to: &frame)
        case .uploadOnly(let isOn): PeerMessage.appendUploadOnly(isOn, id: id, to: &frame)
        case .proof(let proof): SwarmProof.append(proof, id: id, to: &frame)
        }
        return Array(frame.dropFirst(6))
    }

    private static func expectHeard(_ pex: PexMessage) {
        var receiver = PexReceiver()
        guard let heard = try? receiver.admit(pex, at: .start) else {
            return expect(false, "a first message is heard")
        }
        expect(heard.added.count <= Limits.pexContactsFirst, "contacts have an end")
        expect(heard.dropped.count <= Limits.pexContactsFirst, "contacts have an end")
        let dropped = Set(heard.dropped)
        expect(heard.added.allSatisfy { !dropped.contains($0.endpoint) }, "nobody is both")
        expect((try? receiver.admit(pex, at: .start)) == .some(nil), "and not twice at once")
    }

    /// The input is an info dictionary: given by one peer it is whole, and with a lie in it the
    /// liar is known.
    private static func expectAssembled(_ info: [UInt8]) {
        guard !info.isEmpty else { return }
        var lie = info
        lie[info.count / 2] ^= 1
        for (bytes, isTrue) in [(info, true), (lie, false)] {
            var assembly = MetadataAssembly<Int>(infoHash: SHA1.of(info))
            assembly.join(1, size: bytes.count)
            var outcome = MetadataAssembly<Int>.Outcome.incomplete
            while let number = assembly.nextRequest(to: 1, at: .start) {
                let answer = MetadataMessage.answer(to: number, from: bytes)
                guard case .data(_, let size, let block) = answer else {
                    return expect(false, "what is asked for is there")
                }
                let now = Instant.start
                outcome =
                    (try? assembly.receive(number, totalSize: size, block, from: 1, at: now))
                    ?? .incomplete
            }
            expect(outcome, equals: isTrue ? .complete(info) : .wrong(liar: 1), "the hash decides")
        }
    }
}
