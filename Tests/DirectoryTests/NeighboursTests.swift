// Everybody once, however many addresses he has.

import Testing
import Vocabulary

@testable import Directory

private func table(limit: Int = 8) -> Neighbours { Neighbours(own: id("me"), limit: limit) }

extension Neighbours {
    fileprivate mutating func list(_ key: Key?) {
        if let key { update(key) { $0.isListed = true } }
    }

    fileprivate var listed: [Endpoint] {
        keys.compactMap { self[$0] }.filter(\.isListed).map(\.endpoint)
    }
}

@Suite("A node is here once") struct NeighboursTests {
    @Test("an address that is known is the same neighbour") func byAddress() {
        var nodes = table()
        let first = nodes.learn(endpoint("10.0.0.1:9000"), at: second(1))
        #expect(first != nil && nodes.learn(endpoint("10.0.0.1:9000"), at: second(2)) == first)
        #expect(nodes.learn(endpoint("10.0.0.1:9001"), at: second(2)) != first)
        #expect(nodes.count == 2)
    }

    @Test("an id that is met at another address moves, and is still one") func byID() {
        var nodes = table()
        let here = endpoint("10.0.0.1:9000")
        let there = endpoint("10.9.9.9:9000")
        let key = nodes.learn(id("a"), here, isReached: true, at: second(1))
        #expect(nodes.learn(id("a"), there, isReached: true, at: second(2)) == key)
        #expect(nodes.count == 1 && key.flatMap { nodes[$0] }?.endpoint == there)
        #expect(key.flatMap { nodes[$0] }?.aliases == [here])
        #expect(nodes.key(at: here) == key && nodes.key(at: there) == key)
    }

    @Test("only four addresses of a node are kept") func aliases() {
        var nodes = table()
        for host in 1...9 {
            _ = nodes.learn(
                id("a"), endpoint("10.0.0.\(host):9000"), isReached: true, at: second(1))
        }
        #expect(nodes.count == 1)
        let known = (1...9).filter { nodes.key(at: endpoint("10.0.0.\($0):9000")) != nil }
        #expect(known == [6, 7, 8, 9])
    }

    @Test("a row known by its address is joined with the id that lives there") func joining() {
        var nodes = table()
        let stranger = nodes.learn(endpoint("10.0.0.2:9000"), at: second(1))
        nodes.list(stranger)
        if let stranger {
            nodes.update(stranger) {
                $0.namedBy = [3]
                $0.sources.insert(.bootstrap)
            }
        }
        let key = nodes.learn(id("a"), endpoint("10.0.0.1:9000"), isReached: true, at: second(1))
        #expect(nodes.count == 2 && nodes.unlisted == 1)
        _ = nodes.learn(id("a"), endpoint("10.0.0.2:9000"), isReached: true, at: second(2))
        let joined = key.flatMap { nodes[$0] }
        #expect(nodes.count == 1 && nodes.unlisted == 0)
        #expect(joined?.isListed == true && joined?.namedBy == [3])
        #expect(joined?.sources.contains(.bootstrap) == true)
    }

