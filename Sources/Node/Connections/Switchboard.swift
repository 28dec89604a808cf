// Every connection of a node, those that came in and those that it dialled.
//
// Law 1. The first byte says which protocol a connection speaks; what speaks none is closed in the
//        same turn, and what says nothing is closed when its time is over.
// Law 2. Answers leave in the order of their requests.
// Law 3. What a connection may hold of our memory ends at a limit, whatever it sends.

import Bytes
import HTTPWire
import JSONWire
import PeerWire
import Vocabulary

/// Who answers: a role.
protocol Attendant: AnyObject {
    /// Ends with a `send…` or `finish` on the connection, in the same turn.
    func answer(
        _ request: JSONRequest, on connection: ConnectionID, from remote: Remote, at now: Instant)
    /// Ends, now or later, with a `reply` to the slip.
    func answer(_ request: Request, from remote: Remote, to slip: ReplySlip, at now: Instant)
    /// The reader of a stream has taken everything that was pushed.
    func drained(_ slip: ReplySlip)
    /// Whether the body of such a request is handed on as it arrives. If not, it is a document.
    func takesBodyAsItArrives(_ head: HTTPRequestHead) -> Bool
    /// Bytes of a document that such a request may bring: more for whoever has proved who he is.
    func bodyLimit(of head: HTTPRequestHead) -> Int
    /// A request has come whose body is handed on: `bodyArrived` follows, then `bodyEnded` or
    /// `bodyBroke`, unless it is answered before. Ends with a `reply` to the slip, but for
    /// `bodyBroke`, after which nobody listens.
    func bodyBegins(
        _ head: HTTPRequestHead, from remote: Remote, to slip: ReplySlip, at now: Instant)
    func bodyArrived(_ bytes: RawSpan, for slip: ReplySlip, at now: Instant)
    func bodyEnded(for slip: ReplySlip, at now: Instant)
    func bodyBroke(for slip: ReplySlip, at now: Instant)
    func callEnded(
        _ purpose: Purpose, at endpoint: Endpoint, _ outcome: CallOutcome, at now: Instant)
    /// Who answers announces; nil where nobody does.
    var tracker: TrackerService? { get }
    /// The head of an answer that is handed on as it arrives.
    func streamBegan(
        _ purpose: Purpose, on connection: ConnectionID, _ head: HTTPResponseHead, at now: Instant)
    func streamArrived(
        _ purpose: Purpose, on connection: ConnectionID, _ bytes: RawSpan, at now: Instant)
    /// Who speaks BitTorrent here; nil where nobody does.
    var swarms: Swarms? { get }
}

final class Switchboard {
    unowned let host: any Host
    unowned var attendant: (any Attendant)!
    let surface: any Surface
    private var fields: OwnFields
    var settings: NodeSettings { didSet { setRates() } }
    /// How fast files may be sent, and the connections on which some are under way that wait.
    var throttle: Throttle
    var shipping: [ConnectionID] = []
    var shippingDeadline: Instant?
    /// Connections whose share of a turn was used up, and when the next turn is.
    var listed: [ConnectionID] = []
    var listedDeadline: Instant?
    var knownHeads = KnownHeads()
    var knownAsks = KnownAsks()
    /// Bytes of documents that may be coded: a turn is short, and a crowd is not all that the loop
    /// cares for.
    var coding = Budget(size: Limits.codedAtOnce, rate: Limits.codedRate)
    private(set) var tally = Tally()
    private var lines: [Line?] = []
    private(set) var count = 0
    /// What was passed on a connection and waits for its request, oldest first.
    var passed: [ConnectionID: [DescriptorID]] = [:]
    private var nextSweep = Instant.start
    /// No new requests are taken any more.
    private(set) var isLeaving = false

    init(
        host: any Host, identity: Identity, surface: any Surface, settings: NodeSettings
    ) {
        self.host = host
        self.surface = surface
        fields = OwnFields(node: "\(identity.id.hex) \(String(identity.instance, radix: 16))")
        self.settings = settings
        throttle = Throttle(inAll: settings.uploadRate, perPeer: settings.perPeerRate)
    }

