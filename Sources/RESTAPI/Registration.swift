// What peers and bootstraps say to each other: a registration, and the welcome that answers it.
//
// Law: what a stranger sends is bounded before it is kept: names by length, lists by count.

import Node
import Vocabulary

struct RegistrationDocument: Document {
    let registration: Registration

    init(_ registration: Registration) { self.registration = registration }

    func write(to json: inout JSONWriter) {
        json.add("advertise", registration.advertise?.description)
        json.add("files", registration.files)
        json.add("generation", registration.generation.map(Bits64.text))
        json.add("id", registration.id.hex)
        if let report = registration.report { json.add("index", ReportDocument(report)) }
        json.add("instance", Bits64.text(registration.instance))
        json.add("name", registration.name)
        json.add("port", registration.port)
        json.add("v", 1)
        json.add("version", registration.version)
        json.add("zone", registration.zone)
    }
}

extension Registration {
    init(_ body: Body) throws(Refusal) {
        let id = NodeID(hex: try body.text("id"))
        guard let id else { throw Body.wrong("id", "64 hexadecimal digits") }
        let instance = Bits64.value(try body.text("instance"))
        guard let instance else { throw Body.wrong("instance", "16 hexadecimal digits") }
        let port: UInt16 = try body.whole("port")
        guard port > 0 else { throw Body.wrong("port", "a number from 1 to 65535") }
        let files: Int = try body.whole("files")
        guard files >= 0 else { throw Body.wrong("files", "a number that is not negative") }
        self.init(
            id: id, instance: instance, name: try Self.name("name", body), port: port,
            zone: try Self.name("zone", body), version: try Self.name("version", body),
            files: files, advertise: try Self.advertised(body), generation: try Self.known(body),
            report: try body.bodyIfAny("index").map { body throws(Refusal) in
                try IndexReport(body)
            })
    }

    private static func name(_ member: String, _ body: Body) throws(Refusal) -> String {
        let text = try body.text(member)
        guard text.unicodeScalars.count <= Limits.nodeNameLength else {
            throw Body.wrong(member, "at most \(Limits.nodeNameLength) characters long")
        }
        return text
    }

    private static func advertised(_ body: Body) throws(Refusal) -> HostPort? {
        guard let text = try body.textIfAny("advertise") else { return nil }
        guard let address = HostPort(text) else {
            throw Body.wrong("advertise", "HOST:PORT or [IPV6]:PORT")
        }
        return address
    }

    private static func known(_ body: Body) throws(Refusal) -> UInt64? {
        guard let text = try body.textIfAny("generation") else { return nil }
        guard let value = Bits64.value(text) else {
            throw Body.wrong("generation", "16 hexadecimal digits")
        }
        return value
    }
}

struct WelcomeDocument: Document {
    let welcome: Welcome

    init(_ welcome: Welcome) { self.welcome = welcome }

    func write(to json: inout JSONWriter) {
        json.add("generation", Bits64.text(welcome.generation))
        if let receipt = welcome.receipt { json.add("index", ReceiptDocument(receipt)) }
        if let nodes = welcome.nodes {
            json.add("nodes", nodes.map(NodeDocument.init))
        } else {
            json.addNull("nodes")
        }
        json.add("v", 1)
        json.add("you", welcome.you.description)
    }
}

extension Welcome {
    /// Nil where a member holds what its type cannot.
    init?(_ body: Body) throws(Refusal) {
        let (you, generation) = (
            Endpoint(try body.text("you")), Bits64.value(try body.text("generation"))
        )
        let bodies = try body.bodiesIfAny("nodes")
        guard let you, let generation else { return nil }
        var nodes: [NodeView]?
        if let bodies {
            nodes = []
            for body in bodies {
                guard let node = try NodeView(body) else { return nil }
                nodes?.append(node)
            }
        }
        self.init(
            you: you, generation: generation, nodes: nodes,
            receipt: try body.bodyIfAny("index").map { body throws(Refusal) in
                try IndexReceipt(body)
            })
    }
}
