// The control client: one HTTP/1.1 request to a node on a connection of its own.

import Bytes
import FoundationEssentials
import Glibc
import HTTPWire
import Vocabulary

/// What a node answered, whole.
struct Reply {
    let status: Int
    let body: [UInt8]

    var isGood: Bool { (200..<300).contains(status) }
}

struct Connection {
    let door: Door
    let credentials: Credentials
    let phrases: Phrases

    /// Long enough for a search of a large network.
    private static let patience = Duration.seconds(30)

    func view(_ target: String) throws -> Reply { try whole(request("GET", target)) }

    private static let json = [("Content-Type", "application/json")]

    /// `document`: the body; a change always has one, for its type must be JSON. What is `passed`
    /// goes along, over a socket of this machine.
    func change(
        _ method: String, _ target: String, _ document: some Encodable,
        passing passed: Int32? = nil, patience: Duration = Self.patience
    ) throws -> Reply {
        let body = Array(try JSONEncoder().encode(document))
        return try whole(
            request(method, target, Self.json, body), body, passing: passed, patience: patience)
    }

    /// The body as it is, of that type.
    func put(_ target: String, _ body: [UInt8], _ type: String) throws -> Reply {
        try whole(request("PUT", target, [("Content-Type", type)], body), body)
    }

    /// What lies there, whole, where it is no document.
    func bytes(_ target: String, atMost limit: Int, _ session: Session) throws -> [UInt8] {
        try session.checked(whole(request("GET", target), atMost: limit)).body
    }

    /// What asks a server that is no node of ours.
    func webRequest(_ target: String, at place: HostPort) -> HTTPRequestHead {
        var head = HTTPRequestHead(method: "GET", target: target)
        let isUsual = place.port == 80
        let bare = place.description.dropLast(3)
        head.fields.add("Host", isUsual ? String(bare) : place.description)
        head.fields.add("Connection", "close")
        head.fields.add("Accept", "*/*")
        head.fields.add("User-Agent", "distrishare/\(Version.text)")
        return head
    }

    private func request(
        _ method: String, _ target: String, _ fields: [(String, String)] = [],
        _ body: [UInt8] = []
    ) -> HTTPRequestHead {
        var head = HTTPRequestHead(method: method, target: target)
        head.fields.add("Connection", "close")
        head.fields.add("Accept", "application/json")
        head.fields.add("User-Agent", "distrishare/\(Version.text)")
        switch door {
        case .socket: head.fields.add("Host", "localhost")
        case .tcp(let address):
            head.fields.add("Host", address.description)
            let isChange = method != "GET" && target != "/api/v1/search"
            if let value = credentials.authorization(of: head, body, isChange: isChange) {
                head.fields.add("Authorization", value)
            }
        }
        for (name, value) in fields { head.fields.add(name, value) }
        return head
    }

    private func whole(
        _ head: HTTPRequestHead, _ body: [UInt8] = [], passing passed: Int32? = nil,
        patience: Duration = Self.patience, atMost limit: Int = Limits.documentLength
    ) throws -> Reply {
        var status = 0
        var collected: [UInt8] = []
        try exchange(head, body, passing: passed, patience: patience) {
            status = $0.status
        } content: { bytes in
            guard collected.count + bytes.byteCount <= limit else {
                throw Failure(.failed, phrases.notUnderstood(door.description))
            }
            collected.append(contentsOf: bytes)
        }
        return Reply(status: status, body: collected)
    }

    /// What asks for a shared file, or for the rest of it if it is still the one with that tag.
    func contentRequest(
        _ name: FileName, from offset: Int64 = 0, _ tag: String? = nil
    ) -> HTTPRequestHead {
        var fields: [(String, String)] = []
        if offset > 0, let tag { fields = [("Range", "bytes=\(offset)-"), ("If-Range", tag)] }
        return request("GET", "/files/" + PercentCoding.encodePath(name.path), fields)
    }

    private func exchange(
        _ head: HTTPRequestHead, _ body: [UInt8], passing passed: Int32? = nil,
        patience: Duration, response: (HTTPResponseHead) -> Void, content: (RawSpan) throws -> Void
    ) throws {
        do {
            try stream(
                head, body, passing: passed, patience: patience, response: response,
                content: content)
        } catch let error as SocketError {
            throw failure(error)
        } catch is HTTPViolation {
            throw Failure(.failed, phrases.notUnderstood(door.description))
        }
    }

    /// One request and its answer as it comes. `SocketError` and `HTTPViolation` are thrown on.
    func stream(
        _ head: HTTPRequestHead, _ body: [UInt8] = [], passing passed: Int32? = nil,
        patience: Duration = Self.patience, response: (HTTPResponseHead) throws -> Void,
        content: (RawSpan) throws -> Void
    ) throws {
        let socket = try Socket.connect(to: door)
        try socket.send(HTTPRequestWriter.encode(head, body: body), passing: passed)
        var client = HTTPClient(method: head.method)
        var buffer = [UInt8](repeating: 0, count: Limits.readBuffer)
        while true {
            let count = try socket.receive(into: &buffer, patience: patience)
            if count == 0 { try client.connectionClosed() }
            let isEnded = try buffer.withSpan { span in
                let bytes = span.extracting(0..<count)
                try client.receive(bytes)
                return try take(&client, bytes, response, content)
            }
            if isEnded { return }
            try Signals.check()
        }
    }

    private func take(
        _ client: inout HTTPClient, _ bytes: RawSpan,
        _ response: (HTTPResponseHead) throws -> Void, _ content: (RawSpan) throws -> Void
    ) throws -> Bool {
        var isEnded = false
        while let event = client.nextEvent() {
            switch event {
            case .response(let head): try response(head)
            case .body(let range): try content(bytes.extracting(range))
            case .responseEnded: isEnded = true
            }
        }
        return isEnded
    }

    func failure(_ error: SocketError) -> Failure {
        let place = door.description
        switch error {
        case .cannotConnect(let code) where code == EACCES || code == EPERM:
            return Failure(.refused, phrases.mayNotOpen(place))
        case .cannotConnect(let code):
            return Failure(.noNode, phrases.unreachable(place, systemError(code)))
        case .noSuchHost(let why): return Failure(.noNode, phrases.unreachable(place, why))
        case .tooLong: return Failure(.usage, phrases.pathTooLong(place, Limits.socketPathLength))
        case .broken: return Failure(.failed, phrases.broken(place))
        case .slow: return Failure(.failed, phrases.unreachable(place, phrases.tookTooLong))
        }
    }
}
