// What a load test is to do, and why it could not begin.

import Bytes
import Digest
import HTTPWire
import JSONWire
import Reactor
import Vocabulary

/// How files are asked for.
package enum LoadDialect: String, CaseIterable, Sendable {
    /// The old dialect: a connection for each file, whose end is the file's end.
    case json
    /// HTTP/1.1, `/files/NAME` as a node serves it; the connection is kept.
    case http
    /// HTTP/1.0, `/NAME` as any web server serves it; a connection for each file. (On a node the
    /// files lie beneath `files/`.)
    case http10
}

/// What every answer is held against, byte by byte.
package enum LoadExpectation: Sendable {
    /// The first answer, fetched before the clock starts.
    case firstAnswer
    /// A file on this machine.
    case file(path: String)
    /// A digest. It costs the client more than comparing does.
    case digest(Digest256)
}

package struct LoadOptions: Sendable {
    package var node: Endpoint
    package var file: FileName
    /// Requests that run at the same time.
    package var connections: Int
    /// How long requests are begun.
    package var duration: Duration
    /// Requests a second in all, begun at fixed moments whatever the answers do (an open loop);
    /// nil: each answer begins the next request (a closed loop).
    package var rate: Int?
    /// Requests in all, after which the test is over before its time; nil: as many as go.
    package var requests: Int?
    package var dialect: LoadDialect
    package var secret: Secret?
    package var expectation: LoadExpectation

    package init(
        node: Endpoint, file: FileName, connections: Int, duration: Duration, rate: Int? = nil,
        requests: Int? = nil, dialect: LoadDialect = .http, secret: Secret? = nil,
        expectation: LoadExpectation = .firstAnswer
    ) {
        precondition(
            connections > 0 && rate ?? 1 > 0 && requests ?? 1 > 0, "a load is at least one request")
        self.node = node
        self.file = file
        self.connections = connections
        self.duration = duration
        self.rate = rate
        self.requests = requests
        self.dialect = dialect
        self.secret = secret
        self.expectation = expectation
    }

    /// The bytes of one request; nil where the dialect has no room for them.
    var request: [UInt8]? {
        switch dialect {
        case .json: JSONAsk.download(filename: file.path, secret: secret?.text ?? "")
        case .http: httpRequest("/files/" + file.path, minor: 1)
        case .http10: httpRequest("/" + file.path, minor: 0)
        }
    }

    private func httpRequest(_ path: String, minor: Int) -> [UInt8] {
        var head = HTTPRequestHead(method: "GET", target: PercentCoding.encodePath(path))
        head.minor = minor
        if minor > 0 { head.fields.set("host", node.description) }
        if let secret {
            // Any text may be a password, not any text a bearer's token (RFC 6750, section 2.1).
            let basic = Base64.encode([UInt8(ascii: ":")] + secret.bytes)
            head.fields.set("authorization", "Basic " + basic)
        }
        return HTTPRequestWriter.encode(head)
    }
}

/// Why there was nothing to measure.
package enum LoadError: Error, CustomStringConvertible {
    /// The old dialect has no room for so long a name and secret.
    case nameTooLong
    /// The file of `LoadExpectation.file` cannot be read.
    case cannotRead(SystemError)
    /// The answer that all others were to be held against did not come.
    case noFirstAnswer(LoadFailure)
    /// This machine does not give what the test needs.
    case system(SystemError)

    package var description: String {
        switch self {
        case .nameTooLong: "the name does not fit into a request of this protocol"
        case .cannotRead(let error), .system(let error): error.description
        case .noFirstAnswer(let failure): "the first download failed: \(failure)"
        }
    }
}
