// One case: bytes that are read as a server or a client of ours would read them, cut in one way.
//
// Law: nothing is decided here. What is reported is what the machines of HTTPWire said.

import Bytes
import HTTPWire

/// A message as it was understood.
struct UnderstoodMessage: Equatable {
    /// Method and target of a request, the status of a response.
    let start: [String]
    let minor: Int
    let fields: [[String]]
    var body: [UInt8] = []
    /// Bytes of the stream up to its end; known where the stream came byte by byte.
    var end: Int?
    /// Whether the connection stays for another.
    var stays: Bool
}

/// What a machine made of a stream.
struct Reading {
    private(set) var messages: [UnderstoodMessage] = []
    private(set) var violation: HTTPViolation?
    private var isOver = false

    /// The same, however it was cut.
    func means(_ other: Reading) -> Bool {
        violation == other.violation
            && messages.map(Self.withoutEnd) == other.messages.map(Self.withoutEnd)
    }

    private static func withoutEnd(_ message: UnderstoodMessage) -> [String] {
        message.start + ["\(message.minor)", "\(message.stays)", "\(message.end != nil)"]
            + message.fields.flatMap(\.self) + [Hex.encode(message.body)]
    }
}

// MARK: As a server

extension Reading {
    init(requests bytes: [UInt8], slices: Int) {
        var server = HTTPServer()
        for slice in Self.slices(of: bytes, slices) where !isOver {
            let part = Array(bytes[slice])
            do {
                try part.withSpan { span throws(HTTPViolation) in try server.receive(span) }
            } catch {
                violation = error
                isOver = true
            }
            while let event = server.nextEvent() { take(event, part, end: slice.upperBound) }
        }
    }

    /// Behind a request that ends the connection nothing is read.
    private mutating func take(_ event: HTTPServerEvent, _ part: [UInt8], end: Int) {
        if messages.last.map({ $0.end != nil && !$0.stays }) ?? false { return }
        switch event {
        case .request(let head):
            messages.append(
                UnderstoodMessage(
                    start: [head.method, Hex.encode(head.target.utf8)], minor: head.minor,
                    fields: Self.listed(head.fields), stays: head.keepAlive))
        case .body(let range): messages[messages.count - 1].body += part[range]
        case .requestEnded:
            messages[messages.count - 1].end = end
            guard messages.last?.stays == false else { return }
            isOver = true
            violation = nil
        }
    }
}

// MARK: As a client

extension Reading {
    /// The response to one request of that method, and then the end of the connection.
    init(responseTo method: String, bytes: [UInt8], slices: Int) {
        var client = HTTPClient(method: method)
        for slice in Self.slices(of: bytes, slices) where violation == nil {
            let part = Array(bytes[slice])
            do {
                try part.withSpan { span throws(HTTPViolation) in try client.receive(span) }
            } catch {
                violation = error
            }
            while let event = client.nextEvent() { take(event, part, end: slice.upperBound) }
        }
        let stays = client.mayBeReused
        do {
            try client.connectionClosed()
        } catch {
            violation = error
        }
        while let event = client.nextEvent() { take(event, [], end: bytes.count) }
        if !messages.isEmpty { messages[messages.count - 1].stays = stays }
    }

    private mutating func take(_ event: HTTPClientEvent, _ part: [UInt8], end: Int) {
        switch event {
        case .response(let head):
            messages.append(
                UnderstoodMessage(
                    start: ["\(head.status)"], minor: head.minor,
                    fields: Self.listed(head.fields), stays: false))
        case .body(let range): messages[messages.count - 1].body += part[range]
        case .responseEnded: messages[messages.count - 1].end = end
        }
    }
}

extension Reading {
    private static func listed(_ fields: HTTPFields) -> [[String]] {
        fields.all.map { [$0.name, Hex.encode($0.value.utf8)] }
    }

    /// Slices of that many bytes; 0 for the whole at once.
    private static func slices(of bytes: [UInt8], _ length: Int) -> [Range<Int>] {
        guard length > 0, !bytes.isEmpty else { return [0..<bytes.count] }
        return stride(from: 0, to: bytes.count, by: length).map {
            $0..<min($0 + length, bytes.count)
        }
    }
}
