// How the tests feed the machines, and what the machines then said, as text.

import Bytes
import HTTPWire
import Vocabulary

/// What came of a feed: events in words, bodies joined, and the violation that ended it.
struct Story: Equatable, Sendable {
    var events: [String] = []
    var violation: HTTPViolation?

    init(_ events: String..., violation: HTTPViolation? = nil) {
        self.events = events
        self.violation = violation
    }

    /// Bodies are told as one, however they were cut.
    mutating func tell(body: [UInt8]) {
        let text = String(decoding: body, as: UTF8.self)
        if let last = events.last, last.hasPrefix("body ") {
            events[events.count - 1] = last + text
        } else {
            events.append("body " + text)
        }
    }
}

enum Feed {
    /// The bytes whole, one by one, and in two parts at each place.
    static func slices(_ text: String) -> [[[UInt8]]] {
        let bytes = Array(text.utf8)
        let pairs = (0...bytes.count).map { [Array(bytes[..<$0]), Array(bytes[$0...])] }
        return [[bytes], bytes.map { [$0] }] + pairs
    }

    static func server(_ parts: [[UInt8]]) -> Story {
        var server = HTTPServer()
        var story = Story()
        for part in parts where story.violation == nil {
            do {
                try part.withSpan { span throws(HTTPViolation) in try server.receive(span) }
            } catch {
                story.violation = error
            }
            while let event = server.nextEvent() {
                switch event {
                case .request(let head): story.events.append("\(head.method) \(head.target)")
                case .body(let range): story.tell(body: Array(part[range]))
                case .requestEnded: story.events.append("end")
                }
            }
        }
        return story
    }

    static func server(_ text: String) -> Story { server([Array(text.utf8)]) }

    static func client(_ parts: [[UInt8]], method: String = "GET", closed: Bool = true) -> Story {
        var client = HTTPClient(method: method)
        var story = Story()
        func drain(_ part: [UInt8]) {
            while let event = client.nextEvent() {
                switch event {
                case .response(let head):
                    story.events.append("\(head.status) \(head.bodyLength.map(String.init) ?? "?")")
                case .body(let range): story.tell(body: Array(part[range]))
                case .responseEnded: story.events.append("end")
                }
            }
        }
        for part in parts where story.violation == nil {
            do {
                try part.withSpan { span throws(HTTPViolation) in try client.receive(span) }
            } catch {
                story.violation = error
            }
            drain(part)
        }
        guard closed, story.violation == nil else { return story }
        do { try client.connectionClosed() } catch { story.violation = error }
        drain([])
        return story
    }

    static func client(_ text: String, method: String = "GET", closed: Bool = true) -> Story {
        client([Array(text.utf8)], method: method, closed: closed)
    }

    /// The head of one request that is in order, else nil.
    static func head(_ text: String) -> HTTPRequestHead? {
        var server = HTTPServer()
        try? Array(text.utf8).withSpan { span throws(HTTPViolation) in try server.receive(span) }
        guard case .request(let head) = server.nextEvent() else { return nil }
        return head
    }
}

extension [UInt8] {
    /// A few changes of the kind that break decoders.
    mutating func damage(using chance: inout Chance) {
        for _ in 0..<Int.random(in: 1...4, using: &chance) where !isEmpty {
            let place = Int.random(in: 0..<count, using: &chance)
            switch Int.random(in: 0..<5, using: &chance) {
            case 0: self[place] = UInt8.random(in: 0...255, using: &chance)
            case 1: remove(at: place)
            case 2: insert(Array("\r\n :;0fF,\0%?".utf8).randomElement(using: &chance)!, at: place)
            case 3: removeSubrange(place...)
            default: append(contentsOf: Array(self[place...]))
            }
        }
    }
}
