// The extension protocol: what others really send, and what they should not.

import Bencode
import Bytes
import Digest
import PeerWire
import Testing
import Vocabulary

@Suite struct ExtensionHandshakeTests {
    private func read(_ text: String) throws(PeerViolation) -> ExtensionHandshake? {
        try read(Array(text.utf8))
    }

    private func read(_ payload: [UInt8]) throws(PeerViolation) -> ExtensionHandshake? {
        let message = try ExtensionMessage(id: 0, payload: payload, offered: .all)
        if case .handshake(let handshake) = message { return handshake }
        return nil
    }

    @Test("What libtorrent sends is understood, and what is not ours passed over")
    func libtorrent() throws {
        let sent =
            "d1:ei0e4:ipv416:xxxxxxxxxxxxxxxx12:complete_agoi1e1:md11:lt_donthavei7e"
            + "10:share_modei8e11:upload_onlyi3e12:ut_holepunchi4e11:ut_metadatai2e6:ut_pexi1ee"
            + "13:metadata_sizei31235e1:pi6881e4:reqqi500e11:upload_onlyi1e"
            + "1:v18:libtorrent/2.0.9.06:yourip4:\u{7f}\u{0}\u{0}\u{1}e"
        let handshake = try #require(try read(sent))
        #expect(handshake.ids == [.dontHave: 7, .metadata: 2, .pex: 1, .uploadOnly: 3])
        #expect(handshake.metadataSize == 31_235)
        #expect(handshake.port == 6881)
        #expect(handshake.requestQueue == 500)
        #expect(handshake.isUploadOnly == true)
        #expect(handshake.client == "libtorrent/2.0.9.0")
        #expect(handshake.yourAddress == .loopback)
        #expect(handshake.nonce == nil)
    }

    @Test("Ours is read as it was written")
    func ours() throws {
        var handshake = ExtensionHandshake(offering: .all)
        handshake.port = 9000
        handshake.client = "DistriShare 0.5"
        handshake.yourAddress = IPAddress("2001:db8::1")
        handshake.requestQueue = 500
        handshake.metadataSize = 20_000
        handshake.isUploadOnly = true
        handshake.nonce = Array(1...16)
        var frame: [UInt8] = []
        handshake.append(to: &frame)
        let messages = try Feed.story(frame).messages
        guard case .extended(id: 0, let payload) = messages.first else {
            Issue.record("\(messages)")
            return
        }
        #expect(try read(payload) == handshake)
        let root = try Bencode(payload).root
        #expect(root.isSorted)
        #expect(root["m"]?["ds_extent"]?.integer == 4)
        #expect(root["yourip"]?.string?.count == 16)
    }

    @Test(
        "A value of another type, or one that nobody could mean, is as if it were not there",
        arguments: [
            "de", "d1:mi1ee", "d1:mle1:p3:abc1:vi4e6:yourip5:abcde4:reqq1:xe",
            "d1:md6:ut_pex1:x11:ut_metadatai256e11:lt_donthavei-1eee", "d1:pi0ee", "d1:pi65536ee",
            "d4:reqqi0ee", "d4:reqqi-1ee", "d13:metadata_sizei0ee", "d13:metadata_sizelee",
            "d8:ds_nonce15:aaaaaaaaaaaaaaae", "d1:v2:\u{0}\u{1}e garbage behind",
        ])
    func tolerant(text: String) throws {
        var handshake = try #require(try read(text))
        handshake.client = nil
        #expect(handshake == ExtensionHandshake())
    }

    @Test(
        "What is no dictionary is no handshake", arguments: ["", "le", "i1e", "d", "d1:m", "4:abc"])
    func none(text: String) {
        #expect(throws: PeerViolation.badExtensionHandshake) { try read(text) }
    }

