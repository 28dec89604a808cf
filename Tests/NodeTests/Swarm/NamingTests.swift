// A torrent of which nothing is known but its info-hash.

import Digest
import Metainfo
import PeerWire
import Swarm
import Testing
import Vocabulary

@testable import Node

private let goods = Goods("large.bin", pieces: 900)

/// A node that knows the info-hash alone, and strangers that it has dialled.
private func naming(_ addresses: [String]) -> (Scene<PeerNode>, [ConnectionID]) {
    let scene = peer { $0.strangers = true }
    scene.add(.infoHash(goods.infoHash), peers: addresses)
    let calls = addresses.compactMap { address in
        scene.calls.last { $0.endpoint == endpoint(address) }?.connection
    }
    return (scene, calls)
}

extension Stranger {
    /// Says that it has the metadata.
    fileprivate func offerMetadata() {
        var handshake = ExtensionHandshake(offering: .metadata)
        handshake.metadataSize = goods.info.raw.count
        var bytes: [UInt8] = []
        handshake.append(to: &bytes)
        say(raw: bytes)
    }

    /// Answers all that it is asked for, of the metadata.
    fileprivate func tell(lying: Bool = false) {
        for message in heard {
            guard case .extended(PeerExtension.metadata.rawValue, let payload) = message,
                let asked = try? ExtensionMessage(
                    id: PeerExtension.metadata.rawValue, payload: payload, offered: .metadata),
                case .metadata(.request(let number)) = asked, told.insert(number).inserted
            else { continue }
            var answer = MetadataMessage.answer(to: number, from: goods.info.raw)
            if lying, case .data(let number, let size, var block) = answer {
                block[0] ^= 0xff
                answer = .data(number, totalSize: size, bytes: block)
            }
            var bytes: [UInt8] = []
            answer.append(id: nodeSays?.ids[.metadata] ?? 0, to: &bytes)
            say(raw: bytes)
        }
    }
}

@Suite("A torrent that has no name yet") struct NamingTests {
    @Test("is told by a peer, and what that one said of its pieces before then counts")
    func told() {
        let (scene, calls) = naming(["10.0.0.5:6881"])
        #expect(scene.view(goods)?.state == .naming && scene.view(goods)?.reason != nil)
        let seed = Stranger(
            to: scene, goods, dialled: calls[0], reserved: [.fast, .extensions],
            offering: .metadata)
        seed.say(.haveAll)
        seed.offerMetadata()
        for _ in 0..<10 { seed.tell() }
        scene.storeDisk()
        #expect(scene.view(goods)?.name == "large.bin" && scene.view(goods)?.state == .downloading)
        seed.listen()
        #expect(seed.heard.last == .interested && scene.view(goods)?.seedCount == 1)
    }

    @Test("does not believe a liar, bans it, and is told by another") func liar() {
        let (scene, calls) = naming(["10.0.0.5:6881", "10.0.0.6:6881"])
        let liar = Stranger(
            to: scene, goods, dialled: calls[0], reserved: [.fast, .extensions],
            offering: .metadata)
        liar.offerMetadata()
        for _ in 0..<10 { liar.tell(lying: true) }
        #expect(liar.isGone && scene.view(goods)?.state == .naming)
        #expect(scene.torrent(goods)?.candidates.isBanned(endpoint("10.0.0.5:6881")) == true)
        let honest = Stranger(
            to: scene, goods, called: "honest", dialled: calls[1], reserved: [.fast, .extensions],
            offering: .metadata)
        honest.offerMetadata()
        for _ in 0..<10 { honest.tell() }
        scene.storeDisk()
        #expect(scene.view(goods)?.state == .downloading)
    }

    @Test("keeps little of what a peer says of pieces that nobody knows the number of")
    func talkative() {
        let (scene, calls) = naming(["10.0.0.5:6881"])
        let peer = Stranger(to: scene, goods, dialled: calls[0])
        let bits = [UInt8](repeating: 0xff, count: 200_000)
        for _ in 0..<50 { peer.say(.bitfield(bits)) }
        #expect(scene.torrent(goods)?.sessions.first?.unread.count == 1)
    }
}
