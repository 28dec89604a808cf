// How the loop tells a job on the pool that nobody waits for it any more.

import Synchronization

/// Set once, by the loop; looked at by one job between two reads.
package final class Cancellation: Sendable {
    private let flag = Atomic(false)

    package init() {}

    package func cancel() { flag.store(true, ordering: .relaxed) }

    package var isCancelled: Bool { flag.load(ordering: .relaxed) }
}
