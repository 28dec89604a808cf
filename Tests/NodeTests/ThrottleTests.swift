// Rates: what is sent in all and to each, who waits for whom, and that without one nothing changes.

import Bytes
import Testing
import Vocabulary

@testable import Node

private let mebibyte = 1 << 20

/// A peer that shares "big" of so many MiB, and "small" of 100 bytes.
private func serving(
    _ count: Int = 16, _ change: (inout NodeSettings) -> Void
) -> Scene<PeerNode> {
    let scene = peer(change)
    let files = [
        "big": RecordedFile([UInt8](repeating: 7, count: count * mebibyte)),
        "small": RecordedFile([UInt8](repeating: 8, count: 100)),
    ]
    for (path, file) in files { scene.host.files[Shares.own, default: [:]][name(path)] = file }
    for scan in scene.host.scans {
        let found = scan.share == Shares.own ? files.map { $1.scanned(as: name($0)) } : []
        scene.complete(.scanned(scan.job, share: scan.share, .success(Walked(files: found))))
    }
    return scene
}

extension Scene where Actor == PeerNode {
    fileprivate func fetch(
        _ path: String = "big", from sender: String = "10.0.0.2:40000", _ fields: String...
    ) -> ConnectionID {
        let secret = "Authorization: Bearer swordfish"
        let lines = ["GET /files/\(path) HTTP/1.1", "Host: a", secret] + fields + ["", ""]
        return dial(lines.joined(separator: "\r\n"), from: sender)
    }

    fileprivate func fetchOld(from sender: String = "10.0.0.2:40000") -> ConnectionID {
        dial(#"{"type":"download","filename":"big","secret":"swordfish"}"#, from: sender)
    }

    /// Bytes of files that were sent.
    fileprivate func sent(_ id: ConnectionID) -> Int {
        host.wire(id).ranges.reduce(0) { $0 + $1.count }
    }
}

@Suite("A rate") struct ThrottleTests {
    @Test("in all is shared evenly by those who read, in either dialect") func evenly() {
        let scene = serving { $0.uploadRate = Int64(mebibyte) }
        let readers = (1...10).map { number in
            let sender = "10.0.0.\(number):4000"
            return number % 2 == 0 ? scene.fetch(from: sender) : scene.fetchOld(from: sender)
        }
        scene.pass(.seconds(20))
        let sent = readers.map { scene.sent($0) }
        let all = Double(sent.reduce(0, +)) / Double(mebibyte) / 20
        #expect((0.95...1.05).contains(all), "\(all) MiB/s")
        let (least, most) = (sent.min() ?? 0, sent.max() ?? 0)
        #expect(Double(most) < 1.05 * Double(least), "\(sent)")
    }

    @Test("for each peer is that of an address, and on loopback of a connection") func perPeer() {
        let scene = serving { $0.perPeerRate = Int64(mebibyte) }
        let (first, second) = (scene.fetch(from: "10.0.0.1:1"), scene.fetch(from: "10.0.0.1:2"))
        let other = scene.fetch(from: "10.0.0.2:1")
        let local = (1...2).map { scene.fetch(from: "127.0.0.1:\($0)") }
        scene.pass(.seconds(8))
        let rate = { (ids: [ConnectionID]) in
            Double(ids.reduce(0) { $0 + scene.sent($1) }) / Double(8 * mebibyte)
        }
        for ids in [[first, second], [other], [local[0]], [local[1]]] {
            #expect((0.95...1.05).contains(rate(ids)), "\(rate(ids))")
        }
        #expect(abs(scene.sent(first) - scene.sent(second)) <= mebibyte / 20 + Limits.chunk)
    }

    @Test("is not spent on who does not read: the others have it") func slowReader() {
        let scene = serving { $0.uploadRate = Int64(mebibyte) }
        let slow = scene.fetch(from: "10.0.0.1:1")
        scene.host.change(slow) { $0.hasUnsent = true }
        let quick = scene.fetch(from: "10.0.0.2:1")
        scene.pass(.seconds(10))
        #expect((95...105).contains(scene.sent(quick) / (mebibyte / 10)))
        scene.host.change(slow) { $0.hasUnsent = false }
        let before = scene.sent(slow)
        scene.node.drained(slow, at: scene.now)
        scene.pass(.seconds(4))
        #expect(scene.sent(slow) - before > mebibyte * 3 / 2)
    }

