// Somebody who says bytes and listens, and answers everybody with the same bytes. For stories.

import Bytes
import Node
import Simulation
import Vocabulary

final class Talker: Program {
    private let world: World
    private var sockets: Sockets!
    private var words: [UInt8] = []
    private var dialled: ConnectionID?
    /// What is said to whoever comes in.
    var answersWith: [UInt8] = []
    let door: Endpoint
    private(set) var heard: [UInt8] = []
    private(set) var hasEnded = false
    private(set) var asked = 0

    init(on machine: Machine, in world: World) {
        guard let door = Endpoint(machine.address, port: 9000) else {
            preconditionFailure("9000 is a port")
        }
        self.world = world
        self.door = door
        sockets = Sockets(self, called: "talker", on: machine, in: world)
        sockets.listen(on: 9000)
        machine.host(self)
    }

    func say(_ text: String, to endpoint: Endpoint) {
        words = Array(text.utf8)
        dialled = sockets.connect(to: endpoint)
    }

    /// The head of the first answer, and all that came after it.
    func split() -> (head: String, rest: ArraySlice<UInt8>) {
        let end = Array("\r\n\r\n".utf8)
        let place = heard.indices.first { heard[$0...].starts(with: end) } ?? heard.count
        return (String(decoding: heard[..<place], as: UTF8.self), heard[place...].dropFirst(4))
    }

    func connected(_ connection: ConnectionID) { sockets.send(words, on: connection) }

    func received(_ bytes: RawSpan, on connection: ConnectionID) {
        if connection == dialled { return heard.append(contentsOf: bytes) }
        asked += 1
        // Who speaks HTTP finds an old node here.
        guard bytes.starts(with: "{") else { return sockets.close(connection) }
        sockets.send(answersWith, on: connection)
        sockets.finish(connection)
    }

    func inputEnded(on connection: ConnectionID) {
        if connection == dialled { hasEnded = true }
        sockets.close(connection)
    }

    func closed(_ connection: ConnectionID, _ ending: Ending) {}

    func ended() { sockets.abandon(silently: true) }
}
