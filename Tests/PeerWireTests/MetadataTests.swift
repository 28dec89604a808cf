// The info dictionary by magnet: its messages, and how it is put together from strangers' words.

import Bytes
import Digest
import PeerWire
import Testing
import Vocabulary

@Suite struct MetadataMessageTests {
    private func read(_ payload: [UInt8]) throws(PeerViolation) -> MetadataMessage? {
        let message = try ExtensionMessage(id: 1, payload: payload, offered: .all)
        if case .metadata(let metadata) = message { return metadata }
        return nil
    }

    private func read(_ text: String) throws(PeerViolation) -> MetadataMessage? {
        try read(Array(text.utf8))
    }

    private func payload(_ message: MetadataMessage) throws -> [UInt8] {
        var frame: [UInt8] = []
        message.append(id: 1, to: &frame)
        let messages = try Feed.story(frame).messages
        guard case .extended(id: 1, let payload) = try #require(messages.first) else {
            throw PeerViolation.frameTooShort(0)
        }
        return payload
    }

    @Test("The examples of BEP 9 are understood, and written the same")
    func examples() throws {
        #expect(try read("d8:msg_typei0e5:piecei0ee") == .request(0))
        #expect(try payload(.request(0)) == Array("d8:msg_typei0e5:piecei0ee".utf8))
        #expect(try read("d8:msg_typei2e5:piecei0ee") == .reject(0))
        #expect(try payload(.reject(0)) == Array("d8:msg_typei2e5:piecei0ee".utf8))
        // The text says 3425 bytes and writes 34256: the bytes are right, and so is the block here.
        let block = [UInt8](repeating: 0x78, count: 34_256 - 2 * 16_384)
        let data = Array("d8:msg_typei1e5:piecei2e10:total_sizei34256ee".utf8) + block
        #expect(try read(data) == .data(2, totalSize: 34_256, bytes: block))
        #expect(try payload(.data(2, totalSize: 34_256, bytes: block)) == data)
    }

    @Test("A type that nobody knows is passed over, as BEP 9 wants")
    func unknown() throws {
        #expect(try read("d8:msg_typei3e5:piecei0ee") == nil)
        #expect(try read("d8:msg_typei-1ee") == nil)
    }

    @Test(
        "What is none of the three is refused by name",
        arguments: [
            ("", PeerViolation.badExtension(.metadata)),
            ("le", .badExtension(.metadata)),
            ("d5:piecei0ee", .badExtension(.metadata)),
            ("d8:msg_typei0ee", .badExtension(.metadata)),
            ("d8:msg_typei0e5:piecei-1ee", .badExtension(.metadata)),
            ("d8:msg_typei0e5:piecei2048ee", .badExtension(.metadata)),
            ("d8:msg_typei0e5:piecei9223372036854775807ee", .badExtension(.metadata)),
            ("d8:msg_typei1e5:piecei0ee", .metadataWrong),
            ("d8:msg_typei1e5:piecei0e10:total_sizei0ee", .metadataWrong),
            ("d8:msg_typei1e5:piecei0e10:total_sizei33554433ee", .metadataWrong),
            ("d8:msg_typei1e5:piecei0e10:total_sizei5ee1234", .metadataWrong),
            ("d8:msg_typei1e5:piecei0e10:total_sizei5ee123456", .metadataWrong),
            ("d8:msg_typei1e5:piecei1e10:total_sizei16384ee", .metadataWrong),
        ])
    func refused(text: String, violation: PeerViolation) {
        #expect(throws: violation) { try read(text) }
    }

    @Test("We give each block of ours, and reject what is none")
    func serving() {
        let info = (0..<20_000).map { UInt8(truncatingIfNeeded: $0) }
        let first = MetadataMessage.answer(to: 0, from: info)
        #expect(first == .data(0, totalSize: 20_000, bytes: Array(info[..<16_384])))
        let last = MetadataMessage.answer(to: 1, from: info)
        #expect(last == .data(1, totalSize: 20_000, bytes: Array(info[16_384...])))
        #expect(MetadataMessage.answer(to: 2, from: info) == .reject(2))
        #expect(MetadataMessage.answer(to: 0, from: []) == .reject(0))
    }

    @Test("Requests for metadata wait in order, and no more than there is room for")
    func queue() {
        var requests = MetadataRequests()
        for number in 0..<Limits.metadataQueue { #expect(requests.add(number) == true) }
        #expect(requests.add(7) == false)
        #expect(requests.next() == 0)
        #expect(requests.add(7) == true)
        #expect(!requests.isEmpty)
    }
}

