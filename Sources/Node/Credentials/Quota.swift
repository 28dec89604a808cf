// How much is left of what somebody may do, as a client can read it.

import HTTPWire
import Vocabulary

package struct Quota: Sendable, Equatable {
    package enum Policy: Sendable, Equatable {
        /// Attempts to log in.
        case logins
        /// Requests for documents, so many in a window.
        case requests(Int)
    }

    package var policy: Policy
    package var remaining: Int
    /// Seconds until it is whole again.
    package var reset: Int64

    package init(_ policy: Policy, remaining: Int, reset: Int64) {
        self.policy = policy
        self.remaining = remaining
        self.reset = reset
    }

    /// The RateLimit fields of draft-ietf-httpapi-ratelimit-headers-10: a policy by its name, what
    /// is left of it, and seconds until it is whole.
    package func add(to fields: inout HTTPFields) {
        let (name, most, window) =
            switch policy {
            case .logins: ("logins", Limits.freeAttempts, Limits.attemptMemory)
            case .requests(let most): ("requests", most, Limits.requestWindow)
            }
        let seconds = window.components.seconds
        fields.add("RateLimit-Policy", "\"\(name)\";q=\(most);w=\(seconds)")
        fields.add("RateLimit", "\"\(name)\";r=\(remaining);t=\(reset)")
    }
}
