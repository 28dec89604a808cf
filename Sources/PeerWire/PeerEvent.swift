// What a peer's bytes mean, in order.

import Digest
import Vocabulary

package enum PeerEvent: Equatable, Sendable {
    /// Somebody who dialled us wants this torrent: nothing more is read until `accept`.
    case wants(infoHash: Digest160)
    /// The handshake is whole; messages follow. Ours has been sent, or is to be sent now.
    case handshake(Handshake)
    /// A message that is whole. Never a block.
    case message(PeerMessage)
    /// A block begins, and its bytes follow as `payload`. Whoever did not ask for it closes here
    /// (`PeerViolation.unrequestedBlock`), before any of it is kept.
    case block(PeerBlock)
    /// Bytes of the block that began last.
    case payload(PeerPayload)
}

/// A block or an extent that a peer sends.
package struct PeerBlock: Hashable, Sendable {
    package let range: BlockRange
    /// Whether it came as `ds_extent`, not as a piece message.
    package let isExtent: Bool
}

/// Some of a block's bytes.
package struct PeerPayload: Equatable, Sendable {
    package let block: PeerBlock
    /// How many bytes of the block came before these.
    package let offset: Int
    /// Where these are in the bytes that were received. Empty where they came by
    /// `PeerStream.payloadArrived`.
    package let place: Range<Int>
    package let count: Int

    /// Whether the block is whole with these.
    package var isLast: Bool { offset + count == block.range.length }
}
