// How the tests feed a connection, and what it then said.

import Bytes
import Digest
import PeerWire
import Testing
import Vocabulary

/// What came of a feed: events, a block's bytes joined however they were cut, and the violation
/// that ended it.
struct Story: Equatable {
    var events: [PeerEvent] = []
    /// Of each block that began, what came of it.
    var blocks: [[UInt8]] = []
    var violation: PeerViolation?

    /// All messages, and nothing else.
    var messages: [PeerMessage] {
        events.compactMap { if case .message(let message) = $0 { message } else { nil } }
    }
}

enum Feed {
    static let infoHash = digest("c12fe1c06bba254a9dc9f519b335aa7c1367a88a")
    static let ourID = PeerID(random: Array("abcdefghijkl".utf8))
    static let theirID = PeerID(digest(Hex.encode(Array("-TR4060-0123456789ab".utf8))))
    static let ours = Handshake(infoHash: infoHash, peerID: ourID)
    static let theirs = Handshake(infoHash: infoHash, peerID: theirID)
    /// 100 pieces of 64 KiB, the last of 1,000 bytes.
    static let geometry = PieceGeometry(length: 99 * 65_536 + 1000, pieceLength: 65_536)

    static func digest(_ hex: String) -> Digest160 {
        guard let digest = Digest160(hex: hex) else { preconditionFailure("40 digits: \(hex)") }
        return digest
    }

    static func bytes(_ handshake: Handshake) -> [UInt8] {
        var bytes: [UInt8] = []
        handshake.append(to: &bytes)
        return bytes
    }

    static func bytes(_ messages: PeerMessage...) -> [UInt8] {
        var bytes: [UInt8] = []
        for message in messages { message.append(to: &bytes) }
        return bytes
    }

    static func terms(
        _ geometry: PieceGeometry? = geometry, offered: PeerExtensions = .all
    ) -> PeerTerms { PeerTerms(geometry: geometry, offered: offered) }

    /// The bytes whole, one by one, and in two parts at each of the first and last places.
    static func slices(_ bytes: [UInt8]) -> [[[UInt8]]] {
        let places = Set((0...bytes.count).prefix(200)).union((0...bytes.count).suffix(200))
        let pairs = places.sorted().map { [Array(bytes[..<$0]), Array(bytes[$0...])] }
        return [[bytes], bytes.map { [$0] }] + pairs
    }

    /// A stream that has both handshakes behind it.
    static func greeted(
        _ terms: PeerTerms = terms(), theirs: Handshake = theirs
    ) throws -> PeerStream {
        var stream = PeerStream(dialling: ours, terms: terms, at: .start)
        let story = drive(&stream, [bytes(theirs)])
        try #require(story == Story(events: [.handshake(theirs)]))
        return stream
    }

    /// Feeds the parts and takes every event; ends at the first violation.
    static func drive(
        _ stream: inout PeerStream, _ parts: [[UInt8]], at now: Instant = .start,
        onWants: ((inout PeerStream, Digest160) -> Void)? = nil
    ) -> Story {
        var story = Story()
        for part in parts {
            do throws(PeerViolation) {
                try part.withSpan { span throws(PeerViolation) in
                    var place = 0
                    while let event = try stream.nextEvent(in: span, from: &place, at: now) {
                        switch event {
                        case .payload(let payload):
                            #expect(payload.offset == story.blocks.last?.count)
                            story.blocks[story.blocks.count - 1] += span.copy(payload.place)
                        case .block:
                            story.events.append(event)
                            story.blocks.append([])
                        case .wants(let infoHash):
                            story.events.append(event)
                            onWants?(&stream, infoHash)
                        case .handshake, .message: story.events.append(event)
                        }
                    }
                }
            } catch {
                story.violation = error
                return story
            }
        }
        return story
    }

    /// What a greeted connection makes of these bytes, which is the same however they are cut.
    static func story(
        _ bytes: [UInt8], _ terms: PeerTerms = terms(), theirs: Handshake = theirs
    ) throws -> Story {
        let start = try greeted(terms, theirs: theirs)
        var stream = start
        let whole = drive(&stream, [bytes])
        for slices in slices(bytes) {
            var stream = start
            #expect(drive(&stream, slices) == whole, "cut as \(slices.map(\.count))")
        }
        return whole
    }
}
