// How many descriptors this process may have, and how many connections that allows.

import Glibc
import Vocabulary

package enum DescriptorLimit {
    /// Raises the soft limit to the hard one, and returns it. The C word is `RLIMIT_NOFILE`.
    @discardableResult
    package static func raise() -> Int {
        var limit = rlimit()
        getrlimit(resource, &limit)
        if limit.rlim_cur < limit.rlim_max {
            var raised = limit
            raised.rlim_cur = limit.rlim_max
            // Where it is refused, the soft limit is what we have.
            if setrlimit(resource, &raised) == 0 { limit = raised }
        }
        return Int(clamping: limit.rlim_cur)
    }

    /// Makes the process's table of descriptors as long as it will ever be; for before there are
    /// threads. A table that grows when there are waits until every processor has passed a quiet
    /// moment (RCU; `expand_fdtable` of Linux), 10 to 30 ms each time that its length doubles. A
    /// row costs the kernel eight bytes.
    package static func makeRoom(for descriptors: Int) {
        let lowest = open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard lowest >= 0 else { return }  // and so the table will grow when it must
        let highest = fcntl(lowest, F_DUPFD_CLOEXEC, Int32(clamping: descriptors - 1))
        if highest >= 0 { close(highest) }
        close(lowest)
    }

    /// How many of `wanted` connections `descriptors` allow, when `Limits.descriptorsReserved` are
    /// kept back; `cut` where that is fewer. Never less than one.
    package static func connectionsAllowed(
        wanted: Int, descriptors: Int
    ) -> (connections: Int, cut: Bool) {
        let allowed = max(1, descriptors - Limits.descriptorsReserved)
        return (min(wanted, allowed), allowed < wanted)
    }

    private static var resource: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_NOFILE.rawValue) }
}
