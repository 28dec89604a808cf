// Bodies of requests: collected where they are documents, handed on as they arrive where they are
// files; and how long the other side has for each part of a request.
//
// Law 1. A body is handed on only in its request's turn. Until then no more of it is read; one that
//        came whole with its head waits with its request, among the others and in its place.
// Law 2. Every head has a deadline of its own, and every body a least rate; both clocks stand still
//        only while we do not read, or while an earlier answer is being taken (CVE-2018-12122, and
//        the way around its mend: a kept-alive connection).

import Bytes
import HTTPWire
import Vocabulary

extension Attendant {
    func bodyLimit(of head: HTTPRequestHead) -> Int { Limits.requestBodyLength }
}

extension Switchboard {
    func headArrived(
        _ head: HTTPRequestHead, _ exchange: HTTPExchange, _ line: Line, at now: Instant
    ) {
        if head.fields["expect"] != nil, head.minor > 0, !head.expectsContinue {
            let refusal = Refusal(417, "only 100-continue can be expected of this node")
            return refuse(LastWord(refusal, to: head.method), exchange, line, at: now)
        }
        if attendant.takesBodyAsItArrives(head) {
            guard head.hasBody else {
                return exchange.waiting.append(Request(head: head, body: []), isUpload: true)
            }
            exchange.arriving = ArrivingRequest(head, .waiting([]), at: now)
            if mayAnswer(exchange, line), exchange.waiting.isEmpty {
                beginWaiting(exchange, line, now)
            }
            return
        }
        // Most requests have no body: they are whole.
        guard head.hasBody else { return exchange.waiting.append(Request(head: head, body: [])) }
        let limit = attendant.bodyLimit(of: head)
        guard head.contentLength ?? 0 <= Int64(limit) else {
            return refuse(LastWord(.tooLong(limit), to: head.method), exchange, line, at: now)
        }
        exchange.arriving = ArrivingRequest(head, .collected([]), limit: limit, at: now)
        goOn(exchange, line, at: now)
    }

    /// Tells the sender of a document to send it, once all that was asked before is answered: what
    /// is said about a request follows the answers to those before it.
    func goOn(_ exchange: HTTPExchange, _ line: Line, at now: Instant) {
        guard let arriving = exchange.arriving, arriving.awaitsGoOn, !arriving.isWaiting,
            mayAnswer(exchange, line), exchange.waiting.isEmpty
        else { return }
        arriving.awaitsGoOn = false
        arriving.beginWindow(at: now)
        host.send(HTTPResponse.goOn, on: line.id)
    }

    func bodyArrived(
        _ bytes: RawSpan, _ exchange: HTTPExchange, _ line: Line, at now: Instant
    ) {
        guard let arriving = exchange.arriving else { return }
        arriving.windowBytes += bytes.byteCount
        arriving.awaitsGoOn = false  // he did not wait for it
        switch arriving.body {
        case .collected(var collected):
            guard collected.count + bytes.byteCount <= arriving.limit else {
                let refusal = Refusal.tooLong(arriving.limit)
                return refuse(
                    LastWord(refusal, to: arriving.head.method), exchange, line, at: now)
            }
            arriving.body = .collected([])  // so that `collected` grows in place
            collected.append(contentsOf: bytes)
            arriving.body = .collected(collected)
        case .waiting(var held):
            guard held.count + bytes.byteCount <= Limits.documentLength else {
                let refusal = Refusal.tooLong(Limits.documentLength)
                return refuse(
                    LastWord(refusal, to: arriving.head.method), exchange, line, at: now)
            }
            arriving.body = .waiting([])
            held.append(contentsOf: bytes)
            arriving.body = .waiting(held)
        case .streamed:
            attendant.bodyArrived(bytes, for: exchange.slip(on: line), at: now)
        }
    }

    func bodyEnded(_ exchange: HTTPExchange, _ line: Line, at now: Instant) {
        guard let arriving = exchange.arriving else { return }
        switch arriving.body {
        case .collected(let body):
            exchange.arriving = nil
            exchange.waiting.append(Request(head: arriving.head, body: body))
        case .waiting(let body):
            exchange.arriving = nil
            exchange.waiting.append(Request(head: arriving.head, body: body), isUpload: true)
        case .streamed:
            exchange.arriving = nil
            attendant.bodyEnded(for: exchange.slip(on: line), at: now)
        }
    }