    @Test("hearsay does not move a node that answers, nor take another's address")
    func hearsay() {
        var nodes = table()
        let key = nodes.learn(id("a"), endpoint("10.0.0.1:9000"), isReached: true, at: second(1))
        if let key { nodes.update(key) { $0.liveness = .alive } }
        _ = nodes.learn(id("a"), endpoint("10.0.0.9:9000"), isReached: false, at: second(2))
        #expect(key.flatMap { nodes[$0] }?.endpoint == endpoint("10.0.0.1:9000"))
        #expect(
            nodes.learn(id("b"), endpoint("10.0.0.1:9000"), isReached: false, at: second(2)) == nil)
        #expect(nodes.count == 1)
    }

    @Test("whoever answers with an id takes no address from where it was vouched for")
    func impostor() {
        var nodes = table()
        let (own, foreign) = (endpoint("10.0.0.1:9000"), endpoint("10.0.0.66:9000"))
        let key = nodes.learn(id("a"), own, isReached: true, isVouched: true, at: second(1))
        if let key { nodes.update(key) { $0.liveness = .alive } }
        _ = nodes.learn(id("a"), foreign, isReached: true, at: second(2))
        #expect(key.flatMap { nodes[$0] }?.endpoint == own)
        // It has moved, and says so itself; or it is dead where it was.
        let moved = endpoint("10.0.0.2:9000")
        _ = nodes.learn(id("a"), moved, isReached: true, isVouched: true, at: second(3))
        #expect(key.flatMap { nodes[$0] }?.endpoint == moved)
        if let key { nodes.update(key) { $0.liveness = .down } }
        _ = nodes.learn(id("a"), foreign, isReached: true, at: second(4))
        #expect(key.flatMap { nodes[$0] }?.endpoint == foreign)
    }

    @Test("who was met first with another's id gives way to where that one is vouched for")
    func squatter() {
        var nodes = table()
        let (own, foreign) = (endpoint("10.0.0.1:9000"), endpoint("10.0.0.66:9000"))
        let key = nodes.learn(id("a"), foreign, isReached: true, at: second(1))
        if let key { nodes.update(key) { $0.liveness = .alive } }
        _ = nodes.learn(id("a"), own, isReached: false, isVouched: true, at: second(2))
        _ = nodes.learn(id("a"), own, isReached: true, at: second(3))
        #expect(key.flatMap { nodes[$0] }?.endpoint == own)
    }

    @Test("who was vouched for is told before strangers, however lately they were seen")
    func vouchedFirst() {
        var nodes = table()
        nodes.list(
            nodes.learn(
                id("a"), endpoint("10.0.0.1:1"), isReached: true, isVouched: true, at: .start))
        for host in 2...9 { nodes.list(nodes.learn(endpoint("10.0.0.\(host):1"), at: second(5))) }
        #expect(nodes.mostRecent(2).map(\.endpoint).first == endpoint("10.0.0.1:1"))
    }

    @Test("somebody else who is met at an address lives there now") func setUpAnew() {
        var nodes = table()
        let old = nodes.learn(id("a"), endpoint("10.0.0.1:9000"), isReached: true, at: second(1))
        let new = nodes.learn(id("b"), endpoint("10.0.0.1:9000"), isReached: true, at: second(2))
        #expect(old != new && nodes.count == 1)
        #expect(nodes.key(of: id("a")) == nil && nodes.key(of: id("b")) == new)
    }

    @Test("who moves into an address that somebody left does not drive him out")
    func oldAddress() {
        var nodes = table()
        let moved = nodes.learn(id("a"), endpoint("10.0.0.1:9000"), isReached: true, at: second(1))
        _ = nodes.learn(id("a"), endpoint("10.0.0.2:9000"), isReached: true, at: second(2))
        let new = nodes.learn(id("b"), endpoint("10.0.0.1:9000"), isReached: true, at: second(3))
        #expect(nodes.count == 2)
        #expect(nodes.key(of: id("a")) == moved && nodes.key(of: id("b")) == new)
        #expect(nodes.key(at: endpoint("10.0.0.1:9000")) == new)
        #expect(nodes.key(at: endpoint("10.0.0.2:9000")) == moved)
        // The other one as well, who was known before he moved there.
        let third = nodes.learn(id("c"), endpoint("10.0.0.3:9000"), isReached: true, at: second(4))
        _ = nodes.learn(id("a"), endpoint("10.0.0.4:9000"), isReached: true, at: second(5))
        _ = nodes.learn(id("c"), endpoint("10.0.0.2:9000"), isReached: true, at: second(6))
        #expect(nodes.count == 3 && nodes.key(at: endpoint("10.0.0.2:9000")) == third)
        #expect(moved.flatMap { nodes[$0] }?.endpoint == endpoint("10.0.0.4:9000"))
    }

    @Test("we are not our own neighbour, at whichever address") func ourselves() {
        var nodes = table()
        let own = endpoint("10.0.0.1:9000")
        _ = nodes.learn(own, at: second(1))
        #expect(nodes.learn(id("me"), own, isReached: true, at: second(2)) == nil)
        #expect(nodes.count == 0 && nodes.isOwn(own))
        #expect(nodes.learn(own, at: second(3)) == nil)
        #expect(
            nodes.learn(id("me"), endpoint("10.0.0.9:1"), isReached: false, at: second(4)) == nil)
    }

    @Test("the list of own addresses ends") func ownAddresses() {
        var nodes = table()
        for port in 1...100 { nodes.meetOurselves(at: endpoint("10.0.0.1:\(port)")) }
        #expect((1...100).count { nodes.isOwn(endpoint("10.0.0.1:\($0)")) } == 64)
    }
}

@Suite("The table ends at its limit") struct NeighboursLimitTests {
    @Test("a stranger pushes out the oldest stranger, never a listed node") func strangers() {
        var nodes = table(limit: 3)
        nodes.list(nodes.learn(endpoint("10.0.0.1:1"), at: second(1)))
        _ = nodes.learn(endpoint("10.0.0.2:1"), at: second(2))
        _ = nodes.learn(endpoint("10.0.0.3:1"), at: second(3))
        #expect(nodes.learn(endpoint("10.0.0.4:1"), at: second(4)) != nil)
        #expect(nodes.count == 3 && nodes.unlisted == 2)
        #expect(nodes.key(at: endpoint("10.0.0.2:1")) == nil)
        #expect(nodes.listed == [endpoint("10.0.0.1:1")])
    }

