// Peer exchange: what is told, what is believed, and how often.

import Bencode
import Bytes
import PeerWire
import Testing
import Vocabulary

@Suite struct PexMessageTests {
    private func read(_ payload: [UInt8]) throws(PeerViolation) -> PexMessage? {
        let message = try ExtensionMessage(id: 2, payload: payload, offered: .all)
        if case .pex(let pex) = message { return pex }
        return nil
    }

    private func read(_ text: String) throws(PeerViolation) -> PexMessage? {
        try read(Array(text.utf8))
    }

    private func contact(_ text: String, _ flags: PexContact.Flags = []) throws -> PexContact {
        PexContact(try #require(Endpoint(text)), flags: flags)
    }

    @Test("What libtorrent sends is understood")
    func libtorrent() throws {
        let head = Array("d5:added12:".utf8) + [10, 0, 0, 1, 0x1a, 0xe1, 10, 0, 0, 2, 0, 80]
        let flags = Array("7:added.f2:".utf8) + [0x12, 0x01]
        let v6 =
            Array("6:added618:".utf8) + [0x20, 1, 0xd, 0xb8] + [UInt8](repeating: 0, count: 11)
        let rest = [1, 0x1a, 0xe1] + Array("8:added6.f1:".utf8) + [0x04]
        let dropped = Array("7:dropped6:".utf8) + [10, 0, 0, 3, 0x1a, 0xe1]
        let message = try #require(
            try read(head + flags + v6 + rest + dropped + Array("8:dropped60:e".utf8)))
        #expect(
            message.added == [
                try contact("10.0.0.1:6881", [.isUploadOnly, .isReachable]),
                try contact("10.0.0.2:80", .prefersEncryption),
                try contact("[2001:db8::1]:6881", .speaksUTP),
            ])
        #expect(message.dropped == [try #require(Endpoint("10.0.0.3:6881"))])
    }

    @Test("Ours is read as it was written, in canonical order")
    func ours() throws {
        let message = PexMessage(
            added: [
                try contact("10.0.0.1:6881", .isUploadOnly), try contact("[2001:db8::1]:80"),
            ],
            dropped: [
                try #require(Endpoint("10.0.0.3:6881")), try #require(Endpoint("[::2]:1")),
            ])
        var frame: [UInt8] = []
        message.append(id: 2, to: &frame)
        guard case .extended(id: 2, let payload) = try Feed.story(frame).messages.first else {
            Issue.record("no message")
            return
        }
        #expect(try Bencode(payload).root.isSorted)
        #expect(try read(payload) == message)
    }

    @Test(
        "An empty message is one, in all its shapes",
        arguments: ["de", "d5:added0:7:added.f0:7:dropped0:e", "d5:addedi1e7:droppedlee"])
    func empty(text: String) throws {
        #expect(try read(text)?.isEmpty == true)
    }

    @Test("Contacts that nobody can dial are left out, and flags keep their places")
    func undiallable() throws {
        let contacts: [UInt8] =
            [10, 0, 0, 1, 0, 0] + [0, 0, 0, 0, 0, 1] + [224, 0, 0, 1, 0, 1] + [10, 0, 0, 4, 0, 9]
        let text = Array("d5:added24:".utf8) + contacts + Array("7:added.f4:".utf8) + [1, 2, 4, 8]
        let message = try #require(try read(text + Array("e".utf8)))
        #expect(message.added == [try contact("10.0.0.4:9", .speaksHolepunch)])
    }

    @Test("Flags that are missing are none")
    func missingFlags() throws {
        let text = Array("d5:added6:".utf8) + [10, 0, 0, 1, 0, 9] + Array("e".utf8)
        #expect(try read(text)?.added == [try contact("10.0.0.1:9")])
    }

    @Test(
        "What is cut is refused by name",
        arguments: ["", "le", "d5:added5:aaaaae", "d6:added66:aaaaaae", "d7:dropped7:aaaaaaae"])
    func refused(text: String) {
        #expect(throws: PeerViolation.badExtension(.pex)) { try read(text) }
    }
}

