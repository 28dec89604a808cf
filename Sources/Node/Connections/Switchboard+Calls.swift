// Connections that we dialled: what is asked there, and how the answer is recognised.

import Bytes
import HTTPWire
import JSONWire
import Vocabulary

extension Switchboard {
    func connected(_ call: Call, _ line: Line, at now: Instant) {
        call.isConnected = true
        if call.isStream { line.deadline = now + settings.idleTimeout }
        switch call.dialect {
        case .http(_, let head, let body):
            host.send(HTTPRequestWriter.encode(head, body: body), on: line.id)
        case .json(let object): host.send(object, on: line.id)
        case .jsonRegister(let address, let port):
            let own = address ?? host.localAddress(of: line.id) ?? .loopback
            host.send(JSONAsk.register(ip: own.description, port: port), on: line.id)
        case .touch: end(call, line, .touched, at: now)
        }
    }

    func received(_ bytes: RawSpan, _ call: Call, _ line: Line, at now: Instant) {
        if call.isStream { line.deadline = now + settings.idleTimeout }
        switch call.dialect {
        case .http(let client, let head, let body):
            guard call.hasAnswered || bytes[0] == UInt8(ascii: "H") else {
                return end(call, line, .foreign, at: now)
            }
            var client = client
            call.hasAnswered = true
            do throws(HTTPViolation) {
                try client.receive(bytes)
            } catch {
                return end(call, line, .failed(.violation), at: now)
            }
            let events = client.allEvents()
            call.dialect = .http(client, head, body: body)
            hand(on: events, bytes, call, line, at: now)
        case .json, .jsonRegister: receivedSpeech(bytes, call, line, at: now)
        case .touch: break
        }
    }

    private func hand(
        on events: [HTTPClientEvent], _ bytes: RawSpan, _ call: Call, _ line: Line, at now: Instant
    ) {
        for event in events {
            // Whoever hears of the head or the body may have ended the call.
            guard self.line(line.id) != nil else { return }
            switch event {
            case .response(let head):
                call.head = head
                if call.isStream {
                    attendant.streamBegan(call.purpose, on: line.id, head, at: now)
                }
            case .body(let range) where call.isStream:
                attendant.streamArrived(
                    call.purpose, on: line.id, bytes.extracting(range), at: now)
            case .body(let range):
                guard call.collected.count + range.count <= call.answerLength else {
                    return end(call, line, .failed(.tooLong), at: now)
                }
                call.collected.append(contentsOf: bytes.extracting(range))
            case .responseEnded:
                guard let head = call.head else { return }
                let outcome = CallOutcome.response(head, body: call.collected)
                guard call.staysOpen, case .http(let client, _, _) = call.dialect,
                    client.mayBeReused
                else { return end(call, line, outcome, at: now) }
                return rest(call, line, outcome, at: now)
            }
        }
    }

    /// Tells that an answer is whole; who hears it may ask the next question at once.
    private func rest(_ call: Call, _ line: Line, _ outcome: CallOutcome, at now: Instant) {
        call.isResting = true
        attendant.callEnded(call.purpose, at: call.endpoint, outcome, at: now)
        if call.isResting { hangUp(callOn: line.id) }
    }

    /// Asks again on the connection of a call that has just ended with a response. False where
    /// that cannot be: then somebody must dial.
    func ask(
        _ purpose: Purpose, _ dialect: Call.Dialect, on id: ConnectionID, at now: Instant
    ) -> Bool {
        guard let line = line(id), case .calling(let call) = line.state, call.isResting else {
            return false
        }
        call.isResting = false
        call.purpose = purpose
        call.dialect = dialect
        call.head = nil
        call.collected = []
        call.hasAnswered = false
        connected(call, line, at: now)
        return true
    }

    private func receivedSpeech(_ bytes: RawSpan, _ call: Call, _ line: Line, at now: Instant) {
        if call.isStream {
            return attendant.streamArrived(call.purpose, on: line.id, bytes, at: now)
        }
        guard call.collected.count + bytes.byteCount <= Limits.jsonAnswerLength else {
            return end(call, line, .failed(.tooLong), at: now)
        }
        call.collected.append(contentsOf: bytes)
    }

    /// The other side has said all it will say. For the old dialect that is how an answer ends.
    func ended(_ call: Call, _ line: Line, isClean: Bool, at now: Instant) {
        switch call.dialect {
        case .http(var client, _, _):
            guard isClean, call.hasAnswered else {
                let outcome: CallOutcome =
                    isClean && call.isConnected ? .silent : .failed(.cut)
                return end(call, line, outcome, at: now)
            }
            do throws(HTTPViolation) {
                try client.connectionClosed()
            } catch {
                return end(call, line, .failed(.cut), at: now)
            }
            guard let head = call.head else { return end(call, line, .failed(.cut), at: now) }
            end(call, line, .response(head, body: call.collected), at: now)
        case .json, .jsonRegister:
            end(call, line, isClean ? .spoken(call.collected) : .failed(.cut), at: now)
        case .touch: end(call, line, .touched, at: now)
        }
    }

    func closed(_ call: Call, _ line: Line, _ ending: Ending, at now: Instant) {
        switch ending {
        case .refused: end(call, line, .failed(.refused), at: now)
        case .unreachable: end(call, line, .failed(.unreachable), at: now)
        case .exhausted: end(call, line, .failed(.exhausted), at: now)
        case .hungUp, .finished: ended(call, line, isClean: true, at: now)
        case .reset, .fileShrank: ended(call, line, isClean: false, at: now)
        }
    }
}

extension HTTPClient {
    fileprivate mutating func allEvents() -> [HTTPClientEvent] {
        var events: [HTTPClientEvent] = []
        while let event = nextEvent() { events.append(event) }
        return events
    }
}
