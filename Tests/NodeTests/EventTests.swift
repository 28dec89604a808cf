// Watching a node: streams of events, and coming back to them.

import HTTPWire
import Testing
import Vocabulary

@testable import Node

/// One event of a stream, as its reader sees it.
private struct Told: Equatable {
    var id = ""
    var type = ""
    var data = ""
}

/// What a reader has understood of a stream so far: chunks, then lines.
private struct Reader {
    private(set) var events: [Told] = []
    /// Ids that came with no event.
    private(set) var places: [String] = []
    private(set) var beats = 0
    private(set) var isEnded = false
    let head: String

    init(_ text: String) {
        guard let end = text.utf8.firstRange(of: "\r\n\r\n".utf8) else {
            head = text
            return
        }
        head = String(text.utf8[..<end.lowerBound]) ?? ""
        var body = Substring(text.utf8[end.upperBound...])
        if head.contains("chunked") {
            (body, isEnded) = Self.unchunked(body)
        }
        for block in body.split(separator: "\n\n") { take(block) }
    }

    private static func unchunked(_ text: Substring) -> (Substring, Bool) {
        var joined: [UInt8] = []
        var rest = text.utf8
        while let line = rest.firstIndex(of: 13),
            let size = Int(Substring(rest[..<line]), radix: 16)
        {
            if size == 0 { return (Substring(String(decoding: joined, as: UTF8.self)), true) }
            rest = rest[rest.index(line, offsetBy: 2)...]
            joined += rest.prefix(size)
            rest = rest.dropFirst(size + 2)
        }
        return (Substring(String(decoding: joined, as: UTF8.self)), false)
    }

    private mutating func take(_ block: Substring) {
        var told = Told()
        for line in block.split(separator: "\n") {
            if line.hasPrefix(":") { beats += 1 }
            if line.hasPrefix("id: ") { told.id = String(line.dropFirst(4)) }
            if line.hasPrefix("event: ") { told.type = String(line.dropFirst(7)) }
            if line.hasPrefix("data: ") { told.data = String(line.dropFirst(6)) }
        }
        if !told.data.isEmpty {
            events.append(told)
        } else if told.id != "" {
            places.append(told.id)
        }
    }
}

private let target = "/api/v1/events"
private let operatorOnSocket = Remote.local(pid: 1, uid: 0)

extension Scene {
    fileprivate func watch(after id: String? = nil, minor: Int = 1) -> ConnectionID {
        let connection = accept(operatorOnSocket)
        let last = id.map { "Last-Event-ID: \($0)\r\n" } ?? ""
        say("GET \(target) HTTP/1.\(minor)\r\nHost: x\r\n\(last)\r\n", on: connection)
        return connection
    }

    fileprivate func heard(_ connection: ConnectionID) -> Reader {
        Reader(host.wire(connection).text)
    }
}

extension Scene where Actor == PeerNode {
    /// A file comes into the folder of shared files.
    fileprivate func share(_ path: String, _ content: String = "x") {
        let file = RecordedFile(bytes(content))
        host.files[Shares.own, default: [:]][name(path)] = file
        complete(.changed(share: Shares.own, name(path), closed: true))
        let job = host.examinations.removeLast().job
        complete(.examined(job, share: Shares.own, name(path), file.scanned(as: name(path))))
    }

    fileprivate func hashAll() {
        while !host.hashes.isEmpty {
            let (share, path, job) = host.hashes.removeFirst()
            guard let file = host.files[share]?[path] else { continue }
            complete(
                .hashed(
                    job, share: share, file.scanned(as: path), file.digest, pieces: file.pieces))
        }
    }
}

@Suite("A stream of events") struct EventTests {
    @Test("is its connection's last answer: what is asked behind it is dropped")
    func manyBehind() {
        let scene = peer()
        let many = String(repeating: request("GET", "/healthz"), count: 100)
        let stream = scene.accept(operatorOnSocket)
        scene.say(request("GET", target) + many + "PUT /files/a HTTP/1.1\r\n", on: stream)
        scene.say(many, on: stream)
        scene.pass(.seconds(40))
        #expect(!scene.host.wire(stream).isPaused, "nothing is held for a turn that never comes")
        scene.share("a")
        #expect(scene.heard(stream).events.count == 1)
        #expect(scene.host.wire(stream).text.components(of: "HTTP/1.1 ") == 1)
    }

