// Announces, performed: names are looked up, trackers are asked over every family of addresses that
// they have (BEP 7), and what they answer is put together.
//
// Law 1. A torrent of a stranger may name whom it likes, and redirects lead where they like: every
//        address is judged before it is asked.
// Law 2. Where strangers may not join, no tracker hears of us that strangers can ask. Our own
//        bootstraps are asked with the proof that we belong to their network.

import HTTPWire
import Swarm
import TrackerWire
import Vocabulary

final class Announcer {
    /// One announce, until all ways have come to an end.
    final class Asking {
        let task: TrackerTask
        let talk: TrackerTalk
        let deadline: Instant
        var ways: [Way] = []
        /// What has been said so far.
        var reply: AnnounceReply?
        var refusal: TrackerRefusal?
        var problem: String?

        init(_ task: TrackerTask, _ talk: TrackerTalk, at now: Instant) {
            self.task = task
            self.talk = talk
            deadline = now + task.timeout
        }
    }

    /// One address of a tracker, and where it sends us on to.
    struct Way {
        /// Of HTTP; nil over UDP.
        var route: WebRoute?
        var endpoint: Endpoint
        var isOver = false
    }

    private enum LookUp {
        /// The tracker itself.
        case tracker(UInt64)
        /// Where one of its addresses redirects to.
        case redirect(UInt64, way: Int)
    }

    unowned let desk: Desk
    private(set) var asked: [UInt64: Asking] = [:]
    private var lookUps: [JobID: LookUp] = [:]
    private var numbers: UInt64 = 0
    /// Trackers that are spoken to by datagrams.
    var datagramTalks: [Endpoint: DatagramTalk] = [:]
    /// Of torrents that are gone.
    private var farewells: [TrackerTalk] = []
    /// What is asked beside announces.
    private(set) lazy var scrapes = Scraper(for: self)

    init(desk: Desk) { self.desk = desk }

    /// Whether something is asked, or a goodbye is still to be said.
    var isBusy: Bool { !asked.isEmpty || !farewells.isEmpty }

    var table: TableSize {
        TableSize(name: "announces", count: asked.count, limit: Limits.announcesAtOnce)
    }

    // MARK: What is due

    /// Asks what a list wants asked now, as far as there is room.
    func drive(_ talk: TrackerTalk, at now: Instant) {
        talk.list.deadlineReached(at: now, using: &desk.chance)
        while asked.count < Limits.announcesAtOnce, let task = talk.list.next(at: now) {
            begin(task, talk, at: now)
        }
        if !talk.isOwn { scrapes.gather(talk, at: now) }
    }

    /// The torrent is gone; who knows of us hears it.
    func sayGoodbye(_ talk: TrackerTalk) {
        talk.list.stop()
        guard !talk.list.isStopped, farewells.count < Limits.torrents else { return }
        farewells.append(talk)
    }

    /// Once a second.
    func tick(at now: Instant) {
        for talk in farewells { drive(talk, at: now) }
        scrapes.tick(at: now)
        lookAtDatagrams(at: now)
        farewells.removeAll { $0.list.isStopped }
    }

    private func begin(_ task: TrackerTask, _ talk: TrackerTalk, at now: Instant) {
        numbers += 1
        let asking = Asking(task, talk, at: now)
        asked[numbers] = asking
        if let address = IPAddress(task.url.host) {
            return found([address], numbers, asking, at: now)
        }
        let job = desk.newJob()
        lookUps[job] = .tracker(numbers)
        desk.host.resolve(task.url.host, for: job)
    }

    // MARK: Names

    /// Whether that was a look-up of ours.
    func resolved(
        _ job: JobID, _ result: Result<[IPAddress], WorldError>, at now: Instant
    ) -> Bool {
        guard let lookUp = lookUps.removeValue(forKey: job) else {
            return scrapes.resolved(job, result, at: now)
        }
        switch lookUp {
        case .tracker(let number):
            guard let asking = asked[number] else { return true }
            switch result {
            case .success(let addresses): found(addresses, number, asking, at: now)
            case .failure(let error): end(number, asking, .failure("\(error)"), at: now)
            }
        case .redirect(let number, let way):
            guard let asking = asked[number] else { return true }
            switch result {
            case .success(let addresses): goOn(number, asking, way, to: addresses, at: now)
            case .failure(let error): ended(number, asking, way, .failure("\(error)"), at: now)
            }
        }
        return true
    }

    /// Asks over the first address of each family that may be asked.
    private func found(
        _ addresses: [IPAddress], _ number: UInt64, _ asking: Asking, at now: Instant
    ) {
        let url = asking.task.url
        let admitted = addresses.filter { url.mayBeAsked(at: $0) }
        let wanted = admitted.filter { mayHear($0, of: asking.talk) }
        let chosen = [AddressFamily.v4, .v6].compactMap { family in
            wanted.first { $0.family == family }
        }
        guard !chosen.isEmpty else {
            let problem =
                admitted.isEmpty ? "it is at an address where no tracker is asked" : Self.closed
            return end(number, asking, .failure(problem), at: now)
        }
        for address in chosen {
            guard let endpoint = Endpoint(address, port: url.port) else { continue }
            let route = url.scheme == .http ? route(of: asking.task, at: address) : nil
            asking.ways.append(Way(route: route, endpoint: endpoint))
        }
        for way in asking.ways.indices { ask(number, asking, way, at: now) }
    }

    private static let closed = "it is outside, and strangers may not join"

