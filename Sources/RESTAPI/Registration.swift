// What peers and bootstraps say to each other: a registration, and the welcome that answers it.
//
// Law: what a stranger sends is bounded before it is kept: names by length, lists by count.

import Node
import Vocabulary

struct RegistrationDocument: Encodable {
    let v = 1
    let id: String
    let instance: String
    let name: String
    let port: UInt16
    let zone: String
    let version: String
    let files: Int
    let advertise: OrNull<String>
    let generation: OrNull<String>

    init(_ registration: Registration) {
        id = registration.id.hex
        instance = Bits64.text(registration.instance)
        name = registration.name
        port = registration.port
        zone = registration.zone
        version = registration.version
        files = registration.files
        advertise = OrNull(registration.advertise?.description)
        generation = OrNull(registration.generation.map(Bits64.text))
    }
}

struct RegistrationBody: Versioned {
    let v: Int?
    let id: String
    let instance: String
    let name: String
    let port: Whole<UInt16>
    let zone: String
    let version: String
    let files: Whole<Int>
    let advertise: String?
    let generation: String?

    static func read(_ bytes: [UInt8]) throws(Refusal) -> Registration {
        try JSON.read(Self.self, from: bytes).registration()
    }

    private func registration() throws(Refusal) -> Registration {
        guard let id = NodeID(hex: id) else { throw wrong("id", "64 hexadecimal digits") }
        guard let instance = Bits64.value(instance) else {
            throw wrong("instance", "16 hexadecimal digits")
        }
        guard port.value > 0 else { throw wrong("port", "a number from 1 to 65535") }
        guard files.value >= 0 else { throw wrong("files", "a number that is not negative") }
        for (member, text) in [("name", name), ("zone", zone), ("version", version)]
        where text.unicodeScalars.count > Limits.nodeNameLength {
            throw wrong(member, "at most \(Limits.nodeNameLength) characters long")
        }
        return Registration(
            id: id, instance: instance, name: name, port: port.value, zone: zone, version: version,
            files: files.value, advertise: try advertised(), generation: try known())
    }

    private func advertised() throws(Refusal) -> HostPort? {
        guard let advertise else { return nil }
        guard let address = HostPort(advertise) else {
            throw wrong("advertise", "HOST:PORT or [IPV6]:PORT")
        }
        return address
    }

    private func known() throws(Refusal) -> UInt64? {
        guard let generation else { return nil }
        guard let value = Bits64.value(generation) else {
            throw wrong("generation", "16 hexadecimal digits")
        }
        return value
    }

    private func wrong(_ member: String, _ what: String) -> Refusal {
        Refusal(400, "\"\(member)\" must be \(what).")
    }
}

struct WelcomeDocument: Encodable {
    let v = 1
    let you: String
    let generation: String
    let nodes: OrNull<[NodeDocument]>

    init(_ welcome: Welcome) {
        you = welcome.you.description
        generation = Bits64.text(welcome.generation)
        nodes = OrNull(welcome.nodes?.map(NodeDocument.init))
    }
}

struct WelcomeBody: Versioned {
    let v: Int?
    let you: String
    let generation: String
    let nodes: Bounded<NodeBody>?

    /// Nil where a member holds what its type cannot.
    var welcome: Welcome? {
        guard let you = Endpoint(you), let generation = Bits64.value(generation) else { return nil }
        guard let nodes else { return Welcome(you: you, generation: generation, nodes: nil) }
        let views = nodes.elements.compactMap(\.view)
        guard views.count == nodes.elements.count else { return nil }
        return Welcome(you: you, generation: generation, nodes: views)
    }
}
