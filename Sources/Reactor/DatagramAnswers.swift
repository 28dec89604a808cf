// Datagrams that leave with one call: a tracker's answers to what came with one call.

import CSockets
import Glibc
import Vocabulary

final class DatagramAnswers {
    private var places: UnsafeMutableRawBufferPointer?
    private var answers = [linux_answer](repeating: linux_answer(), count: LINUX_DATAGRAMS)
    private var count = 0

    var isFull: Bool { count == LINUX_DATAGRAMS }

    /// Copies a datagram of at most `Limits.datagramAnswerLength` bytes.
    func add(_ bytes: RawSpan, to endpoint: Endpoint) {
        let stride = Limits.datagramAnswerLength
        precondition(!isFull && bytes.byteCount <= stride, "a batch has room for this answer")
        let room =
            places ?? .allocate(byteCount: LINUX_DATAGRAMS * stride, alignment: 64)
        places = room
        bytes.withUnsafeBytes {
            UnsafeMutableRawBufferPointer(rebasing: room[(count * stride)...]).copyMemory(from: $0)
        }
        answers[count] = linux_answer(
            target_high: endpoint.address.high, target_low: endpoint.address.low,
            length: UInt32(bytes.byteCount), port: endpoint.port)
        count += 1
    }

    /// What the kernel does not take is lost.
    func leave(by fd: Int32) {
        guard count > 0, let places else { return }
        _ = linux_send_datagrams(
            fd, places.baseAddress, Limits.datagramAnswerLength, answers, Int32(count))
        count = 0
    }

    deinit { places?.deallocate() }
}