@Suite struct PexExchangeTests {
    private func endpoint(_ number: Int) throws -> Endpoint {
        try #require(Endpoint(IPAddress(v4: 0x0a00_0000 + UInt32(number)), port: 6881))
    }

    private func contacts(_ numbers: some Sequence<Int>) throws -> [PexContact] {
        try numbers.map { PexContact(try endpoint($0)) }
    }

    private func after(_ seconds: Int) -> Instant { .start + .seconds(seconds) }

    @Test("The difference is told, once a minute at most, and to nobody of himself")
    func difference() throws {
        var sender = PexSender()
        let all = try contacts(1...3)
        let first = sender.message(to: try endpoint(2), connected: all, at: .start)
        #expect(first == PexMessage(added: [all[0], all[2]]))
        let later = try contacts([2, 3, 4])
        #expect(sender.message(to: try endpoint(2), connected: later, at: after(59)) == nil)
        #expect(sender.nextDeadline == after(60))
        let second = sender.message(to: try endpoint(2), connected: later, at: after(60))
        #expect(second == PexMessage(added: [later[2]], dropped: [try endpoint(1)]))
        #expect(sender.message(to: try endpoint(2), connected: later, at: after(200)) == nil)
    }

    @Test("What does not fit into a message is told in the next, and nobody twice")
    func caps() throws {
        var sender = PexSender()
        let all = try contacts(1...120)
        var heard: [PexContact] = []
        for minute in 0..<3 {
            let told = sender.message(to: nil, connected: all + all, at: after(60 * minute))
            let message = try #require(told)
            #expect(message.added.count <= Limits.pexContacts && message.dropped.isEmpty)
            heard += message.added
        }
        #expect(heard == all)
        var gone: [Endpoint] = []
        for minute in 3..<6 {
            let told = sender.message(to: nil, connected: [], at: after(60 * minute))
            let message = try #require(told)
            #expect(message.dropped.count <= Limits.pexContacts && message.added.isEmpty)
            gone += message.dropped
        }
        #expect(gone == all.map(\.endpoint))
        #expect(sender.message(to: nil, connected: [], at: after(999)) == nil)
    }

    @Test("A message that comes too soon is not listened to; one after another is no peer's")
    func haste() throws {
        var receiver = PexReceiver()
        let message = PexMessage(added: try contacts(1...2))
        #expect(try receiver.admit(message, at: .start) == message)
        #expect(try receiver.admit(message, at: after(30)) == nil)
        #expect(try receiver.admit(message, at: after(50)) == message, "networks jitter")
        for _ in 0..<Limits.pexHaste { #expect(try receiver.admit(message, at: after(51)) == nil) }
        #expect(throws: PeerViolation.pexTooOften) { try receiver.admit(message, at: after(52)) }
    }

    @Test("The first message may be long, the others have 50 and 50 contacts")
    func length() throws {
        var receiver = PexReceiver()
        let long = PexMessage(
            added: try contacts(1...1000), dropped: try contacts(2001...3000).map(\.endpoint))
        let one = try receiver.admit(long, at: .start)
        let first = try #require(one)
        #expect(first.added.count == Limits.pexContactsFirst)
        let other = try receiver.admit(long, at: after(60))
        let second = try #require(other)
        #expect(second.added == Array(long.added.prefix(50)))
        #expect(second.dropped == Array(long.dropped.prefix(50)))
    }

    @Test("Who is added and dropped in one message is neither")
    func both() throws {
        var receiver = PexReceiver()
        let message = PexMessage(
            added: try contacts(1...3), dropped: try contacts([2]).map(\.endpoint))
        let taken = try receiver.admit(message, at: .start)
        let heard = try #require(taken)
        #expect(heard == PexMessage(added: try contacts([1, 3])))
    }
}
