// What is told about connections, and to whom.
//
// Law 1. No operation on `Connections` calls the handler: reports come from the loop.
// Law 2. After `closed` nothing is said about a connection any more.

import Glibc
import Vocabulary

/// Who hears of connections. Unknown ids in his answers are ignored: a late decision is normal.
package protocol ConnectionHandler: AnyObject {
    /// Somebody connected to a listener of ours. What he has said already follows at once.
    func accepted(_ id: ConnectionID, from remote: Remote)
    /// A connection that we asked for is up.
    func connected(_ id: ConnectionID)
    /// Bytes arrived. They are lent for the call: the next read overwrites them.
    func received(_ bytes: RawSpan, on id: ConnectionID)
    /// Bytes may have arrived, and `expectPayload` was said: the handler calls `read` with the
    /// place where they belong, gives its count back (negative: `errno` tells, as with recv(2)),
    /// and hears of them in no other way. Nil: it has no place now, and `read` was not called.
    func receive(
        on id: ConnectionID, by read: (inout MutableRawSpan) -> Int
    ) -> Int?
    /// A process of this machine passed a descriptor with the bytes that `received` tells of next.
    /// It is the handler's to close.
    func descriptorArrived(_ fd: Int32, on id: ConnectionID)
    /// The other side will say no more; it may still listen. Said once.
    func inputEnded(on id: ConnectionID)
    /// What had to wait in the queue has all gone to the kernel. Not said of what went at once:
    /// that is the answer of `send` and `sendFile`.
    func drained(_ id: ConnectionID)
    /// The next range of the file is not in memory. The owner has the pool read it and calls
    /// `resumeSending`. `Connections.fileOwner(of:)` is what keeps `fd` open.
    func needsResidency(of id: ConnectionID, fd: Int32, range: Range<Int64>)
    /// The connection is gone: once for each, also where a connect failed, with `.finished` after
    /// `finish`; never after `close(id)`, which leaves nothing to tell.
    func closed(_ id: ConnectionID, _ reason: CloseReason)
}

extension ConnectionHandler {
    /// Who never says that it expects payload has no place for it.
    package func receive(
        on id: ConnectionID, by read: (inout MutableRawSpan) -> Int
    ) -> Int? { nil }

    /// Who has no use for descriptors keeps none.
    package func descriptorArrived(_ fd: Int32, on id: ConnectionID) { Glibc.close(fd) }
}

/// Why a connection is gone.
package enum CloseReason: Hashable, Sendable {
    /// All that was queued went to the kernel, and we closed, as `finish` asked.
    case finished
    /// The other side broke it off (ECONNRESET, EPIPE).
    case reset
    /// It never came up; the `errno` says why.
    case connectFailed(Int32)
    /// The peer reads too slowly: `Limits.unsentBytes` of ours waited in memory.
    case tooSlow
    /// The file became shorter than the range that was promised. It is never padded.
    case fileShrank
    /// The disk did not give the file's bytes; the `errno` says why.
    case fileUnreadable(Int32)
    /// The network's or the machine's fault; the `errno` says why (ETIMEDOUT, ENOMEM …).
    case failed(Int32)

    /// What an `errno` on a connected socket means.
    init(socketError code: Int32) {
        self = code == ECONNRESET || code == EPIPE || code == 0 ? .reset : .failed(code)
    }
}
