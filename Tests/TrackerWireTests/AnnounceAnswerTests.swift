// What a tracker answers over HTTP: by friends, by old programs, and by nobody's friends.

import Bencode
import Testing
import TrackerWire
import Vocabulary

private func read(_ text: String) throws(TrackerViolation) -> AnnounceAnswer {
    try AnnounceAnswer(body: Array(text.utf8))
}

private func reply(_ bytes: [UInt8]) throws -> AnnounceReply {
    guard case .reply(let reply) = try AnnounceAnswer(body: bytes) else {
        throw TrackerViolation.notADictionary
    }
    return reply
}

private func reply(_ text: String) throws -> AnnounceReply { try reply(Array(text.utf8)) }

@Suite struct AnnounceAnswerTests {
    private let full = AnnounceReply(
        interval: .seconds(1800), minInterval: .seconds(60), trackerID: [0, 255], warning: "soon",
        seeders: 5, leechers: 7, downloaded: 9,
        peers: [
            peer("10.0.0.1:6881", id: digest(1)), peer("192.0.2.255:65535"),
            peer("[2001:db8::1]:1", id: digest(2)),
        ], externalAddress: IPAddress("203.0.113.9"))

    @Test("Peers as strings, byte for byte (BEP 23, 7)")
    func compact() throws {
        let text =
            "d8:completei5e10:downloadedi9e11:external ip4:\u{0}e10:incompletei7e8:intervali1800e"
            + "12:min intervali60e5:peers12:"
        let start = Array(text.utf8)
        let place = try #require(start.firstIndex(of: 0))
        let address: [UInt8] = [203, 0, 113, 9]
        let peers = bytes("0a0000011ae1 c00002ffffff")
        let six = Array("6:peers618:".utf8) + bytes("20010db8000000000000000000000001 0001")
        let expected =
            start[..<place] + address + start[(place + 2)...] + peers + six
            + Array("10:tracker id2:".utf8) + [0, 255] + Array("15:warning message4:soone".utf8)
        #expect(full.body(isCompact: true) == Array(expected))
    }

    @Test("What is written is read, peers as strings or as a list")
    func roundTrip() throws {
        #expect(try reply(full.body(isCompact: false)) == full)
        var bare = full
        bare.peers = full.peers.map { TrackerPeer($0.endpoint) }
        #expect(try reply(full.body(isCompact: true)) == bare)
        #expect(try reply(full.body(isCompact: false, omitsPeerIDs: true)) == bare)
        let nothing = AnnounceReply()
        #expect(nothing.body(isCompact: true) == Array("d5:peers0:e".utf8))
        #expect(nothing.body(isCompact: false) == Array("d5:peerslee".utf8))
        #expect(try reply(nothing.body(isCompact: false)) == nothing)
    }

    @Test("A no has its reason, and says when to come again (BEP 31)")
    func refusals() throws {
        let cases: [(String, TrackerRefusal)] = [
            ("d14:failure reason2:noe", .init(reason: "no")),
            (
                "d14:failure reason2:no8:retry ini5ee",
                .init(reason: "no", retry: .after(.seconds(300)))
            ),
            ("d14:failure reason2:no8:retry in5:nevere", .init(reason: "no", retry: .never)),
        ]
        for (text, refusal) in cases {
            #expect(try read(text) == .refused(refusal))
            #expect(refusal.body == Array(text.utf8))
        }
        let quoted = "d14:failure reason2:no8:retry in2:10e"
        let later = TrackerRefusal(reason: "no", retry: .after(.seconds(600)))
        #expect(try read(quoted) == .refused(later))
        let odd = "d14:failure reasoni5e8:retry in4:soone"
        #expect(try read(odd) == .refused(TrackerRefusal(reason: "")))
        // A refusal is one whatever else is there.
        let both = "d14:failure reason2:no5:peers5:xxxxxe"
        #expect(try read(both) == .refused(TrackerRefusal(reason: "no")))
    }

