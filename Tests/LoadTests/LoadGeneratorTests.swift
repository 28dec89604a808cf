// The load test, tried on a server that does what it is told.

import Reactor
import Testing
import Vocabulary

@testable import Load

private let okHead = Array("HTTP/1.1 200 OK\r\nContent-Length: 4096\r\n\r\n".utf8)

@Suite("Load, closed loop", .serialized) struct ClosedLoopTests {
    @Test("each answer begins the next request, on a connection of its own")
    func json() throws {
        let loop = Loop()
        let server = try TinyServer(loop) { _ in page }
        let report = try run(.json, on: loop, against: server.endpoint)
        #expect(report.isClean)
        #expect(report.requests > 4)
        #expect(report.requests + report.awaited == server.requests)
        #expect(server.accepted == server.requests)
        #expect(report.latency.count == UInt64(server.requests))
        #expect(report.bytes >= Int64(report.requests * page.count))
        #expect(report.time >= .milliseconds(60))
    }

    @Test("over HTTP/1.1 a lane keeps its connection")
    func http() throws {
        let loop = Loop()
        let server = try TinyServer(loop) { _ in okHead + page }
        server.closes = false
        let report = try run(.http, on: loop, against: server.endpoint)
        #expect(report.isClean)
        #expect(server.requests > 4)
        #expect(server.accepted == 4)
    }

    @Test("a server that closes what it promised to keep is asked again, and nothing failed")
    func redial() throws {
        let loop = Loop()
        let server = try TinyServer(loop) { _ in okHead + page }
        let report = try run(.http, on: loop, against: server.endpoint)
        #expect(report.isClean, "\(report.failures.reasons)")
        #expect(report.requests > 4)
    }

    @Test("over HTTP/1.0 every request has a connection")
    func http10() throws {
        let loop = Loop()
        let server = try TinyServer(loop) { _ in okHead + page }
        let report = try run(.http10, on: loop, against: server.endpoint)
        #expect(report.isClean)
        #expect(report.requests > 4)
        #expect(server.accepted == server.requests)
    }

    @Test("one wrong byte in one answer is one failure")
    func wrongByte() throws {
        var wrong = page
        wrong[4095] ^= 0x80
        let loop = Loop()
        let server = try TinyServer(loop) { $0 == 5 ? wrong : page }
        let report = try run(.json, on: loop, against: server.endpoint)
        #expect(report.failures.count == 1)
        #expect(report.failures.reasons.map(\.failure) == [.wrongByte(offset: 4095)])
        #expect(report.requests + report.awaited == server.requests - 1)
    }

    @Test("wrong answers are counted, and the first three reasons told")
    func wrongAnswers() throws {
        let answers = [
            Array("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".utf8),
            Array("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n".utf8),
            Array("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".utf8),
            Array("what?\r\n\r\n".utf8), okHead,
        ]
        let loop = Loop()
        let server = try TinyServer(loop) { answers[min($0, 4)] }
        let report = try run(.http10, on: loop, against: server.endpoint, connections: 5)
        #expect(report.failures.count == server.requests)
        #expect(report.requests == 0)
        let reasons = report.failures.reasons
        #expect(reasons.map(\.failure) == [.status(404), .status(503), .badHead])
        #expect(reasons.first?.count == 2)
    }

    @Test("a server that is gone does not make the client spin")
    func refused() throws {
        let loop = Loop()
        let server = try TinyServer(loop) { _ in page }
        let endpoint = server.endpoint
        server.leave()
        let report = try run(.json, on: loop, against: endpoint, connections: 2)
        #expect(report.failures.count == 2)
        #expect(report.failures.reasons.map(\.failure) == [.connect(111)])
    }

    @Test("it ends with the last of so many requests, before its time")
    func counted() throws {
        let loop = Loop()
        let server = try TinyServer(loop) { _ in page }
        let report = try run(
            .json, on: loop, against: server.endpoint, milliseconds: 60_000, requests: 7)
        #expect(report.isClean)
        #expect(server.requests == 7)
        #expect(report.requests == 7)
        #expect(report.time < .seconds(60))
    }

