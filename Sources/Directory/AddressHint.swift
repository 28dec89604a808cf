// What to make of an address that stands inside a message.
//
// Law. An address in a message is a hint: it is often 127.0.0.1 sent across a LAN, and sometimes
// aimed at a victim. It is believed at once only where it is the sender's own.

import Vocabulary

package enum AddressHint: Equatable, Sendable {
    /// Believe it.
    case believed(Endpoint)
    /// Believe it once a probe has reached it.
    case unproved(Endpoint)
    /// Nobody can be dialled there, or the sender may not send us there.
    case refused

    /// - Parameters:
    ///   - claimed: what the message says; nil where it is no address.
    ///   - port: what the message says.
    ///   - sender: where the message came from.
    package init(claimed: IPAddress?, port: some BinaryInteger, from sender: IPAddress) {
        let address = Self.replaced(claimed, from: sender)
        guard let endpoint = Endpoint(address, port: port) else {
            self = .refused
            return
        }
        if address == sender {
            self = .believed(endpoint)
        } else {
            self = Self.mayProbe(address, for: sender) ? .unproved(endpoint) : .refused
        }
    }

    /// An address that is nobody else's, sent from another host, stands for the sender's own.
    private static func replaced(_ claimed: IPAddress?, from sender: IPAddress) -> IPAddress {
        guard let claimed, claimed != sender else { return sender }
        if claimed.isLoopback, sender.isLoopback { return claimed }
        return claimed.isNobodyElse ? sender : claimed
    }

    /// A probe goes only to the scope of the sender: a stranger from the internet cannot make us
    /// knock at doors inside our network.
    package static func mayProbe(_ address: IPAddress, for sender: IPAddress) -> Bool {
        if address.isMulticast || address.isUnspecified { return false }
        if address.isLoopback { return sender.isLoopback }
        let senderIsNear = sender.isLoopback || sender.isPrivate || sender.isLinkLocal
        return senderIsNear || !(address.isPrivate || address.isLinkLocal)
    }
}
