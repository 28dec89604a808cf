// What trackers count, from their announces and from scrapes.

import Testing
import TrackerWire
import Vocabulary

/// One tracker that is asked when it wants to be.
private final class Counted {
    var list: TrackerList
    var chance = Chance(seed: 3)

    init(_ url: String) {
        let identity = TrackerList.Identity(
            infoHash: digest(1), peerID: digest(2), port: 9000, key: 5)
        list = TrackerList([[url]], identity: identity, at: seconds(0), using: &chance)
    }

    func announce(_ reply: AnnounceReply, at now: Double) {
        while let task = list.next(at: seconds(now)) {
            list.answered(task.number, .reply(reply), at: seconds(now), using: &chance)
        }
    }

    func scrape() -> ScrapeTask? { list.nextScrape() }

    var counts: [Int?] {
        list.views.flatMap { [$0.seeders, $0.leechers, $0.downloaded] }
    }
}

private let three = Scrape(seeders: 1, downloaded: 2, leechers: 3)

@Suite("What a tracker counts") struct TrackerCountsTests {
    @Test("is taken from its announce where that has all of it") func announced() {
        let scene = Counted("http://a/announce")
        scene.announce(AnnounceReply(seeders: 4, leechers: 5, downloaded: 6), at: 0)
        #expect(scene.counts == [4, 5, 6])
        #expect(scene.scrape() == nil)
    }

    @Test("is asked for otherwise, once after each announce") func scraped() throws {
        let scene = Counted("http://a/announce?key=1")
        #expect(scene.scrape() == nil, "who has not heard of us is not asked")
        scene.announce(AnnounceReply(seeders: 4), at: 0)
        let task = try #require(scene.scrape())
        #expect(task.place.description == "http://a/scrape?key=1")
        #expect(scene.scrape() == nil)
        scene.list.scraped(task.tracker, three)
        #expect(scene.counts == [4, 3, 2], "and what the announce said stands")
        scene.announce(AnnounceReply(seeders: 7), at: 1800)
        #expect(scene.scrape() != nil)
        #expect(scene.counts == [7, 3, 2])
    }

    @Test("is not asked for where it cannot be scraped") func unscraped() {
        let scene = Counted("http://a/x/hello")
        scene.announce(AnnounceReply(), at: 0)
        #expect(scene.scrape() == nil)
        #expect(scene.counts == [nil, nil, nil])
    }

    @Test("is not asked for any more where it never says") func silent() throws {
        let scene = Counted("udp://a:1")
        for round in 0..<Limits.scrapeFailures {
            scene.announce(AnnounceReply(seeders: 4, leechers: 5), at: Double(round) * 1800)
            scene.list.scraped(try #require(scene.scrape()).tracker, nil)
        }
        scene.announce(AnnounceReply(seeders: 4, leechers: 5), at: 100_000)
        #expect(scene.scrape() == nil)
        #expect(scene.counts == [4, 5, nil])
    }

    @Test("is not asked for once we say goodbye") func stopped() {
        let scene = Counted("http://a/announce")
        scene.announce(AnnounceReply(), at: 0)
        scene.list.stop()
        #expect(scene.scrape() == nil)
        scene.announce(AnnounceReply(), at: 1)
        #expect(scene.scrape() == nil)
    }
}
