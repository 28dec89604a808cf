// What is sent to a UDP tracker (BEP 15, with the options of BEP 41).
//
//     connect   0 magic 8 | 8 action=0 4 | 12 transaction 4
//     announce  0 connection 8 | 8 action=1 4 | 12 transaction 4 | 16 info-hash 20 | 36 peer id 20
//               56 downloaded 8 | 64 left 8 | 72 uploaded 8 | 80 event 4 | 84 ip=0 4 | 88 key 4
//               92 wanted 4 | 96 port 2 | 98 options
//     scrape    0 connection 8 | 8 action=2 4 | 12 transaction 4 | 16 info-hashes 20 each
//
// Law. A packet may be longer than it is here, never shorter.

import Bytes
import Digest
import Vocabulary

/// Why a datagram is none of BEP 15's.
package enum UDPTrackerError: Error, Equatable, Sendable {
    /// Shorter than what it is.
    case cut
    case unknownAction(UInt32)
    /// A request to connect without the number that all begin with.
    case badMagic
    case badPort
    /// A scrape of nothing.
    case noHashes
}

enum UDPAction {
    static let connect: UInt32 = 0
    static let announce: UInt32 = 1
    static let scrape: UInt32 = 2
    static let error: UInt32 = 3
    static let magic: UInt64 = 0x417_2710_1980
}

package enum UDPRequest: Hashable, Sendable {
    case connect(transaction: UInt32)
    /// `urlData` is the path and query of the URL (BEP 41), empty where it has none.
    case announce(connection: UInt64, transaction: UInt32, Announce, urlData: [UInt8])
    case scrape(connection: UInt64, transaction: UInt32, ScrapeRequest)

    /// Reads a datagram. `ip` is passed over: it would aim a swarm at somebody else.
    package init(_ datagram: RawSpan) throws(UDPTrackerError) {
        switch try UDPCall(datagram) {
        case .connect(let transaction): self = .connect(transaction: transaction)
        case .announce(let connection, let transaction, _):
            let announce = try Announce(datagram)
            let data = URLData.read(datagram, from: Announce.datagramLength)
            self = .announce(
                connection: connection, transaction: transaction, announce, urlData: data)
        case .scrape(let connection, let transaction, let count):
            let hashes = (0..<count).map { UDPCall.infoHash($0, of: datagram) }
            self = .scrape(
                connection: connection, transaction: transaction, ScrapeRequest(hashes))
        }
    }

    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        switch self {
        case .connect(let transaction):
            bytes.append(number: UDPAction.magic)
            bytes.append(number: UDPAction.connect)
            bytes.append(number: transaction)
        case .announce(let connection, let transaction, let announce, let urlData):
            bytes.append(number: connection)
            bytes.append(number: UDPAction.announce)
            bytes.append(number: transaction)
            announce.append(to: &bytes)
            URLData.append(urlData, to: &bytes)
        case .scrape(let connection, let transaction, let request):
            bytes.append(number: connection)
            bytes.append(number: UDPAction.scrape)
            bytes.append(number: transaction)
            for infoHash in request.infoHashes { infoHash.append(to: &bytes) }
        }
        return bytes
    }
}

extension Announce {
    static let datagramLength = 98

    fileprivate init(_ datagram: RawSpan) throws(UDPTrackerError) {
        guard datagram.byteCount >= Self.datagramLength else { throw .cut }
        let port = datagram.number16(at: 96)
        guard port > 0 else { throw .badPort }
        let wanted = Int32(bitPattern: datagram.number32(at: 92))
        self.init(
            infoHash: Digest160(datagram, at: 16), peerID: Digest160(datagram, at: 36),
            port: port, uploaded: Self.bytes(datagram, at: 72),
            downloaded: Self.bytes(datagram, at: 56), left: Self.bytes(datagram, at: 64),
            event: AnnounceEvent(number: datagram.number32(at: 80)),
            numWant: wanted < 0 ? nil : Int(wanted), key: datagram.number32(at: 88))
    }

    /// A number with its sign set is as large as can be: so some say that they do not know.
    private static func bytes(_ datagram: RawSpan, at offset: Int) -> Int64 {
        Int64(exactly: datagram.number64(at: offset)) ?? .max
    }

    fileprivate func append(to bytes: inout [UInt8]) {
        infoHash.append(to: &bytes)
        peerID.append(to: &bytes)
        for number in [downloaded, left, uploaded] { bytes.append(number: number) }
        bytes.append(number: event.number)
        bytes.append(number: UInt32(0))
        bytes.append(number: key)
        bytes.append(number: numWant.map { Int32(clamping: $0) } ?? -1)
        bytes.append(number: port)
    }
}

extension AnnounceEvent {
    /// The numbers are in another order than the words of HTTP, and there is none for `paused`
    /// (libtorrent's is 4).
    init(number: UInt32) {
        switch number {
        case 1: self = .completed
        case 2: self = .started
        case 3: self = .stopped
        case 4: self = .paused
        default: self = .none
        }
    }

    fileprivate var number: UInt32 {
        switch self {
        case .none, .paused: 0
        case .completed: 1
        case .started: 2
        case .stopped: 3
        }
    }
}

/// Option 2 of BEP 41, in pieces of at most 255 bytes.
enum URLData {
    /// What all pieces of it say together; nothing where an option goes beyond the end, for those
    /// are somebody's own bytes.
    static func read(_ datagram: RawSpan, from start: Int) -> [UInt8] {
        var data: [UInt8] = []
        var place = start
        while place < datagram.byteCount {
            let kind = datagram[place]
            if kind == 0 { break }
            place += 1
            if kind == 1 { continue }
            guard place < datagram.byteCount else { return [] }
            let end = place + 1 + Int(datagram[place])
            guard end <= datagram.byteCount else { return [] }
            if kind == 2 { data += datagram.copy(place + 1..<end) }
            place = end
        }
        return data.count <= Limits.trackerURLLength ? data : []
    }

    static func append(_ data: [UInt8], to bytes: inout [UInt8]) {
        for start in stride(from: 0, to: data.count, by: 255) {
            let piece = data[start..<min(start + 255, data.count)]
            bytes += [2, UInt8(piece.count)]
            bytes += piece
        }
    }
}
