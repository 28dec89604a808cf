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
