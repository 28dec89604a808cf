// What a UDP tracker answers (BEP 15).
//
//     connected  0 action=0 4 | 4 transaction 4 | 8 connection 8
//     announced  0 action=1 4 | 4 transaction 4 | 8 interval 4 | 12 leechers 4 | 16 seeders 4
//                20 peers: 6 bytes each, or 18 where the datagram came over IPv6
//     scraped    0 action=2 4 | 4 transaction 4 | 8 (seeders 4 | completed 4 | leechers 4) each
//     error      0 action=3 4 | 4 transaction 4 | 8 message
//
// Law. A packet may be longer than it is here, never shorter.

import Bytes
import Vocabulary

package enum UDPReply: Hashable, Sendable {
    case connected(transaction: UInt32, connection: UInt64)
    case announced(transaction: UInt32, AnnounceReply)
    case scraped(transaction: UInt32, [Scrape])
    case error(transaction: UInt32, String)

    /// Reads a datagram that came over `family`.
    package init(_ datagram: RawSpan, over family: AddressFamily) throws(UDPTrackerError) {
        guard datagram.byteCount >= 8 else { throw .cut }
        let transaction = datagram.number32(at: 4)
        switch datagram.number32(at: 0) {
        case UDPAction.connect:
            guard datagram.byteCount >= 16 else { throw .cut }
            self = .connected(transaction: transaction, connection: datagram.number64(at: 8))
        case UDPAction.announce:
            guard datagram.byteCount >= 20 else { throw .cut }
            let interval = Int64(Int32(bitPattern: datagram.number32(at: 8)))
            let reply = AnnounceReply(
                interval: Numbers.duration(seconds: interval),
                seeders: Self.count(datagram, at: 16), leechers: Self.count(datagram, at: 12),
                peers: TrackerPeer.compact(datagram, from: 20, family))
            self = .announced(transaction: transaction, reply)
        case UDPAction.scrape:
            let count = min((datagram.byteCount - 8) / 12, Limits.scrapeHashes)
            let scrapes = (0..<count).map { Self.scrape(datagram, at: 8 + 12 * $0) }
            self = .scraped(transaction: transaction, scrapes)
        case UDPAction.error:
            let message = datagram.copy(8..<datagram.byteCount)
            self = .error(transaction: transaction, StrangerText.cut(message))
        case let action: throw .unknownAction(action)
        }
    }

    private static func scrape(_ datagram: RawSpan, at offset: Int) -> Scrape {
        Scrape(
            seeders: count(datagram, at: offset), downloaded: count(datagram, at: offset + 4),
            leechers: count(datagram, at: offset + 8))
    }

    private static func count(_ datagram: RawSpan, at offset: Int) -> Int {
        Numbers.count(Int64(Int32(bitPattern: datagram.number32(at: offset))))
    }

    /// As it is sent over `family`, whose peers alone it can name.
    package func bytes(over family: AddressFamily) -> [UInt8] {
        var bytes: [UInt8] = []
        switch self {
        case .connected(let transaction, let connection):
            bytes.append(number: UDPAction.connect)
            bytes.append(number: transaction)
            bytes.append(number: connection)
        case .announced(let transaction, let reply):
            bytes.append(number: UDPAction.announce)
            bytes.append(number: transaction)
            let interval = reply.interval ?? Limits.trackerInterval
            bytes.append(number: Int32(clamping: interval.components.seconds))
            bytes.append(number: Int32(clamping: reply.leechers ?? 0))
            bytes.append(number: Int32(clamping: reply.seeders ?? 0))
            for peer in reply.peers where peer.endpoint.address.family == family {
                peer.appendCompact(to: &bytes)
            }
        case .scraped(let transaction, let scrapes):
            bytes.append(number: UDPAction.scrape)
            bytes.append(number: transaction)
            for scrape in scrapes {
                for count in [scrape.seeders, scrape.downloaded, scrape.leechers] {
                    bytes.append(number: Int32(clamping: count))
                }
            }
        case .error(let transaction, let message):
            bytes.append(number: UDPAction.error)
            bytes.append(number: transaction)
            bytes += message.utf8
        }
        return bytes
    }
}
