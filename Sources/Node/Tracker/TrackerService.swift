// The tracker of a bootstrap: what is asked by datagram or by HTTP is held against who may, and
// answered from one table (BEP 3, 7, 15, 23, 24, 31, 41, 48).
//
// Law 1. An answer is said in the turn in which it was asked for, out of room that is used again:
//        an announce allocates nothing.
// Law 2. The address that was seen is the only one that counts; nobody can announce somebody else.
// Law 3. A tracker tells who has a torrent. So where the network has a secret, strangers ask in
//        vain, unless its config opens the door: a token in the path (or, of ours, the proof of the
//        secret over HTTP) is what lets one in.

import Bytes
import Digest
import Directory
import TrackerWire
import Vocabulary

final class TrackerService {
    unowned let host: any Host
    let table: TrackedSwarms
    /// What is registered is tracked, whatever the config's list says.
    private let registry: TorrentRegistry
    let tickets: ConnectionTickets
    private(set) var settings: TrackerSettings
    /// The network has a secret.
    private var hasSecret: Bool
    private var chance: Chance
    private var sample = PeerSample()
    /// Where answers are written.
    var body = WriteBuffer(room: Limits.trackerReplyLength)
    var answer = WriteBuffer(room: Limits.trackerReplyLength + 1024)
    private(set) var tally = TrackerTally()
    /// When what was completed is written down next.
    private var nextRecord: Instant?

    /// - Parameter completions: what was counted in earlier runs.
    init(
        host: any Host, settings: NodeSettings, registry: TorrentRegistry,
        completions: [CompletionRecord], seed: UInt64
    ) {
        self.host = host
        self.registry = registry
        self.settings = settings.tracker
        hasSecret = settings.secret != nil
        chance = Chance(seed: seed)
        tickets = ConnectionTickets(sip: SipHash(host.random(), host.random()))
        table = TrackedSwarms(
            sip: SipHash(host.random(), host.random()),
            lifetime: Self.lifetime(settings.tracker.interval), memoryMax: settings.memoryMax,
            peersPerAddress: settings.tracker.peersPerAddress, seed: host.random())
        for record in completions { table.recall(record) }
    }

    func reload(_ settings: NodeSettings) {
        self.settings = settings.tracker
        hasSecret = settings.secret != nil
        table.peersPerAddress = settings.tracker.peersPerAddress
        table.lifetime = Int(Self.lifetime(settings.tracker.interval).components.seconds)
    }

    /// Bytes that it may take.
    func mayTake(_ bytes: Int, at now: Instant) { table.limit(to: bytes, at: now) }

    private static func lifetime(_ interval: Duration) -> Duration { interval * 3 / 2 }

    var nextDeadline: Instant? {
        var earliest = Earliest(table.nextDeadline)
        earliest.add(nextRecord)
        return earliest.instant
    }

    func deadlineReached(at now: Instant) {
        table.deadlineReached(at: now)
        if let nextRecord, nextRecord <= now { recordCompletions() }
    }

    /// What an earlier run knew when it was stopped.
    func recall(_ pieces: [[UInt8]], at now: Instant) {
        for piece in pieces { table.recall(piece, at: now) }
        guard table.peers > 0 else { return }
        host.log(
            .info, "tracker",
            "\(table.peers) peers of \(table.swarms) torrents remembered from before")
    }

    /// The node stops.
    func save(at now: Instant) {
        recordCompletions()
        for piece in table.saved(at: now) { host.record(.rememberSwarms(piece)) }
    }

    /// A flood of announces writes each torrent's count once in so long, and not each announce.
    func recordCompletions() {
        nextRecord = nil
        for record in table.takeCompletions() {
            let change: LedgerChange =
                record.count == 0
                ? .forgetCompletions(infoHash: record.infoHash) : .rememberCompletions(record)
            host.record(change)
        }
    }

    // MARK: Who may

    /// How somebody came.
    enum Way { case datagram, request }

    /// What stands in front of `announce` in a path, and what else speaks for whoever asks.
    struct Credential {
        var token: String?
        /// He proved the network's secret, or may do more than that.
        var isMember = false
    }

    var isOpen: Bool { settings.isOpen ?? !hasSecret }

    /// Nil: he may.
    func refusal(of credential: Credential) -> TrackerRefusal? {
        if let token = credential.token {
            return settings.tokens.contains(token)
                ? nil : TrackerRefusal(reason: "the token in the URL is not known", retry: .never)
        }
        return isOpen || credential.isMember
            ? nil
            : TrackerRefusal(
                reason: "this tracker is not open: its URL needs a token", retry: .never)
    }

    private func isTracked(_ infoHash: Digest160) -> Bool {
        guard let torrents = settings.torrents else { return true }
        return torrents.contains(infoHash) || registry.torrent(announcedBy: infoHash) != nil
    }

    // MARK: Asking the table

