// Scrapes, performed: who must know how many there are waits a moment for other torrents of the
// same tracker, and they are asked for in one request (BEP 48 over HTTP, BEP 15 over UDP).
//
// Law 1. A tracker is scraped for torrents of which it was told, and at an address at which it may
//        hear of them.
// Law 2. A scrape that fails is nothing: announces say whether a tracker works.

import Digest
import HTTPWire
import TrackerWire
import Vocabulary

final class Scraper {
    private struct Wish {
        let talk: TrackerTalk
        let tracker: Int
        var infoHash: Digest160 { talk.list.infoHash }
    }

    /// Those that wait for one tracker.
    private struct Queue {
        let number: UInt64
        /// Where announces go: what may be asked there is known of it.
        let url: TrackerURL
        var wishes: [Wish] = []
        var notBefore: Instant
    }

    /// One scrape, at one address after the other until one answers.
    private final class Asking {
        let place: TrackerURL
        let url: TrackerURL
        var wishes: [Wish]
        let deadline: Instant
        var endpoints: [Endpoint] = []
        /// What is asked at the endpoint of now.
        var asked: [Wish] = []

        init(_ place: TrackerURL, _ url: TrackerURL, _ wishes: [Wish], until deadline: Instant) {
            self.place = place
            self.url = url
            self.wishes = wishes
            self.deadline = deadline
        }
    }

    private unowned let announcer: Announcer
    private var desk: Desk { announcer.desk }
    private var queues: [TrackerURL: Queue] = [:]
    private var waiting = 0
    private var asked: [UInt64: Asking] = [:]
    private var lookUps: [JobID: UInt64] = [:]
    private var numbers: UInt64 = 0

    init(for announcer: Announcer) { self.announcer = announcer }

    var table: TableSize {
        TableSize(name: "scrapes", count: waiting, limit: Limits.scrapesWaiting)
    }

    // MARK: What is due

    /// Takes what a list wants counted, as far as there is room.
    func gather(_ talk: TrackerTalk, at now: Instant) {
        while waiting < Limits.scrapesWaiting, let task = talk.list.nextScrape() {
            numbers += 1
            let new = Queue(
                number: numbers, url: task.url, notBefore: now + Limits.scrapeGathering)
            queues[task.place, default: new].wishes.append(
                Wish(talk: talk, tracker: task.tracker))
            waiting += 1
        }
    }

    /// Once a second: asks whose time has come. O(trackers).
    func tick(at now: Instant) {
        let due = queues.filter { $0.value.notBefore <= now }
            .sorted { $0.value.number < $1.value.number }
        for (place, queue) in due {
            guard !queue.wishes.isEmpty else {
                queues[place] = nil
                continue
            }
            guard asked.count < Limits.scrapesAtOnce else { return }
            let room = place.scheme == .udp ? Limits.scrapeHashes : Limits.scrapeHashesOfHTTP
            let some = Array(queue.wishes.prefix(room))
            waiting -= some.count
            queues[place]?.wishes.removeFirst(some.count)
            queues[place]?.notBefore = now + Limits.scrapePause
            begin(Asking(place, queue.url, some, until: now + Limits.announceTimeout), at: now)
        }
    }

    private func begin(_ asking: Asking, at now: Instant) {
        // Some have gone meanwhile, or said goodbye.
        asking.wishes.removeAll { $0.talk.torrent == nil || !$0.talk.list.isRunning }
        guard !asking.wishes.isEmpty else { return }
        numbers += 1
        asked[numbers] = asking
        if let address = IPAddress(asking.url.host) {
            return found([address], numbers, asking, at: now)
        }
        let job = desk.newJob()
        lookUps[job] = numbers
        desk.host.resolve(asking.url.host, for: job)
    }

    // MARK: Asking

    /// Whether that was a look-up of ours.
    func resolved(
        _ job: JobID, _ result: Result<[IPAddress], WorldError>, at now: Instant
    ) -> Bool {
        guard let number = lookUps.removeValue(forKey: job) else { return false }
        guard let asking = asked[number] else { return true }
        found((try? result.get()) ?? [], number, asking, at: now)
        return true
    }

    private func found(
        _ addresses: [IPAddress], _ number: UInt64, _ asking: Asking, at now: Instant
    ) {
        let admitted = addresses.filter { asking.url.mayBeAsked(at: $0) }
        asking.endpoints = [AddressFamily.v4, .v6].compactMap { family in
            admitted.first { $0.family == family }
                .flatMap { Endpoint($0, port: asking.url.port) }
        }
        askNext(number, asking, at: now)
    }

    private func askNext(_ number: UInt64, _ asking: Asking, at now: Instant) {
        while !asking.endpoints.isEmpty, now < asking.deadline {
            let endpoint = asking.endpoints.removeFirst()
            asking.asked = asking.wishes.filter {
                announcer.mayHear(endpoint.address, of: $0.talk)
            }
            if !asking.asked.isEmpty, ask(number, asking, at: endpoint, at: now) { return }
        }
        asked[number] = nil
        for wish in asking.wishes { wish.talk.list.scraped(wish.tracker, nil) }
    }

    private func ask(
        _ number: UInt64, _ asking: Asking, at endpoint: Endpoint, at now: Instant
    ) -> Bool {
        let request = ScrapeRequest(asking.asked.map(\.infoHash))
        guard asking.place.scheme == .http else {
            return announcer.ask(
                .scrape(request), at: endpoint, for: .scrape(number), until: asking.deadline,
                at: now)
        }
        let text = "http://" + asking.place.authority + request.target(of: asking.place)
        guard let address = try? WebAddress(text) else { return false }
        let call = Call(
            .scrape(ask: number), at: endpoint,
            WebRoute.request(address, [("connection", "close")]), isStream: false,
            answerLength: Limits.trackerAnswerLength)
        desk.switchboard.dial(call, timeout: asking.deadline.since(now), at: now)
        return true
    }

    // MARK: Answers

    /// A call to a tracker is over. A redirect is no answer: counts are not worth a way.
    func ended(_ number: UInt64, _ outcome: CallOutcome, at now: Instant) {
        guard case .response(let head, let body) = outcome, head.status == 200,
            case .reply(let counts)? = try? ScrapeAnswer(body: body)
        else { return failed(number, at: now) }
        end(number) { counts[$0.infoHash] }
    }

    /// Over UDP counts have no names.
    func counted(_ number: UInt64, inOrder counts: [Scrape], at now: Instant) {
        guard let asking = asked[number] else { return }
        let named = zip(asking.asked.map(\.infoHash), counts)
        let counts = Dictionary(named) { first, _ in first }
        end(number) { counts[$0.infoHash] }
    }

    /// Another address of the same tracker may answer.
    func failed(_ number: UInt64, at now: Instant) {
        guard let asking = asked[number] else { return }
        askNext(number, asking, at: now)
    }

    private func end(_ number: UInt64, _ counts: (Wish) -> Scrape?) {
        guard let asking = asked.removeValue(forKey: number) else { return }
        for wish in asking.asked { wish.talk.list.scraped(wish.tracker, counts(wish)) }
    }
}

@available(*, unavailable) extension Scraper: Sendable {}
