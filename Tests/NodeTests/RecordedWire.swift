// A connection of the recording host.

import Vocabulary

extension RecordingHost {
    /// One connection, as it looks from the outside.
    struct Wire {
        /// Where we dialled; nil for one that came in.
        var dialled: Endpoint?
        /// Everything sent; a file range counts as its bytes.
        var sent: [UInt8] = []
        /// Ranges of files, in order.
        var ranges: [Range<Int64>] = []
        var isPaused = false
        var pauses = 0
        /// We wanted it to close after what is queued.
        var isFinished = false
        /// And the other side was not through.
        var isInterrupted = false
        /// We closed it at once.
        var isClosed = false
        /// What comes next has its place.
        var expectsPayload = false
        /// Bytes that were put there.
        var placed = 0
        /// What the kernel has not taken, as the test wants it.
        var hasUnsent = false
        /// What the kernel has taken, as the test wants it.
        var taken: UInt64 = 0

        var isGone: Bool { isFinished || isClosed }
        var text: String { String(decoding: sent, as: UTF8.self) }
    }
}
