// Every message of BEP 3 and BEP 6, as bytes and as values.

import Bytes
import PeerWire
import Testing
import Vocabulary

/// Bytes as they are on the wire, and what they mean.
struct Vector: Sendable, CustomTestStringConvertible {
    let hex: String
    let message: PeerMessage

    var testDescription: String { hex }

    static let all = [
        Vector(hex: "00000000", message: .keepAlive),
        Vector(hex: "0000000100", message: .choke),
        Vector(hex: "0000000101", message: .unchoke),
        Vector(hex: "0000000102", message: .interested),
        Vector(hex: "0000000103", message: .notInterested),
        Vector(hex: "000000050400000063", message: .have(99)),
        Vector(
            hex: "0000000e05ff00000000000000000000" + "0010",
            message: .bitfield([0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10])),
        Vector(
            hex: "0000000d06000000010000400000004000",
            message: .request(.init(index: 1, begin: 0x4000, length: 0x4000))),
        Vector(
            hex: "0000000d080000006300000000000003e8",
            message: .cancel(.init(index: 99, begin: 0, length: 1000))),
        Vector(hex: "00000003091ae1", message: .port(6881)),
        Vector(hex: "000000050d00000007", message: .suggest(7)),
        Vector(hex: "000000010e", message: .haveAll),
        Vector(hex: "000000010f", message: .haveNone),
        Vector(
            hex: "0000000d10000000010000c00000004000",
            message: .reject(.init(index: 1, begin: 0xc000, length: 0x4000))),
        Vector(hex: "000000051100000000", message: .allowedFast(0)),
        Vector(
            hex: "0000000614042a2a2a2a", message: .extended(id: 4, payload: [42, 42, 42, 42])),
        Vector(hex: "000000021400", message: .extended(id: 0, payload: [])),
    ]
}

@Suite struct PeerStreamTests {
    private func bytes(_ hex: String) throws -> [UInt8] { try #require(Hex.decode(hex)) }

    @Test("A message is written as it is read", arguments: Vector.all)
    func writing(vector: Vector) throws {
        #expect(Feed.bytes(vector.message) == (try bytes(vector.hex)))
    }

    @Test("A message is the same however the network slices it", arguments: Vector.all)
    func slicing(vector: Vector) throws {
        let story = try Feed.story(try bytes(vector.hex))
        #expect(story == Story(events: [.message(vector.message)]))
    }

    @Test("What follows a message is the next one", arguments: Vector.all)
    func trailing(vector: Vector) throws {
        let message = try bytes(vector.hex)
        let story = try Feed.story(message + Feed.bytes(.have(3)) + [0, 0])
        #expect(story.messages.suffix(1) == [.have(3)])
        #expect(story.violation == nil)
    }
}

@Suite struct PayloadTests {
    private func block(_ index: UInt32, _ begin: UInt32, _ length: UInt32) throws -> BlockRange {
        try #require(Feed.geometry?.block(index, begin: begin, length: length))
    }

    private let content = (0..<16_384).map { UInt8(truncatingIfNeeded: $0 &* 7) }

    @Test("A block is handed out as it comes, and the next message follows it")
    func piece() throws {
        let range = try block(1, 0x4000, 16_384)
        var bytes: [UInt8] = []
        PeerMessage.appendPieceHead(range, to: &bytes)
        #expect(Hex.encode(bytes) == "00004009070000000100004000")
        #expect(bytes.count == PeerMessage.pieceHeadLength)
        bytes += content + Feed.bytes(.choke)
        for parts in [[bytes], bytes.map { [$0] }] + Feed.slices(bytes).prefix(20) {
            var stream = try Feed.greeted()
            let story = Feed.drive(&stream, parts)
            let began = PeerEvent.block(try #require(try event(range, isExtent: false)))
            #expect(story.events == [began, .message(.choke)])
            #expect(story.blocks == [content])
        }
    }

    /// The value that the machine makes; only it can.
    private func event(_ range: BlockRange, isExtent: Bool) throws -> PeerBlock? {
        var bytes: [UInt8] = []
        if isExtent {
            ExtentMessage.appendDataHead(range, id: PeerExtension.extent.rawValue, to: &bytes)
        } else {
            PeerMessage.appendPieceHead(range, to: &bytes)
        }
        var stream = try Feed.greeted()
        guard case .block(let block) = Feed.drive(&stream, [bytes]).events.last else { return nil }
        #expect(block.range == range && block.isExtent == isExtent)
        return block
    }

    @Test("An extent is streamed as a block is, from a frame longer than any block's")
    func extent() throws {
        let range = try block(3, 0, 65_536)
        let content = content + content + content + content
        var bytes: [UInt8] = []
        ExtentMessage.appendDataHead(range, id: PeerExtension.extent.rawValue, to: &bytes)
        #expect(bytes.count == ExtentMessage.dataHeadFrameLength)
        #expect(Hex.encode(bytes) == "0001000b140401" + "0000000300000000")
        bytes += content + Feed.bytes(.unchoke)
        for parts in Feed.slices(bytes).prefix(40) {
            var stream = try Feed.greeted()
            let story = Feed.drive(&stream, parts)
            let began = PeerEvent.block(try #require(try event(range, isExtent: true)))
            #expect(story.events == [began, .message(.unchoke)])
            #expect(story.blocks == [content])
        }
    }

    @Test("Bytes that were read straight to their place are told of, and nothing is lost")
    func anotherWay() throws {
        let range = try block(0, 0, 16_384)
        var head: [UInt8] = []
        PeerMessage.appendPieceHead(range, to: &head)
        var stream = try Feed.greeted()
        let begun = Feed.drive(&stream, [head + content[..<84]])
        #expect(begun.blocks == [Array(content[..<84])])
        #expect(stream.payloadDue == 16_300)
        let some = stream.payloadArrived(300, at: .start)
        #expect(some.offset == 84 && some.count == 300 && some.place.isEmpty && !some.isLast)
        let rest = stream.payloadArrived(16_000, at: .start)
        #expect(rest.offset == 384 && rest.isLast)
        #expect(stream.payloadDue == 0)
        #expect(Feed.drive(&stream, [Feed.bytes(.choke)]).messages == [.choke])
    }

    @Test("Who has no metadata has asked for no block")
    func unrequested() throws {
        var bytes: [UInt8] = []
        PeerMessage.appendPieceHead(try block(0, 0, 1), to: &bytes)
        #expect(try Feed.story(bytes, Feed.terms(nil)).violation == .unrequestedBlock)
    }
}
