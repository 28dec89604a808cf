// How many have a torrent (BEP 48).

import Bencode
import Digest
import Testing
import TrackerWire
import Vocabulary

@Suite struct ScrapeTests {
    @Test("A scrape names its torrents, and is read again")
    func request() throws {
        let request = ScrapeRequest([digest(0x61), digest(0x62)])
        let url = try TrackerURL("http://t.example/scrape")
        let target = "/scrape?info_hash=abcdefghijklmnopqrst&info_hash=bcdefghijklmnopqrstu"
        #expect(request.target(of: url) == target)
        #expect(try ScrapeRequest(query: target.dropFirst(8)) == request)
        let keyed = try TrackerURL("http://t.example/scrape?key=1")
        #expect(request.target(of: keyed).hasPrefix("/scrape?key=1&info_hash=abc"))
        let most = ScrapeRequest((0..<74).map { digest($0 + 0x80) })
        #expect(try ScrapeRequest(query: most.target(of: url).dropFirst(8)) == most)
    }

    @Test("Who names none, or too many, or half of one, is refused")
    func refused() throws {
        #expect(throws: TrackerRequestError.missing("info_hash")) { try ScrapeRequest(query: "") }
        #expect(throws: TrackerRequestError.bad("info_hash")) {
            try ScrapeRequest(query: "info_hash=abcdefghijklmnopqrs")
        }
        let one = "&info_hash=abcdefghijklmnopqrst"
        #expect(throws: TrackerRequestError.tooLong) {
            try ScrapeRequest(query: String(repeating: one, count: 75))
        }
    }

    @Test("An answer, byte for byte, and read again")
    func answer() throws {
        let answer = ScrapeAnswer.reply([
            digest(0x62): Scrape(seeders: 0, downloaded: 0, leechers: 1),
            digest(0x61): Scrape(seeders: 5, downloaded: 50, leechers: 10),
        ])
        let text =
            "d5:filesd20:abcdefghijklmnopqrstd8:completei5e10:downloadedi50e10:incompletei10ee"
            + "20:bcdefghijklmnopqrstud8:completei0e10:downloadedi0e10:incompletei1eeee"
        #expect(answer.body == Array(text.utf8))
        #expect(try ScrapeAnswer(body: answer.body) == answer)
        #expect(try ScrapeAnswer(body: answer.body + [10]) == answer)
        for length in 0..<answer.body.count {
            #expect(throws: TrackerViolation.notBencoded(.cut)) {
                try ScrapeAnswer(body: Array(answer.body[..<length]))
            }
        }
        let no = ScrapeAnswer.refused(TrackerRefusal(reason: "no"))
        #expect(try ScrapeAnswer(body: no.body) == no)
    }

    @Test("What is no torrent is passed over, and numbers stay within bounds")
    func odd() throws {
        let text =
            "d5:filesd3:abcde20:abcdefghijklmnopqrstd8:completei-1e10:downloaded1:xe"
            + "20:bcdefghijklmnopqrsturleee"
        #expect(throws: TrackerViolation.self) { try ScrapeAnswer(body: Array(text.utf8)) }
        let mended =
            "d5:filesd3:abcde20:abcdefghijklmnopqrstd8:completei-1e10:downloaded1:xe"
            + "20:bcdefghijklmnopqrstuleee"
        let scrape = Scrape(seeders: 0, downloaded: 0, leechers: 0)
        #expect(try ScrapeAnswer(body: Array(mended.utf8)) == .reply([digest(0x61): scrape]))
        for nothing in ["de", "d5:filesi5ee", "d5:fileslee"] {
            #expect(throws: TrackerViolation.noFiles) {
                try ScrapeAnswer(body: Array(nothing.utf8))
            }
        }
    }

    @Test("Of all that a tracker has, as many are kept as could have been asked for")
    func everything() throws {
        var text = Array("d5:filesd".utf8)
        for first in UInt8.min...UInt8.max {
            text += Array("20:".utf8) + counted(from: first) + Array("de".utf8)
        }
        guard case .reply(let all) = try ScrapeAnswer(body: text + Array("ee".utf8)) else {
            throw TrackerViolation.noFiles
        }
        #expect(all.count == Limits.scrapeHashes)
    }
}
