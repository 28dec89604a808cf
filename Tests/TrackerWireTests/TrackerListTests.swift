// Which tracker is asked when, and what it is told.

import Digest
import Testing
import TrackerWire
import Vocabulary

private final class Scene {
    var list: TrackerList
    var chance = Chance(seed: 3)

    init(_ tiers: [[String]]) {
        let identity = TrackerList.Identity(
            infoHash: digest(1), peerID: digest(2), port: 9000, key: 5)
        list = TrackerList(tiers, identity: identity, at: seconds(0), using: &chance)
        list.progress.left = 10
    }

    /// What is due: host and event.
    func due(at now: Double) -> [String] {
        tasks(at: now).map { "\($0.url.host) \($0.announce.event)" }
    }

    func tasks(at now: Double) -> [TrackerTask] {
        list.deadlineReached(at: seconds(now), using: &chance)
        var all: [TrackerTask] = []
        while let task = list.next(at: seconds(now)) { all.append(task) }
        return all
    }

    func answer(_ task: TrackerTask, _ reply: AnnounceReply, at now: Double) {
        list.answered(task.number, .reply(reply), at: seconds(now), using: &chance)
    }

    func refuse(_ task: TrackerTask, _ refusal: TrackerRefusal, at now: Double) {
        list.answered(task.number, .refused(refusal), at: seconds(now), using: &chance)
    }

    func fail(_ task: TrackerTask, at now: Double) {
        list.failed(task.number, "refused", at: seconds(now), using: &chance)
    }

    /// Asks what is due and has it answered; hosts and events.
    func work(_ reply: AnnounceReply = halfAnHour, at now: Double) -> [String] {
        tasks(at: now).map { task in
            answer(task, reply, at: now)
            return "\(task.url.host) \(task.announce.event)"
        }
    }

    func add(_ text: String, at now: Double) -> Bool { list.add(text, at: seconds(now)) }

    func urls() -> [String] { list.views.map(\.url) }
}

private let halfAnHour = AnnounceReply(interval: .seconds(1800))

private func url(_ host: String) -> String { "http://\(host)/announce" }

@Suite struct TrackerListTests {
    @Test("The first that works is asked, then again when its interval is over")
    func intervals() throws {
        let scene = Scene([[url("a")], [url("b")]])
        let task = try #require(scene.tasks(at: 0).first)
        #expect(task.announce.event == .started)
        #expect(task.announce.left == 10)
        #expect(task.announce.numWant == Limits.peersWanted)
        #expect(task.announce.key == 5)
        #expect(scene.due(at: 1) == [])
        #expect(scene.list.nextDeadline == seconds(30))
        scene.answer(task, halfAnHour, at: 2)
        #expect(scene.list.nextDeadline == seconds(1802))
        #expect(scene.due(at: 1801) == [])
        #expect(scene.work(at: 1802) == ["a none"])
        #expect(scene.list.nextDeadline == seconds(3602))
    }

    @Test("What a tracker names as its interval stays within bounds")
    func bounds() {
        let cases: [(AnnounceReply, Double)] = [
            (AnnounceReply(), 1800), (AnnounceReply(interval: .zero), 60),
            (AnnounceReply(interval: .seconds(5), minInterval: .seconds(1)), 60),
            (AnnounceReply(interval: .seconds(90), minInterval: .seconds(900)), 900),
            (AnnounceReply(interval: .seconds(1_000_000)), 86_400),
            (AnnounceReply(minInterval: .seconds(1_000_000)), 86_400),
        ]
        for (reply, wait) in cases {
            let scene = Scene([[url("a")]])
            #expect(scene.work(reply, at: 0) == ["a started"])
            #expect(scene.list.nextDeadline == seconds(wait))
            scene.list.hurry(at: seconds(1))
            #expect(scene.due(at: 59.9) == [])
        }
    }

    @Test("Who is in a hurry waits for the shortest interval only")
    func hurry() {
        let scene = Scene([[url("a")]])
        _ = scene.work(AnnounceReply(interval: .seconds(1800), minInterval: .seconds(120)), at: 0)
        scene.list.hurry(at: seconds(10))
        #expect(scene.due(at: 10) == [])
        #expect(scene.list.nextDeadline == seconds(120))
        #expect(scene.work(at: 120) == ["a none"])
    }

