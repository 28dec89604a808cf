// A node on a stage: others dial it, it dials others who behave as the story wants, and time passes
// when the test says so.

import Bytes
import Digest
import HTTPWire
import JSONWire
import Node
import RESTAPI
import Vocabulary

/// Who is behind an address that the node dials.
enum Door {
    /// Nobody answers, not even the telephone.
    case silent
    /// Takes the call and says nothing.
    case mute
    case refused
    /// One of ours: gets the request as text, gives an answer as bytes, or nil for a cut.
    case ours((String) -> [UInt8]?)
    /// An old node: closes on anything but an object, and on what it answers nil.
    case old((String) -> [UInt8]?)
}

final class Scene<Actor: Node> {
    let host: RecordingHost
    let node: Actor
    var now: Instant
    var doors: [Endpoint: Door] = [:]
    /// Every call that the node made, in order.
    private(set) var calls: [(endpoint: Endpoint, connection: ConnectionID, at: Instant)] = []

    init(host: RecordingHost, at now: Instant, _ node: Actor) {
        (self.host, self.now, self.node) = (host, now, node)
        node.start(at: now)
        settle()
    }

    /// What the node has said to those it dialled, by endpoint.
    func said(to endpoint: Endpoint) -> [String] {
        calls.filter { $0.endpoint == endpoint }.map { host.wire($0.connection).text }
    }

    /// Nanoseconds that no whole second has counted yet.
    private var unseen: Int64 = 0
    var log: [String] { host.lines }

    // MARK: Time

    /// Lets time pass; the node is woken whenever it wanted to be.
    func pass(_ duration: Duration) {
        let end = now + duration
        while let next = node.nextDeadline, next <= end {
            // A deadline that stays in the past would be a loop that spins: it shows as a hang.
            advance(to: max(now, next))
            node.deadlineReached(at: now)
            settle()
        }
        advance(to: end)
    }

    /// What people call the time goes on too.
    private func advance(to later: Instant) {
        unseen += later.since(now).nanoseconds
        host.wallTime = WallTime(seconds: host.wallTime.seconds + unseen / 1_000_000_000)
        unseen %= 1_000_000_000
        now = later
    }

    /// Everybody whom the node has dialled behaves as the story wants.
    func settle() {
        while !host.newCalls.isEmpty || !host.barriers.isEmpty && !host.writesLate
            || !host.opening.isEmpty && !host.opensLate
        {
            if !host.barriers.isEmpty, !host.writesLate {
                let job = host.barriers.removeFirst()
                node.completed(.recorded(job, .success(())), at: now)
                continue
            }
            if !host.opening.isEmpty, !host.opensLate {
                let (file, plan) = host.opening.removeFirst()
                let present = plan.isFresh ? RangeSet() : host.leftRanges[plan.key] ?? RangeSet()
                node.completed(.opened(file, present: present), at: now)
                continue
            }
            let id = host.newCalls.removeFirst()
            guard let endpoint = host.wire(id).dialled, !host.wire(id).isGone else { continue }
            calls.append((endpoint, id, now))
            play(doors[endpoint] ?? .silent, on: id)
        }
    }

    private func play(_ door: Door, on id: ConnectionID) {
        switch door {
        case .silent: break
        case .mute: node.connected(id, at: now)
        case .refused: node.closed(id, .refused, at: now)
        case .ours(let answer):
            node.connected(id, at: now)
            guard !host.wire(id).isGone else { return }
            guard let bytes = answer(host.wire(id).text) else {
                return node.closed(id, .reset, at: now)
            }
            bytes.withSpan { node.received($0, on: id, at: now) }
        case .old(let answer):
            node.connected(id, at: now)
            let asked = host.wire(id)
            guard !asked.isGone else { return }
            if asked.text.hasPrefix("{"), let bytes = answer(asked.text), !bytes.isEmpty {
                bytes.withSpan { node.received($0, on: id, at: now) }
            }
        }
        if case .silent = door { return }
        if case .mute = door { return }
        if !host.wire(id).isGone { node.closed(id, .hungUp, at: now) }
    }

