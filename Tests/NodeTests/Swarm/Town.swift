// Several nodes with wires between them: what one sends the other reads, and who dials is answered.
//
// Law. Nothing is lost and nothing is early: bytes arrive in order, and before the end of what
// carried them.

import Bytes
import Testing
import Vocabulary

@testable import Node

final class Town {
    private final class End {
        let node: Int
        let wire: ConnectionID
        /// Bytes that have gone over.
        var sent = 0
        var isOver = false

        init(_ node: Int, _ wire: ConnectionID) { (self.node, self.wire) = (node, wire) }
    }

    let scenes: [Scene<PeerNode>]
    private let addresses: [String]
    private var links: [(End, End)] = []
    private var callsSeen: [Int]
    private var ports = 40_000

    /// Nodes at these addresses, all on port 9000.
    init(_ addresses: [String], _ change: (Int, inout NodeSettings) -> Void = { _, _ in }) {
        self.addresses = addresses
        scenes = addresses.indices.map { number in
            let host = RecordingHost()
            host.chance = Chance(seed: UInt64(number) + 100)
            return peer(
                { change(number, &$0) }, host: host, seed: UInt64(number) + 1,
                called: "node \(number)")
        }
        callsSeen = addresses.map { _ in 0 }
    }

    func endpoint(_ number: Int) -> String { addresses[number] + ":9000" }

    /// Connections of BitTorrent that a node has of that torrent.
    func sessions(_ number: Int, _ goods: Goods) -> [PeerSession] {
        scenes[number].torrent(goods)?.sessions ?? []
    }

    /// Lets everything happen that happens at once.
    func run() {
        for _ in 0..<100_000 {
            for scene in scenes {
                scene.storeDisk()
                scene.pass(.zero)
            }
            if !connect() && !carry() { return }
        }
        Issue.record("they do not come to rest")
    }

    /// A moment, in which every wire carries once what was said; the disks of torrents stand still.
    func step() {
        for scene in scenes { scene.pass(.milliseconds(10)) }
        if !connect() { _ = carry() }
    }

    func pass(_ duration: Duration) {
        let end = scenes[0].now + duration
        run()
        while scenes[0].now < end {
            for scene in scenes { scene.pass(.milliseconds(500)) }
            run()
        }
    }

    private func connect() -> Bool {
        var hasMoved = false
        for number in scenes.indices {
            while callsSeen[number] < scenes[number].calls.count {
                let call = scenes[number].calls[callsSeen[number]]
                callsSeen[number] += 1
                hasMoved = true
                answer(call.connection, to: call.endpoint, from: number)
            }
        }
        return hasMoved
    }

    private func answer(_ call: ConnectionID, to endpoint: Endpoint, from number: Int) {
        let caller = scenes[number]
        guard let other = addresses.firstIndex(where: { $0 + ":9000" == endpoint.description })
        else { return caller.node.closed(call, .refused, at: caller.now) }
        ports += 1
        let wire = scenes[other].accept(
            .tcp(NodeTests.endpoint("\(addresses[number]):\(ports)")))
        links.append((End(number, call), End(other, wire)))
        caller.node.connected(call, at: caller.now)
    }

    private func carry() -> Bool {
        var hasMoved = false
        for (one, other) in links {
            if carry(from: one, to: other) { hasMoved = true }
            if carry(from: other, to: one) { hasMoved = true }
        }
        return hasMoved
    }

    private func carry(from source: End, to target: End) -> Bool {
        guard !source.isOver else { return false }
        let (scene, wire) = (scenes[target.node], scenes[source.node].host.wire(source.wire))
        let isHeld = scene.host.wire(target.wire).isPaused
        if wire.sent.count > source.sent, !isHeld {
            let bytes = Array(wire.sent[source.sent...])
            source.sent = wire.sent.count
            if !scene.host.wire(target.wire).isGone { scene.say(bytes, on: target.wire) }
            return true
        }
        guard wire.isGone, !isHeld else { return false }
        (source.isOver, target.isOver) = (true, true)
        if !scene.host.wire(target.wire).isGone {
            scene.node.closed(target.wire, .hungUp, at: scene.now)
        }
        return true
    }
}
