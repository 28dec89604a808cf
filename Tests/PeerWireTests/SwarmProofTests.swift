// Who knows the network's secret, and who only heard somebody say that he does.

import Digest
import PeerWire
import Testing
import Vocabulary

@Suite struct SwarmProofTests {
    private typealias Side = SwarmProof.Side

    private func secret(_ text: String = "a secret") throws -> Secret {
        try #require(Secret(text))
    }

    private func side(_ name: Character, nonce: UInt8) -> Side {
        Side(
            peerID: PeerID(random: Array(String(repeating: name, count: 12).utf8)),
            nonce: [UInt8](repeating: nonce, count: 16))
    }

    /// The same conversation, as each end sees it.
    private func ends(
        _ dialler: Side, _ acceptor: Side, infoHash: Digest160 = Feed.infoHash
    ) -> (dialler: SwarmProof, acceptor: SwarmProof) {
        (
            SwarmProof(infoHash: infoHash, ourRole: .dialler, ours: dialler, theirs: acceptor),
            SwarmProof(infoHash: infoHash, ourRole: .acceptor, ours: acceptor, theirs: dialler)
        )
    }

    @Test("Two who know the secret believe each other, and nobody else")
    func honest() throws {
        let (dialler, acceptor) = ends(side("a", nonce: 1), side("b", nonce: 2))
        #expect(acceptor.accepts(dialler.ours(try secret()), try secret()))
        #expect(dialler.accepts(acceptor.ours(try secret()), try secret()))
        #expect(!dialler.accepts(acceptor.ours(try secret("another")), try secret()))
        #expect(!dialler.accepts(SHA256.of([]), try secret()))
    }

    @Test("A proof that is sent back proves nothing")
    func reflected() throws {
        let (dialler, acceptor) = ends(side("a", nonce: 1), side("b", nonce: 2))
        #expect(!dialler.accepts(dialler.ours(try secret()), try secret()))
        #expect(!acceptor.accepts(acceptor.ours(try secret()), try secret()))
    }

    @Test("A proof that was heard proves nothing in another conversation")
    func replayed() throws {
        let (heard, _) = ends(side("a", nonce: 1), side("b", nonce: 2))
        let proof = heard.ours(try secret())
        // The stranger says again what "a" said; "b" has new chance.
        let (_, again) = ends(side("a", nonce: 1), side("b", nonce: 3))
        #expect(!again.accepts(proof, try secret()))
        let other = Feed.digest(String(repeating: "aa", count: 20))
        let (_, elsewhere) = ends(side("a", nonce: 1), side("b", nonce: 2), infoHash: other)
        #expect(!elsewhere.accepts(proof, try secret()))
        let (_, named) = ends(side("c", nonce: 1), side("b", nonce: 2))
        #expect(!named.accepts(proof, try secret()))
    }

    @Test("A node that is dialled while it dials does not answer its own question")
    func crossed() throws {
        // "a" dials the stranger, who dials "a" and gives himself a's chance in both.
        let (asking, _) = ends(side("a", nonce: 1), side("m", nonce: 2))
        let (_, answering) = ends(side("m", nonce: 1), side("a", nonce: 2))
        #expect(!asking.accepts(answering.ours(try secret()), try secret()))
        // Roles exchanged: the same names and chances, and still another conversation.
        let (swapped, _) = ends(side("m", nonce: 2), side("a", nonce: 1))
        #expect(!asking.accepts(swapped.ours(try secret()), try secret()))
    }

    @Test("Two sides of one name or one chance prove nothing, whatever they send")
    func same() throws {
        let (one, other) = ends(side("a", nonce: 1), side("a", nonce: 2))
        #expect(!one.accepts(other.ours(try secret()), try secret()))
        let (third, fourth) = ends(side("a", nonce: 1), side("b", nonce: 1))
        #expect(!third.accepts(fourth.ours(try secret()), try secret()))
    }

    @Test("The proof is what ARCHITECTURE says it is, so that others can make one")
    func known() throws {
        let (dialler, acceptor) = ends(side("a", nonce: 1), side("b", nonce: 2))
        var message = Array("DistriShare swarm proof 1\nD".utf8)
        message += Array("-DS0500-aaaaaaaaaaaa".utf8) + Array("-DS0500-bbbbbbbbbbbb".utf8)
        message += Feed.infoHash.bytes
        message += [UInt8](repeating: 1, count: 16) + [UInt8](repeating: 2, count: 16)
        let key = Array("a secret".utf8)
        #expect(dialler.ours(try secret()) == SHA256.authentication(of: message, key: key))
        message[26] = UInt8(ascii: "A")
        #expect(acceptor.ours(try secret()) == SHA256.authentication(of: message, key: key))
    }
}