    @Test(
        "Metadata of gigabytes is refused by name",
        arguments: [Int64(Limits.metadataLength) + 1, 2_147_483_648, Int64.max])
    func metadataSize(size: Int64) {
        #expect(throws: PeerViolation.metadataSizeWrong(size)) {
            try read("d13:metadata_sizei\(size)ee")
        }
    }

    @Test("Who says that it has no metadata has none", arguments: [0, -1, Int64.min])
    func noMetadata(size: Int64) throws {
        #expect(try read("d13:metadata_sizei\(size)ee")?.metadataSize == nil)
    }

    @Test("What is promised to be queued is believed up to a bound")
    func requestQueue() throws {
        #expect(try read("d4:reqqi9223372036854775807ee")?.requestQueue == Limits.requestQueue)
    }

    @Test("A client's name is cut to what a table shows")
    func longName() throws {
        let name = String(repeating: "é", count: 1000)
        let client = try #require(try read("d1:v2000:\(name)e")?.client)
        #expect(client.utf8.count <= Limits.clientNameLength && client.utf8.count > 100)
    }

    @Test("Handshakes add up, and 0 disables what was there")
    func additive() throws {
        var ids = PeerExtensionIDs()
        #expect(PeerExtension.allCases.allSatisfy { ids[$0] == nil })
        ids.learn(try #require(try read("d1:md6:ut_pexi1e11:ut_metadatai9eee")))
        ids.learn(try #require(try read("d1:md9:ds_extenti77e8:ds_proofi78e11:lt_donthavei3eee")))
        #expect(ids[.pex] == 1 && ids[.metadata] == 9 && ids[.extent] == 77)
        #expect(ids[.proof] == 78 && ids[.dontHave] == 3)
        ids.learn(try #require(try read("d1:md6:ut_pexi0eee")))
        #expect(ids[.pex] == nil && ids[.metadata] == 9)
    }
}

@Suite struct ExtensionMessageTests {
    private func read(
        _ id: UInt8, _ payload: [UInt8], offered: PeerExtensions = .all
    ) throws(PeerViolation) -> ExtensionMessage? {
        try ExtensionMessage(id: id, payload: payload, offered: offered)
    }

    /// The payload of the one frame.
    private func payload(_ frame: [UInt8]) throws -> (id: UInt8, bytes: [UInt8]) {
        let messages = try Feed.story(frame).messages
        guard case .extended(let id, let payload) = try #require(messages.first) else {
            throw PeerViolation.frameTooShort(0)
        }
        return (id, payload)
    }

    @Test("A piece that is lost is told by its number (BEP 54)")
    func dontHave() throws {
        var frame: [UInt8] = []
        let piece = try #require(Feed.geometry?.piece(77))
        PeerMessage.appendDontHave(piece, id: 3, to: &frame)
        #expect(Hex.encode(frame) == "0000000614030000004d")
        let (id, bytes) = try payload(frame)
        #expect(try read(id, bytes) == .dontHave(77))
        #expect(throws: PeerViolation.badExtension(.dontHave)) { try read(3, [0, 0, 1]) }
    }

    @Test("Who wants nothing more says so in one byte (BEP 21)", arguments: [true, false])
    func uploadOnly(isOn: Bool) throws {
        var frame: [UInt8] = []
        PeerMessage.appendUploadOnly(isOn, id: 6, to: &frame)
        #expect(Hex.encode(frame) == "000000031406" + (isOn ? "01" : "00"))
        #expect(try read(6, payload(frame).bytes) == .uploadOnly(isOn))
        #expect(try read(6, [1], offered: [.pex]) == nil)
        #expect(throws: PeerViolation.badExtension(.uploadOnly)) { try read(6, []) }
        #expect(throws: PeerViolation.badExtension(.uploadOnly)) { try read(6, [0, 1]) }
    }

    @Test(
        "An extent is asked for, refused and called back by its three numbers",
        arguments: [
            (ExtentMessage.request(.init(index: 1, begin: 2, length: 4 << 20)), "00"),
            (.reject(.init(index: 1, begin: 2, length: 4 << 20)), "02"),
            (.cancel(.init(index: 1, begin: 2, length: 4 << 20)), "03"),
        ])
    func extent(message: ExtentMessage, kind: String) throws {
        var frame: [UInt8] = []
        message.append(id: 4, to: &frame)
        #expect(Hex.encode(frame) == "0000000f1404\(kind)000000010000000200400000")
        let (id, bytes) = try payload(frame)
        #expect(try read(id, bytes) == .extent(message))
    }

    @Test("An extent of nothing, or of more than there may be, is refused by name")
    func extentLength() throws {
        let head = [0, 0, 0, 0, 1, 0, 0, 0, 0] as [UInt8]
        #expect(throws: PeerViolation.requestTooLong(0x40_0001)) {
            try read(4, head + [0, 0x40, 0, 1])
        }
        #expect(throws: PeerViolation.requestOutside) { try read(4, head + [0, 0, 0, 0]) }
        #expect(throws: PeerViolation.badExtension(.extent)) { try read(4, head) }
        #expect(throws: PeerViolation.badExtension(.extent)) { try read(4, []) }
        #expect(try read(4, [9]) == nil, "a kind that is not known yet")
    }

    @Test("What was not offered, or is nobody's, is nothing")
    func notOffered() throws {
        #expect(try read(3, [0, 0, 0, 1], offered: [.pex]) == nil)
        #expect(try read(99, [1, 2, 3]) == nil)
    }

    @Test("A proof has 32 bytes")
    func proof() throws {
        let proof = SHA256.of([1])
        var frame: [UInt8] = []
        SwarmProof.append(proof, id: 5, to: &frame)
        let (id, bytes) = try payload(frame)
        #expect(try read(id, bytes) == .proof(proof))
        #expect(throws: PeerViolation.badExtension(.proof)) { try read(5, Array(bytes.dropLast())) }
    }
}