    @Test("A tier is tried when all before it failed, and the first again when it has rested")
    func tiers() throws {
        let scene = Scene([[url("a"), url("b")], [url("c")]])
        var hosts: [String] = []
        for now in 0..<2 {
            let task = try #require(scene.tasks(at: Double(now)).first)
            hosts.append(task.url.host)
            scene.fail(task, at: Double(now))
        }
        #expect(hosts.sorted() == ["a", "b"])
        #expect(scene.work(at: 2) == ["c started"])
        #expect(scene.list.current == 2)
        // Not before its interval is over: one tracker is enough.
        #expect(scene.due(at: 1000) == [])
        #expect(scene.work(at: 1802) == ["\(hosts[0]) started"])
    }

    @Test("Who worked is the first of its tier from then on (BEP 12)")
    func promotion() throws {
        let scene = Scene([[url("a"), url("b"), url("c")], [url("d")]])
        let order = scene.urls()
        scene.fail(try #require(scene.tasks(at: 0).first), at: 0)
        scene.fail(try #require(scene.tasks(at: 0).first), at: 0)
        #expect(scene.work(at: 0).count == 1)
        #expect(scene.urls() == [order[2], order[0], order[1], order[3]])
        #expect(scene.list.views[0].status == .working)
        #expect(scene.list.views[1].status == .failing)
    }

    @Test("Chance orders a tier once, and tiers never")
    func shuffled() {
        let tier = (0..<20).map { url("t\($0)") }
        let scene = Scene([tier, [url("z")]])
        let order = scene.urls()
        #expect(order.last == url("z"))
        #expect(order.dropLast() != tier[...])
        #expect(order.dropLast().sorted() == tier.sorted())
        _ = scene.tasks(at: 0)
        #expect(scene.urls() == order)
    }

    @Test("Who fails rests, twice as long each time, up to an hour")
    func backOff() throws {
        let scene = Scene([[url("a")]])
        var now = 0.0
        for rest in [20.0, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600] {
            let task = try #require(scene.tasks(at: now).first)
            #expect(task.announce.event == .started)
            scene.fail(task, at: now)
            #expect(scene.due(at: now + rest * 0.74) == [])
            let again = try #require(scene.list.nextDeadline)
            let waited = again.since(seconds(now)).inSeconds
            #expect(waited >= rest * 0.75 && waited <= rest * 1.25)
            now = again.since(.start).inSeconds + 0.001
        }
        #expect(scene.work(at: now) == ["a started"])
        let task = try #require(scene.tasks(at: now + 1800).first)
        scene.fail(task, at: now + 1800)
        #expect(scene.due(at: now + 1825.1) == ["a none"])
    }

    @Test("Who is silent has failed, and what he says later is nothing")
    func silence() throws {
        let scene = Scene([[url("a")], [url("b")]])
        let late = try #require(scene.tasks(at: 0).first)
        #expect(late.timeout == .seconds(30))
        #expect(scene.due(at: 30) == ["b started"])
        scene.answer(late, halfAnHour, at: 31)
        #expect(scene.list.current == nil)
        #expect(scene.list.views[0].lastError == "it did not answer in time")
        #expect(scene.list.views[0].status == .failing)
        #expect(scene.list.views[1].status == .asking)
    }

    @Test("A tracker says when to come again, or never (BEP 31)")
    func retry() throws {
        let scene = Scene([[url("a")]])
        let later = TrackerRefusal(reason: "busy", retry: .after(.seconds(600)))
        scene.refuse(try #require(scene.tasks(at: 0).first), later, at: 0)
        #expect(scene.list.views[0].lastError == "busy")
        #expect(scene.due(at: 599) == [])
        scene.list.hurry(at: seconds(599))
        #expect(scene.due(at: 599) == [])
        let task = try #require(scene.tasks(at: 600).first)
        scene.refuse(task, TrackerRefusal(reason: "gone", retry: .never), at: 600)
        #expect(scene.list.views[0].status == .ended)
        #expect(scene.due(at: 1_000_000) == [])
        #expect(scene.list.nextDeadline == nil)
        scene.list.hurry(at: seconds(1_000_000))
        #expect(scene.due(at: 1_000_000) == [])
        #expect(scene.list.nextDeadline == nil)
    }

    @Test("A tracker hears its own id again")
    func trackerID() throws {
        let scene = Scene([[url("a")]])
        _ = scene.work(AnnounceReply(trackerID: [1, 2]), at: 0)
        let task = try #require(scene.tasks(at: 1800).first)
        #expect(task.announce.trackerID == [1, 2])
        scene.answer(task, halfAnHour, at: 1800)
        #expect(scene.tasks(at: 3600).first?.announce.trackerID == [1, 2])
    }

    @Test("What nobody speaks is shown and never asked")
    func unspoken() {
        let scene = Scene([["https://a/announce"], ["nonsense"], []])
        #expect(scene.due(at: 0) == [])
        #expect(scene.list.nextDeadline == nil)
        let views = scene.list.views
        #expect(views.map(\.status) == [.unspoken, .unspoken])
        #expect(views.map(\.lastError) == ["https is not yet spoken", "no scheme of trackers"])
        #expect(scene.add(url("b"), at: 9))
        #expect(!scene.add(url("b"), at: 9))
        #expect(scene.work(at: 9) == ["b started"])
    }

    @Test("More trackers than may be are left out, in one tier or in many")
    func tooMany() {
        let many = (0..<150).map { url("t\($0)") }
        #expect(Scene([many]).list.views.count == Limits.trackers)
        let scene = Scene(many.map { [$0] })
        #expect(scene.list.views.count == Limits.trackers)
        #expect(scene.list.views.last?.tier == Limits.trackers - 1)
        #expect(!scene.add(url("more"), at: 0))
    }
}

@Suite struct TrackerEventTests {
    @Test("Who saw a download begin hears once that it is complete, and once that it stops")
    func once() throws {
        let scene = Scene([[url("a")], [url("b")]])
        #expect(scene.work(at: 0) == ["a started"])
        scene.list.completed()
        #expect(scene.work(at: 1) == ["a completed"])
        #expect(scene.due(at: 2) == [])
        #expect(scene.list.nextDeadline == seconds(1801))
        scene.list.stop()
        #expect(!scene.list.isStopped)
        let goodbyes = scene.tasks(at: 3)
        #expect(goodbyes.map(\.announce.event) == [.stopped])
        #expect(goodbyes[0].timeout == .seconds(5))
        #expect(goodbyes[0].announce.numWant == 0)
        scene.answer(goodbyes[0], AnnounceReply(), at: 4)
        #expect(scene.list.isStopped)
        #expect(scene.due(at: 10_000) == [])
        #expect(scene.list.nextDeadline == nil)
    }

    @Test("All that know of us are told, though one is asked for peers")
    func everybody() throws {
        let scene = Scene([[url("a")], [url("b")]])
        _ = scene.work(at: 0)
        // The first fails, so the second hears of us too.
        scene.fail(try #require(scene.tasks(at: 1800).first), at: 1800)
        #expect(scene.work(at: 1801) == ["b started"])
        #expect(scene.work(at: 3601) == ["a none"])
        scene.list.completed()
        #expect(scene.work(at: 3700) == ["a completed", "b completed"])
        scene.list.stop()
        #expect(scene.due(at: 3800) == ["a stopped", "b stopped"])
        // Silence ends a goodbye too.
        #expect(!scene.list.isStopped)
        #expect(scene.list.nextDeadline == seconds(3805))
        #expect(scene.due(at: 3805) == [])
        #expect(scene.list.isStopped)
    }

    @Test("Who never heard of us hears no goodbye")
    func nobody() throws {
        let scene = Scene([[url("a")]])
        scene.fail(try #require(scene.tasks(at: 0).first), at: 0)
        scene.list.completed()
        scene.list.stop()
        #expect(scene.due(at: 1) == [])
        #expect(scene.list.isStopped)
    }

    @Test("Who may have heard of us is told goodbye, and his late answer is nothing")
    func perhaps() throws {
        let scene = Scene([[url("a")]])
        let task = try #require(scene.tasks(at: 0).first)
        scene.list.stop()
        scene.answer(task, halfAnHour, at: 1)
        #expect(scene.work(at: 1) == ["a stopped"])
        #expect(scene.list.isStopped)
    }

    @Test("A download that was complete when it began is never announced as completed")
    func seeds() throws {
        let scene = Scene([[url("a")]])
        scene.list.completed()
        #expect(scene.work(at: 0) == ["a started"])
        #expect(scene.due(at: 1) == [])
        // Completed while `started` was under way, and that failed: there is nothing to tell.
        let other = Scene([[url("a")]])
        let task = try #require(other.tasks(at: 0).first)
        other.list.completed()
        other.fail(task, at: 1)
        #expect(other.work(at: 100) == ["a started"])
        #expect(other.due(at: 101) == [])
        // And where it was accepted, it is told.
        let third = Scene([[url("a")]])
        let first = try #require(third.tasks(at: 0).first)
        third.list.completed()
        #expect(third.due(at: 1) == [])
        third.answer(first, halfAnHour, at: 2)
        #expect(third.work(at: 2) == ["a completed"])
    }

    @Test("A completion that is not heard is told again after a rest")
    func completionFails() throws {
        let scene = Scene([[url("a")]])
        _ = scene.work(at: 0)
        scene.list.completed()
        scene.fail(try #require(scene.tasks(at: 1).first), at: 1)
        #expect(scene.due(at: 2) == [])
        let again = try #require(scene.list.nextDeadline).since(.start).inSeconds
        #expect(again >= 16 && again <= 26)
        #expect(scene.work(at: 26) == ["a completed"])
        #expect(scene.due(at: 27) == [])
    }

    @Test("What begins anew is told as begun")
    func restart() throws {
        let scene = Scene([[url("a")]])
        _ = scene.work(at: 0)
        scene.list.stop()
        let goodbye = try #require(scene.tasks(at: 1).first)
        scene.list.start(at: seconds(2))
        // Not within a minute of the last answer.
        #expect(scene.due(at: 2) == [])
        #expect(scene.work(at: 60) == ["a started"])
        scene.answer(goodbye, AnnounceReply(), at: 61)
        scene.list.stop()
        #expect(scene.work(at: 62) == ["a stopped"])
    }

    @Test("A partial seed says that it is one (BEP 21)")
    func partialSeed() {
        let scene = Scene([[url("a")]])
        scene.list.progress.isPartialSeed = true
        #expect(scene.work(at: 0) == ["a started"])
        #expect(scene.work(at: 1800) == ["a paused"])
        scene.list.progress.isPartialSeed = false
        #expect(scene.work(at: 3600) == ["a none"])
    }

    @Test("Whatever happens, no moment that has come is named again when it was heeded")
    func noSpin() {
        for seed in UInt64(0)..<200 {
            var chance = Chance(seed: seed)
            let scene = Scene([[url("a"), url("b")], ["https://c/"], [url("d")]])
            var tasks: [TrackerTask] = []
            var now = 0.0
            for _ in 0..<60 {
                tasks += scene.tasks(at: now)
                if let deadline = scene.list.nextDeadline { #expect(deadline > seconds(now)) }
                let kind = Int.random(in: 0..<12, using: &chance)
                switch kind {
                case 0: scene.list.completed()
                case 1: scene.list.stop()
                case 2: scene.list.start(at: seconds(now))
                case 3: scene.list.hurry(at: seconds(now))
                default: break
                }
                if kind > 3, !tasks.isEmpty {
                    let task = tasks.remove(at: Int.random(in: 0..<tasks.count, using: &chance))
                    switch kind {
                    case 4...6: scene.fail(task, at: now)
                    case 7:
                        scene.refuse(task, TrackerRefusal(reason: "", retry: .never), at: now)
                    default: scene.answer(task, halfAnHour, at: now)
                    }
                }
                if kind % 2 == 0, let deadline = scene.list.nextDeadline {
                    now = max(now, deadline.since(.start).inSeconds)
                } else {
                    now += Double.random(in: 0...100, using: &chance)
                }
            }
        }
    }
}
