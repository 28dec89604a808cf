// Limits of talking with trackers: a tracker is a stranger too, and a torrent may name
// whom it likes.

extension Limits {
    // MARK: What a torrent names

    /// Trackers of one torrent. Lists that people pass around have fifty to ninety; each costs a
    /// few hundred bytes and a request that fails.
    package static let trackers = 100
    /// Bytes of a tracker's URL; one with a passkey has about a hundred.
    package static let trackerURLLength = 2048

    // MARK: What a tracker says

    /// Bytes of an answer over HTTP: two thousand peers as a list of dictionaries. libtorrent
    /// would take three times that, and asks for as many peers as we do.
    package static let trackerAnswerLength = 256 << 10
    /// Peers that are kept of one answer; who sends more than we asked for is not believed more.
    package static let trackerPeers = 1000
    /// Bytes that are kept of a tracker's reason or warning: a person reads a line or two.
    package static let trackerTextLength = 500
    /// Bytes of a `tracker id`, which goes back with every announce.
    package static let trackerIDLength = 256

    // MARK: When a tracker is asked

    /// Where a tracker names no interval: what most of them name.
    package static let trackerInterval = Duration.minutes(30)
    /// No tracker is asked more often, whatever it says: an answer of "0" must not be a flood.
    package static let trackerIntervalMin = Duration.seconds(60)
    /// And none makes us silent for longer.
    package static let trackerIntervalMax = Duration.seconds(86_400)
    /// After a first failure; doubled with every further one.
    package static let trackerRest = Duration.seconds(20)
    /// Where doubling ends: a tracker that comes back is found within the hour.
    package static let trackerRestMax = Duration.seconds(3600)
    /// What an answer may take: libtorrent's.
    package static let announceTimeout = Duration.seconds(30)
    /// And the answer to a goodbye, for which a node that ends does not wait long.
    package static let stoppedTimeout = Duration.seconds(5)
    /// Peers that an announce asks for: what Transmission wants, rounded.
    package static let peersWanted = 100

    /// Announces under way, of all torrents: a node that starts with ten thousand tells their
    /// trackers within minutes, and not in one moment.
    package static let announcesAtOnce = 64

    // MARK: What a tracker counts (BEP 48, and 15)

    /// Torrents that wait for their counts, of all trackers; who finds no room is counted at its
    /// next announce.
    package static let scrapesWaiting = 10_000
    /// How long the first of them waits for others of the same tracker: torrents that begin
    /// together announce within seconds, and go in one request.
    package static let scrapeGathering = Duration.seconds(5)
    /// No tracker is scraped more often: as often as it hears of one torrent.
    package static let scrapePause = Duration.seconds(60)
    /// Scrapes under way; they are a courtesy to whoever looks on, and announces go first.
    package static let scrapesAtOnce = 8
    /// Scrapes in a row that a tracker does not answer; then this torrent asks for none any more.
    package static let scrapeFailures = 3

    // MARK: Over UDP (BEP 15)

    /// How long the first answer is waited for; doubled with every silence.
    package static let udpTrackerWait = Duration.seconds(15)
    /// Doublings: the last wait is 3840 s.
    package static let udpTrackerDoublings = 8
    /// How long a connection id may be used by who got it.
    package static let udpConnectionTime = Duration.seconds(60)
    /// Questions to one tracker that wait for their answers: one for each torrent of a large seed.
    package static let udpTrackerAsks = 1024
    /// Torrents of one scrape: what fits into a datagram.
    package static let scrapeHashes = 74
    /// And of one request over HTTP: with every byte escaped, and the longest URL before them, they
    /// are no longer than servers commonly take (`webAddressLength`).
    package static let scrapeHashesOfHTTP = 25

    // MARK: What a tracker is asked

    /// Bytes of the query of a request: a scrape of 74 info-hashes with every byte escaped.
    package static let trackerQueryLength = 8 << 10
    /// Fields of it: those info-hashes, and what else clients send.
    package static let trackerQueryFields = 100
    /// Bytes of a `key`, which is commonly eight digits.
    package static let trackerKeyLength = 64
}
