// A thread of a test's own.

import Glibc
import Testing

@testable import Disk

/// Runs at once; `join` waits for its end.
final class Worker {
    private final class Work {
        let body: @Sendable () throws -> Void
        var error: (any Error)?
        init(_ body: @escaping @Sendable () throws -> Void) { self.body = body }
    }
    private let work: Work
    private var thread = pthread_t()

    init(_ body: @escaping @Sendable () throws -> Void) throws {
        work = Work(body)
        let status = pthread_create(
            &thread, nil,
            { work in
                let work = Unmanaged<Work>.fromOpaque(work!).takeRetainedValue()
                do { try work.body() } catch { work.error = error }
                return nil
            }, Unmanaged.passRetained(work).toOpaque())
        try #require(status == 0)
    }

    /// What it threw.
    func join() -> (any Error)? {
        pthread_join(thread, nil)
        return work.error
    }
}
