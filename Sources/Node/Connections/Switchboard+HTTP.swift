// HTTP on a connection that came in: requests are put together, answered one after the other, and
// their answers leave in order. While one waits for its answer the others wait here, and when there
// are too many of them the connection is not read.
//
// A body is collected, or handed on as it arrives: the attendant chooses when the head is there
// (`Switchboard+Bodies`).

import Bytes
import HTTPWire
import Vocabulary

extension Switchboard {
    func receivedHTTP(_ bytes: RawSpan, _ exchange: HTTPExchange, _ line: Line, at now: Instant) {
        guard exchange.violation == nil, !exchange.isOpenEnded else { return }
        let told = takeAnnounces(bytes, exchange, line, at: now)
        guard told < bytes.byteCount else { return }
        let bytes = bytes.extracting(told..<bytes.byteCount)
        let known = takeKnown(bytes, exchange)
        guard known < bytes.byteCount else { return served(exchange, line, at: now) }
        read(bytes.extracting(known..<bytes.byteCount), exchange, line, at: now)
    }

    /// Takes the requests at the front that are known by their bytes; where they end.
    private func takeKnown(_ bytes: RawSpan, _ exchange: HTTPExchange) -> Int {
        guard exchange.arriving == nil, exchange.machine.isIdle else { return 0 }
        var place = 0
        while place < bytes.byteCount {
            // Who asks again asks the same, mostly.
            if let last = exchange.lastKnown, last.stands(in: bytes, at: place) {
                exchange.waiting.append(last.request)
                place += last.length
            } else if let end = KnownHeads.end(of: bytes, from: place),
                let head = knownHeads.head(in: bytes, place..<end)
            {
                exchange.lastKnown = head
            } else {
                break
            }
        }
        return place
    }

    /// Reads what came, and answers it as far as that may be.
    private func read(
        _ bytes: RawSpan, _ exchange: HTTPExchange, _ line: Line, at now: Instant
    ) {
        // Then whatever waits afterwards has come with these bytes.
        let wasIdle =
            exchange.arriving == nil && exchange.machine.isIdle && exchange.waiting.isEmpty
        var violation: HTTPViolation?
        do throws(HTTPViolation) {
            try exchange.machine.receive(bytes)
        } catch {
            violation = error
        }
        take(bytes, exchange, line, at: now)
        // One head and nothing else: most reads are that.
        if wasIdle, violation == nil, bytes.byteCount <= Limits.knownHeadLength,
            exchange.machine.isIdle, let request = exchange.waiting.only
        {
            knownHeads.learn(request, from: bytes, 0..<bytes.byteCount)
        }
        if let violation, case .http = line.state {
            let refusal = Refusal(violation.status, violation.sentence)
            let method = exchange.arriving?.head.method ?? exchange.machine.refusedMethod
            return refuse(LastWord(refusal, to: method), exchange, line, at: now)
        }
        served(exchange, line, at: now)
    }

    /// Answers what has come, and gives the other side its time for what follows.
    private func served(_ exchange: HTTPExchange, _ line: Line, at now: Instant) {
        serve(exchange, line, at: now)
        if case .http = line.state, exchange.unsentAnswers == 0 {
            setDeadline(exchange, line, at: now)
        }
    }

    /// The other side will send nothing more; what it asked is still answered.
    func endedHTTP(_ exchange: HTTPExchange, _ line: Line, at now: Instant) {
        exchange.isLast = true
        if exchange.isStreaming {
            let refusal = Refusal(400, "the connection ended before the body did")
            return refuse(LastWord(refusal, to: nil), exchange, line, at: now)
        }
        exchange.arriving = nil
        if exchange.answering == nil, exchange.waiting.isEmpty {
            line.state = .leaving
            end(line, interrupting: false)
        }
    }

    private func take(_ bytes: RawSpan, _ exchange: HTTPExchange, _ line: Line, at now: Instant) {
        while let event = exchange.machine.nextEvent() {
            switch event {
            case .request(let head):
                exchange.headUntil = nil
                headArrived(head, exchange, line, at: now)
            case .body(let range):
                bodyArrived(bytes.extracting(range), exchange, line, at: now)
            case .requestEnded: bodyEnded(exchange, line, at: now)
            }
            guard case .http = line.state, exchange.violation == nil else { return }
        }
        if exchange.arriving == nil, exchange.headUntil == nil, !exchange.machine.isIdle {
            exchange.headUntil = now + Limits.requestTimeout
        }
    }