    @Test("begins with a place and tells what happens, as lists would show it")
    func tells() {
        let scene = peer()
        let stream = scene.watch()
        #expect(scene.heard(stream).head.contains("Content-Type: text/event-stream"))
        #expect(scene.heard(stream).head.contains("Transfer-Encoding: chunked"))
        #expect(scene.heard(stream).places == ["1-0"])
        scene.share("a/b")
        scene.hashAll()
        let events = scene.heard(stream).events
        #expect(events.map(\.type) == ["library", "library"])
        #expect(events.map(\.id) == ["1-1", "1-2"])
        #expect(events[0].data.contains(#""change":"added""#))
        #expect(events[1].data.contains(#""change":"hashed""#))
        #expect(events[1].data.contains(#""name":"a/b""#))
        #expect(events[1].data.contains(#""v":1"#))
    }

    @Test("tells of nodes that come, change and go") func nodes() {
        let scene = peer()
        let stream = scene.watch()
        let other = endpoint("10.0.0.9:9000")
        scene.doors[other] = .ours { _ in answer(200, by: id("other")) }
        _ = scene.operate("POST", "/api/v1/nodes", #"{"address":"10.0.0.9:9000"}"#)
        scene.pass(.seconds(2))
        _ = scene.operate("DELETE", "/api/v1/nodes/10.0.0.9:9000")
        scene.pass(.seconds(2))
        let events = scene.heard(stream).events
        #expect(events.allSatisfy { $0.type == "node" })
        #expect(events.first?.data.contains(#""change":"came""#) == true)
        #expect(events.first?.data.contains("10.0.0.9:9000") == true)
        #expect(events.last?.data.contains(#""change":"went""#) == true)
        #expect(events.count == 2)
    }

    @Test("of a bootstrap tells of the peers that register and say goodbye") func bootstraps() {
        let scene = bootstrap()
        let id = scene.watch()
        let body = scene.node.desk.surface.encode(registration("ann"))
        #expect(scene.proven("POST", "/api/v1/peers", body, from: "10.0.0.2:1").status == 200)
        scene.pass(.seconds(2))
        let target = "/api/v1/peers/\(NodeTests.id("ann").hex)"
        #expect(scene.proven("DELETE", target, from: "10.0.0.2:1").status == 200)
        scene.pass(.seconds(2))
        let told = Reader(scene.host.wire(id).text).events
        #expect(told.map(\.type) == ["node", "node"])
        #expect(told.first?.data.contains(#""change":"came""#) == true)
        #expect(told.last?.data.contains(#""change":"went""#) == true)
    }

    @Test("is gone on with after the event that was heard last") func resumes() {
        let scene = peer()
        let first = scene.watch()
        for file in ["a", "b", "c"] { scene.share(file) }
        scene.node.closed(first, .reset, at: scene.now)
        scene.share("d")
        let second = scene.watch(after: "1-2")
        #expect(scene.heard(second).events.map(\.id) == ["1-3", "1-4"])
        #expect(scene.heard(scene.watch(after: "1-4")).events.isEmpty)
    }

    @Test(
        "says first that a place is gone, or never was",
        arguments: ["2-1", "1-99", "nonsense", "1-", "-1", "1-01", "ffffffffffffffff-0"])
    func lost(place: String) {
        let scene = peer()
        scene.share("a")
        let events = scene.heard(scene.watch(after: place)).events
        #expect(events.map(\.type) == ["resync"])
        #expect(events.map(\.id) == ["1-1"])
    }

    @Test("keeps the last of them only") func ring() {
        let scene = peer()
        for number in 0...Limits.eventsKept { scene.share("file \(number)") }
        #expect(scene.heard(scene.watch(after: "1-0")).events.map(\.type) == ["resync"])
        let kept = scene.heard(scene.watch(after: "1-1")).events
        #expect(kept.count == Limits.eventsKept)
        #expect(kept.first?.id == "1-2")
    }

    @Test("tells of very much at once by saying: read the lists again") func bulk() {
        let scene = peer()
        let stream = scene.watch()
        let scan = scene.host.scans.removeFirst()
        let files = (0...Limits.eventsKept).map {
            RecordedFile(bytes("x")).scanned(as: name("f\($0)"))
        }
        scene.complete(.scanned(scan.job, share: scan.share, .success(Walked(files: files))))
        #expect(scene.heard(stream).events.map(\.type) == ["resync"])
    }

    @Test("gives a slow reader no more than it has taken, and nothing is missing") func slow() {
        let scene = peer()
        let stream = scene.watch()
        scene.host.change(stream) { $0.hasUnsent = true }
        scene.share("a")
        for number in 0..<300 { scene.share("file \(number)") }
        #expect(scene.heard(stream).events.count == 1)
        scene.host.change(stream) { $0.hasUnsent = false }
        scene.node.drained(stream, at: scene.now)
        #expect(scene.heard(stream).events.map(\.id) == (1...301).map { "1-\($0)" })
    }

    @Test("tells a reader who fell behind for too long to read the lists again") func behind() {
        let scene = peer()
        let stream = scene.watch()
        scene.host.change(stream) { $0.hasUnsent = true }
        for number in 0...Limits.eventsKept + 1 { scene.share("file \(number)") }
        scene.host.change(stream) { $0.hasUnsent = false }
        scene.node.drained(stream, at: scene.now)
        #expect(scene.heard(stream).events.map(\.type) == ["library", "resync"])
    }

    @Test("ends where its reader takes nothing at all") func stuck() {
        let scene = peer()
        let stream = scene.watch()
        scene.host.change(stream) { $0.hasUnsent = true }
        scene.share("a")
        scene.pass(.seconds(62))
        #expect(scene.host.wire(stream).isClosed)
        #expect(scene.node.desk.events.table.count == 0)
    }

    @Test("says something every 15 seconds, and lives on a quiet day") func beats() {
        let scene = peer()
        let stream = scene.watch()
        scene.pass(.seconds(601))
        #expect(scene.heard(stream).beats == 40)
        #expect(!scene.host.wire(stream).isGone)
    }

    @Test("is one of a limited number") func tooMany() {
        let scene = peer()
        let streams = (0..<Limits.eventStreams).map { _ in scene.watch() }
        let late = scene.watch()
        #expect(Reply(scene.host.wire(late).text).status == 503)
        scene.node.closed(streams[0], .reset, at: scene.now)
        #expect(Reply(scene.host.wire(scene.watch()).text).status == 200)
    }

    @Test("ends in good order when the node stops") func stops() {
        let scene = peer()
        let stream = scene.watch()
        let old = scene.watch(minor: 0)
        scene.node.stop(at: scene.now)
        #expect(scene.heard(stream).isEnded)
        #expect(scene.host.wire(stream).isFinished)
        #expect(scene.host.wire(old).isFinished)
    }

    @Test("has no chunks in HTTP/1.0, and ends with the connection") func oldHTTP() {
        let scene = peer()
        let stream = scene.watch(minor: 0)
        scene.share("a")
        let reader = scene.heard(stream)
        #expect(!reader.head.contains("chunked"))
        #expect(reader.head.contains("Connection: close"))
        #expect(reader.events.count == 1)
    }

    @Test("is shown by its head alone, and the connection goes on") func head() {
        let scene = peer()
        let connection = scene.accept(operatorOnSocket)
        scene.say("HEAD \(target) HTTP/1.1\r\nHost: x\r\n\r\n", on: connection)
        let first = scene.host.wire(connection).text
        #expect(first.hasPrefix("HTTP/1.1 200"))
        #expect(first.hasSuffix("\r\n\r\n"))
        scene.say(request("GET", "/healthz"), on: connection)
        #expect(scene.host.wire(connection).text.contains("\"status\""))
    }

    @Test("is the last answer of its connection") func last() {
        let scene = peer()
        let stream = scene.watch()
        scene.say(request("GET", "/healthz"), on: stream)
        scene.share("a")
        #expect(scene.heard(stream).events.count == 1)
        #expect(!scene.host.wire(stream).text.contains("\"status\""))
    }

    @Test("is for those who may read") func rights() {
        let scene = peer()
        let stranger = scene.dial("GET \(target) HTTP/1.1\r\nHost: 10.0.0.1\r\n\r\n")
        #expect(Reply(scene.host.wire(stranger).text).status == 401)
    }
}

@Suite("The log of events") struct EventLogTests {
    @Test("an id is what it says, and nothing else is one") func ids() {
        let id = EventID(instance: 0xabc, number: 12)
        #expect(id.description == "abc-12")
        #expect(EventID("abc-12") == id)
        for text in [
            "", "-", "abc", "abc-", "-12", "ABC-12", "abc-+12", "abc-12-1", "abc-012", " abc-12",
        ] {
            #expect(EventID(text) == nil, "\(text)")
        }
    }

    @Test("every kept event is found by its number") func numbers() {
        var log = EventLog(instance: 1, limit: 4)
        #expect(log.keeps(allAfter: 0))
        for number in 1...10 { log.append(.fileRemoved(name("f\(number)"))) }
        #expect(!log.keeps(allAfter: 5))
        #expect((6...10).allSatisfy { log.keeps(allAfter: $0) })
        #expect(!log.keeps(allAfter: 11))
        for number in UInt64(7)...10 {
            guard case .fileRemoved(name("f\(number)")) = log[number] else {
                Issue.record("\(number) is another event")
                continue
            }
        }
    }
}
