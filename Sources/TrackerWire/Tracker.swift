// One tracker of a torrent: what it knows of us, when it may be asked, and how it is shown.

import Vocabulary

/// A tracker for who looks on.
package struct TrackerView: Hashable, Sendable {
    package enum Status: String, Sendable {
        /// Not asked yet.
        case waiting
        case asking
        case working
        /// The last answer was none, or no.
        case failing
        /// It never wants to be asked again (BEP 31).
        case ended
        /// No URL, or one of a scheme that we do not speak.
        case unspoken
    }

    package let id: Int
    /// As the torrent has it.
    package let url: String
    package let tier: Int
    package let status: Status
    /// When it is asked next, where that is known.
    package let nextAnnounce: Instant?
    package let lastAnnounce: Instant?
    /// Why it failed, or what it warned of: the words of a stranger.
    package let lastError: String?
    package let seeders: Int?
    package let leechers: Int?
    /// How often it was announced as complete.
    package let downloaded: Int?
    /// Peers in its last answer.
    package let peers: Int
}

struct Tracker: Sendable {
    struct Pending: Sendable {
        let number: UInt64
        let event: AnnounceEvent
        let deadline: Instant
    }

    let id: Int
    let text: String
    let tier: Int
    let url: Result<TrackerURL, TrackerURLError>
    var pending: Pending?
    /// It accepted `started`, and has not been told `stopped`.
    private(set) var hasStarted = false
    private var owesCompletion = false
    private(set) var trackerID: [UInt8]?
    /// Failures since it last worked.
    private var failures = 0
    /// Until when it is not asked, after a failure.
    private(set) var restsUntil: Instant?
    /// And until when it asked us not to.
    private var unwantedUntil = Instant.start
    private var isEnded = false
    /// Its own interval: from here on it is asked again, and not before the other.
    private(set) var dueAt: Instant?
    private(set) var notBefore = Instant.start
    private var lastAsked: Instant?
    private var lastError: String?
    private var seeders: Int?
    private var leechers: Int?
    private var downloaded: Int?
    private var peers = 0
    /// Its last answer left a count out, and it was not scraped since.
    private(set) var owesCounts = false
    /// What a scrape said; it stands in for what announces leave out.
    private var scraped: Scrape?
    private var scrapeFailures = 0

    init(_ text: String, id: Int, tier: Int) {
        self.text = text
        self.id = id
        self.tier = tier
        do throws(TrackerURLError) {
            url = .success(try TrackerURL(text))
        } catch {
            url = .failure(error)
            lastError = error.sentence
        }
    }

    /// From when on it may be asked: after what it is asked now, and its rest. Nil for never.
    var askableAt: Instant? {
        guard case .success = url, !isEnded else { return nil }
        return pending?.deadline ?? restsUntil ?? .start
    }

    func mayBeAsked(at now: Instant) -> Bool {
        pending == nil && askableAt.map { $0 <= now } ?? false
    }

    /// Whether it must be told that the download is complete.
    var isDueCompletion: Bool { owesCompletion && hasStarted && pending == nil }

    mutating func answered(_ event: AnnounceEvent, _ reply: AnnounceReply, at now: Instant) {
        switch event {
        case .stopped: hasStarted = false
        case .completed: owesCompletion = false
        case .none, .paused, .started: hasStarted = true
        }
        (failures, restsUntil) = (0, nil)
        lastError = reply.warning
        lastAsked = now
        trackerID = reply.trackerID ?? trackerID
        seeders = reply.seeders ?? seeders
        leechers = reply.leechers ?? leechers
        downloaded = reply.downloaded ?? downloaded
        owesCounts =
            hasStarted && scrapeFailures < Limits.scrapeFailures
            && [reply.seeders, reply.leechers, reply.downloaded].contains(nil)
        peers = reply.peers.count
        let least = max(reply.minInterval ?? .zero, Limits.trackerIntervalMin)
        let wanted = max(reply.interval ?? Limits.trackerInterval, least)
        notBefore = now + min(least, Limits.trackerIntervalMax)
        dueAt = now + min(wanted, Limits.trackerIntervalMax)
    }

    mutating func failed(
        _ reason: String, _ retry: TrackerRefusal.Retry?, at now: Instant,
        using chance: inout Chance
    ) {
        switch pending?.event {
        // Nobody says goodbye twice.
        case .stopped: hasStarted = false
        // What it has not seen begin it need not see end.
        case .started: owesCompletion = false
        default: break
        }
        lastError = reason
        lastAsked = now
        dueAt = nil
        let rest = min(
            Limits.trackerRest * (1 << min(failures, 16)), Limits.trackerRestMax)
        failures += 1
        restsUntil = now + chance.jittered(rest)
        switch retry {
        // No sooner than we would anyway: it says how long at least.
        case .after(let delay):
            unwantedUntil = now + delay
            restsUntil = max(unwantedUntil, now + rest)
        case .never: isEnded = true
        case nil: break
        }
    }

    mutating func completed() {
        // It may have heard of a download that has only now been told to begin.
        owesCompletion = hasStarted || pending?.event == .started
    }

    /// Hands out where to scrape, once after an announce that left something out.
    mutating func takeScrape() -> TrackerURL? {
        guard owesCounts, case .success(let url) = url else { return nil }
        owesCounts = false
        return url.scrape == nil ? nil : url
    }

    /// Nil: it did not say.
    mutating func scraped(_ scrape: Scrape?) {
        scrapeFailures = scrape == nil ? scrapeFailures + 1 : 0
        scraped = scrape ?? scraped
    }

    /// What was asked is no longer waited for; it may have been heard all the same.
    mutating func abandon() {
        if pending?.event == .started { hasStarted = true }
        owesCompletion = false
        pending = nil
    }

    mutating func startAnew() {
        (pending, hasStarted, isEnded) = (nil, false, false)
    }

    /// Rests end, but not within a minute of the last failure, and not before it wants us.
    mutating func hurry() {
        guard let rest = restsUntil, let lastAsked else { return }
        restsUntil = min(rest, max(lastAsked + Limits.trackerIntervalMin, unwantedUntil))
    }
}

extension Tracker {
    private var status: TrackerView.Status {
        if case .failure = url { return .unspoken }
        if pending != nil { return .asking }
        if isEnded { return .ended }
        if failures > 0 { return .failing }
        return lastAsked == nil ? .waiting : .working
    }

    func view(nextAnnounce: Instant?) -> TrackerView {
        TrackerView(
            id: id, url: text, tier: tier, status: status, nextAnnounce: nextAnnounce,
            lastAnnounce: lastAsked, lastError: lastError, seeders: seeders ?? scraped?.seeders,
            leechers: leechers ?? scraped?.leechers,
            downloaded: downloaded ?? scraped?.downloaded, peers: peers)
    }
}

extension TrackerList {
    /// In the order of asking.
    package var views: [TrackerView] {
        trackers.map { tracker in
            let isNext = phase == .running && tracker.id == current
            return tracker.view(nextAnnounce: isNext ? roundAt : tracker.restsUntil)
        }
    }
}

extension TrackerURLError {
    /// What a person is told.
    package var sentence: String {
        switch self {
        case .tooLong: "the URL is too long"
        case .badCharacter: "the URL has a character that no URL has"
        case .notYetSpoken(let scheme): "\(scheme) is not yet spoken"
        case .unknownScheme: "no scheme of trackers"
        case .badHost: "the URL names no host"
        case .badPort: "the URL names no port"
        }
    }
}
