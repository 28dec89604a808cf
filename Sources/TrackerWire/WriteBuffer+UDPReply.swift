// What a tracker answers over UDP, written into room that it uses again and again. `UDPReply` has
// the packets' shape.

import Bytes
import Vocabulary

extension WriteBuffer {
    package mutating func writeConnected(_ transaction: UInt32, _ connection: UInt64) {
        clear()
        append(UDPAction.connect)
        append(transaction)
        append(connection)
    }

    /// What peers follow. `interval` is in seconds.
    package mutating func writeAnnounced(
        _ transaction: UInt32, interval: Int, seeders: Int, leechers: Int
    ) {
        clear()
        append(UDPAction.announce)
        append(transaction)
        append(Int32(clamping: interval))
        append(Int32(clamping: leechers))
        append(Int32(clamping: seeders))
    }

    /// What `appendScraped` follows, for each info-hash in the order of the question.
    package mutating func writeScraped(_ transaction: UInt32) {
        clear()
        append(UDPAction.scrape)
        append(transaction)
    }

    package mutating func appendScraped(seeders: Int, completed: Int, leechers: Int) {
        append(Int32(clamping: seeders))
        append(Int32(clamping: completed))
        append(Int32(clamping: leechers))
    }

    /// A sentence, cut so that the packet has at most `limit` bytes.
    package mutating func writeError(_ transaction: UInt32, _ sentence: String, limit: Int) {
        clear()
        append(UDPAction.error)
        append(transaction)
        for byte in sentence.utf8.prefix(max(0, min(limit - count, space))) { append(byte) }
    }
}
