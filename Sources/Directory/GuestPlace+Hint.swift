// What to make of the address that a client of dialect B says it has.
//
// Law. A name is kept where it leads somewhere; one that leads nowhere, and an address that is
// nobody's, stand for the sender's own.

import Vocabulary

extension GuestPlace {
    /// - Parameters:
    ///   - said: what the client says.
    ///   - resolved: where its name leads, if it is a name that was looked up.
    package init(said: HostPort, resolved: IPAddress?, from sender: IPAddress) {
        let literal = IPAddress(said.host)
        let isOwnName = literal == nil && Self.isLocalhost(said.host)
        let claimed = literal ?? (isOwnName ? .loopback : resolved)
        switch AddressHint(claimed: claimed, port: said.port, from: sender) {
        case .refused: self = .nowhere
        case .unproved(let endpoint):
            self = .unproved(endpoint, host: Self.shown(said, endpoint, claimed))
        case .believed(let endpoint):
            self = .known(endpoint, host: Self.shown(said, endpoint, claimed))
        }
    }

    /// Whether the name has to be looked up first.
    package static func needsLookup(_ said: HostPort) -> Bool {
        IPAddress(said.host) == nil && !isLocalhost(said.host)
    }

    /// What the client said, where that is where it is; else the address in its place.
    private static func shown(
        _ said: HostPort, _ endpoint: Endpoint, _ claimed: IPAddress?
    ) -> String {
        claimed == endpoint.address ? said.host : endpoint.address.description
    }

    private static func isLocalhost(_ name: String) -> Bool {
        let name = name.lowercased()
        return name == "localhost" || name.hasSuffix(".localhost")
    }
}
