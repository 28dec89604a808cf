// The receiving half of a connection in the old JSON dialect, without the socket.
//
// Law 1. A connection carries one object and nothing after it but white space.
// Law 2. An object ends where its outermost brace closes, however the network slices it;
//        only then is it read, once, so a slow sender costs no more than a fast one.

import Bytes
import Vocabulary

/// What one object asked.
package enum JSONRequest: Equatable, Sendable {
    /// To be listed, and to be told of others. The port is whatever integer was sent.
    case register(ip: String, port: Int)
    /// Whether this name is here. A missing secret is "".
    case search(filename: String, secret: String)
    /// The bytes of this name. A missing secret is "".
    case download(filename: String, secret: String)
}

/// How a client of the dialect can be wrong.
package enum JSONViolation: Error, Equatable {
    /// Not JSON, or not an object alone (answered with `JSONReply.malformed`).
    case malformed
    /// An object of JSON, but of no known type, or its fields are missing or of another type
    /// (answered with `JSONReply.unknownMessage`).
    case unknown
    /// More than `Limits.jsonRequestLength` bytes.
    case tooLong
}

/// Bytes in, at most one request out.
package struct JSONServer {
    private enum State {
        case reading(JSONObjectEnd)
        case whole(JSONRequest)
        case asked
        case failed(JSONViolation)
    }

    private var state = State.reading(JSONObjectEnd())
    private var object: [UInt8] = []
    private var length = 0

    package init() {}

    /// Whether nothing has arrived yet.
    package var isFresh: Bool { length == 0 }

    /// Whether the object has arrived and was understood.
    package var isWhole: Bool {
        switch state {
        case .whole, .asked: true
        case .reading, .failed: false
        }
    }

    /// Takes what was read. After a violation every further call throws the same one.
    package mutating func receive(_ bytes: RawSpan) throws(JSONViolation) {
        do {
            try take(bytes)
        } catch {
            fail(error)
            throw error
        }
    }

    /// The client closed its half: that ends an object that never closed. A connection
    /// without a byte is a liveness check, and no violation.
    package mutating func inputEnded() throws(JSONViolation) {
        switch state {
        case .reading where length > 0:
            fail(.malformed)
            throw .malformed
        case .failed(let violation): throw violation
        case .reading, .whole, .asked: return
        }
    }

    /// What was asked, once.
    package mutating func nextEvent() -> JSONRequest? {
        guard case .whole(let request) = state else { return nil }
        state = .asked
        return request
    }

    private mutating func take(_ bytes: RawSpan) throws(JSONViolation) {
        if case .failed(let violation) = state { throw violation }
        length += bytes.byteCount
        guard length <= Limits.jsonRequestLength else { throw .tooLong }
        guard case .reading(var end) = state else {
            return try Self.expectWhiteSpace(bytes, from: 0)
        }
        let place = try end.find(in: bytes)
        object.append(contentsOf: bytes.extracting(0..<(place ?? bytes.byteCount)))
        guard let place else {
            state = .reading(end)
            return
        }
        try Self.expectWhiteSpace(bytes, from: place)
        state = .whole(try JSONRequest(object: object))
        object = []
    }

    private mutating func fail(_ violation: JSONViolation) {
        state = .failed(violation)
        object = []
    }

    private static func expectWhiteSpace(_ bytes: RawSpan, from start: Int) throws(JSONViolation) {
        for offset in start..<bytes.byteCount where !JSONReader.isWhiteSpace(bytes[offset]) {
            throw .malformed
        }
    }
}

extension JSONRequest {
    /// Reads one whole object. Members of no meaning here are skipped, whatever they are.
    fileprivate init(object bytes: [UInt8]) throws(JSONViolation) {
        let fields = try Fields(of: bytes)
        switch fields.type?.string {
        case "register":
            guard let ip = fields.ip?.string, let port = fields.port?.integer else {
                throw .unknown
            }
            self = .register(ip: ip, port: port)
        case "search":
            let (filename, secret) = try fields.nameAndSecret()
            self = .search(filename: filename, secret: secret)
        case "download":
            let (filename, secret) = try fields.nameAndSecret()
            self = .download(filename: filename, secret: secret)
        default: throw .unknown
        }
    }

    /// The members that mean something; of several with one name the last, as in Python's json.
    private struct Fields {
        private(set) var type, ip, port, filename, secret: JSONValue?

        init(of object: [UInt8]) throws(JSONViolation) {
            var reader = JSONReader(object)
            do throws(JSONReader.Failure) {
                try reader.wholeObject { reader, name throws(JSONReader.Failure) in
                    let value = try reader.value(depth: 2)
                    switch name {
                    case "type": type = value
                    case "ip": ip = value
                    case "port": port = value
                    case "filename": filename = value
                    case "secret": secret = value
                    default: break
                    }
                }
            } catch {
                throw .malformed
            }
        }

        func nameAndSecret() throws(JSONViolation) -> (String, String) {
            guard let filename = filename?.string, let secret = (secret ?? .string("")).string
            else { throw .unknown }
            return (filename, secret)
        }
    }
}