    @Test("sends whole chunks, and in the end everything, in order") func whole() {
        let scene = serving(1) { $0.uploadRate = 100_000 }
        let http = scene.fetch("big", from: "10.0.0.1:1", "Connection: close")
        let old = scene.fetchOld()
        #expect(!scene.host.wire(http).isFinished && !scene.host.wire(old).isFinished)
        scene.pass(.seconds(30))
        for id in [http, old] {
            let ranges = scene.host.wire(id).ranges
            #expect(ranges.dropLast().allSatisfy { $0.count % Limits.chunk == 0 })
            #expect(ranges.first?.lowerBound == 0 && ranges.last?.upperBound == Int64(mebibyte))
            #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
            #expect(scene.host.wire(id).isFinished)
        }
    }

    @Test("keeps answers in their order, and the second waits for the first") func order() {
        let scene = serving(1) { $0.uploadRate = 300_000 }
        let id = scene.fetch()
        let get = "HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer swordfish\r\n"
        scene.say(
            "GET /healthz \(get)\r\n"
                + "GET /files/big \(get)Range: bytes=0-9,90-99\r\n\r\nBROKEN\r\n\r\n",
            on: id)
        #expect(scene.host.wire(id).text.components(of: "HTTP/1.1 200") == 1)
        scene.pass(.seconds(5))
        let text = scene.host.wire(id).text
        #expect(text.components(of: "HTTP/1.1 200") == 2)
        #expect(text.components(of: "HTTP/1.1 206") == 1)
        #expect(text.components(of: "HTTP/1.1 400") == 1)
        #expect(scene.host.wire(id).ranges.suffix(2) == [0..<10, 90..<100])
        #expect(scene.host.wire(id).isFinished)
    }

    @Test("that is very low closes nobody who waits for it") func low() {
        let scene = serving(1) { $0.uploadRate = 100 }
        let id = scene.fetch()
        let other = scene.fetch(from: "10.0.0.9:1")
        scene.pass(.minutes(4))
        #expect(!scene.host.wire(id).isGone && !scene.host.wire(other).isGone)
        #expect(scene.sent(id) + scene.sent(other) > 20_000)
    }

    @Test("changes while files are sent, and may go") func reload() {
        let scene = serving(8) { $0.uploadRate = 100_000 }
        let id = scene.fetch()
        scene.pass(.seconds(2))
        #expect(scene.sent(id) < 300_000)
        var settings = NodeSettings()
        settings.secret = secret
        settings.multicastEnabled = false
        settings.uploadRate = Int64(mebibyte)
        scene.node.reload(settings, at: scene.now)
        scene.pass(.seconds(2))
        #expect((mebibyte * 2...mebibyte * 5 / 2).contains(scene.sent(id)))
        settings.uploadRate = 0
        scene.node.reload(settings, at: scene.now)
        scene.pass(.milliseconds(1))
        #expect(scene.sent(id) == 8 * mebibyte)
    }

    @Test("is nothing to small files while there is enough, and to this machine") func small() {
        let scene = serving { $0.uploadRate = Int64(mebibyte) }
        #expect(scene.host.wire(scene.fetch("small")).ranges == [0..<100])
        let id = scene.accept(.local(pid: 1, uid: 0))
        scene.say("GET /files/big HTTP/1.1\r\nHost: a\r\n\r\n", on: id)
        #expect(scene.host.wire(id).ranges == [0..<Int64(16 * mebibyte)])
    }

    @Test("that is not set leaves a file one decision") func none() {
        let scene = serving { _ in }
        #expect(scene.host.wire(scene.fetch()).ranges == [0..<Int64(16 * mebibyte)])
        #expect(scene.host.wire(scene.fetchOld()).ranges == [0..<Int64(16 * mebibyte)])
    }

    @Test("forgets those who are gone") func gone() {
        let scene = serving { ($0.uploadRate, $0.perPeerRate) = (10_000_000, 100_000) }
        for number in 0..<300 {
            let id = scene.fetch(from: "10.1.\(number / 250).\(number % 250 + 1):1")
            scene.node.closed(id, .reset, at: scene.now)
            scene.pass(.milliseconds(200))
        }
        _ = scene.fetch()
        scene.pass(.milliseconds(100))
        #expect(scene.node.desk.switchboard.shipping.count == 1)
        #expect(scene.node.desk.switchboard.throttle.peerCount <= Limits.throttleRested + 2)
    }
}
