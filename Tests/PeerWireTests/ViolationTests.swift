// What peers must not say, by name. Each is refused before a byte is kept for it.

import Bytes
import PeerWire
import Testing
import Vocabulary

/// Bytes after the handshake, and what is wrong with them.
struct Sin: Sendable, CustomTestStringConvertible {
    let hex: String
    let violation: PeerViolation
    var offered = PeerExtensions.all

    var testDescription: String { "\(hex): \(violation)" }

    static let all = [
        Sin(hex: "ffffffff", violation: .frameTooLong(0xffff_ffff)),
        Sin(hex: "80000000", violation: .frameTooLong(0x8000_0000)),
        Sin(hex: "0040000c", violation: .frameTooLong(0x40_000c)),
        Sin(hex: "00100001", violation: .frameTooLong(0x10_0001), offered: []),
        Sin(hex: "0000000200", violation: .frameTooLong(2)),
        Sin(hex: "0000000503", violation: .frameTooLong(5)),
        Sin(hex: "0000000104", violation: .frameTooShort(1)),
        Sin(hex: "0000000604", violation: .frameTooLong(6)),
        Sin(hex: "000000050400000064", violation: .unknownPiece(100)),
        Sin(hex: "0000000504ffffffff", violation: .unknownPiece(0xffff_ffff)),
        Sin(hex: "0000000d05", violation: .bitfieldWrong),
        Sin(hex: "0000000f05", violation: .bitfieldWrong),
        Sin(hex: "0000000105", violation: .bitfieldWrong),
        Sin(hex: "0000000e05ffffffffffffffffffffffffff", violation: .bitfieldWrong),
        Sin(hex: "0000000e0500000000000000000000000008", violation: .bitfieldWrong),
        Sin(hex: "0000000c06", violation: .frameTooShort(12)),
        Sin(hex: "0000000e06", violation: .frameTooLong(14)),
        Sin(hex: "0000000d06000000010000000000004001", violation: .requestTooLong(16_385)),
        Sin(hex: "0000000d060000000100000000ffffffff", violation: .requestTooLong(0xffff_ffff)),
        Sin(hex: "0000000d06000000010000c00100004000", violation: .requestOutside),
        Sin(hex: "0000000d060000000100000000" + "00000000", violation: .requestOutside),
        Sin(hex: "0000000d0600000064" + "00000000" + "00000001", violation: .requestOutside),
        Sin(hex: "0000000d06" + "00000063" + "000003e7" + "00000002", violation: .requestOutside),
        Sin(hex: "0000000d06" + "00000001" + "ffffffff" + "00004000", violation: .requestOutside),
        Sin(hex: "0000000d08" + "00000001" + "ffffffff" + "00004000", violation: .requestOutside),
        Sin(hex: "0000000d10" + "00000001" + "ffffffff" + "00004000", violation: .requestOutside),
        Sin(hex: "0000000907", violation: .frameTooShort(9)),
        Sin(hex: "0000400a07", violation: .frameTooLong(16_394)),
        Sin(hex: "0000000a07" + "00000064" + "00000000", violation: .blockOutside),
        Sin(hex: "0000400907" + "00000001" + "0000c001", violation: .blockOutside),
        Sin(hex: "0000000209", violation: .frameTooShort(2)),
        Sin(hex: "000000050d00000064", violation: .unknownPiece(100)),
        Sin(hex: "000000051100000064", violation: .unknownPiece(100)),
        Sin(hex: "000000020e", violation: .frameTooLong(2)),
        Sin(hex: "0000000110", violation: .frameTooShort(1)),
        Sin(hex: "0000000114", violation: .frameTooShort(1)),
        Sin(hex: "000100031400", violation: .frameTooLong(0x1_0003)),
        Sin(hex: "000044031401", violation: .frameTooLong(0x4403)),
        Sin(hex: "000100031402", violation: .frameTooLong(0x1_0003)),
        Sin(hex: "000000071403", violation: .frameTooLong(7)),
        Sin(hex: "000000021404", violation: .frameTooShort(2)),
        Sin(hex: "00000010140400", violation: .frameTooLong(16)),
        Sin(hex: "0000000b140401", violation: .frameTooShort(11)),
        Sin(hex: "0000000c140401" + "00000064" + "00000000", violation: .blockOutside),
        Sin(hex: "0001000c140401" + "00000001" + "00000000", violation: .blockOutside),
        Sin(hex: "000000231405", violation: .frameTooLong(35)),
    ]
}