    func complete(_ completion: Completion) {
        node.completed(completion, at: now)
        settle()
    }

    func datagram(_ text: String, from sender: String) {
        datagram(Array(text.utf8), from: endpoint(sender), by: .group(.nodes))
    }

    func datagram(_ bytes: [UInt8], from sender: Endpoint, by door: DatagramDoor) {
        bytes.withSpan { node.datagramArrived($0, from: sender, by: door, at: now) }
        settle()
    }

    // MARK: Those who dial the node

    func accept(_ remote: Remote = .tcp(endpoint("10.0.0.2:40000"))) -> ConnectionID {
        let id = host.newWire()
        node.accepted(id, from: remote, at: now)
        return id
    }

    func say(_ text: String, on id: ConnectionID) { say(Array(text.utf8), on: id) }

    func say(_ bytes: [UInt8], on id: ConnectionID) {
        bytes.withSpan { bytes in
            var place = 0
            while place < bytes.byteCount { place += hear(bytes.extracting(place...), on: id) }
        }
        settle()
    }

    /// To its place, where the node expects that; gives how many bytes it took.
    private func hear(_ bytes: RawSpan, on id: ConnectionID) -> Int {
        let isExpected = host.wire(id).expectsPayload
        host.change(id) { $0.expectsPayload = false }
        let placed =
            isExpected ? node.receive(on: id, at: now) { copy(bytes, into: &$0) } : nil
        if let placed {
            host.change(id) { $0.placed += placed }
            return placed
        }
        let count = isExpected ? min(Limits.headRead, bytes.byteCount) : bytes.byteCount
        node.received(bytes.extracting(..<count), on: id, at: now)
        return count
    }

    /// Dials, says something, and gives the connection.
    func dial(_ text: String, from sender: String = "10.0.0.2:40000") -> ConnectionID {
        let id = accept(.tcp(endpoint(sender)))
        say(text, on: id)
        return id
    }

    /// What an old client gets for an object.
    func old(_ object: String, from sender: String = "10.0.0.2:40000") -> String {
        host.wire(dial(object, from: sender)).text
    }

    /// What the operator gets, over the control socket.
    func operate(_ method: String, _ target: String, _ body: String = "") -> Reply {
        let id = accept(.local(pid: 1, uid: 0))
        say(request(method, target, body), on: id)
        return Reply(host.wire(id).text)
    }

    /// What one of ours gets, over TCP and with the secret's proof.
    func proven(
        _ method: String, _ target: String, _ body: [UInt8] = [], from sender: String
    ) -> Reply {
        var head = HTTPRequestHead(method: method, target: target)
        head.fields.add("host", "10.0.0.1:9000")
        if !body.isEmpty { head.fields.add("content-type", "application/json") }
        let proof = Proof(
            of: head, body: body, secret: secret, time: host.wallTime, sender: host.random(),
            count: 1)
        head.fields.add("authorization", proof.fieldValue)
        let id = accept(.tcp(endpoint(sender)))
        say(HTTPRequestWriter.encode(head, body: body), on: id)
        return Reply(host.wire(id).text)
    }
}

/// An answer, as far as a story looks at it.
struct Reply {
    let text: String
    init(_ text: String) { self.text = text }

    var status: Int { Int(text.dropFirst(9).prefix(3)) ?? 0 }
    var body: String {
        guard let end = text.utf8.firstRange(of: "\r\n\r\n".utf8) else { return "" }
        return String(text.utf8[end.upperBound...]) ?? ""
    }
    func has(_ part: String) -> Bool { text.contains(part) }
}

/// As many bytes as there is room for; gives how many.
func copy(_ bytes: RawSpan, into place: inout MutableRawSpan) -> Int {
    let count = min(place.byteCount, bytes.byteCount)
    place.withUnsafeMutableBytes { place in
        bytes.extracting(..<count).withUnsafeBytes { place.copyMemory(from: $0) }
    }
    return count
}
