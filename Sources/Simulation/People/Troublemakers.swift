// Those who mean no good, or look as if they did: forged HELLOs, and an old client that downloads
// and looks at every byte.

import Bytes
import JSONWire
import Node
import Vocabulary

/// Says HELLO for addresses that nobody has, two hundred at once and then some, while days are bad.
package final class Forger: Stranger {
    private let world: World
    private let machine: Machine
    private let until: Instant
    private var hasStormed = false

    package init(on machine: Machine, until: Instant, in world: World) {
        self.world = world
        self.machine = machine
        self.until = until
        machine.host(self)
    }

    package func begin() {
        guard world.now < until else { return }
        // Once a storm, and then a drizzle: every word costs everybody a probe.
        let count = hasStormed ? 3 : 200
        hasStormed = true
        for _ in 0..<count { world.multicast(forgery(), from: machine) }
        world.after(.seconds(1)) { self.begin() }
    }

    private func forgery() -> [UInt8] {
        let number = world.chance.next()
        let address = IPAddress(v4: UInt32(truncatingIfNeeded: number >> 32))
        let port = UInt16(truncatingIfNeeded: number)
        switch number >> 16 & 7 {
        case 0: return Array("GOODBYE:10.0.1.\(port % 10):9000".utf8)
        case 1:
            let nobody = ["127.0.0.1:9000", "0.0.0.0:9000", "224.0.0.9:9000", "\(address):0"]
            return Array("HELLO:\(nobody[Int(port % 4)])".utf8)
        case 2: return Array("HELLO \(address) \(port)".utf8)
        case 3: return (0..<Int(port % 64)).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        default: return Array("HELLO:\(address):\(port)".utf8)
        }
    }
}

/// Downloads from nodes of ours in the old dialect, and knows what it should get.
package final class OldClient: Stranger {
    /// One file of one node.
    package struct Wish {
        package let node: Endpoint
        package let name: String
        /// The content, as long as there was only one under that name: of a file that is written
        /// while it is sent, an old client gets some of both.
        package let content: () -> [UInt8]?

        package init(node: Endpoint, name: String, content: @escaping () -> [UInt8]?) {
            self.node = node
            self.name = name
            self.content = content
        }
    }

    private let world: World
    private var sockets: Sockets!
    private let secret: String
    private let wishes: () -> Wish?
    private var running: [ConnectionID: (wish: Wish, bytes: [UInt8])] = [:]
    /// Downloads that ended with the whole file.
    package private(set) var wholeFiles = 0

    package init(
        on machine: Machine, secret: String, in world: World, wishes: @escaping () -> Wish?
    ) {
        self.world = world
        self.secret = secret
        self.wishes = wishes
        sockets = Sockets(self, called: "old client", on: machine, in: world)
        machine.host(self)
    }

    package func begin() {
        if let wish = wishes() {
            let connection = sockets.connect(to: wish.node)
            running[connection] = (wish, [])
        }
        world.after(world.between(.seconds(3), .seconds(9))) { self.begin() }
    }

    package func connected(_ connection: ConnectionID) {
        guard let wish = running[connection]?.wish,
            let ask = JSONAsk.download(filename: wish.name, secret: secret)
        else { return }
        // In two segments, or with its side closed: both are the dialect.
        let half = world.happens(0.3) ? ask.count / 2 : ask.count
        sockets.send(Array(ask[..<half]), on: connection)
        if half < ask.count { sockets.send(Array(ask[half...]), on: connection) }
        if world.happens(0.3) { sockets.endOutput(connection) }
    }

    package func received(_ bytes: RawSpan, on connection: ConnectionID) {
        running[connection]?.bytes.append(contentsOf: bytes)
        guard world.happens(0.02) else { return }
        sockets.pauseReading(connection)
        world.after(.seconds(1)) { self.sockets.resumeReading(connection) }
    }

    package func inputEnded(on connection: ConnectionID) {
        sockets.close(connection)
        guard let (wish, bytes) = running.removeValue(forKey: connection) else { return }
        guard let content = wish.content() else { return }
        if content == bytes { wholeFiles += 1 }
        // The end of a killed server looks like the end of the file: what came is the beginning.
        guard !JSONReply.errors.contains(bytes), !content.starts(with: bytes) else { return }
        world.complain(
            "an old client asked \(wish.node) for \(wish.name) and got \(bytes.count) other bytes")
    }

    package func closed(_ connection: ConnectionID, _ ending: Ending) {
        running[connection] = nil
    }

    package func ended() {
        running.removeAll()
        sockets.abandon(silently: true)
    }
}
