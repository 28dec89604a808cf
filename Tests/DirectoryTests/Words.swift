// Addresses and ids in few words, for the stories of this target.

import Digest
import Vocabulary

func address(_ text: String) -> IPAddress {
    guard let address = IPAddress(text) else { preconditionFailure("\(text) is an address") }
    return address
}

func endpoint(_ text: String) -> Endpoint {
    guard let endpoint = Endpoint(text) else { preconditionFailure("\(text) is an endpoint") }
    return endpoint
}

func id(_ name: String) -> NodeID { NodeID(SHA256.of(Array(name.utf8))) }

func second(_ count: UInt64) -> Instant { Instant(nanoseconds: count * 1_000_000_000) }

extension Chance {
    mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &self) }
}
