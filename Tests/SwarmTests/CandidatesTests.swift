// Whom to dial, and what is not believed of whom.

import Swarm
import Testing
import Vocabulary

@Suite final class CandidatesTests {
    private var candidates = Candidates()
    private var chance = Chance(seed: 5)
    private static let tracker = IPAddress("198.51.100.1")!

    private func add(
        _ address: String, _ port: Int = 6881, from source: PeerSources = .tracker,
        teller: String? = nil, isSeed: Bool = false, at now: Instant = .start
    ) -> CandidateOutcome {
        candidates.add(
            IPAddress(address)!, port: port, from: source, teller: teller.flatMap { IPAddress($0) },
            isSeed: isSeed, at: now, using: &chance)
    }

    private func public4(_ number: Int) -> String { "203.0.\(number / 256).\(number % 256)" }

    @Test("A peer is known once, by all who named him") func duplicates() {
        #expect(add("203.0.113.5") == .new)
        #expect(add("203.0.113.5", from: .pex, isSeed: true) == .known)
        #expect(add("203.0.113.5", 6882) == .new)
        #expect(candidates.all.count == 2)
        #expect(candidates.all[0].sources == [.tracker, .pex])
        #expect(candidates.all[0].isSeed)
    }

    @Test(
        "Nobody has port 0, nor an address of nobody's", arguments: ["0.0.0.0", "224.0.0.1", "::"])
    func nobody(address: String) {
        #expect(add("203.0.113.5", 0) == .refused(.noPort))
        #expect(add("203.0.113.5", 70_000) == .refused(.noPort))
        #expect(add(address, from: .hand) == .refused(.nobodyElse))
    }