    @Test("so many that all begin together are timed from the one beginning")
    func together() throws {
        let loop = Loop()
        let server = try TinyServer(loop) { _ in nil }
        let alarm = Timer(loop) {
            server.answer = { _ in page }
            server.wakeUp()
        }
        alarm.arm(after: .milliseconds(40))
        let report = try run(
            .json, on: loop, against: server.endpoint, connections: 16, milliseconds: 60_000,
            requests: 16)
        alarm.disarm()
        #expect(report.requests == 16)
        #expect(report.latency.percentile(0) >= .milliseconds(30))
    }

    @Test("an answer that comes after the end is judged and timed, but is in no rate")
    func awaited() throws {
        let loop = Loop()
        let server = try TinyServer(loop) { _ in nil }
        let alarm = Timer(loop) {
            server.answer = { _ in page }
            server.wakeUp()
        }
        alarm.arm(after: .milliseconds(90))
        let report = try run(.json, on: loop, against: server.endpoint, milliseconds: 30)
        #expect(report.requests == 0)
        #expect(report.bytes == 0)
        #expect(report.awaited == 4)
        #expect(report.latency.percentile(0.5) >= .milliseconds(80))
        alarm.disarm()
    }
}

@Suite("Load, open loop", .serialized) struct OpenLoopTests {
    @Test("the moments are fixed, whatever happens")
    func pace() {
        let start = Instant(nanoseconds: 1_000_000_000)
        var pace = Pace(3, from: start, until: start + .seconds(2))
        var due: [UInt64] = []
        while let next = pace.next {
            due.append(next.nanoseconds - start.nanoseconds)
            pace.advance()
        }
        #expect(due == [0, 333_333_333, 666_666_666, 1_000_000_000, 1_333_333_333, 1_666_666_666])
        let fresh = Pace(3, from: start, until: start + .seconds(2))
        #expect(fresh.overdue(at: start + .seconds(1)) == 3)
    }

    @Test("as many are begun as were asked for")
    func rate() throws {
        let loop = Loop()
        let server = try TinyServer(loop) { _ in page }
        let report = try run(
            .json, on: loop, against: server.endpoint, milliseconds: 200, rate: 100)
        #expect(report.isClean)
        #expect(server.requests + report.neverBegun == 20)
        #expect(server.requests >= 10)
    }

    @Test("a stall is seen by all who would have come meanwhile")
    func stall() throws {
        let loop = Loop()
        let server = try TinyServer(loop) { $0 == 2 ? nil : page }
        let alarm = Timer(loop) {
            server.answer = { _ in page }
            server.wakeUp()
        }
        alarm.arm(after: .milliseconds(150))
        // One lane: of 40 requests, those due between 10 and 150 ms wait for the third.
        let report = try run(
            .json, on: loop, against: server.endpoint, connections: 1, milliseconds: 200,
            rate: 200)
        alarm.disarm()
        #expect(report.isClean)
        #expect(report.latency.longest >= .milliseconds(130))
        #expect(report.latency.percentile(0.5) >= .milliseconds(20))
    }

    @Test("a request that never found a lane is not forgotten")
    func neverBegun() throws {
        let loop = Loop()
        let server = try TinyServer(loop) { _ in nil }
        let alarm = Timer(loop) {
            server.answer = { _ in page }
            server.wakeUp()
        }
        alarm.arm(after: .milliseconds(80))
        let report = try run(
            .json, on: loop, against: server.endpoint, connections: 1, milliseconds: 50,
            rate: 1000)
        alarm.disarm()
        #expect(report.awaited == 1)
        #expect(report.neverBegun >= 48)
    }

    @Test("it ends with the last of so many requests, too")
    func counted() throws {
        let loop = Loop()
        let server = try TinyServer(loop) { _ in page }
        let report = try run(
            .json, on: loop, against: server.endpoint, milliseconds: 60_000, rate: 1000,
            requests: 9)
        #expect(server.requests == 9)
        #expect(report.neverBegun == 0)
        #expect(report.time < .seconds(60))
    }
}
