// HTTP on a connection that came in: requests are put together, answered one after the other, and
// their answers leave in order. While one waits for its answer the others wait here, and when there
// are too many of them the connection is not read.

import Bytes
import HTTPWire
import Vocabulary

extension Switchboard {
    func receivedHTTP(_ bytes: RawSpan, _ exchange: HTTPExchange, _ line: Line, at now: Instant) {
        guard exchange.violation == nil else { return }
        do throws(HTTPViolation) {
            try exchange.machine.receive(bytes)
        } catch {
            collect(bytes, exchange, line, at: now)
            if case .http = line.state {
                refuse(error.status, "the request breaks the protocol", exchange, line, at: now)
            }
            return
        }
        collect(bytes, exchange, line, at: now)
    }

    /// The other side will send nothing more; what it asked is still answered.
    func endedHTTP(_ exchange: HTTPExchange, _ line: Line) {
        exchange.isLast = true
        if exchange.answering == nil, exchange.waiting.isEmpty {
            line.state = .leaving
            host.finish(line.id)
        }
    }

    private func collect(_ bytes: RawSpan, _ exchange: HTTPExchange, _ line: Line, at now: Instant)
    {
        while let event = exchange.machine.nextEvent() {
            switch event {
            case .request(let head):
                exchange.head = head
                exchange.isArriving = true
                line.deadline = now + settings.idleTimeout  // for the body, however it drips
                if let length = head.fields["content-length"].flatMap({ Int64($0) }),
                    length > Limits.requestBodyLength
                {
                    return refuse(413, "the body is too long", exchange, line, at: now)
                }
                if head.expectsContinue, exchange.answering == nil {
                    host.send(HTTPResponse.goOn, on: line.id)
                }
            case .body(let range):
                guard exchange.body.count + range.count <= Limits.requestBodyLength else {
                    return refuse(413, "the body is too long", exchange, line, at: now)
                }
                exchange.body.append(contentsOf: bytes.extracting(range))
            case .requestEnded:
                guard let head = exchange.head else { continue }
                exchange.waiting.append(Request(head: head, body: exchange.body))
                exchange.head = nil
                exchange.body = []
                exchange.isArriving = false
            }
        }
        if exchange.machine.isIdle {
            // Further requests keep nobody here who does not take his answers.
            if exchange.unsentAnswers == 0 { setDeadline(exchange, line, at: now) }
        } else if !exchange.isArriving {
            exchange.isArriving = true
            line.deadline = now + Limits.requestTimeout
        }
        serve(exchange, line, at: now)
    }

    /// How long the other side has for what it has to do next: to take its answers, to end the
    /// request that it has begun, or to think of another.
    func setDeadline(_ exchange: HTTPExchange, _ line: Line, at now: Instant) {
        let isAtWork = exchange.unsentAnswers > 0 || !exchange.machine.isIdle
        line.deadline = now + (isAtWork ? settings.idleTimeout : Limits.keepAliveTimeout)
    }

    /// Answers what waits, as far as answers may be queued.
    func serve(_ exchange: HTTPExchange, _ line: Line, at now: Instant) {
        guard !exchange.isServing else { return }
        exchange.isServing = true
        defer { exchange.isServing = false }
        while exchange.answering == nil, !exchange.waiting.isEmpty, case .http = line.state,
            exchange.unsentAnswers < Limits.pipelinedRequests
        {
            let request = exchange.waiting.removeFirst()
            exchange.answering = request
            exchange.number &+= 1
            let slip = ReplySlip(connection: line.id, number: exchange.number)
            attendant.answer(request, from: line.remote, to: slip, at: now)
        }
        if let violation = exchange.violation, exchange.answering == nil,
            exchange.waiting.isEmpty, case .http = line.state
        {
            return refuse(violation.status, violation.detail, exchange, line, at: now)
        }
        pace(exchange, line)
    }

    private func pace(_ exchange: HTTPExchange, _ line: Line) {
        guard case .http = line.state else { return }
        let mustWait = exchange.isFull
        if mustWait != exchange.isPaused {
            exchange.isPaused = mustWait
            mustWait ? host.pauseReading(line.id) : host.resumeReading(line.id)
        }
    }
}

// MARK: Answers

extension Switchboard {
    /// Answers a request; a slip whose connection is gone is ignored.
    func reply(_ response: HTTPResponse, to slip: ReplySlip, at now: Instant) {
        guard let (exchange, line, request) = awaited(slip) else { return }
        var response = response
        response.fields.add("distrishare-node", nodeField)
        var bytes: [UInt8] = []
        response.append(
            to: &bytes, close: isLast(exchange, request), minor: request.head.minor,
            omittingBody: request.head.method == "HEAD")
        host.send(bytes, on: line.id)
        answered(exchange, line, request, at: now)
    }

    /// Answers with a whole file; its bytes go from the kernel's cache to the socket.
    func reply(
        _ file: any OpenedFile, _ fields: HTTPFields, to slip: ReplySlip, headOnly: Bool,
        at now: Instant
    ) {
        guard let (exchange, line, request) = awaited(slip) else { return }
        var fields = fields
        fields.add("distrishare-node", nodeField)
        var head: [UInt8] = []
        HTTPResponse(status: 200, fields: fields).appendHead(
            to: &head, contentLength: file.size, close: isLast(exchange, request),
            minor: request.head.minor)
        let sendsBody = !headOnly && file.size > 0
        head.withSpan { host.send($0, on: line.id, more: sendsBody) }
        if sendsBody { host.send(file, 0..<file.size, on: line.id) }
        answered(exchange, line, request, at: now)
    }

    private func awaited(_ slip: ReplySlip) -> (HTTPExchange, Line, Request)? {
        guard let line = line(slip.connection), case .http(let exchange) = line.state,
            exchange.number == slip.number, let request = exchange.answering
        else { return nil }
        return (exchange, line, request)
    }

    private func isLast(_ exchange: HTTPExchange, _ request: Request) -> Bool {
        !request.head.keepAlive || isLeaving || exchange.isLast && exchange.waiting.isEmpty
    }

    private func answered(
        _ exchange: HTTPExchange, _ line: Line, _ request: Request, at now: Instant
    ) {
        let wasLast = isLast(exchange, request)
        exchange.answering = nil
        exchange.unsentAnswers = host.hasUnsent(on: line.id) ? exchange.unsentAnswers + 1 : 0
        line.sentBefore = host.bytesSent(on: line.id)
        if wasLast {
            leave(line, at: now)
        } else {
            setDeadline(exchange, line, at: now)
            serve(exchange, line, at: now)
        }
    }

    /// Answers with an error and closes: what follows on the connection cannot be trusted. What was
    /// asked before is answered first.
    func refuse(
        _ status: Int, _ detail: String, _ exchange: HTTPExchange, _ line: Line, at now: Instant
    ) {
        guard exchange.answering == nil, exchange.waiting.isEmpty else {
            exchange.violation = (status, detail)
            return serve(exchange, line, at: now)
        }
        var response = HTTPResponse(status: status, fields: HTTPFields(), body: [])
        response.fields.add("content-type", "text/plain; charset=utf-8")
        response.fields.add("distrishare-node", nodeField)
        response.body = Array("\(detail)\n".utf8)
        var bytes: [UInt8] = []
        response.append(to: &bytes, close: true)
        host.send(bytes, on: line.id)
        leave(line, at: now)
    }
}
