// The first answer, which all others are held against. It is fetched the ordinary way, over the
// reactor's connections and HTTPWire's client: what is measured is not measured by itself.

import Bytes
import Digest
import HTTPWire
import JSONWire
import Reactor
import Vocabulary

/// Fetches a file once.
final class ReferenceFetch: ConnectionHandler {
    /// Told once, on the loop.
    private let told: (Result<Reference, LoadFailure>) -> Void
    private let connections: Connections
    private let request: [UInt8]
    private var client: HTTPClient?
    private var content: [UInt8] = []
    private var length: Int64 = 0
    /// Where the content is too long to be kept.
    private var digest: SHA256?
    private var patience: Timer?
    private var isDone = false

    /// `request` is sent as it is; what comes is read in its dialect.
    init(
        _ request: [UInt8], _ dialect: LoadDialect, from node: Endpoint, on loop: Loop,
        told: @escaping (Result<Reference, LoadFailure>) -> Void
    ) {
        self.told = told
        self.request = request
        connections = Connections(loop)
        client = dialect == .json ? nil : HTTPClient(method: "GET")
        connections.handler = self
        patience = Timer(loop) { [unowned self] in end(.failure(.silent)) }
        patience?.arm(after: Limits.loadPatience)
        _ = connections.connect(to: node)
    }

    func connected(_ id: ConnectionID) {
        request.withSpan { bytes in _ = connections.send(bytes, on: id) }
    }

    func received(_ bytes: RawSpan, on id: ConnectionID) {
        guard !isDone else { return }
        patience?.arm(after: Limits.loadPatience)
        guard client != nil else { return keep(bytes) }
        do {
            try client?.receive(bytes)
            try takeEvents(bytes)
        } catch let failure as LoadFailure {
            end(.failure(failure))
        } catch {
            end(.failure(.badHead))
        }
    }

    private func takeEvents(_ bytes: RawSpan) throws {
        while let event = client?.nextEvent() {
            switch event {
            case .response(let head):
                guard head.status == 200 else { throw LoadFailure.status(head.status) }
            case .body(let range): keep(bytes.extracting(range))
            case .responseEnded: end(.success(reference()))
            }
        }
    }

    func inputEnded(on id: ConnectionID) {
        guard !isDone else { return }
        if client == nil { return endContent() }
        do {
            try client?.connectionClosed()
            end(.success(reference()))
        } catch {
            end(.failure(length == 0 ? .empty : .tooShort))
        }
    }

    func closed(_ id: ConnectionID, _ reason: CloseReason) {
        switch reason {
        case .connectFailed(let code): end(.failure(.connect(code)))
        case .failed(let code): end(.failure(.broken(code)))
        default: end(.failure(length == 0 ? .empty : .tooShort))
        }
    }

    func accepted(_ id: ConnectionID, from remote: Remote) {}
    func drained(_ id: ConnectionID) {}
    func needsResidency(of id: ConnectionID, fd: Int32, range: Range<Int64>) {}

    private func keep(_ bytes: RawSpan) {
        length += Int64(bytes.byteCount)
        if digest == nil, length > Int64(Limits.loadReferenceLength) {
            let begun = SHA256()
            content.withUnsafeBytes { begun.update($0) }
            content = []
            digest = begun
        }
        if let digest {
            bytes.withUnsafeBytes { digest.update($0) }
        } else {
            content.append(contentsOf: bytes)
        }
    }

    /// The old dialect has no lengths. An empty file cannot be told from a server that gave up.
    private func endContent() {
        if JSONReply.errors.contains(content) {
            end(.failure(.refused(String(decoding: content, as: UTF8.self))))
        } else {
            end(length == 0 ? .failure(.empty) : .success(reference()))
        }
    }

    private func reference() -> Reference {
        digest.map { Reference(digest: $0.finish(), length: length) } ?? Reference(bytes: content)
    }

    private func end(_ result: Result<Reference, LoadFailure>) {
        guard !isDone else { return }
        isDone = true
        patience = nil
        told(result)
    }
}
