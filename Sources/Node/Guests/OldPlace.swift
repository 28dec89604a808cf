// What a client of dialect L says of where its file is: any JSON, an address if it likes.
//
// Law. It is told as it was said. What is made of it for others follows the law of addresses: one
// that is nobody's stands for the sender's, and only the sender's own is believed.

import Bytes
import Directory
import JSONWire
import Vocabulary

enum OldPlace {
    /// `HOST:PORT` in what it said, as others may dial it; nil where there is none, or none that
    /// every client can read.
    static func address(in place: String, from sender: IPAddress) -> String? {
        var reader = JSONReader(Array(place.utf8))
        guard let value = try? reader.whole(), let text = value.string, let said = hostPort(text),
            !GuestPlace.needsLookup(said),
            case .known(let endpoint, let host) = GuestPlace(
                said: said, resolved: nil, from: sender),
            !host.contains(":")
        else { return nil }
        return "\(host):\(endpoint.port)"
    }

    /// An address as JSON: names and addresses have nothing to escape.
    static func text(_ address: String) -> String { "\"\(address)\"" }

    /// Behind a scheme, and before a path.
    static func hostPort(_ text: String) -> HostPort? {
        var bytes = Substring(text).utf8
        if let scheme = text.place(of: "://") {
            bytes = text.utf8[scheme.upperBound...]
        }
        return HostPort(Substring(bytes.prefix { $0 != UInt8(ascii: "/") }))
    }
}