    /// The turn of a request has come whose body is handed on as it arrives.
    func beginWaiting(_ exchange: HTTPExchange, _ line: Line, _ now: Instant) {
        guard let arriving = exchange.arriving, case .waiting(let held) = arriving.body else {
            return
        }
        arriving.body = .streamed
        arriving.beginWindow(at: now)
        let slip = exchange.begin(Request(head: arriving.head, body: []), on: line)
        attendant.bodyBegins(arriving.head, from: line.remote, to: slip, at: now)
        // Refused at once, perhaps; then the client has not been told to send anything.
        guard exchange.isStreaming, case .http = line.state else { return }
        if arriving.awaitsGoOn {
            arriving.awaitsGoOn = false
            host.send(HTTPResponse.goOn, on: line.id)
        }
        if !held.isEmpty {
            held.withSpan { attendant.bodyArrived($0, for: slip, at: now) }
        }
    }

    /// The turn of a file has come that arrived whole before it.
    func handOn(_ request: Request, _ slip: ReplySlip, _ line: Line, at now: Instant) {
        attendant.bodyBegins(request.head, from: line.remote, to: slip, at: now)
        if !request.body.isEmpty, awaited(slip) != nil {
            request.body.withSpan { attendant.bodyArrived($0, for: slip, at: now) }
        }
        if awaited(slip) != nil { attendant.bodyEnded(for: slip, at: now) }
    }

    /// Lets the sender of a body wait, or go on.
    func holdBody(for slip: ReplySlip, _ isHeld: Bool, at now: Instant) {
        guard let line = line(slip.connection), case .http(let exchange) = line.state,
            exchange.number == slip.number
        else { return }
        exchange.isHeld = isHeld
        pace(exchange, line, at: now)
        if exchange.unsentAnswers == 0 { setDeadline(exchange, line, at: now) }
    }

    /// What has not arrived whole never will; whoever took it as it came is told.
    func giveUpArriving(_ exchange: HTTPExchange, _ line: Line, at now: Instant) {
        guard let arriving = exchange.arriving else { return }
        exchange.arriving = nil
        exchange.isHeld = false
        guard arriving.isStreamed else { return }
        exchange.answering = nil
        attendant.bodyBroke(for: exchange.slip(on: line), at: now)
    }
}

extension Refusal {
    fileprivate static func tooLong(_ limit: Int) -> Refusal {
        Refusal(413, "the body of such a request has no more than \(limit) bytes")
    }
}

// MARK: Time

extension Switchboard {
    /// How long the other side has for what it has to do next: to take its answers, to end the
    /// request that it has begun, or to think of another.
    func setDeadline(_ exchange: HTTPExchange, _ line: Line, at now: Instant) {
        if exchange.unsentAnswers > 0 || exchange.isPaused {
            line.deadline = now + settings.idleTimeout
        } else if let arriving = exchange.arriving {
            line.deadline = arriving.windowUntil
        } else if let until = exchange.headUntil {
            line.deadline = until
        } else if exchange.answering != nil {
            line.deadline = now + settings.idleTimeout
        } else {
            line.deadline = now + Limits.keepAliveTimeout
        }
    }

    /// What arrives now could not arrive before.
    func restartClocks(_ exchange: HTTPExchange, at now: Instant) {
        exchange.arriving?.beginWindow(at: now)
        if exchange.headUntil != nil { exchange.headUntil = now + Limits.requestTimeout }
    }

    /// The deadline has passed, and no bytes of an answer have moved.
    func expired(_ exchange: HTTPExchange, _ line: Line, at now: Instant) {
        if exchange.isOpenEnded { return expiredStream(exchange, line, at: now) }
        if exchange.unsentAnswers > 0 { return hangUp(line, at: now) }
        if exchange.isPaused {
            // The answer is ours to give, and what it waits for has a deadline of its own.
            return setDeadline(exchange, line, at: now)
        }
        if let arriving = exchange.arriving {
            let isOver = arriving.windowUntil <= now
            // Who waits for our word is not late.
            guard isOver, arriving.windowBytes < Limits.bodyWindowLength, !arriving.awaitsGoOn
            else {
                if isOver { arriving.beginWindow(at: now) }
                return setDeadline(exchange, line, at: now)
            }
            let refusal = Refusal(408, "the body arrives too slowly")
            return refuse(LastWord(refusal, to: arriving.head.method), exchange, line, at: now)
        }
        if exchange.headUntil != nil {
            let refusal = Refusal(408, "the request did not arrive in time")
            return refuse(LastWord(refusal, to: nil), exchange, line, at: now)
        }
        if exchange.answering != nil { return setDeadline(exchange, line, at: now) }
        hangUp(line, at: now)
    }
}