    // MARK: The table

    func line(_ id: ConnectionID) -> Line? {
        let slot = Int(truncatingIfNeeded: id.raw & 0xffff_ffff)
        guard slot < lines.count, let line = lines[slot], line.id == id else { return nil }
        return line
    }

    private func open(_ line: Line) {
        let slot = Int(truncatingIfNeeded: line.id.raw & 0xffff_ffff)
        while lines.count <= slot { lines.append(nil) }
        if lines[slot] == nil { count += 1 }
        lines[slot] = line
    }

    private func drop(_ id: ConnectionID) {
        let slot = Int(truncatingIfNeeded: id.raw & 0xffff_ffff)
        guard slot < lines.count, lines[slot]?.id == id else { return }
        lines[slot] = nil
        count -= 1
        if !passed.isEmpty { forgetPassed(on: id) }
    }

    /// Whether a transfer or an answer is still under way.
    var isBusy: Bool {
        lines.contains { line in
            switch line?.state {
            case .none, .sniffing, .json, .peer: false
            case .http(let exchange): !exchange.isResting
            case .leaving, .calling: true
            }
        }
    }

    // MARK: What the host tells

    func accepted(_ id: ConnectionID, from remote: Remote, at now: Instant) {
        let deadline = now + Limits.sniffingTimeout
        open(Line(id: id, remote: remote, state: .sniffing, deadline: deadline))
    }

    func connected(_ id: ConnectionID, at now: Instant) {
        guard let line = line(id) else { return }
        switch line.state {
        case .calling(let call): connected(call, line, at: now)
        case .peer(let session): attendant.swarms?.connected(session, at: now)
        case .sniffing, .json, .http, .leaving: break
        }
    }

    func received(_ bytes: RawSpan, on id: ConnectionID, at now: Instant) {
        guard let line = line(id), bytes.byteCount > 0 else { return }
        if case .sniffing = line.state {
            if answersKnownAsk(bytes, line, at: now) { return }
            sniff(bytes, line, at: now)
        }
        switch line.state {
        case .sniffing: hangUp(line, at: now)
        case .json: receivedJSON(bytes, line, at: now)
        case .http(let exchange): receivedHTTP(bytes, exchange, line, at: now)
        case .leaving: break
        case .calling(let call): received(bytes, call, line, at: now)
        case .peer(let session): attendant.swarms?.received(bytes, session, at: now)
        }
    }

    /// Blocks of BitTorrent alone have a place before they come.
    func receive(
        on id: ConnectionID, at now: Instant, by read: (inout MutableRawSpan) -> Int
    ) -> Int? {
        guard let line = line(id), case .peer(let session) = line.state else { return nil }
        return attendant.swarms?.receive(session, at: now, by: read)
    }

    func inputEnded(on id: ConnectionID, at now: Instant) {
        guard let line = line(id) else { return }
        switch line.state {
        case .sniffing: hangUp(line, at: now)  // connect and close: somebody looked whether we live
        case .json: endedJSON(line)
        case .http(let exchange): endedHTTP(exchange, line, at: now)
        case .leaving: break
        case .calling(let call): ended(call, line, isClean: true, at: now)
        case .peer: hangUp(line, at: now)
        }
    }

    func drained(_ id: ConnectionID, at now: Instant) {
        guard let line = line(id) else { return }
        if case .peer(let session) = line.state {
            attendant.swarms?.drained(session, at: now)
        } else {
            line.shipment == nil ? taken(line, at: now) : dispatch(at: now)
        }
    }

    /// Everything that was said on a connection has gone to the kernel.
    func taken(_ line: Line, at now: Instant) {
        guard case .http(let exchange) = line.state else { return }
        if exchange.isOpenEnded { return drainedStream(exchange, line) }
        exchange.unsentAnswers = 0
        exchange.unsentBytes = 0
        restartClocks(exchange, at: now)
        setDeadline(exchange, line, at: now)
        serve(exchange, line, at: now)
    }

