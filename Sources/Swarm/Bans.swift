// Who is not spoken to any more.

import Vocabulary

/// Addresses of those who lied. A public address, or network of IPv6, is one machine's; on a
/// private network and on this machine many may share one, so the port tells them apart.
struct Bans: Sendable {
    private enum Place: Hashable {
        case network(IPAddress)
        case endpoint(Endpoint)
    }

    private var places: Set<Place> = []
    private var order: [Place] = []

    func contains(_ endpoint: Endpoint) -> Bool { places.contains(Self.place(of: endpoint)) }

    /// The oldest is forgotten when there are too many.
    mutating func insert(_ endpoint: Endpoint) {
        let place = Self.place(of: endpoint)
        guard places.insert(place).inserted else { return }
        order.append(place)
        if order.count > Limits.bannedAddresses { places.remove(order.removeFirst()) }
    }

    private static func place(of endpoint: Endpoint) -> Place {
        let address = endpoint.address
        return address.isPrivate || address.isNobodyElse
            ? .endpoint(endpoint) : .network(address.network)
    }
}
