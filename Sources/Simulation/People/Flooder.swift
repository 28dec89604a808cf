// Opens more connections than anybody needs, and says on them what nobody can use: nothing, half a
// head a byte at a time, garbage, the same question a hundred times without reading an answer.

import Bytes
import JSONWire
import Node
import Vocabulary

package final class Flooder: Stranger {
    private enum Way: CaseIterable {
        case nothing, crawl, garbage, endlessObject, endlessHead, manyQuestions, unreadAnswers
        case halfUpload, closedAtOnce, register, brokenHead, brokenObject
    }

    private let world: World
    private var sockets: Sockets!
    private let targets: () -> Endpoint?
    private let until: Instant
    private var ways: [ConnectionID: Way] = [:]
    private static let connectionsMax = 120

    package init(
        on machine: Machine, until: Instant, in world: World, targets: @escaping () -> Endpoint?
    ) {
        self.world = world
        self.until = until
        self.targets = targets
        sockets = Sockets(self, called: "flooder", on: machine, in: world)
        machine.host(self)
    }

    package func begin() {
        guard world.now < until else { return }
        if let target = targets() {
            for _ in 0..<8 where ways.count < Self.connectionsMax { flood(target) }
        }
        world.after(world.between(.milliseconds(500), .seconds(3))) { self.begin() }
    }

    private func flood(_ target: Endpoint) {
        guard let way = world.pick(Way.allCases) else { return }
        ways[sockets.connect(to: target)] = way
    }

    package func connected(_ connection: ConnectionID) {
        guard let way = ways[connection] else { return }
        switch way {
        case .nothing: break
        case .closedAtOnce: close(connection)
        case .crawl: crawl(Array("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".utf8)[...], connection)
        case .garbage: say([0, 1, 2, 3, 255] + noise(200), connection)
        case .endlessObject:
            say(Array("{\"type\": \"search\", \"filename\": \"".utf8) + noise(5000), connection)
        case .endlessHead:
            say(Array("GET / HTTP/1.1\r\nX: ".utf8), connection)
            for _ in 0..<20 { say(Array(repeating: 0x41, count: 4000), connection) }
        case .manyQuestions, .unreadAnswers:
            if way == .unreadAnswers { sockets.pauseReading(connection) }
            let question = "GET /healthz HTTP/1.1\r\nHost: 10.0.0.1\r\n\r\n"
            say(Array(String(repeating: question, count: 300).utf8), connection)
        case .halfUpload:
            say(
                Array(
                    "PUT /files/flood.dat HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab".utf8),
                connection)
        case .brokenHead: say(Array((world.pick(Self.heads) ?? "").utf8), connection)
        case .brokenObject: say(Array((world.pick(Self.objects) ?? "").utf8), connection)
        case .register:
            let port = UInt16.random(in: 20_000...20_020, using: &world.chance)
            say(JSONAsk.register(ip: "\(sockets.machine.address)", port: port), connection)
        }
    }

    /// Framing that nobody may guess at, versions and codings that nobody knows.
    private static let heads = [
        "GET /healthz HTTP/2.5\r\nHost: x\r\n\r\n", "GET /healthz HTTP/1.1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1, 2\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "3;a=b\r\nabc\r\n0\r\nT: x\r\n\r\n",
        "GET / HTTP/1.1\r\n: x\r\n\r\n", "BREW / HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /" + String(repeating: "a", count: 70_000) + " HTTP/1.1\r\n\r\n",
    ]

    private static let objects = [
        "{\"type\": \"dance\", \"secret\": \"distrishare2024\"}", "{\"type\": 7}", "{]", "{}",
        "{\"type\": \"search\", \"filename\": \"\\ud800\", \"secret\": \"x\"}", "{\"a\": {\"b\": {",
        "x{}",
    ]

    private func crawl(_ rest: ArraySlice<UInt8>, _ connection: ConnectionID) {
        guard let first = rest.first, ways[connection] != nil else { return }
        say([first], connection)
        world.after(.seconds(1)) { self.crawl(rest.dropFirst(), connection) }
    }

    private func noise(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0x20...0x7d, using: &world.chance) }
    }

    private func say(_ bytes: [UInt8], _ connection: ConnectionID) {
        guard ways[connection] != nil else { return }
        sockets.send(bytes, on: connection)
    }

    private func close(_ connection: ConnectionID) {
        ways[connection] = nil
        sockets.close(connection)
    }

    package func inputEnded(on connection: ConnectionID) { close(connection) }

    package func closed(_ connection: ConnectionID, _ ending: Ending) { ways[connection] = nil }

    package func ended() {
        ways.removeAll()
        sockets.abandon(silently: true)
    }
}