    func closed(_ id: ConnectionID, _ ending: Ending, at now: Instant) {
        guard let line = line(id) else { return }
        if case .calling(let call) = line.state {
            return closed(call, line, ending, at: now)
        }
        drop(id)
        if case .peer(let session) = line.state {
            host.log(.debug, "swarm", "\(session.endpoint) is gone: \(ending)")
        }
        broken(line, at: now)
    }

    // MARK: Beginning and ending

    /// The choice of architecture: one port, and the first bytes tell.
    private func sniff(_ bytes: RawSpan, _ line: Line, at now: Instant) {
        line.deadline = now + Limits.requestTimeout
        switch Opening(bytes) {
        case .bitTorrent:
            guard case .tcp(let endpoint) = line.remote, !isLeaving,
                let session = attendant.swarms?.accepted(line.id, from: endpoint, at: now)
            else { return }
            line.state = .peer(session)
        case .http: line.state = .http(HTTPExchange())
        case .json: if settings.servesJSON { line.state = .json(JSONServer()) }
        case .unknown: break
        }
    }

    /// Closes at once.
    func hangUp(_ line: Line, at now: Instant) {
        drop(line.id)
        host.close(line.id)
        broken(line, at: now)
    }

    /// Ends one call at once; nothing is told.
    func hangUp(callOn id: ConnectionID) {
        guard let line = line(id), case .calling(let call) = line.state else { return }
        call.isResting = false
        drop(id)
        host.close(id)
    }

    /// Whoever took a body from a connection that is gone is told, and whoever spoke BitTorrent on
    /// it.
    private func broken(_ line: Line, at now: Instant) {
        switch line.state {
        case .http(let exchange): giveUpArriving(exchange, line, at: now)
        case .peer(let session): attendant.swarms?.ended(session, at: now)
        case .sniffing, .json, .leaving, .calling: break
        }
    }

    /// Closes once everything queued was sent. `interrupting`: the other side may still be talking.
    func leave(_ line: Line, at now: Instant, interrupting: Bool = false) {
        broken(line, at: now)
        line.state = .leaving
        line.deadline = now + settings.idleTimeout
        end(line, interrupting: interrupting)
    }

    @discardableResult
    func dial(_ call: Call, timeout: Duration, at now: Instant) -> ConnectionID {
        let id = host.connect(to: call.endpoint)
        open(
            Line(
                id: id, remote: .tcp(call.endpoint), state: .calling(call),
                deadline: now + timeout))
        return id
    }

    /// Dials somebody who speaks BitTorrent; `connected` or `ended` of the session follows.
    func dial(_ endpoint: Endpoint, at now: Instant, _ session: (ConnectionID) -> PeerSession) {
        let id = host.connect(to: endpoint)
        open(
            Line(
                id: id, remote: .tcp(endpoint), state: .peer(session(id)),
                deadline: now + Limits.sniffingTimeout))
    }

    /// Closes a connection of BitTorrent at once; nothing is told.
    func hangUp(peer id: ConnectionID) {
        guard let line = line(id), case .peer = line.state else { return }
        drop(id)
        host.close(id)
    }

    /// Ends a connection of BitTorrent after what was said last; nothing is heard of it any more.
    func part(fromPeer id: ConnectionID) {
        guard let line = line(id), case .peer = line.state else { return }
        drop(id)
        host.interrupt(id)
    }

    /// Lets the other side of a call wait, or go on.
    func hold(_ id: ConnectionID, _ isHeld: Bool) {
        guard let line = line(id), case .calling(let call) = line.state else { return }
        call.isHeld = isHeld
        isHeld ? host.pauseReading(id) : host.resumeReading(id)
    }