@Suite struct MetadataAssemblyTests {
    private let info = (0..<40_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    private func after(_ seconds: Int) -> Instant { .start + .seconds(seconds) }

    private func assembly(_ peers: String...) -> MetadataAssembly<String> {
        var assembly = MetadataAssembly<String>(infoHash: SHA1.of(info))
        for peer in peers { assembly.join(peer, size: info.count) }
        return assembly
    }

    private func give(
        _ number: Int, from peer: String, of bytes: [UInt8],
        to assembly: inout MetadataAssembly<String>, at now: Instant = .start
    ) throws -> MetadataAssembly<String>.Outcome {
        let range = try #require(MetadataBlocks(size: bytes.count).range(of: number))
        return try assembly.receive(
            number, totalSize: bytes.count, Array(bytes[range]), from: peer, at: now)
    }

    @Test("Blocks from several peers become the dictionary")
    func complete() throws {
        var assembly = assembly("a", "b")
        #expect(assembly.progress == (0, nil))
        #expect(assembly.nextRequest(to: "a", at: .start) == 0)
        #expect(assembly.nextRequest(to: "b", at: .start) == 1)
        #expect(assembly.nextRequest(to: "a", at: .start) == 2)
        #expect(assembly.nextRequest(to: "b", at: .start) == nil, "all is asked for")
        #expect(try give(2, from: "a", of: info, to: &assembly) == .incomplete)
        #expect(try give(0, from: "a", of: info, to: &assembly) == .incomplete)
        #expect(assembly.progress == (2, 3))
        #expect(try give(1, from: "b", of: info, to: &assembly) == .complete(info))
    }

    @Test("Nothing is asked of who has not said that it has any")
    func stranger() {
        var assembly = assembly("a")
        #expect(assembly.nextRequest(to: "z", at: .start) == nil)
    }

    @Test("What was not asked for is not kept")
    func unasked() throws {
        var assembly = assembly("a", "b")
        #expect(assembly.nextRequest(to: "a", at: .start) == 0)
        #expect(try give(0, from: "b", of: info, to: &assembly) == .incomplete)
        #expect(try give(1, from: "a", of: info, to: &assembly) == .incomplete)
        #expect(assembly.progress == (0, 3))
    }

    @Test("A block of another size than was announced is refused by name")
    func wrongSize() throws {
        var assembly = assembly("a")
        #expect(assembly.nextRequest(to: "a", at: .start) == 0)
        let other = info + [1]
        #expect(throws: PeerViolation.metadataWrong) {
            try give(0, from: "a", of: other, to: &assembly)
        }
    }

    @Test("Whoever alone gave what is wrong has lied, and is never asked again")
    func liar() throws {
        var assembly = assembly("liar")
        var lie = info
        lie[20_000] ^= 1
        var outcome: MetadataAssembly<String>.Outcome = .incomplete
        while let number = assembly.nextRequest(to: "liar", at: .start) {
            outcome = try give(number, from: "liar", of: lie, to: &assembly)
        }
        #expect(outcome == .wrong(liar: "liar"))
        assembly.join("liar", size: info.count)
        #expect(assembly.nextRequest(to: "liar", at: .start) == nil)
        #expect(assembly.hasLied("liar"))
        assembly.join("honest", size: info.count)
        while let number = assembly.nextRequest(to: "honest", at: .start) {
            outcome = try give(number, from: "honest", of: info, to: &assembly)
        }
        #expect(outcome == .complete(info))
    }

    @Test("One liar among several is found by asking them one by one, and no other is blamed")
    func liarAmongSeveral() throws {
        var assembly = assembly("a", "liar", "b")
        let peers = ["liar", "a", "b"]
        var lie = info
        lie[100] ^= 1
        var found: [String] = []
        for round in 0..<20 {
            for peer in peers {
                guard let number = assembly.nextRequest(to: peer, at: after(round)) else {
                    continue
                }
                let bytes = peer == "liar" ? lie : info
                switch try give(number, from: peer, of: bytes, to: &assembly, at: after(round)) {
                case .incomplete: break
                case .wrong(let liar): found += [liar].compactMap(\.self)
                case .complete(let bytes):
                    #expect(bytes == info)
                    #expect(found == ["liar"] || found.isEmpty)
                    #expect(!assembly.hasLied("a") && !assembly.hasLied("b"))
                    return
                }
            }
        }
        Issue.record("it never came")
    }

    @Test("A block that does not come is asked of somebody else")
    func timeout() throws {
        var assembly = assembly("slow", "b")
        #expect(assembly.nextRequest(to: "slow", at: .start) == 0)
        #expect(assembly.nextRequest(to: "b", at: after(9)) == 1)
        #expect(assembly.nextRequest(to: "b", at: after(10)) == 0)
        #expect(try give(0, from: "slow", of: info, to: &assembly) == .incomplete)
        #expect(assembly.progress == (0, 3), "too late")
    }

    @Test("Whoever rejects is left alone for a minute, and what it rejected is asked elsewhere")
    func reject() {
        var assembly = assembly("a", "b")
        #expect(assembly.nextRequest(to: "a", at: .start) == 0)
        assembly.rejected(0, by: "a", at: .start)
        #expect(assembly.nextRequest(to: "b", at: after(1)) == 0)
        #expect(assembly.nextRequest(to: "a", at: after(59)) == nil)
        #expect(assembly.nextRequest(to: "a", at: after(60)) == 0)
    }

    @Test("Whoever leaves is owed to somebody else")
    func leaving() {
        var assembly = assembly("a", "b")
        #expect(assembly.nextRequest(to: "a", at: .start) == 0)
        assembly.leave("a")
        #expect(assembly.nextRequest(to: "b", at: .start) == 0)
        #expect(assembly.nextRequest(to: "a", at: .start) == nil)
    }

    @Test("A size that brings nothing gives way to what another peer says")
    func wrongClaim() throws {
        var assembly = MetadataAssembly<String>(infoHash: SHA1.of(info))
        assembly.join("boaster", size: Limits.metadataLength)
        assembly.join("honest", size: info.count)
        #expect(assembly.nextRequest(to: "boaster", at: .start) == 0)
        #expect(assembly.nextRequest(to: "honest", at: after(1)) == nil)
        #expect(assembly.nextRequest(to: "honest", at: after(30)) == 0)
        #expect(assembly.progress == (0, 3))
    }

    @Test("No peer is asked for more than a few blocks at a time")
    func inFlight() {
        let long = [UInt8](repeating: 1, count: 20 * 16_384)
        var assembly = MetadataAssembly<String>(infoHash: SHA1.of(long))
        assembly.join("a", size: long.count)
        for number in 0..<Limits.metadataAsked {
            #expect(assembly.nextRequest(to: "a", at: .start) == number)
        }
        #expect(assembly.nextRequest(to: "a", at: .start) == nil)
    }
}
