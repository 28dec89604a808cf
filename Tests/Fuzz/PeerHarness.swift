// A connection of BitTorrent's peer wire, from its handshake on: as who was dialled and as who
// dialled, with the metadata and without.

import Bytes
import Digest
import PeerWire
import Vocabulary

extension Harness {
    static let peer = Harness(name: "peer") { bytes in
        for scene in PeerScene.all {
            let whole = Heard(bytes, [0..<bytes.count], scene)
            for way in Cuts.ways(of: bytes) {
                expect(Heard(bytes, way, scene), equals: whole, "cuts change nothing")
            }
            whole.expectAgain(scene)
        }
    }
}

/// Who we are, and what we know.
private struct PeerScene {
    let hasDialled: Bool
    let terms: PeerTerms

    static let all = [
        PeerScene(hasDialled: false, terms: terms(isKnown: true, .all)),
        PeerScene(hasDialled: true, terms: terms(isKnown: true, [.metadata])),
        PeerScene(hasDialled: false, terms: terms(isKnown: false, .all)),
    ]

    private static func terms(isKnown: Bool, _ offered: PeerExtensions) -> PeerTerms {
        // 100 pieces of 64 KiB, the last of 1,000 bytes.
        let geometry = PieceGeometry(length: 99 * 65_536 + 1000, pieceLength: 65_536)
        return PeerTerms(geometry: isKnown ? geometry : nil, offered: offered)
    }

    func ours(_ infoHash: Digest160) -> Handshake {
        Handshake(infoHash: infoHash, peerID: PeerID(random: Array("abcdefghijkl".utf8)))
    }

    /// The torrent of whoever dials in here is the one that the bytes are for.
    func stream(for bytes: [UInt8]) -> PeerStream {
        guard hasDialled else { return PeerStream(acceptingAt: .start) }
        let theirs = bytes.withSpan { Handshake($0) }
        let infoHash = theirs?.infoHash ?? SHA1.of([])
        return PeerStream(dialling: ours(infoHash), terms: terms, at: .start)
    }
}

/// What a connection said.
private struct Heard: Equatable {
    var events: [PeerEvent] = []
    var blocks: [[UInt8]] = []
    var violation: PeerViolation?

    init(_ bytes: [UInt8], _ ranges: [Range<Int>], _ scene: PeerScene) {
        var stream = scene.stream(for: bytes)
        bytes.withSpan { span in
            for range in ranges where violation == nil {
                take(span.extracting(range), scene, &stream)
            }
        }
        guard let violation else {
            expect(stream.nextDeadline != nil, "who lives has an end")
            return
        }
        expect(stream.nextDeadline == nil, "who was refused waits for nothing")
        take([0], scene, &stream)
        expect(self.violation, equals: violation, "who was refused stays refused")
    }

    private mutating func take(_ bytes: [UInt8], _ scene: PeerScene, _ stream: inout PeerStream) {
        bytes.withSpan { take($0, scene, &stream) }
    }

    private mutating func take(_ bytes: RawSpan, _ scene: PeerScene, _ stream: inout PeerStream) {
        var place = 0
        do throws(PeerViolation) {
            while let event = try stream.nextEvent(in: bytes, from: &place, at: .start) {
                note(event, bytes, place)
                if case .wants(let infoHash) = event {
                    stream.accept(scene.ours(infoHash), terms: scene.terms, at: .start)
                }
            }
            expect(place == bytes.byteCount, "all that was read is taken")
        } catch {
            violation = error
        }
    }

    private mutating func note(_ event: PeerEvent, _ bytes: RawSpan, _ place: Int) {
        guard case .payload(let payload) = event else {
            events.append(event)
            guard case .block(let block) = event else { return }
            blocks.append([])
            let most = block.isExtent ? Limits.extentLength : Limits.blockLength
            expect((1...most).contains(block.range.length), "a block is no longer than one")
            return
        }
        expect(payload.place.upperBound == place, "a block's bytes are the last that were taken")
        expect(payload.place.count == payload.count, "and as many as were said")
        expect(payload.offset == blocks.last?.count, "and come in order")
        blocks[blocks.count - 1] += bytes.copy(payload.place)
        expect(
            payload.isLast == (blocks.last?.count == payload.block.range.length),
            "the last bytes of a block are known")
    }

    /// What was heard can be said, and is heard the same.
    func expectAgain(_ scene: PeerScene) {
        var bytes: [UInt8] = []
        var block = 0
        var said: [PeerEvent] = []
        for event in events {
            switch event {
            case .wants: break
            case .handshake(let handshake): handshake.append(to: &bytes)
            case .message(let message): message.append(to: &bytes)
            case .block(let begun):
                if begun.isExtent {
                    let id = PeerExtension.extent.rawValue
                    ExtentMessage.appendDataHead(begun.range, id: id, to: &bytes)
                } else {
                    PeerMessage.appendPieceHead(begun.range, to: &bytes)
                }
                bytes += blocks[block]
                block += 1
            case .payload: expect(false, "payload is told with its block")
            }
            said.append(event)
        }
        guard said.contains(where: { if case .handshake = $0 { true } else { false } }) else {
            return
        }
        let again = Heard(bytes, [0..<bytes.count], scene)
        expect(again.events, equals: said, "what is heard can be said")
        expect(again.blocks, equals: blocks, "blocks too")
    }
}
