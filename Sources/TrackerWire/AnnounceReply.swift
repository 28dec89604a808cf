// What a tracker answers to an announce, over HTTP (BEP 3, 7, 21, 23, 24, 31) or UDP (BEP 15).
//
// Law 1. What is held of an answer is bounded, however long it is and whatever it counts.
// Law 2. Its words are data: they are kept as they came, and escaped where a person reads them.

import Bencode
import Bytes
import Vocabulary

/// How an answer over HTTP can be wrong.
package enum TrackerViolation: Error, Equatable, Sendable {
    case tooLong
    case notBencoded(BencodeError)
    case notADictionary
    /// A string that is no whole number of peers, or something else altogether.
    case badPeers
    /// An answer to a scrape without the dictionary of torrents.
    case noFiles
}

package struct AnnounceReply: Hashable, Sendable {
    /// After how long the tracker wants to hear again; from 0 to a day.
    package var interval: Duration?
    /// And how soon it may.
    package var minInterval: Duration?
    package var trackerID: [UInt8]?
    package var warning: String?
    /// `complete` and `incomplete`.
    package var seeders: Int?
    package var leechers: Int?
    /// How often `completed` was announced; few say it here (BEP 48 has it in a scrape).
    package var downloaded: Int?
    package var peers: [TrackerPeer]
    /// Ours, as the tracker saw it (BEP 24).
    package var externalAddress: IPAddress?

    package init(
        interval: Duration? = nil, minInterval: Duration? = nil, trackerID: [UInt8]? = nil,
        warning: String? = nil, seeders: Int? = nil, leechers: Int? = nil,
        downloaded: Int? = nil, peers: [TrackerPeer] = [], externalAddress: IPAddress? = nil
    ) {
        self.interval = interval
        self.minInterval = minInterval
        self.trackerID = trackerID
        self.warning = warning
        self.seeders = seeders
        self.leechers = leechers
        self.downloaded = downloaded
        self.peers = peers
        self.externalAddress = externalAddress
    }

    /// What the same tracker said over another address of ours (BEP 7), added.
    package mutating func add(_ other: AnnounceReply) {
        interval = [interval, other.interval].compactMap { $0 }.max()
        minInterval = [minInterval, other.minInterval].compactMap { $0 }.max()
        seeders = [seeders, other.seeders].compactMap { $0 }.max()
        leechers = [leechers, other.leechers].compactMap { $0 }.max()
        downloaded = [downloaded, other.downloaded].compactMap { $0 }.max()
        trackerID = trackerID ?? other.trackerID
        warning = warning ?? other.warning
        externalAddress = externalAddress ?? other.externalAddress
        let known = Set(peers)
        let room = max(0, Limits.trackerPeers - peers.count)
        peers += other.peers.filter { !known.contains($0) }.prefix(room)
    }
}

/// A tracker says no.
package struct TrackerRefusal: Error, Hashable, Sendable {
    package enum Retry: Hashable, Sendable {
        case after(Duration)
        case never
    }

    package var reason: String
    /// When to ask again (BEP 31), where it says so.
    package var retry: Retry?

    package init(reason: String, retry: Retry? = nil) {
        self.reason = reason
        self.retry = retry
    }

    /// Nil where the answer is none.
    init?(_ root: Bencode.Value) {
        guard let reason = root["failure reason"] else { return nil }
        self.reason = StrangerText.cut(reason.string ?? [])
        let retry = root["retry in"]
        // Some write the number as a string.
        if let minutes = retry?.integer ?? retry?.text.flatMap({ Int64($0) }) {
            self.retry = .after(Numbers.duration(minutes: minutes))
        } else if retry?.text == "never" {
            self.retry = .never
        }
    }
}

package enum AnnounceAnswer: Hashable, Sendable {
    case reply(AnnounceReply)
    case refused(TrackerRefusal)

    /// Reads the body of an HTTP answer, whatever its status was: a failure comes with any.
    package init(body: [UInt8]) throws(TrackerViolation) {
        let document = try TrackerBody.document(body)
        if let refusal = TrackerRefusal(document.root) {
            self = .refused(refusal)
        } else {
            self = .reply(try AnnounceReply(document.root))
        }
    }
}

extension AnnounceReply {
    fileprivate init(_ root: Bencode.Value) throws(TrackerViolation) {
        interval = root["interval"]?.integer.map { Numbers.duration(seconds: $0) }
        minInterval = root["min interval"]?.integer.map { Numbers.duration(seconds: $0) }
        trackerID = root["tracker id"]?.string.flatMap {
            $0.count <= Limits.trackerIDLength ? $0 : nil
        }
        warning = root["warning message"]?.string.map { StrangerText.cut($0) }
        seeders = root["complete"]?.integer.map { Numbers.count($0) }
        leechers = root["incomplete"]?.integer.map { Numbers.count($0) }
        downloaded = root["downloaded"]?.integer.map { Numbers.count($0) }
        externalAddress = root["external ip"]?.string.flatMap { Self.address($0) }
        // Nobody is there where neither is.
        let four = try root["peers"].map { value throws(TrackerViolation) in
            try Self.peers(value, .v4)
        }
        let six = try root["peers6"].map { value throws(TrackerViolation) in
            try Self.peers(value, .v6)
        }
        peers = Array(((four ?? []) + (six ?? [])).prefix(Limits.trackerPeers))
    }

    private static func peers(
        _ value: Bencode.Value, _ family: AddressFamily
    ) throws(TrackerViolation) -> [TrackerPeer] {
        if let list = value.list {
            return Array(list.lazy.compactMap { TrackerPeer($0) }.prefix(Limits.trackerPeers))
        }
        guard let bytes = value.string, bytes.count % family.peerLength == 0 else {
            throw .badPeers
        }
        return bytes.withSpan { TrackerPeer.compact($0, from: 0, family) }
    }

    /// Four or sixteen bytes; what names no machine is not our address.
    private static func address(_ bytes: [UInt8]) -> IPAddress? {
        let address: IPAddress? =
            switch bytes.count {
            case 4: bytes.withSpan { IPAddress(v4: $0.number32(at: 0)) }
            case 16: bytes.withSpan { IPAddress(high: $0.number64(at: 0), low: $0.number64(at: 8)) }
            default: nil
            }
        return address?.reach == nil ? nil : address
    }
}

// What answers have in common.

enum TrackerBody {
    static func document(_ body: [UInt8]) throws(TrackerViolation) -> Bencode {
        guard body.count <= Limits.trackerAnswerLength else { throw .tooLong }
        let document: Bencode
        do {
            // Some end their answer with a line's end.
            document = try Bencode(prefixOf: body)
        } catch {
            throw .notBencoded(error)
        }
        guard document.root.isDictionary else { throw .notADictionary }
        return document
    }
}

enum StrangerText {
    /// The text of a message for people: what is not UTF-8 is shown as that.
    static func cut(_ bytes: some Collection<UInt8>) -> String {
        String(decoding: bytes.prefix(Limits.trackerTextLength), as: UTF8.self)
    }
}

enum Numbers {
    /// Below zero is zero, and BEP 15 has 32 bits with a sign.
    static func count(_ number: Int64) -> Int { Int(min(max(0, number), Int64(Int32.max))) }

    /// From 0 to a day.
    static func duration(seconds: Int64) -> Duration {
        min(.seconds(max(0, seconds)), Limits.trackerIntervalMax)
    }

    static func duration(minutes: Int64) -> Duration {
        min(.seconds(60 * min(max(0, minutes), 1 << 32)), Limits.trackerIntervalMax)
    }
}
