// Passwords that were verified a while ago, as a keyed digest: who logs in every half minute is
// known again without the price of a password.
//
// Law. The key is this run's own and in memory alone, so the digests say nothing to whoever finds
// them without it; and none is older than its hour.

import Bytes
import Digest
import Vocabulary

struct Verified {
    private struct Row {
        let digest: Digest256
        let until: Instant
        /// Whoever logs in from there is known to be he, whatever others try.
        let address: IPAddress?
    }

    private let key: [UInt8]
    private var rows: [UserName: Row] = [:]

    init(key: Digest256) { self.key = key.bytes }

    var count: Int { rows.count }

    func knows(_ name: UserName, _ password: [UInt8], at now: Instant) -> Bool {
        guard let row = rows[name], now < row.until else { return false }
        return equalInConstantTime(digest(of: password, name).bytes, row.digest.bytes)
    }

    /// Whether he was verified from that address, which is his alone and not all of this machine's.
    func isHome(_ address: IPAddress?, of name: UserName, at now: Instant) -> Bool {
        guard let address, !address.isLoopback, let row = rows[name], now < row.until else {
            return false
        }
        return row.address == address
    }

    /// The digest would be the same for the same password all the time: it says which names share
    /// one, so the name is in it.
    mutating func verified(
        _ name: UserName, _ password: [UInt8], from address: IPAddress?, at now: Instant
    ) {
        if rows[name] == nil, rows.count >= Limits.users {
            rows = rows.filter { now < $0.value.until }
        }
        rows[name] = Row(
            digest: digest(of: password, name), until: now + Limits.verifiedTime, address: address)
    }

    mutating func forget(_ name: UserName) { rows[name] = nil }

    private func digest(of password: [UInt8], _ name: UserName) -> Digest256 {
        SHA256.authentication(of: Array(name.text.utf8) + [0] + password, key: key)
    }
}
