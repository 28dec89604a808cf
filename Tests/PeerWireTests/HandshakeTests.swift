// 68 bytes from each side, and what is known after them.

import Bytes
import Digest
import PeerWire
import Testing
import Vocabulary

@Suite struct HandshakeTests {
    /// As Transmission 4 sends it: extensions, Fast and the DHT.
    private let transmission =
        "13426974546f7272656e742070726f746f636f6c0000000000100005"
        + "c12fe1c06bba254a9dc9f519b335aa7c1367a88a"
        + "2d5452343036302d303132333435363738396162"

    private func bytes(_ hex: String) throws -> [UInt8] { try #require(Hex.decode(hex)) }

    @Test("A handshake is what it says, with its bits")
    func reading() throws {
        let read = try #require(try bytes(transmission).withSpan { Handshake($0) })
        #expect(read.infoHash == Feed.infoHash)
        #expect(read.peerID == Feed.theirID)
        #expect(read.reserved == [.extensions, .fast, .dht])
        #expect(Feed.bytes(read) == (try bytes(transmission)))
    }

    @Test("Ours speaks extensions and Fast, and no DHT")
    func ours() {
        let bytes = Feed.bytes(Feed.ours)
        #expect(bytes.count == Handshake.length)
        #expect(Array(bytes[20..<28]) == [0, 0, 0, 0, 0, 0x10, 0, 0x04])
        #expect(Array(bytes[48..<56]) == Array("-DS0500-".utf8))
    }

    @Test("Who dials is met by the answer, however it is cut")
    func dialling() {
        for slices in Feed.slices(Feed.bytes(Feed.theirs) + Feed.bytes(.unchoke)) {
            var stream = PeerStream(dialling: Feed.ours, terms: Feed.terms(), at: .start)
            let story = Feed.drive(&stream, slices)
            #expect(story.events == [.handshake(Feed.theirs), .message(.unchoke)])
            #expect(story.violation == nil)
            #expect(stream.hasFast && stream.hasExtensions)
        }
    }

    @Test("Who is dialled learns the torrent first, and reads on once it has accepted")
    func accepting() {
        let bytes = Feed.bytes(Feed.theirs) + Feed.bytes(.bitfield([0xff]), .interested)
        let small = PieceGeometry(length: 8, pieceLength: 1)
        for slices in Feed.slices(bytes) {
            var stream = PeerStream(acceptingAt: .start)
            let story = Feed.drive(&stream, slices) { stream, infoHash in
                #expect(infoHash == Feed.infoHash)
                stream.accept(Feed.ours, terms: Feed.terms(small), at: .start)
            }
            #expect(
                story.events == [
                    .wants(infoHash: Feed.infoHash), .handshake(Feed.theirs),
                    .message(.bitfield([0xff])), .message(.interested),
                ])
            #expect(story.violation == nil)
        }
    }

    @Test("Nothing is read while it is not known whether the torrent is here")
    func waiting() throws {
        var stream = PeerStream(acceptingAt: .start)
        let bytes = Feed.bytes(Feed.theirs)
        try bytes.withSpan { span throws(PeerViolation) in
            var place = 0
            let first = try stream.nextEvent(in: span, from: &place, at: .start)
            #expect(first == .wants(infoHash: Feed.infoHash))
            #expect(place == Handshake.lengthToInfoHash)
            #expect(try stream.nextEvent(in: span, from: &place, at: .start) == nil)
            #expect(place == Handshake.lengthToInfoHash)
            stream.accept(Feed.ours, terms: Feed.terms(), at: .start)
            let second = try stream.nextEvent(in: span, from: &place, at: .start)
            #expect(second == .handshake(Feed.theirs))
        }
    }

    @Test("What is not BitTorrent is known by its first wrong byte")
    func notBitTorrent() {
        for wrong in 0..<20 {
            var bytes = Array(Feed.bytes(Feed.theirs)[...wrong])
            bytes[wrong] ^= 0x20
            var stream = PeerStream(acceptingAt: .start)
            #expect(Feed.drive(&stream, [bytes]).violation == .notBitTorrent)
            #expect(Feed.drive(&stream, [[0]]).violation == .notBitTorrent, "and stays so")
        }
    }

    @Test("An answer for another torrent, from another peer, or from ourselves is refused")
    func wrong() {
        func answer(_ theirs: Handshake, expecting: PeerID? = nil) -> PeerViolation? {
            var stream = PeerStream(
                dialling: Feed.ours, expecting: expecting, terms: Feed.terms(), at: .start)
            return Feed.drive(&stream, [Feed.bytes(theirs)]).violation
        }
        var other = Feed.theirs
        other.infoHash = Feed.digest(String(repeating: "aa", count: 20))
        #expect(answer(other) == .wrongTorrent)
        #expect(answer(Feed.ours) == .ourselves)
        #expect(answer(Feed.theirs, expecting: Feed.theirID) == nil)
        var third = Feed.theirs
        third.peerID = PeerID(random: Array("mnopqrstuvwx".utf8))
        #expect(answer(third, expecting: Feed.theirID) == .wrongPeer)
    }

    @Test(
        "A client's name is in its peer id, where custom has put it",
        arguments: [
            ("-DS0500-abcdefghijkl", "DistriShare 0.5"),
            ("-TR4060-0123456789ab", "Transmission 4.0.6"),
            ("-TR2940-0123456789ab", "Transmission 2.94"),
            ("-qB4630-0123456789ab", "qBittorrent 4.6.3"),
            ("-lt0D60-0123456789ab", "rTorrent 0.13.6"),
            ("-LT20A0-0123456789ab", "libtorrent 2.0.10"),
            ("-ZZ1234-0123456789ab", "ZZ 1234"),
            ("A2-1-36-0-0123456789", "aria2 1.36.0"),
            ("M4-3-6--0123456789ab", "BitTorrent 4.3.6"),
            ("S587----0123456789ab", "Shadow 5.8.7"),
            ("T03I----0123456789ab", "BitTornado 0.3.I"),
            ("01234567890123456789", nil),
            ("-\u{1b}]1234-0123456789ab", nil),
            ("M---------------------", nil),
        ])
    func names(id: String, client: String?) throws {
        let value = try #require(Digest160(Array(id.utf8.prefix(20))))
        #expect(PeerID(value).client == client)
    }
}
