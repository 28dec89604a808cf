// The only door to libuv's pool of threads, for work that blocks: hashing, fsync, cold files,
// password hashing, the database, looking up names.
//
// Law 1. What goes through the door is Sendable, in both directions.
// Law 2. The answer is given on the loop's thread, in a turn of its own.
// Law 3. How many jobs wait is the caller's to bound; `pending` tells him.

import CUV
import Glibc
import Vocabulary

/// The way to the pool and back.
package final class Offload {
    /// Jobs and look-ups that were given away and have not come back.
    package fileprivate(set) var pending = 0
    private let loop: Loop

    package init(_ loop: Loop) { self.loop = loop }

    /// Runs `job` on a thread of the pool, then `done` with its value on the loop.
    package func run<Value: Sendable>(
        _ job: @escaping @Sendable () -> Value, then done: @escaping (Value) -> Void
    ) {
        // Written by the pool's thread, read by the loop's after libuv has handed the job back:
        // its queue orders the two.
        nonisolated(unsafe) var value: Value?
        let errand = Errand(self, work: { value = job() }, done: { if let value { done(value) } })
        errand.request.pointee.data = Unmanaged.passRetained(errand).toOpaque()
        pending += 1
        let status = uv_queue_work(
            loop.handle, errand.request,
            { Unmanaged<Errand>.fromOpaque($0!.pointee.data).takeUnretainedValue().work() },
            { request, _ in
                Unmanaged<Errand>.fromOpaque(request!.pointee.data).takeRetainedValue().end()
            })
        precondition(status == 0, "libuv refuses no job that has work: \(uvText(status))")
    }

    /// The same, with something of the loop's lent to the job. The lender must not touch it until
    /// `done`: that is his word, and the compiler cannot hold him to it.
    package func run<Loan: AnyObject, Value: Sendable>(
        lending loan: Loan, _ job: @escaping @Sendable (Loan) -> Value,
        then done: @escaping (Value) -> Void
    ) {
        nonisolated(unsafe) let lent = loan
        run({ job(lent) }, then: done)
    }

    /// Looks up the addresses of `host`, in the order of the system's preference. `done` is
    /// called on the loop, never from inside this call.
    package func resolve(
        host: String, then done: @escaping (Result<[IPAddress], LookUpError>) -> Void
    ) {
        // Longer names were cut by a resolver into names of somebody else's.
        guard HostPort.isName(host) || IPAddress(host) != nil else {
            return loop.soon { done(.failure(.notAName)) }
        }
        let lookUp = LookUp(self, done)
        lookUp.request.pointee.data = Unmanaged.passRetained(lookUp).toOpaque()
        pending += 1
        var hints = addrinfo()
        hints.ai_socktype = Socket.stream
        let status = uv_getaddrinfo(
            loop.handle, lookUp.request,
            { request, status, list in
                Unmanaged<LookUp>.fromOpaque(request!.pointee.data).takeRetainedValue()
                    .end(status, list)
            }, host, nil, &hints)
        if status < 0 {
            loop.soon {
                Unmanaged<LookUp>.fromOpaque(lookUp.request.pointee.data).takeRetainedValue()
                    .end(status, nil)
            }
        }
    }
}

@available(*, unavailable) extension Offload: Sendable {}

/// Why a name has no address.
package enum LookUpError: Error, Equatable {
    /// Not a host name (RFC 1035); it was not looked up.
    case notAName
    /// The resolver's words.
    case failed(String)
}

/// A job on its way. The C type is `uv_work_t`.
private final class Errand {
    let request = UnsafeMutablePointer<uv_work_t>.allocate(capacity: 1)
    let work: () -> Void
    private let done: () -> Void
    private let offload: Offload

    init(_ offload: Offload, work: @escaping () -> Void, done: @escaping () -> Void) {
        self.offload = offload
        self.work = work
        self.done = done
    }

    func end() {
        offload.pending -= 1
        done()
    }

    deinit { request.deallocate() }
}

/// A name on its way. The C type is `uv_getaddrinfo_t`.
private final class LookUp {
    let request = UnsafeMutablePointer<uv_getaddrinfo_t>.allocate(capacity: 1)
    private let done: (Result<[IPAddress], LookUpError>) -> Void
    private let offload: Offload

    init(_ offload: Offload, _ done: @escaping (Result<[IPAddress], LookUpError>) -> Void) {
        self.offload = offload
        self.done = done
    }

    func end(_ status: Int32, _ list: UnsafeMutablePointer<addrinfo>?) {
        offload.pending -= 1
        let addresses = Self.addresses(in: list)
        uv_freeaddrinfo(list)
        done(status == 0 ? .success(addresses) : .failure(.failed(uvText(status))))
    }

    private static func addresses(in list: UnsafeMutablePointer<addrinfo>?) -> [IPAddress] {
        var addresses: [IPAddress] = []
        var next = list
        while let entry = next {
            if let address = IPAddress(entry.pointee.ai_addr), !addresses.contains(address) {
                addresses.append(address)
            }
            next = entry.pointee.ai_next
        }
        return addresses
    }

    deinit { request.deallocate() }
}