    @Test("A stranger can not aim us at a private network or at this machine")
    func outOfPlace() {
        for source in [PeerSources.tracker, .pex, .magnet] {
            #expect(add("192.168.1.7", from: source) == .refused(.outOfPlace))
            #expect(
                add("192.168.1.7", from: source, teller: "203.0.113.9") == .refused(.outOfPlace))
            #expect(add("127.0.0.1", from: source) == .refused(.nobodyElse))
            #expect(add("::1", from: source, teller: "192.168.1.1") == .refused(.nobodyElse))
            #expect(add("169.254.1.1", from: source) == .refused(.nobodyElse))
        }
        #expect(add("127.0.0.1", from: .lsd) == .refused(.nobodyElse))
        #expect(candidates.all.isEmpty)
    }

    @Test("But people, the LAN, and who is there himself, are believed") func inPlace() {
        #expect(add("192.168.1.1", from: .lsd) == .new)
        #expect(add("192.168.1.2", from: .hand) == .new)
        #expect(add("192.168.1.3", from: .tracker, teller: "192.168.1.1") == .new)
        #expect(add("192.168.1.4", from: .pex, teller: "10.0.0.1") == .new)
        #expect(add("127.0.0.1", from: .hand) == .new)
        #expect(add("127.0.0.1", 7000, from: .tracker, teller: "127.0.0.1") == .new)
    }

    @Test("We do not dial ourselves, even by a way round") func ourselves() {
        #expect(add("203.0.113.5") == .new)
        candidates.isOurselves(Endpoint("203.0.113.5:6881")!)
        #expect(candidates.all.isEmpty)
        #expect(add("203.0.113.5", from: .hand) == .refused(.ourselves))
        #expect(add("203.0.113.5", 6882) == .new)
    }

    @Test("Who lied is banned with all his ports; behind a private address, he alone")
    func bans() {
        _ = add("203.0.113.5", 1)
        _ = add("203.0.113.5", 2)
        _ = add("203.0.113.6", 3)
        _ = add("192.168.1.1", 4, from: .lsd)
        _ = add("192.168.1.1", 5, from: .lsd)
        candidates.ban(Endpoint("203.0.113.5:1")!)
        candidates.ban(Endpoint("192.168.1.1:4")!)
        #expect(candidates.all.map(\.endpoint.port).sorted() == [3, 5])
        #expect(add("203.0.113.5", 9, from: .hand) == .refused(.banned))
        #expect(add("192.168.1.1", 9, from: .lsd) == .new)
        #expect(candidates.isBanned(Endpoint("203.0.113.5:77")!))
        candidates.ban(Endpoint("[2001:db8::1]:1")!)
        #expect(add("2001:db8::2") == .refused(.banned))
    }

    @Test("Those who failed least come first, then those who rank highest") func order() {
        for number in 1...3 { _ = add(public4(number), number) }
        let rank = { (endpoint: Endpoint) in UInt32(endpoint.port) }
        let first = candidates.next(at: second(0), using: &chance, rank: rank)
        #expect(first?.port == 3)
        candidates.failed(first!, at: second(0))
        #expect(candidates.next(at: second(100), using: &chance, rank: rank)?.port == 2)
        #expect(candidates.next(at: second(100), using: &chance, rank: rank)?.port == 1)
        #expect(candidates.next(at: second(100), using: &chance, rank: rank)?.port == 3)
        #expect(candidates.next(at: second(100), using: &chance, rank: rank) == nil)
    }

    @Test("Three failures are forgiven soon, the fourth after half an hour")
    func backOff() {
        _ = add("203.0.113.5")
        var now = second(0)
        for rest in [15, 30, 45, 30 * 60, 30 * 60] {
            let endpoint = candidates.next(at: now, using: &chance)
            #expect(endpoint != nil)
            #expect(candidates.nextDeadline == nil)
            candidates.failed(endpoint!, at: now)
            #expect(candidates.nextDeadline == now + .seconds(rest))
            #expect(candidates.next(at: now + .seconds(rest - 1), using: &chance) == nil)
            now = now + .seconds(rest)
        }
        let endpoint = candidates.next(at: now, using: &chance)!
        candidates.connected(endpoint)
        candidates.closed(endpoint, at: now)
        #expect(candidates.all[0].failures == 0)
        #expect(candidates.nextDeadline == now + Limits.reconnectRest)
    }

    @Test("Who was left for a while is dialled at once when we go on, and who failed is not")
    func resumed() {
        _ = add("203.0.113.5")
        _ = add("203.0.113.6")
        let (kind, failing) = (candidates.all[0].endpoint, candidates.all[1].endpoint)
        candidates.closed(kind, at: .start)
        candidates.failed(failing, at: .start)
        #expect(candidates.next(at: .start, using: &chance) == nil)
        candidates.resume(at: .start)
        #expect(candidates.next(at: .start, using: &chance) == kind)
        #expect(candidates.next(at: .start, using: &chance) == nil)
    }

    @Test("Whom a person names again is asked now") func namedAgain() {
        _ = add("203.0.113.5", from: .hand)
        candidates.failed(candidates.all[0].endpoint, at: .start)
        #expect(add("203.0.113.5", from: .tracker) == .known)
        #expect(candidates.next(at: .start, using: &chance) == nil)
        #expect(add("203.0.113.5", from: .hand) == .known)
        #expect(candidates.next(at: .start, using: &chance) == candidates.all[0].endpoint)
    }

    @Test("A seed does not dial seeds") func seeds() {
        _ = add("203.0.113.5", isSeed: true)
        candidates.areSeedsUseless = true
        #expect(candidates.next(at: .start, using: &chance) == nil)
        #expect(candidates.nextDeadline == nil)
        candidates.isSeed(Endpoint("203.0.113.5:6881")!, false)
        #expect(candidates.next(at: .start, using: &chance) != nil)
    }

    @Test(
        "The table is bounded: who failed or is only hearsay makes room, who is new and good stays")
    func bounded() {
        for number in 0..<Limits.candidates { #expect(add(public4(number), from: .pex) == .new) }
        #expect(add("203.1.0.0", from: .pex) == .refused(.full))
        for number in 0..<1000 {
            #expect(add("203.2.\(number / 256).\(number % 256)", from: .tracker) == .new)
        }
        #expect(candidates.all.count == Limits.candidates)
        #expect(candidates.all.count { $0.sources == .tracker } == 1000)
        #expect(add("203.1.0.0", from: .pex, at: second(2 * 3600)) == .new)
        for candidate in candidates.all.prefix(3000) {
            candidates.failed(candidate.endpoint, at: .start)
        }
        #expect(add("203.1.0.1", from: .pex) == .new)
    }

    @Test("Who was named by hand or is connected never makes room") func kept() {
        for number in 0..<Limits.candidates { _ = add(public4(number), from: .hand) }
        #expect(add("203.1.0.0", from: .hand, at: second(9999)) == .refused(.full))
        var others = Candidates()
        for number in 0..<Limits.candidates {
            let address = IPAddress(public4(number))!
            _ = others.add(address, port: 1, from: .pex, at: .start, using: &chance)
            others.connected(Endpoint(address, port: 1)!)
        }
        let outcome = others.add(
            IPAddress("203.1.0.0")!, port: 1, from: .tracker, at: second(9999), using: &chance)
        #expect(outcome == .refused(.full))
    }

    @Test("Of a private torrent those stay whom a tracker or a person named, and who is here")
    func hearsay() {
        _ = add("203.0.113.5", from: .tracker)
        _ = add("203.0.113.6", from: .pex)
        _ = add("203.0.113.7", from: [.pex, .hand])
        _ = add("203.0.113.8", from: .lsd)
        candidates.connected(Endpoint("203.0.113.8:6881")!)
        candidates.keep(namedBy: [.tracker, .hand])
        #expect(
            Set(candidates.all.map(\.endpoint.description))
                == ["203.0.113.5:6881", "203.0.113.7:6881", "203.0.113.8:6881"])
        #expect(candidates.sources(of: Endpoint("203.0.113.7:6881")!) == [.pex, .hand])
        #expect(candidates.sources(of: Endpoint("203.0.113.6:6881")!) == nil)
    }
}