    /// Answers what waits, as far as answers may be queued and this turn's share goes.
    func serve(_ exchange: HTTPExchange, _ line: Line, at now: Instant) {
        guard !exchange.isServing, !exchange.isListed else { return }
        exchange.isServing = true
        defer { exchange.isServing = false }
        exchange.share = Limits.turnShare
        while exchange.share > 0, mayAnswer(exchange, line),
            let next = exchange.waiting.takeFirst()
        {
            answer(next, exchange, line, at: now)
        }
        if mayAnswer(exchange, line) {
            exchange.waiting.isEmpty
                ? beginWaiting(exchange, line, now) : list(exchange, line, at: now)
        }
        goOn(exchange, line, at: now)
        if let violation = exchange.violation, mayAnswer(exchange, line),
            exchange.waiting.isEmpty, exchange.arriving == nil
        {
            return refuse(violation, exchange, line, at: now)
        }
        pace(exchange, line, at: now)
    }

    /// What waits is answered on in the next turn, after everybody else had his.
    private func list(_ exchange: HTTPExchange, _ line: Line, at now: Instant) {
        exchange.isListed = true
        listed.append(line.id)
        listedDeadline = now
    }

    func serveListed(at now: Instant) {
        let all = listed
        listed.removeAll(keepingCapacity: true)
        listedDeadline = nil
        for id in all {
            guard let line = line(id), case .http(let exchange) = line.state else { continue }
            exchange.isListed = false
            serve(exchange, line, at: now)
        }
    }

    /// Whether the next request may be answered now.
    func mayAnswer(_ exchange: HTTPExchange, _ line: Line) -> Bool {
        guard case .http = line.state else { return false }
        return exchange.answering == nil && line.shipment == nil
            && exchange.unsentAnswers < Limits.pipelinedRequests
            && exchange.unsentBytes < Limits.unsentDocuments
    }

    private func answer(
        _ next: RequestQueue.Entry, _ exchange: HTTPExchange, _ line: Line, at now: Instant
    ) {
        let slip = exchange.begin(next.request, on: line)
        if next.isUpload { return handOn(next.request, slip, line, at: now) }
        attendant.answer(next.request, from: line.remote, to: slip, at: now)
    }

    func pace(_ exchange: HTTPExchange, _ line: Line, at now: Instant) {
        guard case .http = line.state else { return }
        let mustWait = exchange.isHeld || exchange.isFull
        guard mustWait != exchange.isPaused else { return }
        exchange.isPaused = mustWait
        if mustWait {
            host.pauseReading(line.id)
        } else {
            // What could not arrive while nobody listened is not late.
            restartClocks(exchange, at: now)
            host.resumeReading(line.id)
        }
    }
}

extension HTTPExchange {
    /// The turn of `request` has come.
    func begin(_ request: Request, on line: Line) -> ReplySlip {
        answering = request
        quota = nil
        number &+= 1
        return slip(on: line)
    }
}

// MARK: Answers

extension Switchboard {
    /// Answers a request; a slip whose connection is gone is ignored.
    func reply(_ response: HTTPResponse, to slip: ReplySlip, at now: Instant) {
        guard let (exchange, line, request) = awaited(slip) else { return }
        exchange.share -= Limits.documentShare
        var response =
            response.offers.isEmpty ? response : document(response, for: request, at: now)
        exchange.quota?.add(to: &response.fields)
        var bytes: [UInt8] = []
        response.append(
            to: &bytes, with: lines(for: request), close: isLast(exchange, request),
            minor: request.head.minor, omittingBody: request.head.method == "HEAD")
        host.send(bytes, on: line.id)
        exchange.unsentBytes += bytes.count
        count(response.status)
        answered(exchange, line, request, at: now)
    }