    /// What an announce brought; the peers are in `sample`.
    func announce(
        _ announce: TrackerAnnounce, from address: IPAddress, by way: Way, at now: Instant
    ) -> Result<SwarmCounts, TrackerRefusal> {
        guard isTracked(announce.infoHash) else {
            return .failure(
                TrackerRefusal(reason: "this torrent is not tracked here", retry: .never))
        }
        guard let endpoint = Endpoint(address, port: announce.port) else {
            return .failure(TrackerRefusal(reason: "nobody can dial port 0", retry: .never))
        }
        let outcome = table.announce(
            PeerAnnounce(
                infoHash: announce.infoHash, endpoint: endpoint, isSeed: announce.isSeed,
                news: announce.news, wanted: wanted(announce, address, way)),
            at: now, using: &chance, into: &sample)
        switch outcome {
        case .told(let counts):
            tally.announced(way)
            if announce.event == .completed {
                nextRecord = nextRecord ?? now + Limits.completionsRest
            }
            return .success(counts)
        case .full:
            return .failure(
                TrackerRefusal(
                    reason: "this tracker's memory is full", retry: .after(Limits.trackerFullRest)))
        case .tooMany:
            let most = table.peersPerAddress
            return .failure(
                TrackerRefusal(
                    reason: "your address has \(most) peers here, and may have no more",
                    retry: .after(Limits.trackerFullRest)))
        case .nobody:
            return .failure(
                TrackerRefusal(reason: "no machine has your address", retry: .never))
        }
    }

    /// Peers for one answer; a datagram has room for fewer, and for none of the other family.
    private func wanted(_ announce: TrackerAnnounce, _ address: IPAddress, _ way: Way) -> Int {
        let most = min(settings.peersTold, announce.wanted ?? settings.peersTold)
        guard way == .datagram else { return most }
        let room = Limits.trackerDatagramLength - 20
        return min(most, room / (address.v4 == nil ? 18 : 6))
    }

    func counts(of infoHash: Digest160) -> SwarmCounts {
        isTracked(infoHash) ? table.counts(of: infoHash) : SwarmCounts()
    }

    /// Peers that the last announce was told of, of each family.
    func withSample<Result>(_ body: (_ v4: WriteBuffer, _ v6: WriteBuffer) -> Result) -> Result {
        body(sample.v4, sample.v6)
    }

    /// Seconds until a peer is to come again: more or less by a part, so that those who came
    /// together do not always come together.
    func interval() -> Int {
        let seconds = Int(settings.interval.components.seconds)
        let jitter = seconds / Limits.intervalJitter
        let spread = UInt64(2 * jitter)
        return seconds - jitter + Int(chance.next().multipliedFullWidth(by: spread + 1).high)
    }

    func count(_ event: TrackerTally.Event) { tally.count(event) }
    func countScrape(_ way: Way) { tally.scraped(way) }

    var metrics: TrackerMetrics {
        TrackerMetrics(
            tally: tally, swarms: table.swarms, peers: table.peers, memory: table.bytes,
            completions: table.completions.count)
    }

    var tables: [TableSize] {
        [
            TableSize(name: "tracker bytes", count: table.bytes, limit: table.memoryMax),
            TableSize(
                name: "tracker completions", count: table.completions.count,
                limit: Limits.completions),
        ]
    }
}

@available(*, unavailable) extension TrackerService: Sendable {}

extension TrackerAnnounce {
    fileprivate var news: PeerAnnounce.News {
        switch event {
        case .completed: .completed
        case .stopped: .stopped
        case .none, .started, .paused: .none
        }
    }
}

/// What a tracker counts; it only grows.
package struct TrackerTally: Equatable, Sendable {
    enum Event { case refused, badConnection }

    package private(set) var announcesByDatagram: UInt64 = 0
    package private(set) var announcesByRequest: UInt64 = 0
    package private(set) var scrapesByDatagram: UInt64 = 0
    package private(set) var scrapesByRequest: UInt64 = 0
    /// Who was told no, and why not is his own affair.
    package private(set) var refused: UInt64 = 0
    /// Datagrams whose connection id was none of ours.
    package private(set) var badConnections: UInt64 = 0

    mutating func announced(_ way: TrackerService.Way) {
        switch way {
        case .datagram: announcesByDatagram += 1
        case .request: announcesByRequest += 1
        }
    }

    mutating func scraped(_ way: TrackerService.Way) {
        switch way {
        case .datagram: scrapesByDatagram += 1
        case .request: scrapesByRequest += 1
        }
    }

    mutating func count(_ event: Event) {
        switch event {
        case .refused: refused += 1
        case .badConnection: badConnections += 1
        }
    }
}

/// A tracker as a monitor sees it.
package struct TrackerMetrics: Sendable {
    package let tally: TrackerTally
    package let swarms: Int
    package let peers: Int
    /// Bytes of its tables.
    package let memory: Int
    /// Torrents whose completions are counted.
    package let completions: Int
}