@Suite struct ViolationTests {
    private func bytes(_ hex: String) throws -> [UInt8] { try #require(Hex.decode(hex)) }

    @Test("Each sin has its name, however it is cut, and keeps it", arguments: Sin.all)
    func sins(sin: Sin) throws {
        let terms = Feed.terms(offered: sin.offered)
        let story = try Feed.story(try bytes(sin.hex), terms)
        #expect(story == Story(violation: sin.violation))
        var stream = try Feed.greeted(terms)
        _ = Feed.drive(&stream, [try bytes(sin.hex)])
        #expect(Feed.drive(&stream, [Feed.bytes(.choke)]) == Story(violation: sin.violation))
        #expect(stream.nextDeadline == nil)
    }

    @Test("What came before a sin in the same read is still told")
    func before() throws {
        let story = try Feed.story(Feed.bytes(.unchoke, .have(5)) + [0xff, 0xff, 0xff, 0xff])
        #expect(story.messages == [.unchoke, .have(5)])
        #expect(story.violation == .frameTooLong(0xffff_ffff))
    }

    @Test("Fast messages need both sides' bits", arguments: [13, 14, 15, 16, 17] as [UInt8])
    func fast(id: UInt8) throws {
        var theirs = Feed.theirs
        theirs.reserved = .extensions
        let story = try Feed.story([0, 0, 0, 1, id], theirs: theirs)
        #expect(story == Story(violation: .fastNotNegotiated))
    }

    @Test("Extension messages need both sides' bits")
    func extensions() throws {
        var theirs = Feed.theirs
        theirs.reserved = .fast
        let story = try Feed.story([0, 0, 0, 2, 20, 0], theirs: theirs)
        #expect(story == Story(violation: .extensionsNotNegotiated))
    }

    private static let sets: [PeerMessage] = [.haveNone]
    private static let bitfield = PeerMessage.bitfield([UInt8](repeating: 0, count: 13))

    @Test("What a peer has may be said again when it is more, as aria2 does")
    func again() throws {
        let messages = [PeerMessage.haveNone, .have(1), Self.bitfield, .haveAll]
        let story = try Feed.story(messages.flatMap { Feed.bytes($0) })
        #expect(story == Story(events: messages.map { .message($0) }))
    }

    @Test("What a peer has is said once", arguments: sets + [bitfield, .haveAll], sets)
    func twice(one: PeerMessage, other: PeerMessage) throws {
        let story = try Feed.story(Feed.bytes(one, other))
        #expect(story == Story(events: [.message(one)], violation: .bitfieldTwice))
    }

    @Test("What a peer has is said first", arguments: sets)
    func late(set: PeerMessage) throws {
        for first in [PeerMessage.unchoke, .interested, .have(1), .allowedFast(2)] {
            let story = try Feed.story(Feed.bytes(first, set))
            #expect(story == Story(events: [.message(first)], violation: .bitfieldLate))
        }
        var block: [UInt8] = []
        let range = try #require(Feed.geometry?.block(0, begin: 0, length: 1))
        PeerMessage.appendPieceHead(range, to: &block)
        #expect(try Feed.story(block + [9] + Feed.bytes(set)).violation == .bitfieldLate)
    }

    @Test("Extensions and the DHT's port may come before it, as some clients send them")
    func notLate() throws {
        let first = [PeerMessage.extended(id: 0, payload: [100, 101]), .port(6881), .keepAlive]
        for set in Self.sets {
            let story = try Feed.story(Feed.bytes(first[0], first[1], first[2], set))
            #expect(story.messages == first + [set])
            #expect(story.violation == nil)
        }
    }

    @Test("Messages that nobody here knows are stepped over, and the next is read")
    func unknown() throws {
        let hashes = [0, 0, 1, 1, 22] + [UInt8](repeating: 7, count: 256)
        let ours = [0, 0, 0, 5, 20, 99, 1, 2, 3] as [UInt8]
        let short = [0, 0, 0, 1, 250] as [UInt8]
        let story = try Feed.story(hashes + ours + short + Feed.bytes(.have(1)))
        #expect(story == Story(events: [.message(.have(1))]))
    }

    @Test("An extension that was not offered is stepped over like any other")
    func notOffered() throws {
        let extent = [0, 0, 0, 12, 20, 4, 1] + [UInt8](repeating: 0, count: 9) as [UInt8]
        let story = try Feed.story(extent + Feed.bytes(.choke), Feed.terms(offered: [.metadata]))
        #expect(story == Story(events: [.message(.choke)]))
    }

    @Test("Without metadata a bitfield may be long, but not longer than any torrent's")
    func unknownBitfield() throws {
        var stream = try Feed.greeted(Feed.terms(nil))
        let most = [UInt8](repeating: 0xff, count: Limits.bitfieldLength)
        #expect(Feed.drive(&stream, [Feed.bytes(.bitfield(most))]).messages == [.bitfield(most)])
        let more = Feed.bytes(.bitfield(most + [0]))
        #expect(try Feed.story(Array(more.prefix(5)), Feed.terms(nil)).violation == .bitfieldWrong)
        #expect(try Feed.story([0, 0, 0, 1, 5], Feed.terms(nil)).violation == .bitfieldWrong)
    }

    @Test("What is learnt of the torrent counts for the next message")
    func learning() throws {
        var stream = try Feed.greeted(Feed.terms(nil))
        #expect(Feed.drive(&stream, [Feed.bytes(.have(200))]).messages == [.have(200)])
        stream.learn(try #require(Feed.geometry))
        #expect(stream.terms.geometry == Feed.geometry)
        let story = Feed.drive(&stream, [Feed.bytes(.have(200))])
        #expect(story.violation == .unknownPiece(200))
    }
}
