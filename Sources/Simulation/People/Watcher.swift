// Reads the stream of a node's events as a page would: keeps its own lists by them, comes back with
// the last id after every cut, and reads the lists again only where it is told to.
//
// Law. Ids count without a gap, and what the events say leads to what the lists say.

import Bytes
import HTTPWire
import Node
import Vocabulary

package final class Watcher: Program {
    private let world: World
    let installation: Installation
    private let people: Operator
    private var sockets: Sockets!
    private var connection: ConnectionID?
    /// The run of the node that the connection leads to.
    private var run: UInt64?
    private var client = HTTPClient(method: "GET")
    private var text: [UInt8] = []
    /// The run and the number of the last event.
    private var place: (run: String, number: UInt64)?
    /// Events are awaited of another run, or the place was lost: `resync` must come first.
    private var isLost = false
    /// Digests by name; nil inside where none is known yet.
    private(set) var files: [String: String?] = [:]
    private(set) var downloads: [Int64: String] = [:]
    /// Whether the lists have been read since the place was lost.
    private(set) var isInStep = false
    package private(set) var eventsHeard = 0

    package init(of installation: Installation, _ people: Operator, in world: World) {
        self.installation = installation
        self.people = people
        self.world = world
        sockets = Sockets(
            self, called: "watcher of \(installation.name)", on: installation.machine, in: world)
        installation.machine.host(self)
    }

    package func begin() {
        // Without power a machine's connections end in silence, but so do its pages.
        if let run, run != installation.host?.number { leave() }
        if connection == nil, let host = installation.host, !host.isStopping {
            client = HTTPClient(method: "GET")
            text = []
            run = host.number
            connection = sockets.connectLocally(to: host.door, pid: 4243)
        }
        world.after(world.between(.seconds(1), .seconds(3))) { self.begin() }
    }

    package func connected(_ connection: ConnectionID) {
        guard connection == self.connection else { return }
        var head = HTTPRequestHead(method: "GET", target: "/api/v1/events")
        head.fields.add("Host", "localhost")
        if let place { head.fields.add("Last-Event-ID", "\(place.run)-\(place.number)") }
        isLost = false
        sockets.send(HTTPRequestWriter.encode(head), on: connection)
    }

    package func received(_ bytes: RawSpan, on connection: ConnectionID) {
        guard connection == self.connection else { return }
        do {
            try client.receive(bytes)
        } catch {
            world.complain("\(installation.name)'s events are broken HTTP: \(error)")
            return leave()
        }
        while let event = client.nextEvent() {
            switch event {
            case .response(let head) where head.status != 200: return leave()
            case .response: break
            case .body(let range): text.append(contentsOf: bytes.extracting(range))
            case .responseEnded: return leave()
            }
        }
        takeBlocks()
        // Now and then the page is closed and opened again.
        if world.happens(0.01) { leave() }
    }

    private func leave() {
        if let connection { sockets.close(connection) }
        connection = nil
    }

    package func inputEnded(on connection: ConnectionID) { leave() }

    package func closed(_ connection: ConnectionID, _ ending: Ending) {
        if connection == self.connection { self.connection = nil }
    }

    package func ended() { sockets.abandon(silently: true) }

    // MARK: Blocks

    private func takeBlocks() {
        while let end = Self.endOfBlock(in: text) {
            let block = String(decoding: text[..<end], as: UTF8.self)
            text.removeFirst(end + 2)
            take(block)
        }
    }

    private static func endOfBlock(in text: [UInt8]) -> Int? {
        text.indices.dropLast().first { text[$0] == 0x0a && text[$0 + 1] == 0x0a }
    }

    private func take(_ block: String) {
        var (id, event, data): (Substring?, Substring?, Document?) = (nil, nil, nil)
        for line in block.split(separator: "\n") {
            if line.hasPrefix("id: ") { id = line.dropFirst(4) }
            if line.hasPrefix("event: ") { event = line.dropFirst(7) }
            if line.hasPrefix("data: ") { data = Document(Array(line.dropFirst(6).utf8)) }
        }
        guard let id else { return }
        let parts = id.split(separator: "-")
        guard parts.count == 2, let number = UInt64(parts[1]) else {
            return world.complain("\(installation.name) calls an event \(id)")
        }
        let run = String(parts[0])
        guard let event else { return began(run, number) }
        guard let data else {
            return world.complain("\(installation.name) tells an event without a document")
        }
        eventsHeard += 1
        if event == "resync" {
            place = (run, number)
            isLost = false
            return readLists()
        }
        if isLost || place?.run != run || place?.number != number - 1 {
            world.complain(
                "\(installation.name) tells event \(id) after \(place.map { "\($0)" } ?? "none")")
        }
        place = (run, number)
        apply(event, data)
    }

    /// The stream says where it begins.
    private func began(_ run: String, _ number: UInt64) {
        if let place {
            isLost = place != (run, number)
        } else {
            place = (run, number)
            readLists()
        }
    }

    // MARK: Lists

    private func readLists() {
        isInStep = false
        people.ask("GET", "/api/v1/files?limit=1000") { [unowned self] reply in
            guard let rows = reply.document?["files"]?.list else { return }
            files = [:]
            for row in rows { files[row["name"]?.text ?? ""] = .some(row["sha256"]?.text) }
            people.ask("GET", "/api/v1/downloads?limit=1000") { [unowned self] reply in
                guard let rows = reply.document?["downloads"]?.list else { return }
                downloads = [:]
                for row in rows { downloads[row["id"]?.integer ?? 0] = row["state"]?.text }
                isInStep = true
            }
        }
    }

    private func apply(_ event: Substring, _ data: Document) {
        switch event {
        case "library":
            let name = data["name"]?.text ?? ""
            if data["change"]?.text == "removed" {
                files[name] = nil
            } else {
                files[name] = .some(data["file"]?["sha256"]?.text)
            }
        case "download": downloads[data["id"]?.integer ?? 0] = data["state"]?.text
        case "node" where data["change"]?.text == "went": nodeWent(data["node"] ?? .null)
        default: break
        }
    }

    /// A bootstrap forgets nobody before his time; a peer nobody within half an hour.
    private func nodeWent(_ node: Document) {
        guard let id = node["id"]?.text.flatMap({ NodeID(hex: $0) }),
            let endpoint = node["address"]?.text.flatMap({ Endpoint($0) })
        else { return }
        if world.takenOff.contains("\(installation.name) \(endpoint)") { return }
        guard installation.settings.role == .bootstrap else {
            return world.complain("\(installation.name) has forgotten \(endpoint)")
        }
        let objection = world.silences.objection(
            to: installation, forgetting: id, at: endpoint, now: world.now)
        if let objection {
            world.complain("\(installation.name) has forgotten \(endpoint): \(objection)")
        }
    }
}