    /// With strangers kept out, whoever is outside hears nothing, but of what is public.
    func mayHear(_ address: IPAddress, of talk: TrackerTalk) -> Bool {
        talk.isOwn || talk.torrent?.admitsStrangers ?? desk.admitsStrangers
            || address.reach.map { $0 < .world } ?? false
    }

    private func route(of task: TrackerTask, at address: IPAddress) -> WebRoute {
        let text = "http://" + task.url.authority + task.announce.target(of: task.url)
        guard let place = try? WebAddress(text) else {
            preconditionFailure("the URL of a tracker is an address of the web")
        }
        var route = WebRoute(address: place)
        _ = route.admit(address)  // the first is where its way begins, wherever that is
        return route
    }

    // MARK: Asking

    private func ask(_ number: UInt64, _ asking: Asking, _ way: Int, at now: Instant) {
        guard let route = asking.ways[way].route else {
            return askByDatagram(number, asking, way, at: now)
        }
        let endpoint = asking.ways[way].endpoint
        let request =
            asking.talk.isOwn
            ? desk.request("GET", route.address.target, to: endpoint)
            : WebRoute.request(route.address, [("connection", "close")])
        let call = Call(
            .announce(ask: number, way: way), at: endpoint, request, isStream: false,
            answerLength: Limits.trackerAnswerLength)
        desk.switchboard.dial(call, timeout: asking.deadline.since(now), at: now)
    }

    /// A call to a tracker is over.
    func ended(_ number: UInt64, _ way: Int, _ outcome: CallOutcome, at now: Instant) {
        guard let asking = asked[number] else { return }
        switch outcome {
        case .response(let head, _) where WebRoute.isRedirect(head.status):
            redirected(number, asking, way, head.fields["location"], at: now)
        case .response(let head, let body):
            ended(number, asking, way, Self.read(head, body, at: desk.host.wallTime), at: now)
        case .failed(let failure):
            ended(number, asking, way, .failure(failure.rawValue), at: now)
        case .foreign, .silent, .spoken, .touched:
            ended(number, asking, way, .failure("what is there does not speak HTTP"), at: now)
        }
    }

    private func redirected(
        _ number: UInt64, _ asking: Asking, _ way: Int, _ location: String?, at now: Instant
    ) {
        // What proves us to one node is not shown to another.
        let problem =
            asking.talk.isOwn
            ? "a bootstrap redirects nobody" : asking.ways[way].route?.follow(location)
        guard problem == nil, let place = asking.ways[way].route?.address.place else {
            return ended(number, asking, way, .failure(problem ?? ""), at: now)
        }
        if let address = IPAddress(place.host) {
            return goOn(number, asking, way, to: [address], at: now)
        }
        let job = desk.newJob()
        lookUps[job] = .redirect(number, way: way)
        desk.host.resolve(place.host, for: job)
    }

    /// Asks where a redirect leads, over the same family where that can be.
    private func goOn(
        _ number: UInt64, _ asking: Asking, _ way: Int, to addresses: [IPAddress], at now: Instant
    ) {
        let family = asking.ways[way].endpoint.address.family
        let ordered =
            addresses.filter { $0.family == family } + addresses.filter { $0.family != family }
        guard let route = asking.ways[way].route,
            let url = try? TrackerURL(route.address.description),
            let address = ordered.first(where: {
                url.mayBeAsked(at: $0) && mayHear($0, of: asking.talk)
                    && asking.ways[way].route?.admit($0) == true
            }), let endpoint = Endpoint(address, port: route.address.place.port)
        else {
            let problem = "it redirects to an address where no tracker is asked"
            return ended(number, asking, way, .failure(problem), at: now)
        }
        guard now < asking.deadline else {
            return ended(number, asking, way, .failure(CallFailure.timedOut.rawValue), at: now)
        }
        asking.ways[way].endpoint = endpoint
        ask(number, asking, way, at: now)
    }

    // MARK: Answers

    enum WayEnd {
        case answer(AnnounceAnswer)
        case failure(String)
    }

    /// One way has come to its end; when all have, the list hears what came of it.
    func ended(
        _ number: UInt64, _ asking: Asking, _ way: Int, _ end: WayEnd, at now: Instant
    ) {
        guard !asking.ways[way].isOver else { return }
        asking.ways[way].isOver = true
        switch end {
        case .answer(.reply(let reply)):
            let teller = asking.ways[way].endpoint.address
            asking.talk.torrent?.heard(reply, from: teller, at: now)
            if asking.reply?.add(reply) == nil { asking.reply = reply }
        case .answer(.refused(let refusal)): asking.refusal = refusal
        case .failure(let problem): asking.problem = asking.problem ?? problem
        }
        guard asking.ways.allSatisfy(\.isOver) else { return }
        if let reply = asking.reply {
            self.end(number, asking, .answer(.reply(reply)), at: now)
        } else if let refusal = asking.refusal {
            self.end(number, asking, .answer(.refused(refusal)), at: now)
        } else {
            self.end(number, asking, .failure(asking.problem ?? "it said nothing"), at: now)
        }
    }

    private func end(_ number: UInt64, _ asking: Asking, _ end: WayEnd, at now: Instant) {
        asked[number] = nil
        let task = asking.task.number
        switch end {
        case .answer(let answer):
            asking.talk.list.answered(task, answer, at: now, using: &desk.chance)
        case .failure(let problem):
            asking.talk.list.failed(task, problem, at: now, using: &desk.chance)
        }
        // Another may be asked at once, in its place.
        drive(asking.talk, at: now)
        farewells.removeAll { $0.list.isStopped }
    }
}

@available(*, unavailable) extension Announcer: Sendable {}