    /// Ends the calls for a purpose; nothing is told. Whether one of them had reached somebody.
    @discardableResult
    func cancel(_ purpose: Purpose) -> Bool {
        var wasConnected = false
        for case .some(let line) in lines {
            guard case .calling(let call) = line.state, call.purpose == purpose else { continue }
            wasConnected = wasConnected || call.isConnected
            drop(line.id)
            host.close(line.id)
        }
        return wasConnected
    }

    /// Ends a call and tells how.
    func end(_ call: Call, _ line: Line, _ outcome: CallOutcome, at now: Instant) {
        drop(line.id)
        host.close(line.id)
        attendant.callEnded(call.purpose, at: call.endpoint, outcome, at: now)
    }

    /// Closes what waits for us to say something, so that we can stop.
    func stopListening(at now: Instant) {
        isLeaving = true
        for case .some(let line) in lines {
            switch line.state {
            case .sniffing, .json, .peer: hangUp(line, at: now)
            case .http(let exchange) where exchange.isResting: hangUp(line, at: now)
            case .http(let exchange): exchange.isLast = true
            case .leaving, .calling: break
            }
        }
    }
}

// MARK: Deadlines

extension Switchboard {
    var nextDeadline: Instant? {
        guard count > 0 else { return nil }
        return min(listedDeadline ?? nextSweep, shippingDeadline ?? nextSweep, nextSweep)
    }

    /// Looks at the deadlines of all connections, once a second.
    /// O(connections): at ten thousand a few dozen microseconds; do not be clever here.
    func deadlineReached(at now: Instant) {
        if let due = shippingDeadline, due <= now { dispatch(at: now) }
        if let due = listedDeadline, due <= now { serveListed(at: now) }
        guard now >= nextSweep else { return }
        nextSweep = now + Limits.sweepInterval
        for case .some(let line) in lines where line.deadline <= now { expired(line, at: now) }
    }

    private func expired(_ line: Line, at now: Instant) {
        // Whoever waits for our rate is not to blame.
        if isMoving(line) || line.shipment != nil && !host.hasUnsent(on: line.id) {
            line.deadline = now + settings.idleTimeout
            return
        }
        switch line.state {
        case .sniffing, .leaving: hangUp(line, at: now)
        case .json:
            count(.malformed)
            host.send(JSONReply.malformed, on: line.id)
            leave(line, at: now)
        case .http(let exchange): expired(exchange, line, at: now)
        // Its machine knows what is late.
        case .peer: line.deadline = now + settings.idleTimeout
        case .calling(let call) where call.isHeld: line.deadline = now + settings.idleTimeout
        case .calling(let call): end(call, line, .failed(.timedOut), at: now)
        }
    }

    /// Bytes that are enough in an idle timeout. Where a rate of ours holds it up, one is.
    private func leastSent(_ line: Line) -> UInt64 {
        guard line.shipment == nil else { return 1 }
        return UInt64(max(1, settings.idleTimeout.inSeconds * Double(Limits.answerRate)))
    }

    /// Whether the other side took enough since the deadline was set.
    private func isMoving(_ line: Line) -> Bool {
        let sent = host.bytesSent(on: line.id)
        defer { line.sentBefore = sent }
        switch line.state {
        case .leaving: return sent >= line.sentBefore &+ leastSent(line)
        case .http(let exchange):
            // A stream is small, and says little: any byte will do.
            let least = exchange.isOpenEnded ? 1 : leastSent(line)
            return exchange.unsentAnswers > 0 && sent >= line.sentBefore &+ least
        case .sniffing, .json, .calling, .peer: return false
        }
    }

    /// What every answer carries, as lines of its head.
    var ownLines: OwnLines { fields.lines(at: host.wallTime) }

    // MARK: Counting

    func count(_ status: Int) { tally.answered(status) }
    func count(_ kind: Tally.JSONKind) { tally.asked(kind) }
}

extension Host {
    func send(_ bytes: [UInt8], on connection: ConnectionID) {
        bytes.withSpan { send($0, on: connection, more: false) }
    }
}
