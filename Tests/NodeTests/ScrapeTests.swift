// How many a tracker counts, where its announces do not say: it is scraped.

import Digest
import Metainfo
import Testing
import TrackerWire
import Vocabulary

@testable import Node

private let place = endpoint("10.0.0.5:6969")
private let url = "http://10.0.0.5:6969/announce"
private let counts = Scrape(seeders: 3, downloaded: 21, leechers: 4)

/// A tracker whose announces count nothing; it counts all that a scrape names.
private func scrapable(_ status: Int = 200) -> Door {
    .ours { request in
        guard let query = request.split(separator: "?")[1].split(separator: " ").first,
            request.hasPrefix("GET /scrape?")
        else {
            let reply = AnnounceReply(interval: .minutes(10))
            return answer(200, by: id("a tracker"), [], reply.body(isCompact: true))
        }
        guard let scrape = try? ScrapeRequest(query: query) else { return nil }
        let body = ScrapeAnswer.reply(
            Dictionary(uniqueKeysWithValues: scrape.infoHashes.map { ($0, counts) })
        ).body
        return answer(status, by: id("a tracker"), [], body)
    }
}

extension Scene where Actor == PeerNode {
    fileprivate func addAnother(_ letters: String, _ trackers: String...) -> Torrent? {
        guard let infoHash = Digest160(hex: String(repeating: letters, count: 20)) else {
            return nil
        }
        add(.magnet(MagnetLink(infoHash: infoHash, trackers: trackers)))
        return swarms.torrents[infoHash]
    }

    fileprivate var scrapes: [String] {
        said(to: place).filter { $0.hasPrefix("GET /scrape?") }
    }
}

@Suite("A tracker is scraped") struct ScrapeTests {
    @Test("for what its announces leave out, for several torrents at once") func together() {
        let scene = open()
        scene.doors[place] = scrapable()
        scene.addTorrent(url)
        let another = scene.addAnother("cd", url)
        #expect(scene.trackers.first?.completed == nil && scene.scrapes.isEmpty)
        scene.pass(Limits.scrapeGathering + .seconds(1))
        #expect(scene.scrapes.count == 1)
        #expect(scene.scrapes.first?.components(of: "info_hash=") == 2)
        for tracker in scene.trackers + (another?.trackerViews(at: scene.now) ?? []) {
            #expect(tracker.seeders == 3 && tracker.leechers == 4 && tracker.completed == 21)
        }
    }

    @Test("once after each announce, and no more often than once a minute") func pace() {
        let scene = open()
        scene.doors[place] = scrapable()
        scene.addTorrent(url)
        scene.pass(.minutes(9))
        #expect(scene.scrapes.count == 1)
        scene.pass(.seconds(70))
        #expect(scene.scrapes.count == 2)
        _ = scene.addAnother("cd", url)
        scene.pass(.seconds(10))
        #expect(scene.scrapes.count == 2, "another waits for its minute")
        scene.pass(.seconds(60))
        #expect(scene.scrapes.count == 3)
        #expect(scene.scrapes.last?.contains("info_hash=%CD") == true)
    }

    @Test("and where that fails, its announces count all the same") func failure() {
        let scene = open()
        scene.doors[place] = scrapable(404)
        scene.addTorrent(url)
        scene.pass(.minutes(1))
        #expect(scene.scrapes.count == 1)
        #expect(scene.trackers.map(\.state) == [.working])
        #expect(scene.trackers.first?.problem == nil && scene.trackers.first?.completed == nil)
    }

    @Test("not for a torrent that is gone meanwhile, or that is paused") func gone() {
        for isRemoved in [false, true] {
            let scene = open()
            scene.doors[place] = scrapable()
            scene.addTorrent(url)
            if isRemoved {
                _ = scene.swarms.remove(wanted, removingData: false, at: scene.now)
            } else {
                scene.torrent?.pause(at: scene.now)
            }
            scene.pass(.minutes(2))
            #expect(scene.scrapes.isEmpty)
        }
    }

    @Test("in requests of so many torrents as go in one") func many() {
        let scene = open()
        scene.doors[place] = scrapable()
        for number in 0..<(Limits.scrapeHashesOfHTTP + 1) {
            let digits = String(number + 16, radix: 16)
            _ = scene.addAnother(digits, url)
        }
        scene.pass(.minutes(3))
        let named = scene.scrapes.map { $0.components(of: "info_hash=") }
        #expect(named.reduce(0, +) == Limits.scrapeHashesOfHTTP + 1)
        #expect(named.count > 1 && named.allSatisfy { $0 <= Limits.scrapeHashesOfHTTP })
    }

    @Test("at another of its addresses where one does not answer") func families() {
        let scene = open()
        let six = endpoint("[2001:db8::5]:6969")
        scene.doors[place] = tracker()
        scene.doors[six] = scrapable()
        scene.addTorrent("http://tracker.example:6969/announce")
        scene.resolve("10.0.0.5", "2001:db8::5")
        scene.pass(Limits.scrapeGathering + .seconds(2))
        scene.resolve("10.0.0.5", "2001:db8::5")
        #expect(scene.scrapes.count == 1 && scene.trackers.first?.completed == 21)
    }
}
