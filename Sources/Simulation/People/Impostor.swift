// Answers as a node of ours would, and not with the truth: it lists files that everybody wants, and
// sends something else, or too little, or never enough.
//
// Law. Whom it meets it tells its own id, and it says HELLO for its own address only: it is listed
// by right, and what it does after that is its own.

import Bytes
import Digest
import HTTPWire
import Node
import Vocabulary

package final class Impostor: Stranger {
    package enum Habit: CaseIterable, Sendable {
        /// Of the bytes, one in a hundred is another.
        case forges
        /// Says that the file is larger, or has another digest; or does not say any.
        case exaggerates, renames, keepsQuiet
        /// Lists what no list may hold.
        case rambles
        /// Sends half, and then nothing; or very little at a time; or ends there; or never ends.
        case stalls, drips, cuts, neverEnds
        /// Sends another part than was asked for.
        case shifts
        /// Answers who it is, and nothing else.
        case mumbles
    }

    package let habit: Habit
    package let endpoint: Endpoint
    private let world: World
    private let machine: Machine
    private let id: NodeID
    private var sockets: Sockets!
    private var heard: [ConnectionID: [UInt8]] = [:]
    /// What it lists: names, and the bytes that the world knows by them.
    private let goods: [(name: String, bytes: [UInt8])]

    package init(
        _ habit: Habit, on machine: Machine, goods: [(name: String, bytes: [UInt8])],
        in world: World
    ) {
        guard let endpoint = Endpoint(machine.address, port: 9000) else {
            preconditionFailure("9000 is a port")
        }
        self.habit = habit
        self.world = world
        self.machine = machine
        self.goods = goods
        self.endpoint = endpoint
        id = NodeID(SHA256.of(Array("impostor \(machine.index)".utf8)))
        sockets = Sockets(self, called: "impostor that \(habit)", on: machine, in: world)
        machine.host(self)
    }

    /// Whether a download may find out that its bytes are wrong.
    package var isLiar: Bool {
        switch habit {
        case .forges, .exaggerates, .neverEnds, .shifts, .keepsQuiet: true
        default: false
        }
    }

    package func begin() {
        sockets.listen(on: 9000)
        sayHello()
    }

    private func sayHello() {
        world.multicast(Array("HELLO:\(machine.address):9000".utf8), from: machine)
        world.after(.seconds(5)) { self.sayHello() }
    }

    // MARK: Being asked

    package func received(_ bytes: RawSpan, on connection: ConnectionID) {
        heard[connection, default: []].append(contentsOf: bytes)
        let text = String(decoding: heard[connection] ?? [], as: UTF8.self)
        guard text.hasSuffix("\r\n\r\n") else { return }
        heard[connection] = nil
        let words = text.split(separator: " ", maxSplits: 2)
        guard words.count > 1 else { return sockets.close(connection) }
        let head = HTTPRequestHead(method: String(words[0]), target: String(words[1]))
        answer(head, range: HTTPByteRange.asked(in: text), on: connection)
    }

    private func answer(
        _ head: HTTPRequestHead, range: HTTPByteRange?, on connection: ConnectionID
    ) {
        if head.target == "/healthz" { return say("text/plain", Array("fine\n".utf8), connection) }
        guard habit != .mumbles else { return }
        if habit == .rambles, let broken = world.pick(["", "", "HTTP/7 oh\r\n\r\n", Self.endless]),
            !broken.isEmpty
        {
            sockets.send(Array(broken.utf8), on: connection)
            return sockets.finish(connection)
        }
        if head.target.hasPrefix("/api/v1/files?") {
            return say("application/json", list(), connection)
        }
        guard let path = head.path, path.hasPrefix("/files/"),
            let good = goods.first(where: { $0.name == path.dropFirst(7) })
        else { return sockets.close(connection) }
        send(good.bytes, range, on: connection)
    }

    private func fields(_ status: Int, _ more: [(String, String)]) -> [UInt8] {
        var text = "HTTP/1.1 \(status) So\r\nDistrishare-Node: \(id.hex) 5f5f\r\n"
        for (name, value) in more { text += "\(name): \(value)\r\n" }
        return Array((text + "Connection: close\r\n\r\n").utf8)
    }

    private func say(_ type: String, _ body: [UInt8], _ connection: ConnectionID) {
        let head = fields(200, [("Content-Type", type), ("Content-Length", "\(body.count)")])
        sockets.send(head + body, on: connection)
        sockets.finish(connection)
    }

    // MARK: Lists

    private func list() -> [UInt8] {
        if habit == .rambles { return rambling() }
        let rows = goods.map { good in
            let size = good.bytes.count * (habit == .exaggerates ? 20 : 1)
            let digest = habit == .renames ? SHA256.of(good.bytes + [1]) : SHA256.of(good.bytes)
            let told = habit == .keepsQuiet ? "null" : "\"\(digest.hex)\""
            return "{\"name\":\"\(good.name)\",\"size\":\(size),\"sha256\":\(told),\"modified\":1}"
        }
        return Array("{\"v\":1,\"files\":[\(rows.joined(separator: ","))],\"next\":null}".utf8)
    }

    private static let endless = "HTTP/1.1 200 So\r\nContent-Length: 99999999\r\n\r\n["

    private func rambling() -> [UInt8] {
        let number = Int.random(in: 0..<4, using: &world.chance)
        let row = { (name: String) in
            "{\"name\":\"\(name)\",\"size\":-1,\"sha256\":null,\"modified\":1}"
        }
        let text =
            switch number {
            case 0: "{\"v\":1,\"files\":["
            case 1: "{\"v\":1,\"files\":[\(row("../../etc/passwd"))],\"next\":null}"
            case 2: "{\"v\":1,\"files\":[\(row("favourite 1.dat"))],\"next\":null}"
            default:
                "{\"v\":1,\"files\":["
                    + (0..<1500).map {
                        "{\"name\":\"favourite \($0).dat\",\"size\":9,\"sha256\":null,"
                            + "\"modified\":9}"
                    }.joined(separator: ",") + "],\"next\":null}"
            }
        return Array(text.utf8)
    }

    // MARK: Files

    private func send(
        _ bytes: [UInt8], _ range: HTTPByteRange?, on connection: ConnectionID
    ) {
        var told = bytes
        if habit == .exaggerates { told += [UInt8](repeating: 7, count: bytes.count * 19) }
        if habit == .renames { told += [1] }
        var more = [("Content-Type", "application/octet-stream")]
        if habit != .keepsQuiet {
            more.append(("Repr-Digest", "sha-256=:\(Base64.encode(SHA256.of(told).bytes)):"))
        }
        var status = 200
        var body = told[...]
        if let range, range.last < told.count {
            status = 206
            body = told[range.first...range.last]
            let first = habit == .shifts ? range.first + 1 : range.first
            more.append(("Content-Range", "bytes \(first)-\(range.last)/\(told.count)"))
        }
        if habit != .neverEnds { more.append(("Content-Length", "\(body.count)")) }
        sockets.send(fields(status, more), on: connection)
        sendBody(Array(body), on: connection)
    }

    private func sendBody(_ body: [UInt8], on connection: ConnectionID) {
        switch habit {
        case .stalls: sockets.send(Array(body.prefix(body.count / 2)), on: connection)
        case .cuts:
            sockets.send(Array(body.prefix(body.count / 2)), on: connection)
            sockets.finish(connection)
        case .drips: drip(body[...], on: connection)
        case .neverEnds: pour(on: connection, times: 40)
        case .forges:
            let forged = body.enumerated().map { $0.offset % 97 == 5 ? $0.element ^ 1 : $0.element }
            sockets.send(forged, on: connection)
            sockets.finish(connection)
        default:
            sockets.send(body, on: connection)
            sockets.finish(connection)
        }
    }

    private func drip(_ rest: ArraySlice<UInt8>, on connection: ConnectionID) {
        guard !rest.isEmpty else { return sockets.finish(connection) }
        sockets.send(Array(rest.prefix(100)), on: connection)
        world.after(.milliseconds(500)) { self.drip(rest.dropFirst(100), on: connection) }
    }

    private func pour(on connection: ConnectionID, times: Int) {
        guard times > 0 else { return sockets.close(connection) }
        sockets.send([UInt8](repeating: 9, count: 16 << 10), on: connection)
        world.after(.milliseconds(300)) { self.pour(on: connection, times: times - 1) }
    }

    package func inputEnded(on connection: ConnectionID) {
        heard[connection] = nil
        sockets.close(connection)
    }

    package func closed(_ connection: ConnectionID, _ ending: Ending) { heard[connection] = nil }

    package func ended() {
        heard.removeAll()
        sockets.abandon(silently: true)
    }
}