    @Test("where everybody has answered, there is no room") func full() {
        var nodes = table(limit: 3)
        for host in 1...3 {
            nodes.list(nodes.learn(endpoint("10.0.0.\(host):1"), at: second(1)))
        }
        #expect(nodes.learn(endpoint("10.0.0.4:1"), at: second(2)) == nil)
        #expect(nodes.learn(id("a"), endpoint("10.0.0.5:1"), isReached: true, at: second(2)) == nil)
        #expect(nodes.count == 3 && nodes.unlisted == 0)
    }

    @Test("who knows the secret finds room among those who have shown no id") func roomForOurs() {
        var nodes = table(limit: 3)
        for host in 1...3 {
            nodes.list(nodes.learn(endpoint("10.0.0.\(host):1"), at: second(1)))
        }
        let ours = nodes.learn(
            id("a"), endpoint("10.0.0.5:1"), isReached: true, isVouched: true, at: second(2))
        #expect(ours != nil && nodes.count == 3)
        #expect(nodes.key(at: endpoint("10.0.0.1:1")) == nil)
    }

    @Test("ten thousand forged claims leave a table of its size") func forger() {
        var nodes = table(limit: 64)
        nodes.list(nodes.learn(endpoint("10.0.0.1:1"), at: second(1)))
        for claim in 1...10_000 {
            _ = nodes.learn(endpoint("10.1.0.1:\(claim)"), at: second(2))
        }
        #expect(nodes.count == 64 && nodes.unlisted == 63)
        #expect(nodes.listed == [endpoint("10.0.0.1:1")])
    }

    @Test("who is forgotten leaves nothing behind") func forgetting() {
        var nodes = table()
        let key = nodes.learn(id("a"), endpoint("10.0.0.1:1"), isReached: true, at: second(1))
        _ = nodes.learn(id("a"), endpoint("10.0.0.2:1"), isReached: true, at: second(1))
        if let key { nodes.forget(key) }
        #expect(nodes.count == 0 && nodes.unlisted == 0 && key.flatMap { nodes[$0] } == nil)
        #expect(nodes.key(of: id("a")) == nil)
        #expect(nodes.key(at: endpoint("10.0.0.1:1")) == nil)
        #expect(nodes.key(at: endpoint("10.0.0.2:1")) == nil)
        if let key { nodes.forget(key) }
        #expect(nodes.unlisted == 0)
    }
}

@Suite("The generation is the list that others are told") struct GenerationTests {
    @Test("what nobody is told changes nothing") func quiet() {
        var nodes = table()
        let key = nodes.learn(endpoint("10.0.0.1:1"), at: second(1))
        let before = nodes.generation
        if let key { nodes.update(key) { $0.name = "not listed yet" } }
        #expect(nodes.generation == before)
        nodes.list(key)
        let listed = nodes.generation
        #expect(listed != before)
        if let key {
            nodes.update(key) {
                $0.lastSeen = second(9)
                $0.failures = 2
                $0.liveness = .alive
            }
        }
        #expect(nodes.generation == listed)
    }

    @Test("every word that others are told is another list") func told() {
        var nodes = table()
        let key = nodes.learn(endpoint("10.0.0.1:1"), at: second(1))
        nodes.list(key)
        let changes: [(inout Neighbour) -> Void] = [
            { $0.name = "a" }, { $0.zone = "z" }, { $0.version = "1" }, { $0.kind = .ours },
        ]
        for change in changes {
            let before = nodes.generation
            if let key { nodes.update(key, change) }
            #expect(nodes.generation != before)
        }
        let before = nodes.generation
        if let key { nodes.update(key) { $0.files = 7 } }
        #expect(nodes.generation == before, "somebody's number of files always changes")
    }

    @Test("who comes, moves or goes is another list") func comingAndGoing() {
        var nodes = table()
        let key = nodes.learn(endpoint("10.0.0.1:1"), at: second(1))
        nodes.list(key)
        var last = nodes.generation
        func isNew() -> Bool {
            defer { last = nodes.generation }
            return nodes.generation != last
        }
        _ = nodes.learn(id("a"), endpoint("10.0.0.1:1"), isReached: true, at: second(2))
        #expect(isNew(), "its id became known")
        _ = nodes.learn(id("a"), endpoint("10.0.0.2:1"), isReached: true, at: second(2))
        #expect(isNew(), "it moved")
        _ = nodes.learn(endpoint("10.0.0.7:1"), at: second(2))
        #expect(!isNew(), "a stranger came")
        if let key { nodes.forget(key) }
        #expect(isNew(), "it went")
    }

    @Test("HELLOs that are three intervals old are none") func hellos() {
        var neighbour = Neighbour(endpoint: endpoint("10.0.0.1:1"), at: second(1))
        #expect(!neighbour.isOnMulticast(at: second(1), interval: .seconds(5)))
        neighbour.lastHello = second(10)
        #expect(neighbour.isOnMulticast(at: second(25), interval: .seconds(5)))
        #expect(!neighbour.isOnMulticast(at: second(26), interval: .seconds(5)))
    }
}
