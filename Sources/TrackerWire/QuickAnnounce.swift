// The query of an announce, read in its place: no text, no list of fields, no allocation.
//
// Law. What it reads means what `AnnounceRequest` makes of the same bytes. What is not plain it
//      leaves to that one, which knows what to say of it.

import Bytes
import Digest
import Vocabulary

package struct QuickAnnounce: Equatable, Sendable {
    package let announce: TrackerAnnounce
    /// Peers are wanted as strings (BEP 23).
    package let isCompact: Bool

    /// Nil where anything is missing, repeated, wrong, or written in an unusual way.
    package init?(query: RawSpan) {
        guard query.byteCount <= Limits.trackerQueryLength else { return nil }
        var reading = Reading()
        var place = 0
        var fields = 0
        while place < query.byteCount {
            let end = query.firstOffset(of: UInt8(ascii: "&"), from: place) ?? query.byteCount
            if end > place {
                fields += 1
                guard fields <= Limits.trackerQueryFields,
                    reading.take(query.extracting(place..<end))
                else { return nil }
            }
            place = end + 1
        }
        guard let infoHash = reading.infoHash, reading.seen.contains(.peerID),
            let port = UInt16(exactly: reading.port), port > 0
        else { return nil }
        announce = TrackerAnnounce(
            infoHash: infoHash, port: port, isSeed: reading.isSeed, event: reading.event,
            wanted: reading.wanted)
        isCompact = reading.isCompact
    }
}

private struct Reading {
    struct Names: OptionSet {
        let rawValue: UInt16
        static let infoHash = Names(rawValue: 1)
        static let peerID = Names(rawValue: 2)
        static let port = Names(rawValue: 4)
        static let uploaded = Names(rawValue: 8)
        static let downloaded = Names(rawValue: 16)
        static let left = Names(rawValue: 32)
        static let event = Names(rawValue: 64)
        static let wanted = Names(rawValue: 128)
        static let compact = Names(rawValue: 256)
        static let key = Names(rawValue: 512)
        static let noPeerID = Names(rawValue: 1024)
        static let trackerID = Names(rawValue: 2048)
    }

    var seen: Names = []
    var infoHash: Digest160?
    var port: Int64 = 0
    var isSeed = false
    var event = AnnounceEvent.none
    var wanted: Int?
    var isCompact = false

    /// One field; false where it is not plain.
    mutating func take(_ field: RawSpan) -> Bool {
        guard let equals = field.firstOffset(of: UInt8(ascii: "=")) else { return false }
        let value = field.extracting(equals + 1..<field.byteCount)
        guard let name = Self.name(field.extracting(0..<equals)) else {
            return isPlain(field.extracting(0..<equals)) && isPlain(value)
        }
        guard !seen.contains(name) else { return false }
        seen.insert(name)
        return take(name, value)
    }

    private mutating func take(_ name: Names, _ value: RawSpan) -> Bool {
        switch name {
        case .infoHash:
            infoHash = Self.digest(value)
            return infoHash != nil
        case .peerID: return Self.digest(value) != nil
        case .uploaded, .downloaded: return Self.number(value) != nil
        case .port: return Self.number(value).map { port = $0 } != nil
        case .left: return Self.number(value).map { isSeed = $0 == 0 } != nil
        case .wanted:
            if value.starts(with: "-"), isPlain(value) { return true }
            return Self.number(value).map { wanted = Int($0) } != nil
        case .event:
            event = Self.event(value)
            return isPlain(value)
        case .compact:
            isCompact = value.byteCount == 1 && value[0] == UInt8(ascii: "1")
            return isPlain(value)
        default: return isPlain(value) && value.byteCount <= Limits.trackerKeyLength
        }
    }

    private static func name(_ bytes: RawSpan) -> Names? {
        switch bytes.byteCount {
        case 3: bytes.starts(with: "key") ? .key : nil
        case 4:
            if bytes.starts(with: "port") {
                .port
            } else {
                bytes.starts(with: "left") ? .left : nil
            }
        case 5: bytes.starts(with: "event") ? .event : nil
        case 7:
            if bytes.starts(with: "peer_id") {
                .peerID
            } else if bytes.starts(with: "numwant") {
                .wanted
            } else {
                bytes.starts(with: "compact") ? .compact : nil
            }
        case 8: bytes.starts(with: "uploaded") ? .uploaded : nil
        case 9:
            if bytes.starts(with: "info_hash") {
                .infoHash
            } else {
                bytes.starts(with: "trackerid") ? .trackerID : nil
            }
        case 10:
            if bytes.starts(with: "downloaded") {
                .downloaded
            } else {
                bytes.starts(with: "no_peer_id") ? .noPeerID : nil
            }
        default: nil
        }
    }

    private static func event(_ value: RawSpan) -> AnnounceEvent {
        switch value.byteCount {
        case 6: value.starts(with: "paused") ? .paused : .none
        case 7:
            if value.starts(with: "started") {
                .started
            } else {
                value.starts(with: "stopped") ? .stopped : .none
            }
        case 9: value.starts(with: "completed") ? .completed : .none
        default: .none
        }
    }

    /// Nothing in it stands for something else.
    private func isPlain(_ bytes: RawSpan) -> Bool {
        for place in 0..<bytes.byteCount {
            let byte = bytes[place]
            if byte == UInt8(ascii: "%") || byte == UInt8(ascii: "+") { return false }
        }
        return true
    }

    private static func number(_ value: RawSpan) -> Int64? {
        guard (1...18).contains(value.byteCount) else { return nil }
        var number: Int64 = 0
        for place in 0..<value.byteCount {
            let digit = value[place] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            number = number * 10 + Int64(digit)
        }
        return number
    }

    /// Twenty bytes, of which those that need it are escaped.
    private static func digest(_ value: RawSpan) -> Digest160? {
        var words: (UInt64, UInt64, UInt64) = (0, 0, 0)
        var place = 0
        for number in 0..<Digest160.length {
            guard place < value.byteCount else { return nil }
            var byte = value[place]
            if byte == UInt8(ascii: "%") {
                guard place + 2 < value.byteCount, let high = Hex.value(of: value[place + 1]),
                    let low = Hex.value(of: value[place + 2])
                else { return nil }
                byte = high << 4 | low
                place += 2
            } else if byte == UInt8(ascii: "+") {
                byte = 0x20
            }
            place += 1
            switch number {
            case 0..<8: words.0 = words.0 << 8 | UInt64(byte)
            case 8..<16: words.1 = words.1 << 8 | UInt64(byte)
            default: words.2 = words.2 << 8 | UInt64(byte)
            }
        }
        guard place == value.byteCount else { return nil }
        return Digest160(words.0, words.1, UInt32(truncatingIfNeeded: words.2))
    }
}
