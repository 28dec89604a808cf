// A web server that is none of ours: ranges and tags, or neither; an answer in chunks, one that
// ends with the connection, one that leads elsewhere.

import Bytes
import HTTPWire
import Node
import Vocabulary

package final class WebServer: Stranger {
    /// What is put before a file's name in its address, and how such a file is answered.
    package enum Manner: String, CaseIterable, Sendable {
        case plain, whole, chunked, untilClose, moved, missing
    }

    package static let name = "web.example"
    private let world: World
    private var sockets: Sockets!
    private let files: [(name: String, bytes: [UInt8])]
    private var heard: [ConnectionID: [UInt8]] = [:]

    package init(on machine: Machine, files: [(name: String, bytes: [UInt8])], in world: World) {
        self.world = world
        self.files = files
        sockets = Sockets(self, called: "web server", on: machine, in: world)
        world.names[Self.name] = machine.address
        machine.host(self)
    }

    package func begin() { sockets.listen(on: 80) }

    package func received(_ bytes: RawSpan, on connection: ConnectionID) {
        heard[connection, default: []].append(contentsOf: bytes)
        let text = String(decoding: heard[connection] ?? [], as: UTF8.self)
        guard text.hasSuffix("\r\n\r\n") else { return }
        heard[connection] = nil
        let words = text.split(separator: " ", maxSplits: 2)
        let path =
            words.count > 1 ? HTTPRequestHead(method: "GET", target: String(words[1])).path : nil
        let parts = (path ?? "/").split(separator: "/")
        let file = files.first { parts.count == 2 && $0.name == parts[1] }
        let manner = parts.first.flatMap { Manner(rawValue: String($0)) } ?? .missing
        answer(manner, file, HTTPByteRange.asked(in: text), on: connection)
        sockets.finish(connection)
    }

    private func answer(
        _ manner: Manner, _ file: (name: String, bytes: [UInt8])?, _ range: HTTPByteRange?,
        on connection: ConnectionID
    ) {
        guard let file, manner != .missing else {
            return say("404 No\r\nContent-Length: 0", [], connection)
        }
        let bytes = file.bytes
        switch manner {
        case .plain:
            let tag = "ETag: \"\(bytes.count)\"\r\nAccept-Ranges: bytes\r\n"
            guard let range, range.last < bytes.count else {
                return say("200 OK\r\n\(tag)Content-Length: \(bytes.count)", bytes, connection)
            }
            let part = Array(bytes[range.first...range.last])
            let place = "Content-Range: bytes \(range.first)-\(range.last)/\(bytes.count)"
            say("206 Part\r\n\(tag)\(place)\r\nContent-Length: \(part.count)", part, connection)
        case .whole: say("200 OK\r\nContent-Length: \(bytes.count)", bytes, connection)
        case .untilClose: say("200 OK", bytes, connection)
        case .moved:
            let path = PercentCoding.encodePath(file.name)
            say("302 There\r\nLocation: /plain/\(path)\r\nContent-Length: 0", [], connection)
        case .chunked:
            say("200 OK\r\nTransfer-Encoding: chunked", Self.chunks(of: bytes), connection)
        case .missing: break
        }
    }

    private static func chunks(of bytes: [UInt8]) -> [UInt8] {
        var said: [UInt8] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = rest.prefix(5000)
            said += Array("\(String(part.count, radix: 16));note=\"a\"\r\n".utf8) + part + [13, 10]
            rest = rest.dropFirst(part.count)
        }
        return said + Array("0\r\nX-After: all\r\n\r\n".utf8)
    }

    private func say(_ head: String, _ body: [UInt8], _ connection: ConnectionID) {
        let text = "HTTP/1.1 \(head)\r\nConnection: close\r\n\r\n"
        sockets.send(Array(text.utf8) + body, on: connection)
    }

    package func inputEnded(on connection: ConnectionID) { sockets.close(connection) }

    package func closed(_ connection: ConnectionID, _ ending: Ending) { heard[connection] = nil }

    package func ended() { sockets.abandon(silently: true) }
}

/// The one range that a request asks for.
struct HTTPByteRange {
    let first: Int
    let last: Int

    static func asked(in text: String) -> HTTPByteRange? {
        guard let line = text.split(separator: "\r\n").first(where: { $0.hasPrefix("range:") })
        else { return nil }
        let numbers = line.split(whereSeparator: { !"0123456789".contains($0) }).compactMap {
            Int($0)
        }
        guard numbers.count == 2, numbers[0] <= numbers[1] else { return nil }
        return HTTPByteRange(first: numbers[0], last: numbers[1])
    }
}
