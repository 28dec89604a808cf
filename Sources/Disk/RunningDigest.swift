// A digest that grows over several jobs of the pool.
//
// Law. One job has it at a time: a job takes it out, and puts it back. Two at once are our own
// mistake, and trap. Taking and putting back also order the jobs' memory, so nothing is locked.

import Digest
import Synchronization

/// SHA-256 over what one file receives.
final class RunningDigest: Sendable {
    /// The address of the `SHA256` that we own; 0 while a job has it, and after the end.
    private let place: Atomic<UInt>

    init() {
        place = Atomic(UInt(bitPattern: Unmanaged.passRetained(SHA256()).toOpaque()))
    }

    func update(_ bytes: UnsafeRawBufferPointer) {
        let taken = take()
        taken.takeUnretainedValue().update(bytes)
        place.store(UInt(bitPattern: taken.toOpaque()), ordering: .releasing)
    }

    /// The digest of all bytes. Afterwards there is nothing to update any more.
    func finish() -> Digest256 { take().takeRetainedValue().finish() }

    private func take() -> Unmanaged<SHA256> {
        let taken = place.exchange(0, ordering: .acquiringAndReleasing)
        guard let address = UnsafeRawPointer(bitPattern: taken) else {
            preconditionFailure("one job at a time writes to a file, and none after its end")
        }
        return .fromOpaque(address)
    }

    deinit {
        guard let left = UnsafeRawPointer(bitPattern: place.load(ordering: .acquiring)) else {
            return
        }
        Unmanaged<SHA256>.fromOpaque(left).release()
    }
}
