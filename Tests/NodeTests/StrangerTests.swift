// Who joins a swarm: those who prove the network's secret, and others only where they may.

import Bytes
import Digest
import Metainfo
import PeerWire
import Testing
import Vocabulary

@testable import Node

private let theirID = PeerID(random: [UInt8](repeating: 7, count: 12))
private let nonce = [UInt8](repeating: 9, count: SwarmProof.nonceLength)

/// What a client that dials us says first.
private func greeting(
    _ offered: PeerExtensions?, nonce: [UInt8]? = nil, metadataSize: Int? = nil
) -> [UInt8] {
    var bytes: [UInt8] = []
    let reserved: Handshake.Reserved = offered == nil ? [] : .ours
    Handshake(infoHash: wanted, peerID: theirID, reserved: reserved).append(to: &bytes)
    guard let offered else { return bytes }
    var handshake = ExtensionHandshake(offering: offered)
    handshake.nonce = nonce
    handshake.metadataSize = metadataSize
    handshake.append(to: &bytes)
    return bytes
}

extension Scene where Actor == PeerNode {
    fileprivate func join(_ bytes: [UInt8]) -> ConnectionID {
        let id = accept()
        say(bytes, on: id)
        return id
    }

    /// What our extension handshake said.
    fileprivate func ourNonce(on id: ConnectionID) -> [UInt8]? {
        let sent = host.wire(id).sent
        guard let key = sent.firstRange(of: bytes("8:ds_nonce16:")) else { return nil }
        return Array(sent[key.upperBound...].prefix(SwarmProof.nonceLength))
    }

    fileprivate func proof(on id: ConnectionID, secret: Secret = secret) throws -> [UInt8] {
        let ours = try #require(ourNonce(on: id))
        let conversation = SwarmProof(
            infoHash: wanted, ourRole: .dialler, ours: .init(peerID: theirID, nonce: nonce),
            theirs: .init(peerID: swarms.peerID, nonce: ours))
        var bytes: [UInt8] = []
        SwarmProof.append(
            conversation.ours(secret), id: PeerExtension.proof.rawValue, to: &bytes)
        return bytes
    }
}

@Suite("A stranger") struct StrangerTests {
    @Test("joins where strangers may") func admitted() {
        let scene = open()
        scene.addTorrent()
        let id = scene.join(greeting([.metadata, .pex]))
        scene.pass(.seconds(20))
        #expect(!scene.host.wire(id).isGone)
    }

    @Test("joins where there is no secret to prove") func noSecret() {
        let scene = peer { $0.secret = nil }
        scene.addTorrent()
        let id = scene.join(greeting([.metadata, .pex]))
        scene.pass(.seconds(20))
        #expect(!scene.host.wire(id).isGone)
    }

    @Test(
        "without our proof among its extensions is left at once",
        arguments: [
            nil, [.metadata, .pex], .all,
        ] as [PeerExtensions?])
    func noProof(offered: PeerExtensions?) {
        let scene = peer()
        scene.addTorrent()
        #expect(scene.host.wire(scene.join(greeting(offered))).isClosed)
        #expect(scene.torrent?.sessions.isEmpty == true)
    }

    @Test("who promises a proof and gives none is left after a few seconds") func late() {
        let scene = peer()
        scene.addTorrent()
        let id = scene.join(greeting(.all, nonce: nonce))
        scene.pass(Limits.proofTime - .seconds(2))
        #expect(!scene.host.wire(id).isGone)
        scene.pass(.seconds(3))
        #expect(scene.host.wire(id).isClosed)
    }

    @Test("is asked for no metadata and told none before it has proved the secret")
    func metadata() throws {
        let scene = peer()
        scene.addTorrent()
        let id = scene.join(greeting(.all, nonce: nonce, metadataSize: 100))
        scene.pass(.seconds(1))
        let request = bytes("d8:msg_typei0e5:piecei0ee")
        #expect(scene.host.wire(id).sent.firstRange(of: request) == nil)
        scene.say(try scene.proof(on: id), on: id)
        #expect(scene.host.wire(id).sent.firstRange(of: request) != nil)
        scene.pass(.seconds(20))
        #expect(!scene.host.wire(id).isGone, "a member stays")
    }

    @Test("with the proof of another secret is left") func wrong() throws {
        let scene = peer()
        scene.addTorrent()
        let id = scene.join(greeting(.all, nonce: nonce))
        let other = try #require(Secret("not the one"))
        scene.say(try scene.proof(on: id, secret: other), on: id)
        #expect(scene.host.wire(id).isClosed)
    }

    @Test("is not told to others before") func pex() throws {
        let scene = peer()
        scene.addTorrent()
        let id = scene.join(greeting(.all, nonce: nonce))
        let session = try #require(scene.swarms.sessions[id])
        #expect(scene.torrent?.isBarred(session) == true)
        scene.say(try scene.proof(on: id), on: id)
        #expect(scene.torrent?.isBarred(session) == false)
    }
}
