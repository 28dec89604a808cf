// One of the requests that run at the same time, and the connection it runs on.

import Glibc
import Vocabulary

final class Lane {
    enum Phase: Equatable {
        /// Nothing to do. A connection that was kept may be there.
        case idle
        /// Its request failed, and the next one waits a little.
        case resting
        /// Bytes of the request that the kernel has taken.
        case sending(Int)
        case receiving
    }

    let number: UInt64
    var phase = Phase.idle
    /// -1 where there is none.
    private(set) var fd: Int32 = -1
    var reader: AnswerReader
    /// From when this request's time is counted.
    var begun = Instant.start
    /// When something last happened.
    var heard = Instant.start
    /// Whether the connection has carried an answer before this one.
    var isReused = false

    init(_ number: UInt64, _ reader: AnswerReader) {
        self.number = number
        self.reader = reader
    }

    deinit { hangUp() }

    var isRunning: Bool {
        switch phase {
        case .idle, .resting: false
        case .sending, .receiving: true
        }
    }

    func take(_ fd: Int32) {
        hangUp()
        self.fd = fd
    }

    func hangUp() {
        if fd >= 0 { close(fd) }
        fd = -1
    }
}
