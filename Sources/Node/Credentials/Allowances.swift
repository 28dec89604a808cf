// How many requests for documents each caller may make in a minute.
//
// Law 1. A caller's minute begins with his first request. What he leaves of it is not added to the
//        next.
// Law 2. Whoever asks as a user is that user, wherever he comes from; everybody else is where he
//        comes from, for the network's secret is everybody's.
// Law 3. The table ends: whose minute began first is forgotten first. That makes him no worse off.

import Vocabulary

struct Allowances {
    enum Caller: Hashable {
        case user(UserName)
        /// A machine, or the network that one machine has to itself (`IPAddress.network`).
        case address(IPAddress)
    }

    private struct Row {
        let began: Instant
        var used: Int
    }

    private var rows: [Caller: Row] = [:]
    /// Everybody in `rows`, in the order in which their minutes began; those before `first` are
    /// gone.
    private var order: [Caller] = []
    private var first = 0

    var count: Int { rows.count }

    /// Takes one request of `most`. What is left, and whether there was one.
    mutating func spend(
        by caller: Caller, of most: Int, at now: Instant
    ) -> (quota: Quota, isAllowed: Bool) {
        forgetOver(at: now)
        var row = rows[caller] ?? begin(caller, at: now)
        let isAllowed = row.used < most
        if isAllowed { row.used += 1 }
        rows[caller] = row
        let left = row.began + Limits.requestWindow
        let seconds = (left.since(now).nanoseconds + 999_999_999) / 1_000_000_000
        return (Quota(.requests(most), remaining: most - row.used, reset: seconds), isAllowed)
    }

    private mutating func begin(_ caller: Caller, at now: Instant) -> Row {
        if rows.count >= Limits.callersCounted { forgetFirst() }
        order.append(caller)
        return Row(began: now, used: 0)
    }

    /// As many steps as there are minutes that have ended: each ends once.
    private mutating func forgetOver(at now: Instant) {
        while first < order.count, let row = rows[order[first]],
            now.since(row.began) >= Limits.requestWindow
        {
            forgetFirst()
        }
    }

    private mutating func forgetFirst() {
        rows[order[first]] = nil
        first += 1
        // Half of the list is gone: what is left moves to its front.
        if first * 2 >= order.count {
            order.removeFirst(first)
            first = 0
        }
    }
}

extension Allowances.Caller {
    /// Nil: the operator, whose machine it is; a node that has proved that it is one of ours, for
    /// many may stand behind one address; or somebody on this machine, whose programs would use up
    /// each other's requests.
    init?(_ request: Request, from remote: Remote) {
        guard case .tcp(let endpoint) = remote else { return nil }
        if let user = request.user {
            self = .user(user.name)
        } else if request.right >= .contribute || endpoint.address.isLoopback {
            return nil
        } else {
            self = .address(endpoint.address.network)
        }
    }
}

extension Result where Success == Ask {
    /// Files and announces are what this node is for, and have limits of their own; so have the
    /// dialects, and what a member says to a bootstrap. A monitor always hears that it lives.
    var isCounted: Bool {
        switch self {
        case .failure: true
        case .success(.content), .success(.tracker), .success(.old), .success(.health),
            .success(.register), .success(.heartbeat), .success(.goodbye):
            false
        case .success: true
        }
    }
}

extension Refusal {
    static func tooMany(_ quota: Quota) -> Refusal {
        var refusal = Refusal(429, "too many requests; the next one counts in \(quota.reset) s")
        refusal.retryAfter = quota.reset
        refusal.quota = quota
        return refusal
    }
}
