// The counts that an announce did not bring: the tracker is scraped for them (BEP 48, and 15).
//
// Law. Only who accepted an announce is scraped, once after it: so it learns nothing new of us, and
//      hears a scrape no more often than its interval lets it hear an announce.

import Digest
import Vocabulary

/// A tracker that is to be scraped for one torrent; others may go in the same request.
package struct ScrapeTask: Hashable, Sendable {
    /// The same for the life of the list.
    package let tracker: Int
    /// Where announces go, and from there by BEP 48 where to scrape.
    package let url: TrackerURL
    package let place: TrackerURL
}

extension TrackerList {
    /// Who is to be scraped; ask until nil.
    package mutating func nextScrape() -> ScrapeTask? {
        guard isRunning else { return nil }
        for place in trackers.indices where trackers[place].owesCounts {
            guard let url = trackers[place].takeScrape(), let scrape = url.scrape else { continue }
            return ScrapeTask(tracker: trackers[place].id, url: url, place: scrape)
        }
        return nil
    }

    /// What came of it; nil where the tracker did not say.
    package mutating func scraped(_ tracker: Int, _ scrape: Scrape?) {
        guard let place = trackers.firstIndex(where: { $0.id == tracker }) else { return }
        trackers[place].scraped(scrape)
    }

    /// Whether its trackers are told of us: not after a goodbye has begun.
    package var isRunning: Bool { phase == .running }

    /// Of the torrent that it is about.
    package var infoHash: Digest160 { identity.infoHash }
}
