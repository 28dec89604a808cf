// What can go wrong does go wrong, and in the way it says: else no seed proves anything.

import Bytes
import Digest
import Node
import Simulation
import Testing
import Vocabulary

@Suite struct MisfortuneTests {
    @Test("A program that is stopped hears everything when it goes on, and nothing before")
    func frozen() {
        let pair = EchoPair(seed: 1)
        pair.asker?.echoes = false
        pair.other.host?.freeze()
        pair.asker?.says = [1, 2, 3]
        pair.asker?.dial(pair.other.endpoint)
        pair.one.host?.multicast([9], from: pair.one.machine.address)
        pair.world.run(for: .seconds(5))
        // The kernel accepts for it, and takes what comes.
        #expect(pair.asker?.connection != nil && pair.asker?.endings == [])
        #expect(pair.answerer?.heard == [] && pair.answerer?.datagrams == [])
        pair.other.host?.thaw()
        pair.world.run(for: .seconds(1))
        #expect(pair.answerer?.heard == [1, 2, 3] && pair.answerer?.datagrams == [[9]])
        #expect(pair.asker?.heard == [1, 2, 3])
        pair.world.end()
    }

    @Test("Resets end both ends; what a router forgot ends neither")
    func links() {
        for isForgotten in [false, true] {
            let pair = EchoPair(seed: 2)
            pair.asker?.says = [1]
            pair.asker?.echoes = false
            pair.asker?.dial(pair.other.endpoint)
            pair.world.run(for: .seconds(1))
            isForgotten ? pair.one.host?.door.severAll() : pair.one.host?.door.breakAll()
            if let connection = pair.asker?.connection {
                ([2] as [UInt8]).withSpan { pair.one.host?.send($0, on: connection, more: false) }
            }
            pair.world.run(for: .seconds(30))
            let ending: [Ending] = isForgotten ? [] : [.reset]
            #expect(pair.asker?.endings == ending && pair.answerer?.endings == ending)
            #expect(pair.answerer?.heard == [1])
            pair.world.end()
        }
    }

    @Test("A shut door refuses, and a program without descriptors cannot even knock")
    func doors() {
        let pair = EchoPair(seed: 3)
        pair.other.machine.refuses = true
        pair.asker?.dial(pair.other.endpoint)
        pair.world.run(for: .seconds(1))
        pair.other.machine.refuses = false
        pair.one.host?.door.isExhausted = true
        pair.asker?.dial(pair.other.endpoint)
        pair.world.run(for: .seconds(1))
        #expect(pair.asker?.endings == [.refused, .exhausted])
        pair.world.end()
    }

    @Test("A power cut takes what was not synced of a part, and leaves the rest")
    func powerCut() {
        let pair = EchoPair(seed: 4)
        let plan = PartPlan(key: SHA256.of([1]), size: 60_000, isFresh: false)
        let bytes = Content.bytes(seed: 4, count: 60_000)
        let file = IncomingID(number: 1)
        pair.one.host?.openPart(file, plan)
        pair.world.run(for: .seconds(1))
        for start in stride(from: 0, to: 40_000, by: 10_000) {
            let piece = Array(bytes[start..<start + 10_000])
            piece.withSpan { pair.one.host?.write($0, at: Int64(start), to: file) }
        }
        pair.world.run(for: .seconds(1))
        pair.one.kill()
        #expect(pair.one.disk.parts[plan.key]?.present.ranges.last == 0..<40_000)
        pair.one.start()
        pair.world.run(for: .seconds(1))
        // Opening it puts what is there onto the disk; what comes after it does not count yet.
        pair.one.host?.openPart(file, plan)
        pair.world.run(for: .seconds(1))
        let piece = Array(bytes[40_000..<50_000])
        piece.withSpan { pair.one.host?.write($0, at: 40_000, to: file) }
        pair.world.run(for: .seconds(1))
        pair.one.kill(powerToo: true)
        #expect(pair.one.disk.parts[plan.key]?.present.ranges.last == 0..<40_000)
        #expect(pair.world.complaints == [])
        pair.world.end()
    }

    @Test("A disk that fails reads nothing and takes nothing, and mends")
    func brokenDisk() {
        let pair = EchoPair(seed: 5)
        let (host, file) = (pair.one.host, IncomingID(number: 1))
        pair.one.disk.put([1], at: "\(SimulatedDisk.shared)/a", modified: 1)
        if let name = FileName("shared_files") {
            _ = host?.attach(ShareRecord(id: 0, hostPath: "", name: name, isFolder: true))
        }
        pair.one.disk.isBroken = true
        host?.createIncoming(file)
        ([1] as [UInt8]).withSpan { host?.append($0, to: file) }
        if let name = FileName("a") {
            if case .success = host?.open(share: 0, name) { Issue.record("it was opened") }
            host?.hash(share: 0, name, for: JobID(number: 1))
        }
        host?.record(.addNode("a:1"))
        pair.world.run(for: .seconds(1))
        let words = pair.asker?.completions.map { completion in
            switch completion {
            case .incomingFailed(_, let error), .hashFailed(_, _, _, let error),
                .ledgerFailed(let error):
                error.kind == .other
            default: false
            }
        }
        #expect(words == [true, true, true])
        pair.one.disk.isBroken = false
        pair.world.run(for: .seconds(10))
        #expect(pair.one.ledger.memory.added == ["a:1"])
        pair.world.end()
    }

    @Test("Who says a secret aloud is heard")
    func confidence() {
        let pair = EchoPair(seed: 6)
        pair.world.secrets = [Confidence("a secret", "~hush")]
        pair.asker?.dial(pair.other.endpoint)
        pair.world.run(for: .seconds(1))
        if let connection = pair.asker?.connection {
            Array("a ~ and ~hus".utf8).withSpan {
                pair.one.host?.send($0, on: connection, more: false)
            }
            #expect(pair.world.complaints == [])
            Array("a ~~hush!".utf8).withSpan {
                pair.one.host?.send($0, on: connection, more: false)
            }
            #expect(pair.world.complaints.count == 1)
        }
        pair.one.host?.log(.info, "test", "never ~hush")
        #expect(pair.world.complaints.count == 2)
        pair.world.end()
    }
}
