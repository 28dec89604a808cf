// A magnet link is followed exactly, and its advice as far as it goes.

import Bytes
import Digest
import Metainfo
import Testing
import Vocabulary

private let hex = "0123456789abcdef0123456789abcdef01234567"

private func read(_ parameters: String) throws(MagnetError) -> MagnetLink {
    try MagnetLink("magnet:?" + parameters)
}

private func digest() throws -> Digest160 { try #require(Digest160(hex: hex)) }

@Suite struct MagnetLinkTests {
    @Test("An info-hash has 40 digits or 32 letters, of either case")
    func spellings() throws {
        let letters = Base32.encode(try digest().bytes)
        #expect(letters.utf8.count == 32)
        for spelled in [hex, hex.uppercased(), letters, letters.lowercased()] {
            #expect(try read("xt=urn:btih:" + spelled).infoHash == digest())
            #expect(try MagnetLink("MAGNET:?XT=URN:BTIH:" + spelled).infoHash == digest())
            #expect(try read("dn=a&xt.1=urn%3Abtih%3A" + spelled).infoHash == digest())
        }
    }

    @Test("A link says where to look")
    func advice() throws {
        let link = try read(
            "xt=urn:btih:\(hex)&dn=My+%C3%A4%2B&tr=udp%3A%2F%2Ft.example%3A80&tr.1=http://u/a"
                + "&ws=http%3A%2F%2Fw%2F&x.pe=10.0.0.1:6881&x.pe=[::1]:7&x.pe=peer.example:9&z=%%"
                + "&dht=router:1&novalue&=&so=4-6,1,5,7")
        #expect(link.name == "My ä+")
        #expect(link.trackers == ["udp://t.example:80", "http://u/a"])
        #expect(link.webSeeds == ["http://w/"])
        #expect(link.peers.map(\.description) == ["10.0.0.1:6881", "[::1]:7", "peer.example:9"])
        #expect(link.selection == [1...1, 4...7])
        #expect(try MagnetLink(link.description) == link)
    }

    @Test("Advice that is of no use is left out, and the rest stays")
    func uselessAdvice() throws {
        let link = try read(
            "xt=urn:btih:\(hex)&xt=urn:sha1:ABC&dn=&dn=%ff&tr=%zz&tr=&tr=a%00b&tr=%20a%20"
                + "&x.pe=1.2.3.4&x.pe=a:0&x.pe=a:70000&x.pe=[a]:1&ws="
                + String(repeating: "a", count: 2049))
        #expect(link == MagnetLink(infoHash: try digest(), trackers: ["a"]))
    }

    @Test("What is meant exactly is right, or the link is refused")
    func refused() throws {
        #expect(throws: MagnetError.notMagnet) { try MagnetLink("http://a/?xt=urn:btih:" + hex) }
        #expect(throws: MagnetError.notMagnet) { try MagnetLink("magnet:") }
        #expect(throws: MagnetError.missingInfoHash) { try MagnetLink("magnet:?") }
        #expect(throws: MagnetError.missingInfoHash) { try read("xt=urn:sha1:\(hex)&dn=a") }
        let version2 = "xt=urn:btmh:1220" + String(repeating: "ab", count: 32)
        #expect(throws: MagnetError.notYetSpoken) { try read(version2) }
        #expect(try read(version2 + "&xt=urn:btih:" + hex).infoHash == digest())
        for bad in [
            "", "abc", hex + "0", String(hex.dropLast()), String(repeating: "1", count: 32),
        ] {
            #expect(throws: MagnetError.badInfoHash) { try read("xt=urn:btih:" + bad) }
        }
        let other = String(hex.reversed())
        #expect(throws: MagnetError.severalInfoHashes) {
            try read("xt=urn:btih:\(hex)&xt=urn:btih:\(other)")
        }
        let letters = Base32.encode(try digest().bytes)
        #expect(try read("xt=urn:btih:\(hex)&xt=urn:btih:\(letters)").infoHash == digest())
    }

    @Test(
        "A selection is of files that a torrent may have",
        arguments: ["", ",", "1,", "a", "-1", "1-", "2-1", "1-2-3", "+1", "100000", "1 ", "%"])
    func selection(text: String) throws {
        #expect(throws: MagnetError.badSelection) { try read("xt=urn:btih:\(hex)&so=" + text) }
    }

    @Test("A link has an end, and so has everything in it")
    func limits() throws {
        let start = "xt=urn:btih:\(hex)"
        let long = start + "&x=" + String(repeating: "a", count: Limits.magnetLength)
        #expect(throws: MagnetError.tooLong) { try read(long) }
        let many = try read(
            start + String(repeating: "&tr=a&ws=b&x.pe=c:1", count: 100))
        #expect(many.trackers.count == Limits.trackersPerTorrent)
        #expect(many.webSeeds.count == Limits.webSeedsPerTorrent)
        #expect(many.peers.count == Limits.peersPerMagnet)
        let picked = (0..<1000).map { "\(2 * $0)" }.joined(separator: ",")
        #expect(try read("\(start)&so=\(picked)").selection?.count == 1000)
        #expect(throws: MagnetError.badSelection) { try read("\(start)&so=\(picked),1") }
        #expect(throws: MagnetError.badSelection) { try read("\(start)&so=\(picked)&so=1") }
    }

    @Test("What is written is read, however much there is to say")
    func written() throws {
        let trackers = (0..<64).map { "http://t\($0)/" + String(repeating: "%", count: 900) }
        let selection = (0..<1000).map { 90_000 + 3 * $0...90_001 + 3 * $0 }
        let all = MagnetLink(
            infoHash: try digest(), name: "ä&=+ %#", trackers: trackers,
            peers: [try #require(HostPort("[::1]:80"))], selection: selection)
        let text = all.description
        #expect(text.utf8.count <= Limits.magnetLength)
        let again = try MagnetLink(text)
        #expect(again.selection == selection)
        #expect(again.name == all.name)
        #expect(again.peers == all.peers)
        #expect(again.trackers == Array(trackers.prefix(again.trackers.count)))
        #expect(!again.trackers.isEmpty)
    }

    @Test("A torrent's link says what its .torrent says")
    func ofTorrent() throws {
        let info = try Info(raw: Made.single())
        let metainfo = Metainfo(
            info: info, trackers: [["http://a/announce"], ["udp://b:1"]], webSeeds: ["http://w/"])
        #expect(
            metainfo.magnetLink().description == "magnet:?xt=urn:btih:\(info.infoHash.hex)&dn=file"
                + "&tr=http%3A%2F%2Fa%2Fannounce&tr=udp%3A%2F%2Fb%3A1&ws=http%3A%2F%2Fw%2F")
    }
}
