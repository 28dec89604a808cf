// Bytes and files to the kernel, as much as it takes and the turn allows.
//
// Law. When the kernel takes less than it was offered, its buffer is full: we do not ask again
// but wait until it is writable.

import CUV
import Glibc
import Vocabulary

/// What came of sending.
enum Progress: Equatable {
    /// Everything went to the kernel.
    case all
    /// The kernel has no room, or the turn is used up: on with it when the socket is writable.
    case waits
    /// The disk has to be asked first for this range.
    case cold(fd: Int32, Range<Int64>)
    case failed(CloseReason)
}

extension Connection {
    /// send(2). `more`: something follows at once, so a short packet need not leave alone.
    func transmit(_ bytes: UnsafeRawBufferPointer, more: Bool) -> (sent: Int, Progress) {
        let offered = min(bytes.count, allowance)
        guard offered > 0 else { return (0, bytes.isEmpty ? .all : .waits) }
        let flags = Int32(MSG_NOSIGNAL) | (more ? Int32(MSG_MORE) : 0)
        let sent = send(fd, bytes.baseAddress, offered, flags)
        guard sent >= 0 else { return (0, Self.progress(after: errno)) }
        spend(sent)
        return (sent, sent == bytes.count ? .all : .waits)
    }

    /// sendmsg(2): both in one call, where the turn allows it.
    func transmit(
        _ head: UnsafeRawBufferPointer, then body: UnsafeRawBufferPointer
    ) -> (sent: Int, Progress) {
        let count = head.count + body.count
        guard count <= allowance else { return (0, .waits) }
        let base = { UnsafeMutableRawPointer(mutating: $0) }
        var parts = (
            iovec(iov_base: head.baseAddress.map(base), iov_len: head.count),
            iovec(iov_base: body.baseAddress.map(base), iov_len: body.count)
        )
        let sent = withUnsafeMutablePointer(to: &parts) { pair in
            pair.withMemoryRebound(to: iovec.self, capacity: 2) { pieces in
                var message = msghdr()
                message.msg_iov = pieces
                message.msg_iovlen = 2
                return sendmsg(fd, &message, Int32(MSG_NOSIGNAL))
            }
        }
        guard sent >= 0 else { return (0, Self.progress(after: errno)) }
        spend(sent)
        return (sent, sent == count ? .all : .waits)
    }

    /// sendfile(2), straight from the page cache.
    func transmit(_ file: inout FileRange) -> Progress {
        while file.count > 0 {
            let offered = wholeChunks(of: file.count)
            guard offered > 0 else { return .waits }
            let range = file.offset..<file.offset + Int64(offered)
            guard isResident(range, of: file) else { return .cold(fd: file.fd, range) }
            var offset = off_t(file.offset)
            let sent = sendfile(fd, file.fd, &offset, offered)
            guard sent >= 0 else { return Self.progress(afterFile: errno) }
            guard sent > 0 else { return .failed(.fileShrank) }
            file.offset += Int64(sent)
            spend(sent)
            if sent < offered { return .waits }
        }
        return .all
    }

    /// What may be sent now of `count` bytes of a file: all of it, or whole chunks.
    private func wholeChunks(of count: Int) -> Int {
        let allowed = allowance
        return count <= allowed ? count : allowed - allowed % table.chunk
    }

    private func isResident(_ range: Range<Int64>, of file: FileRange) -> Bool {
        !file.asks || range.upperBound <= file.residentUntil
            || table.residency.holds(range, of: file.fd)
    }

    private static func progress(after code: Int32) -> Progress {
        switch code {
        case EAGAIN, EINTR, ENOBUFS: .waits
        default: .failed(CloseReason(socketError: code))
        }
    }

    private static func progress(afterFile code: Int32) -> Progress {
        switch code {
        case EIO, EBADF, EINVAL, EOVERFLOW, ESTALE: .failed(.fileUnreadable(code))
        default: progress(after: code)
        }
    }
}