    /// Answers with a file's bytes, which go from the kernel's cache to the socket.
    func reply(
        _ answer: ContentAnswer, of file: any OpenedFile, to slip: ReplySlip, at now: Instant
    ) {
        guard let (exchange, line, request) = awaited(slip) else { return }
        exchange.share -= 1
        let (opening, own) = (answer.opening, lines(for: request))
        var head: [UInt8] = []
        head.reserveCapacity(opening.count + own.count + 32)
        head.append(contentsOf: opening)
        HTTPResponse.endHead(
            &head, with: own, close: isLast(exchange, request), minor: request.head.minor)
        count(answer.status)
        ship(head, answer.pieces, of: file, on: line, at: now)
        answered(exchange, line, request, at: now)
    }

    /// Answers with all of a file, its head written already.
    func reply(
        _ hot: HotHeads.Head, of file: any OpenedFile, to slip: ReplySlip, at now: Instant
    ) {
        guard let (exchange, line, request) = awaited(slip) else { return }
        guard request.head.minor > 0, !isLast(exchange, request), settings.origins.isEmpty else {
            let answer = ContentAnswer(whole: hot, size: file.size)
            return reply(answer, of: file, to: slip, at: now)
        }
        exchange.share -= 1
        count(200)
        let head = hot.whole(with: ownLines)
        if file.size > 0 {
            ship(head, 0..<file.size, of: file, on: line, at: now)
        } else {
            host.send(head, on: line.id)
        }
        answered(exchange, line, request, at: now)
    }

    func awaited(_ slip: ReplySlip) -> (HTTPExchange, Line, Request)? {
        guard let line = line(slip.connection), case .http(let exchange) = line.state,
            exchange.number == slip.number, let request = exchange.answering
        else { return nil }
        return (exchange, line, request)
    }

    func isLast(_ exchange: HTTPExchange, _ request: Request) -> Bool {
        // An answer before the body's end ends the connection: nobody wants to read the rest.
        !request.keepAlive || isLeaving || exchange.isStreaming
            || exchange.isLast && exchange.waiting.isEmpty && exchange.arriving == nil
    }

    func answered(
        _ exchange: HTTPExchange, _ line: Line, _ request: Request, at now: Instant
    ) {
        let wasLast = isLast(exchange, request)
        let isEarly = exchange.isStreaming
        if isEarly { exchange.arriving = nil }
        exchange.answering = nil
        exchange.isHeld = false  // of a body that is through, nothing is left to hold
        let isUnsent = line.shipment != nil || host.hasUnsent(on: line.id)
        exchange.unsentAnswers = isUnsent ? exchange.unsentAnswers + 1 : 0
        if !isUnsent { exchange.unsentBytes = 0 }
        // Another answer behind one that is not taken gives that one no more time.
        let isFirst = exchange.unsentAnswers <= 1
        if isFirst { line.sentBefore = host.bytesSent(on: line.id) }
        if wasLast { return leave(line, at: now, interrupting: isEarly) }
        if isFirst { setDeadline(exchange, line, at: now) }
        serve(exchange, line, at: now)
    }

    /// Answers with an error and closes: what follows on the connection cannot be trusted. What was
    /// asked before is answered first.
    func refuse(_ word: LastWord, _ exchange: HTTPExchange, _ line: Line, at now: Instant) {
        giveUpArriving(exchange, line, at: now)
        guard exchange.answering == nil, exchange.waiting.isEmpty, exchange.arriving == nil,
            line.shipment == nil
        else {
            exchange.violation = word
            return serve(exchange, line, at: now)
        }
        count(word.refusal.status)
        var bytes: [UInt8] = []
        surface.response(to: word.refusal).append(
            to: &bytes, with: ownLines.bytes, close: true, omittingBody: word.omitsBody)
        host.send(bytes, on: line.id)
        leave(line, at: now, interrupting: true)
    }
}

extension HTTPViolation {
    /// What a person is told who wrote the client.
    fileprivate var sentence: String {
        switch self {
        case .malformed: "the request breaks the grammar of RFC 9112"
        case .requestLineTooLong:
            "the request line has more than \(Limits.requestLineLength) bytes"
        case .fieldsTooLong:
            "the fields have more than \(Limits.fieldsLength) bytes, or there are more than "
                + "\(Limits.fieldsCount)"
        case .badFraming: "it is not plain where the body ends"
        case .versionNotSupported: "this is not HTTP/1"
        case .notImplemented: "this method or transfer coding is not implemented"
        case .cut: "the message ended too early"
        }
    }
}
