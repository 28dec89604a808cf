// Several holders of one file: who is asked for which range, and who lied.

import Bytes
import Digest
import HTTPWire
import Simulation
import Testing
import Vocabulary

@testable import Node

private let large = Content.bytes(seed: 5, count: 40_000)
private let largeDigest = SHA256.of(large)
private let third = endpoint("10.0.0.3:9000")

private func file(_ size: Int = large.count) -> FileView {
    FileView(name: name("a.txt"), size: Int64(size), digest: largeDigest, modified: 0)
}

/// Holds the large file, or one that differs from it in a byte of every 500.
private func holding(_ who: String, lies: Bool = false) -> Door {
    var sent = large
    if lies { for place in stride(from: 0, to: sent.count, by: 500) { sent[place] ^= 1 } }
    return .ours { said in
        if said.contains("/healthz") { return answer(200, by: id(who)) }
        if said.contains("/api/v1/files?") { return found([file()], by: id(who)) }
        return part(of: sent, said, by: id(who))
    }
}

private func lanes(_ doors: [Endpoint: Door], rate: Int64 = 0) -> Scene<PeerNode> {
    downloading(doors) { settings in
        settings.segmentLength = 4096
        settings.downloadRate = rate
    }
}

@Suite("Several holders of a file") struct LaneTests {
    @Test("share the work, and nobody brings what another does") func shared() {
        let scene = lanes([first: holding("a"), second_: holding("b"), third: holding("c")])
        scene.disk()
        #expect(scene.download?.state == .done && scene.host.incoming.values.first == large)
        for endpoint in [first, second_, third] { #expect(scene.asked(endpoint) > 1) }
        let written = scene.host.writes.values.joined()
        #expect(written.reduce(0) { $0 + $1.count } == large.count)
    }

    @Test("of whom one lies: it is named, the others are not", arguments: [0, 1, 2])
    func oneLies(_ liar: Int) {
        let all = [first, second_, third]
        var doors: [Endpoint: Door] = [:]
        for (row, endpoint) in all.enumerated() {
            doors[endpoint] = holding("\(row)", lies: row == liar)
        }
        let scene = lanes(doors)
        scene.disk()
        #expect(scene.download?.state == .done && scene.host.incoming.values.first == large)
        let named = scene.log.filter { $0.contains("sent wrong bytes") }
        #expect(named.count == 1 && named.allSatisfy { $0.contains(all[liar].description) })
        let holders = scene.download?.holders.filter { $0.state == .lied } ?? []
        #expect(holders.map(\.endpoint) == [all[liar]])
    }

    @Test("of whom all but one lie: the file is right in the end") func mostLie() {
        let scene = lanes([
            first: holding("a", lies: true), second_: holding("b"), third: holding("c", lies: true),
        ])
        scene.disk()
        #expect(scene.download?.state == .done && scene.host.incoming.values.first == large)
    }

    /// Two lie, one after the other as a witness: what the first said of an honest one is written
    /// over by the second, and only that is held against the right bytes.
    @Test("whom only a liar contradicted did not lie") func contradictedByLiar() {
        let sources = (0..<4).map { number in
            Source(
                number: number, endpoint: first, id: nil, access: .node(name("a.txt")),
                label: "\(number)")
        }
        var witness = Witness(sources[1])
        witness.note(0, contradictedBy: 1)
        witness.source = sources[2]
        witness.note(1, contradictedBy: 2)
        witness.source = sources[3]
        witness.note(2, contradictedBy: 3)
        #expect(witness.liars == [2])
    }

    /// A rate of our own makes nobody drip who does not drip without it.
    @Test("a witness that drips is not waited for", arguments: [0, 500_000])
    func dripping(_ rate: Int64) {
        let scene = lanes([first: holding("a"), second_: holding("b", lies: true)], rate: rate)
        scene.doors = [first: .mute, second_: .mute]
        scene.disk()
        guard let witness = scene.calls.last,
            let asked = range(in: scene.host.wire(witness.connection).text)
        else { return #expect(Bool(false)) }
        let before = scene.calls.count
        let told = "bytes \(asked.lowerBound)-\(asked.upperBound - 1)/\(large.count)"
        scene.say(
            "HTTP/1.1 206 Partial Content\r\nContent-Range: \(told)\r\n"
                + "Content-Length: \(asked.count)\r\n\r\n", on: witness.connection)
        for _ in 0..<15 where !scene.host.wire(witness.connection).isGone {
            scene.say([large[asked.lowerBound]], on: witness.connection)
            scene.pass(.seconds(1))
        }
        #expect(scene.host.wire(witness.connection).isClosed && scene.calls.count > before)
        #expect(scene.calls.last?.endpoint != witness.endpoint)
    }

    @Test("a holder that drips and is alone does not hold the download: others are looked for soon")
    func drippingAlone() {
        let (scene, id) = fetching(Int64(large.count), told: largeDigest)
        scene.doors[second_] = holding("b")
        #expect(
            scene.operate("POST", "/api/v1/nodes", #"{"address":"10.0.0.2:9000"}"#).status < 300)
        scene.say(
            "HTTP/1.1 200 OK\r\nContent-Length: \(large.count)\r\n\r\n", on: id)
        for place in 0..<25 where scene.download?.state != .done {
            scene.say([large[place]], on: id)
            scene.pass(.seconds(1))
            scene.disk()
        }
        #expect(scene.download?.state == .done && scene.host.incoming.values.first == large)
    }

    @Test("a witness that rests is not waited for while another could begin", arguments: [0, 1])
    func resting(_ row: Int) {
        let scene = lanes([first: holding("a"), second_: holding("b", lies: true)])
        scene.doors = [first: .mute, second_: .mute]
        let sources = scene.node.downloads.all[0].sources
        let before = scene.calls.count
        sources[row].restsUntil = second(1_000_000)
        scene.disk()
        #expect(scene.calls.count == before + 1)
        #expect(scene.calls.last?.endpoint == sources[1 - row].endpoint)
    }

    @Test("who was held because the disk was behind is not late when it is read again")
    func heldByTheDisk() {
        let scene = lanes([first: holding("a"), second_: holding("b", lies: true)])
        scene.doors = [first: .mute, second_: .mute]
        scene.disk()
        guard let witness = scene.calls.last,
            let transfer = scene.node.downloads.all[0].transfer, let lane = transfer.lanes.first,
            let asked = range(in: scene.host.wire(witness.connection).text)
        else { return #expect(Bool(false)) }
        let told = "bytes \(asked.lowerBound)-\(asked.upperBound - 1)/\(large.count)"
        scene.say(
            "HTTP/1.1 206 Partial Content\r\nContent-Range: \(told)\r\n"
                + "Content-Length: \(asked.count)\r\n\r\n", on: witness.connection)
        transfer.isDiskBehind = true
        scene.node.downloads.hold(lane, transfer)
        scene.pass(.seconds(15))
        #expect(scene.host.wire(witness.connection).isPaused)
        transfer.isDiskBehind = false
        scene.node.downloads.hold(lane, transfer)
        scene.pass(.seconds(5))
        let isLate = scene.host.wire(witness.connection).isGone
        #expect(!isLate)
        scene.pass(.seconds(8))
        let isGone = scene.host.wire(witness.connection).isGone
        #expect(isGone, "but then it is")
    }

    @Test("the slow one's last range is given to one that waits") func relieved() {
        let scene = peer {
            $0.known = ["10.0.0.1:9000", "10.0.0.2:9000"].compactMap { HostPort($0) }
            $0.segmentLength = 4096
        }
        scene.doors = [first: holding("a"), second_: holding("b")]
        scene.pass(.zero)
        scene.doors = [first: .mute, second_: .mute]
        scene.get()
        for call in scene.calls.suffix(2) {
            scene.say(found([file(8192)], by: id(call.endpoint.description)), on: call.connection)
        }
        let two = Array(scene.calls.suffix(2))
        for call in two {
            let asked = range(in: scene.host.wire(call.connection).text) ?? 0..<0
            scene.say(
                "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes \(asked.lowerBound)-"
                    + "\(asked.upperBound - 1)/8192\r\nContent-Length: 4096\r\n\r\n",
                on: call.connection)
        }
        scene.say(Array(large[4096..<8192]), on: two[1].connection)
        for place in 0..<5 {
            scene.say([large[place]], on: two[0].connection)
            scene.pass(.seconds(1))
        }
        #expect(scene.host.wire(two[0].connection).isClosed)
        let taken = scene.calls.last.map { scene.host.wire($0.connection).text } ?? ""
        #expect(scene.calls.last?.endpoint == two[1].endpoint)
        #expect(taken.contains("-4095\r\n") && scene.log.contains { $0.contains("too slow") })
    }

    private func range(in said: String) -> Range<Int>? {
        guard
            let field = said.split(separator: "\r\n").last(where: { $0.hasPrefix("Range: bytes=") })
        else { return nil }
        let places = field.dropFirst(13).split(separator: "-").compactMap { Int($0) }
        return places[0]..<places[1] + 1
    }
}

@Suite("A transfer's ranges") struct RangeTests {
    private let now = second(1000)

    private func source(_ number: Int, rate: Int = 0) -> Source {
        let source = Source(
            number: number, endpoint: first, id: nil, access: .node(name("a")), label: "\(number)")
        if rate > 0 { source.meter.add(rate, at: now) }
        return source
    }

    private func transfer(_ size: Int64, lane owner: Source) -> (Transfer, Lane) {
        let transfer = Transfer(at: now, expected: nil, segment: 4096)
        transfer.take(size: size, present: RangeSet())
        return (transfer, transfer.begin(owner, 0..<size, at: now))
    }

    @Test("the rest of who has most left is split as the two are fast") func split() {
        for (theirs, ours, share) in [(1000, 0, 0.5), (1000, 3000, 0.25), (3000, 1000, 0.75)] {
            let (transfer, lane) = transfer(1 << 20, lane: source(0, rate: theirs))
            let part = transfer.range(for: source(1, rate: ours), isAlone: false, at: now)
            #expect(part?.lowerBound == lane.end && lane.bringsMore)
            #expect(abs(Double(lane.end) / Double(1 << 20) - share) < 0.01)
        }
    }

    @Test("a short rest is not split") func short() {
        let (transfer, lane) = transfer(8191, lane: source(0, rate: 1))
        #expect(transfer.range(for: source(1), isAlone: false, at: now) == nil)
        #expect(lane.end == 8191)
    }

    @Test("every byte is missing, on a lane or here, whatever happens", arguments: 1...20)
    func oneplace(_ seed: UInt64) {
        var chance = Chance(seed: seed)
        let size: Int64 = 100_000
        let transfer = Transfer(at: now, expected: nil, segment: 4096)
        transfer.take(size: size, present: RangeSet(500..<9000))
        var here = RangeSet<Int64>(500..<9000)
        let sources = (0..<4).map { source($0, rate: $0 * 1000) }
        for _ in 0..<300 {
            let source = sources[Int.random(in: 0..<4, using: &chance)]
            if let lane = transfer.lane(of: source) {
                if Int.random(in: 0..<9, using: &chance) == 0 || lane.isDone {
                    transfer.end(lane)
                } else {
                    let count = Int64.random(in: 0...lane.left, using: &chance)
                    here.insert(contentsOf: lane.next..<lane.next + count)
                    lane.advance(by: count, at: now)
                }
            } else if let range = transfer.range(for: source, isAlone: false, at: now) {
                _ = transfer.begin(source, range, at: now)
            }
            var all = here
            var count = here.total + transfer.missing.total
            all.formUnion(transfer.missing)
            for lane in transfer.lanes {
                all.formUnion(lane.rest)
                count += lane.rest.total
            }
            #expect(all == RangeSet(0..<size) && count == size)
        }
    }
}

@Suite("Provenance") struct ProvenanceTests {
    @Test("a byte is whose who gave it last") func last() {
        var provenance = Provenance()
        provenance.note(0..<100, from: Provenance.disk)
        provenance.note(20..<60, from: 1)
        provenance.note(40..<80, from: 2)
        #expect(provenance.givers == [Provenance.disk, 1, 2])
        #expect(
            [0, 19, 20, 39, 40, 79, 80].map { provenance.giver(of: $0) } == [
                -1, -1, 1, 1, 2, 2, -1,
            ])
        #expect(provenance.giver(of: 100) == nil)
        #expect(provenance.pieces(in: 30..<90).map(\.giver) == [-1, 1, 2])
        provenance.note(0..<100, from: 3)
        #expect(provenance.givers == [3] && provenance.ranges(of: 1).isEmpty)
    }

    @Test("who differs from those who told the truth has lied, and no earlier run") func liars() {
        var witness = Witness(
            Source(number: 2, endpoint: first, id: nil, access: .node(name("a")), label: "c"))
        witness.note(0, contradictedBy: 2)
        witness.note(1, contradictedBy: 0)
        witness.note(4, contradictedBy: 5)
        witness.note(Provenance.disk, contradictedBy: 2)
        witness.note(2, contradictedBy: 2)
        #expect(witness.liars == [0, 4])
    }
}
