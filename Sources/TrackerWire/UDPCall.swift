// A datagram as a tracker reads it: in place, with nothing copied and nothing allocated, for there
// may be half a million in a second. It reads what `UDPRequest` reads, and no more than a tracker
// wants to know.
//
// Law. A packet may be longer than it should be, never shorter (BEP 15).

import Bytes
import Digest
import Vocabulary

package enum UDPCall: Equatable, Sendable {
    case connect(transaction: UInt32)
    case announce(connection: UInt64, transaction: UInt32, TrackerAnnounce)
    /// `count` info-hashes, of which `UDPCall.infoHash` reads each.
    case scrape(connection: UInt64, transaction: UInt32, count: Int)

    package init(_ datagram: RawSpan) throws(UDPTrackerError) {
        guard datagram.byteCount >= 16 else { throw .cut }
        let connection = datagram.number64(at: 0)
        let transaction = datagram.number32(at: 12)
        switch datagram.number32(at: 8) {
        case UDPAction.connect:
            guard connection == UDPAction.magic else { throw .badMagic }
            self = .connect(transaction: transaction)
        case UDPAction.announce:
            self = .announce(
                connection: connection, transaction: transaction, try TrackerAnnounce(datagram))
        case UDPAction.scrape:
            let count = min((datagram.byteCount - 16) / Digest160.length, Limits.scrapeHashes)
            guard count > 0 else { throw .noHashes }
            self = .scrape(connection: connection, transaction: transaction, count: count)
        case let action: throw .unknownAction(action)
        }
    }

    /// The transaction of what may be no call at all; nil where there is no room for one.
    package static func transaction(of datagram: RawSpan) -> UInt32? {
        datagram.byteCount >= 16 ? datagram.number32(at: 12) : nil
    }

    package static func infoHash(_ number: Int, of scrape: RawSpan) -> Digest160 {
        Digest160(scrape, at: 16 + Digest160.length * number)
    }

    /// Path and query of the URL that an announce was sent to (BEP 41), in what follows it.
    package static func urlData(of announce: RawSpan) -> [UInt8] {
        announce.byteCount > Announce.datagramLength
            ? URLData.read(announce, from: Announce.datagramLength) : []
    }
}

/// What of an announce a tracker wants to know, by whichever way it came.
package struct TrackerAnnounce: Equatable, Sendable {
    package var infoHash: Digest160
    package var port: UInt16
    /// Nothing is missing.
    package var isSeed: Bool
    package var event: AnnounceEvent
    /// Nil leaves it to the tracker.
    package var wanted: Int?

    init(infoHash: Digest160, port: UInt16, isSeed: Bool, event: AnnounceEvent, wanted: Int?) {
        self.infoHash = infoHash
        self.port = port
        self.isSeed = isSeed
        self.event = event
        self.wanted = wanted
    }

    package init(_ announce: Announce) {
        self.init(
            infoHash: announce.infoHash, port: announce.port, isSeed: announce.left == 0,
            event: announce.event, wanted: announce.numWant)
    }

    fileprivate init(_ datagram: RawSpan) throws(UDPTrackerError) {
        guard datagram.byteCount >= Announce.datagramLength else { throw .cut }
        port = datagram.number16(at: 96)
        guard port > 0 else { throw .badPort }
        infoHash = Digest160(datagram, at: 16)
        isSeed = datagram.number64(at: 64) == 0
        event = AnnounceEvent(number: datagram.number32(at: 80))
        let wanted = Int32(bitPattern: datagram.number32(at: 92))
        self.wanted = wanted < 0 ? nil : Int(wanted)
    }
}
