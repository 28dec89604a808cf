// Announcements of BEP 14, as others send them and as we do.

import Bytes
import Digest
import LANWire
import Testing
import Vocabulary

@Suite struct LocalDiscoveryTests {
    private let hash = "c12fe1c06bba254a9dc9f519b335aa7c1367a88a"
    private let other = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

    private func read(_ text: String) -> LocalAnnouncement? { read(Array(text.utf8)) }

    private func read(_ bytes: [UInt8]) -> LocalAnnouncement? {
        bytes.withSpan { LocalAnnouncement($0) }
    }

    private func announcement(_ hashes: String..., cookie: String? = nil) throws
        -> LocalAnnouncement
    {
        LocalAnnouncement(
            infoHashes: try hashes.map { try #require(Digest160(hex: $0)) }, port: 6881,
            cookie: cookie.map { Array($0.utf8) })
    }

    @Test("What libtorrent sends is understood")
    func libtorrent() throws {
        let text =
            "BT-SEARCH * HTTP/1.1\r\nHost: 239.192.152.143:6771\r\nPort: 6881\r\n"
            + "Infohash: \(hash)\r\ncookie: 1a2b3c4d\r\n\r\n\r\n"
        #expect(read(text) == (try announcement(hash, cookie: "1a2b3c4d")))
    }

    @Test("Several torrents, fields in any order and case, and unknown ones are understood")
    func tolerant() throws {
        let text =
            "bt-search * http/1.1\r\ninfohash:\(hash)\r\nX-What: ever\r\nINFOHASH: \t\(other) \r\n"
            + "port: 6881\r\nInfohash: \(hash)\r\n\r\n\r\n"
        #expect(read(text) == (try announcement(hash, other)))
        let bare = "BT-SEARCH * HTTP/1.1\nPort: 6881\nInfohash: \(hash)"
        #expect(read(bare) == (try announcement(hash)))
    }

    @Test("Ours is read as it was written, with the two empty lines that belong to it")
    func ours() throws {
        let announcement = try announcement(hash, cookie: "abc")
        let v4 = announcement.datagrams(to: .v4)
        #expect(
            v4.map { String(decoding: $0, as: UTF8.self) } == [
                "BT-SEARCH * HTTP/1.1\r\nHost: 239.192.152.143:6771\r\nPort: 6881\r\n"
                    + "Infohash: \(hash)\r\ncookie: abc\r\n\r\n\r\n"
            ])
        #expect(read(v4[0]) == announcement)
        let v6 = announcement.datagrams(to: .v6)
        #expect(
            String(decoding: v6[0], as: UTF8.self).contains("\r\nHost: [ff15::efc0:988f]:6771\r\n"))
        #expect(read(v6[0]) == announcement)
    }

    @Test("Many torrents take several datagrams, none longer than a packet, and none is lost")
    func many() throws {
        let hashes = (0..<100).map { SHA1.of([UInt8($0)]) }
        let announcement = LocalAnnouncement(infoHashes: hashes, port: 1)
        for group in [LocalAnnouncement.Group.v4, .v6] {
            let datagrams = announcement.datagrams(to: group)
            #expect(datagrams.allSatisfy { $0.count <= Limits.lsdLength })
            #expect(datagrams.count == 4)
            #expect(datagrams.flatMap { read($0)?.infoHashes ?? [] } == hashes)
        }
    }

    @Test(
        "Whatever is no announcement is nothing",
        arguments: [
            "", "\r\n", "BT-SEARCH * HTTP/1.1\r\n\r\n\r\n", "Port: 1\r\nInfohash: H\r\n",
            "M-SEARCH * HTTP/1.1\r\nPort: 1\r\nInfohash: H\r\n\r\n\r\n",
            "BT-SEARCH * HTTP/1.0\r\nPort: 1\r\nInfohash: H\r\n\r\n\r\n",
            " BT-SEARCH * HTTP/1.1\r\nPort: 1\r\nInfohash: H\r\n\r\n\r\n",
            "BT-SEARCH * HTTP/1.1\r\nInfohash: H\r\n\r\n\r\n",
            "BT-SEARCH * HTTP/1.1\r\nPort: 1\r\n\r\n\r\n",
            "BT-SEARCH * HTTP/1.1\r\nPort: 0\r\nInfohash: H\r\n\r\n\r\n",
            "BT-SEARCH * HTTP/1.1\r\nPort: 65535\r\nInfohash: H\r\n\r\n\r\n",
            "BT-SEARCH * HTTP/1.1\r\nPort: 65536\r\nInfohash: H\r\n\r\n\r\n",
            "BT-SEARCH * HTTP/1.1\r\nPort: +1\r\nInfohash: H\r\n\r\n\r\n",
            "BT-SEARCH * HTTP/1.1\r\nPort: -1\r\nInfohash: H\r\n\r\n\r\n",
            "BT-SEARCH * HTTP/1.1\r\nPort: 1\r\nPort: 2\r\nInfohash: H\r\n\r\n\r\n",
            "BT-SEARCH * HTTP/1.1\r\nPort: 1\r\nInfohash: Ha\r\n\r\n\r\n",
            "BT-SEARCH * HTTP/1.1\r\nPort: 1\r\nInfohash: xyz\r\n\r\n\r\n",
            "BT-SEARCH * HTTP/1.1\r\nPort: 1\r\nInfohash:\r\n\r\n\r\n",
            "BT-SEARCH * HTTP/1.1\r\n\r\nPort: 1\r\nInfohash: H\r\n\r\n\r\n",
            "BT-SEARCH * HTTP/1.1\r\nPort: 1\r\nno field\r\nInfohash: H\r\n\r\n\r\n",
        ])
    func nothing(text: String) {
        #expect(
            read(text.replacing("H\r", with: hash + "\r").replacing("Ha", with: hash + "a")) == nil)
    }

    @Test("A cookie has an end, and a datagram too")
    func long() {
        func text(_ cookie: Int, _ padding: Int) -> String {
            "BT-SEARCH * HTTP/1.1\r\nPort: 1\r\nInfohash: \(hash)\r\ncookie: "
                + String(repeating: "c", count: cookie) + "\r\nX: "
                + String(repeating: "x", count: padding) + "\r\n\r\n\r\n"
        }
        #expect(read(text(Limits.lsdCookieLength, 0)) != nil)
        #expect(read(text(Limits.lsdCookieLength + 1, 0)) == nil)
        #expect(read(text(1, 1000)) != nil)
        #expect(read(text(1, 1400)) == nil)
        #expect(read(Array(text(1, 1).utf8) + [0xff]) == nil, "bytes that are no text")
    }
}
