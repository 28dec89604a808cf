// What a node can be told. Two roles stand behind it: `PeerNode` and `BootstrapNode`.
//
// Every entry point runs to its end and gives its decisions to the host on the way.

import Bytes
import Vocabulary

package protocol Node: AnyObject {
    func start(at now: Instant)

    func accepted(_ connection: ConnectionID, from remote: Remote, at now: Instant)
    func connected(_ connection: ConnectionID, at now: Instant)
    /// `bytes` are lent for the call.
    func received(_ bytes: RawSpan, on connection: ConnectionID, at now: Instant)
    /// After `expectPayload`: lets `read` put what has come to where it belongs, as much as there
    /// is room for, and gives its count back; what is not above zero says that nothing came.
    /// Nil: there is no place, and `read` was not called.
    func receive(
        on connection: ConnectionID, at now: Instant,
        by read: (inout MutableRawSpan) -> Int
    ) -> Int?
    /// A process of this machine passed a descriptor with the bytes that come next. The host holds
    /// it until it is used or forgotten.
    func descriptorArrived(
        _ descriptor: DescriptorID, on connection: ConnectionID, at now: Instant)
    /// The other side will say nothing more, but may still listen.
    func inputEnded(on connection: ConnectionID, at now: Instant)
    /// Everything that had to be queued has gone to the kernel.
    func drained(_ connection: ConnectionID, at now: Instant)
    func closed(_ connection: ConnectionID, _ ending: Ending, at now: Instant)
    func datagramArrived(
        _ bytes: RawSpan, from sender: Endpoint, by door: DatagramDoor, at now: Instant)
    func completed(_ completion: Completion, at now: Instant)

    func deadlineReached(at now: Instant)
    /// When `deadlineReached` wants to be called next.
    var nextDeadline: Instant? { get }

    func reload(_ settings: NodeSettings, at now: Instant)
    /// Say goodbye, let running transfers end, then tell the host `stopped`.
    func stop(at now: Instant)

    /// One line for systemd and for `status`.
    var statusLine: String { get }

    /// Every table that strangers can make longer.
    var tables: [TableSize] { get }
}

extension Node {
    /// Who expects no payload has no place for it.
    package func receive(
        on connection: ConnectionID, at now: Instant,
        by read: (inout MutableRawSpan) -> Int
    ) -> Int? { nil }
}

/// How full a table is; the simulator and `/metrics` hold it against its limit.
package struct TableSize: Sendable, Equatable {
    package let name: String
    package let count: Int
    package let limit: Int

    package init(name: String, count: Int, limit: Int) {
        self.name = name
        self.count = count
        self.limit = limit
    }
}
