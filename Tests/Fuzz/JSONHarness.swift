// The old JSON dialect: what clients ask of us, and what bootstraps answer.

import Bytes
import JSONWire
import Vocabulary

extension Harness {
    static let jsonServer = Harness(name: "jsonserver") { bytes in
        JSONAgreement.expect(on: bytes)
        let whole = Answered(bytes, [0..<bytes.count])
        for way in Cuts.ways(of: bytes) {
            // What is wrong twice may be found in another order; that it is wrong may not change.
            let other = Answered(bytes, way)
            expect(other.request, equals: whole.request, "cuts change nothing")
            expect(
                other.violation == nil, equals: whole.violation == nil,
                "cuts make nothing right or wrong")
        }
        guard let request = whole.request else { return }
        expect(bytes.count <= Limits.jsonRequestLength, "a request keeps its limit")
        guard let again = request.bytes, again.count <= Limits.jsonRequestLength else { return }
        expect(
            Answered(again, [0..<again.count]).request, equals: request,
            "what is read can be asked again")
    }

    static let jsonNodes = Harness(name: "jsonnodes") { bytes in
        guard let nodes = JSONReply.parseNodes(bytes) else { return }
        for node in nodes {
            expect(
                (1...65535).contains(node.port)
                    && (HostPort.isName(node.host) || IPAddress(node.host) != nil),
                "a node of a list can be dialled: \(node)")
        }
        let endpoints = nodes.compactMap { node in
            IPAddress(node.host).flatMap { Endpoint($0, port: node.port) }
        }
        let reply = JSONReply.nodes(endpoints, limit: 1 << 20)
        let again = JSONReply.parseNodes(reply)?.map { "\($0)" }
        expect(
            again,
            equals: endpoints.map { "\((host: $0.address.description, port: Int($0.port)))" },
            "what is written can be read")
        let limit = Cuts.anywhere(in: reply).first?.upperBound ?? 0
        if limit > 12 {
            let cut = JSONReply.nodes(endpoints, limit: limit)
            expect(cut.count <= limit, "an answer keeps its limit")
            expect(JSONReply.parseNodes(cut) != nil, "a shortened list is a list")
        }
        expectBeginnings(of: bytes, nodes.map { "\($0)" })
    }

    /// Old bootstraps' answers come cut: what is whole of them counts.
    private static func expectBeginnings(of bytes: [UInt8], _ nodes: [String]) {
        guard let end = Cuts.anywhere(in: bytes).first?.upperBound else { return }
        let beginning = Array(bytes[..<end])
        let some = JSONReply.parseNodes(beginning)?.map { "\($0)" }
        // A list of nothing but its beginning may be empty, but it is one.
        expect(some != nil, "the beginning of a list is a list")
        // A second list would replace the first, and an escape could hide its name.
        let text = String(decoding: bytes, as: UTF8.self)
        guard !bytes.contains(UInt8(ascii: "\\")), text.ranges(of: "\"nodes\"").count == 1 else {
            return
        }
        expect(nodes.starts(with: some ?? []), "the beginning of a list has its first nodes")
    }
}

/// What a server made of a connection that sent `bytes` and ended.
private struct Answered {
    var request: JSONRequest?
    var violation: JSONViolation?

    init(_ bytes: [UInt8], _ ranges: [Range<Int>]) {
        var server = JSONServer()
        bytes.withSpan { span in
            for range in ranges where violation == nil {
                do throws(JSONViolation) {
                    try server.receive(span.extracting(range))
                } catch {
                    violation = error
                }
            }
        }
        do {
            try server.inputEnded()
        } catch {
            expect(violation == nil || violation == error, "a violation stays what it is")
            violation = error
        }
        request = server.nextEvent()
        expect(server.nextEvent(), equals: nil, "a request is given out once")
        guard let violation else { return }
        expect(request, equals: nil, "who was refused has asked nothing")
        do {
            try [0x20].withSpan { span throws(JSONViolation) in try server.receive(span) }
            expect(false, "who was refused stays refused")
        } catch {
            expect(error, equals: violation, "who was refused stays refused")
        }
    }
}

extension JSONRequest {
    /// The same as we would ask it, where we would.
    fileprivate var bytes: [UInt8]? {
        switch self {
        case .register(let ip, let port):
            UInt16(exactly: port).map { JSONAsk.register(ip: ip, port: $0) }
        case .search(let filename, let secret):
            JSONAsk.search(filename: filename, secret: secret)
        case .download(let filename, let secret):
            JSONAsk.download(filename: filename, secret: secret)
        }
    }
}