    @Test("The words of a stranger are kept as data, and not all of them")
    func words() throws {
        let text = "d14:failure reason1000:" + String(repeating: "x", count: 1000) + "e"
        guard case .refused(let refusal) = try read(text) else { throw TrackerViolation.noFiles }
        #expect(refusal.reason.utf8.count == Limits.trackerTextLength)
        let escape = "d15:warning message8:\u{1b}[31m<b>e"
        #expect(try reply(escape).warning == "\u{1b}[31m<b>")
        #expect(
            try reply(Array("d15:warning message1:".utf8) + [0xff, 0x65]).warning == "\u{fffd}")
    }

    @Test("Numbers of a stranger stay within bounds")
    func numbers() throws {
        let low = try reply(
            "d8:completei-1e10:incompletei-9223372036854775808e8:intervali-5e"
                + "12:min intervali-9223372036854775808ee")
        #expect(low.interval == .zero)
        #expect(low.minInterval == .zero)
        #expect(low.seeders == 0)
        #expect(low.leechers == 0)
        let high = try reply("d8:completei9223372036854775807e8:intervali9223372036854775807ee")
        #expect(high.interval == Limits.trackerIntervalMax)
        #expect(high.seeders == Int(Int32.max))
        for minutes in ["9223372036854775807", "-9223372036854775808"] {
            guard
                case .refused(let refusal) = try read(
                    "d14:failure reason0:8:retry ini\(minutes)ee"),
                case .after(let delay) = refusal.retry
            else { throw TrackerViolation.noFiles }
            #expect(delay == (minutes.hasPrefix("-") ? .zero : Limits.trackerIntervalMax))
        }
        #expect(try reply("d8:interval4:soon8:completelee") == AnnounceReply())
        let long = String(repeating: "x", count: 257)
        #expect(try reply("d10:tracker id257:\(long)e").trackerID == nil)
    }

    @Test("A string of peers is a whole number of them")
    func oddPeers() throws {
        for length in 0...40 {
            let peers = Array("d5:peers\(length):".utf8) + [UInt8](repeating: 1, count: length)
            if length % 6 == 0 {
                #expect(try reply(peers + Array("e".utf8)).peers.count == length / 6)
            } else {
                #expect(throws: TrackerViolation.badPeers) { try reply(peers + Array("e".utf8)) }
            }
        }
        #expect(throws: TrackerViolation.badPeers) { try reply("d6:peers612:abcdefghijkle") }
        #expect(throws: TrackerViolation.badPeers) { try reply("d5:peersi5ee") }
        #expect(throws: TrackerViolation.badPeers) { try reply("d5:peersdee") }
    }

    @Test("Whom nobody can dial is no peer")
    func nobody() throws {
        let odd = bytes("000000000001 0a0000010000 e00000010001 ffffffff0001 0a0000010001")
        let text = Array("d5:peers30:".utf8) + odd + Array("e".utf8)
        #expect(try reply(text).peers == [peer("10.0.0.1:1")])
        let list =
            "d5:peersl" + "d2:ip8:10.0.0.14:porti1ee" + "d2:ip8:10.0.0.14:porti0ee"
            + "d2:ip8:10.0.0.14:porti65536ee" + "d2:ip8:10.0.0.14:porti-1ee"
            + "d2:ip9:t.example4:porti1ee" + "d2:ip8:10.0.0.1e" + "d4:porti1ee" + "i5e" + "le"
            + "d2:ip3:::14:porti2ee" + "d2:ip8:10.0.0.17:peer id3:abc4:porti3ee" + "ee"
        let peers = [peer("10.0.0.1:1"), peer("[::1]:2"), peer("10.0.0.1:3")]
        #expect(try reply(list).peers == peers)
    }

    @Test("More peers than may be are not kept")
    func manyPeers() throws {
        let count = Limits.trackerPeers + 1
        let peers = (0..<count).flatMap { _ in bytes("0a0000010001") }
        let six = (0..<count).flatMap { _ in bytes("20010db8000000000000000000000001 0001") }
        let text =
            Array("d5:peers\(6 * count):".utf8) + peers + Array("6:peers6\(18 * count):".utf8) + six
        #expect(try reply(text + Array("e".utf8)).peers.count == Limits.trackerPeers)
        let item = "d2:ip8:10.0.0.14:porti1ee"
        let list = "d5:peersl" + String(repeating: item, count: count) + "ee"
        #expect(try reply(list).peers.count == Limits.trackerPeers)
    }

    @Test("What is no answer says why, and costs nothing")
    func violations() {
        let deep = String(repeating: "l", count: 200) + String(repeating: "e", count: 200)
        let cases: [(String, TrackerViolation)] = [
            ("", .notBencoded(.cut)), ("d5:peers99999999999:e", .notBencoded(.cut)),
            ("<html>", .notBencoded(.unexpected(offset: 0))), ("le", .notADictionary),
            ("i5e", .notADictionary), ("d1:x\(deep)e", .notBencoded(.tooDeep)),
            ("d8:intervali05ee", .notBencoded(.badInteger(offset: 11))),
        ]
        for (text, violation) in cases { #expect(throws: violation) { try read(text) } }
        let long = [UInt8](repeating: 0, count: Limits.trackerAnswerLength + 1)
        #expect(throws: TrackerViolation.tooLong) { try AnnounceAnswer(body: long) }
    }

    @Test("An answer that is cut anywhere is none, and one with a stranger behind it is the same")
    func cuts() throws {
        let body = full.body(isCompact: false)
        for length in 0..<body.count {
            #expect(throws: TrackerViolation.notBencoded(.cut)) {
                try AnnounceAnswer(body: Array(body[..<length]))
            }
        }
        #expect(try reply(body + Array("\r\n".utf8)) == full)
    }

    @Test("What a tracker said over two addresses is one answer")
    func twoFamilies() {
        var all = AnnounceReply(interval: .seconds(60), seeders: 1, peers: [peer("10.0.0.1:1")])
        all.add(
            AnnounceReply(
                interval: .seconds(90), minInterval: .seconds(30), leechers: 2,
                peers: [peer("10.0.0.1:1"), peer("[2001:db8::1]:1")]))
        #expect(all.interval == .seconds(90))
        #expect(all.minInterval == .seconds(30))
        #expect(all.seeders == 1)
        #expect(all.leechers == 2)
        #expect(all.peers == [peer("10.0.0.1:1"), peer("[2001:db8::1]:1")])
    }
}
