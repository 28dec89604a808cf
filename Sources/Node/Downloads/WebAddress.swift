// Where something lies on the web, as a person writes it: `http://host:port/path?query`.

import Bytes
import HTTPWire
import Vocabulary

/// An http address. Holding one is proof that it can be asked for.
package struct WebAddress: Hashable, Sendable, CustomStringConvertible {
    package enum Refusal: Error, Equatable, Sendable {
        case notAnAddress
        /// There is no TLS here, and asking without it would say what was not to be said.
        case needsTLS
    }

    package let place: HostPort
    /// Path and query, percent-coded.
    package let target: String

    /// Reads an absolute address (RFC 3986). A name and password in it are refused: they would be
    /// kept and logged; a fragment is nobody's but the reader's.
    package init(_ text: some StringProtocol) throws(Refusal) {
        guard let mark = text.place(of: "://"), text.utf8.count <= Limits.webAddressLength
        else { throw .notAnAddress }
        let scheme = text[..<mark.lowerBound].lowercased()
        guard scheme != "https" else { throw .needsTLS }
        guard scheme == "http" else { throw .notAnAddress }
        let rest = Self.beforeFragment(String(text[mark.upperBound...]))
        let authority = Substring(
            rest.utf8.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") })
        let hasPort =
            authority.hasPrefix("[")
            ? authority.place(of: "]:") != nil : authority.utf8.contains(UInt8(ascii: ":"))
        guard !authority.contains("@"),
            let place = HostPort(hasPort ? String(authority) : "\(authority):80"),
            let target = Self.target(Substring(rest.utf8[authority.endIndex...]))
        else { throw .notAnAddress }
        self.place = place
        self.target = target
    }

    /// Where a redirect leads (RFC 3986, section 5.2, without dots, which no server sends back).
    package func redirected(to location: String) throws(Refusal) -> WebAddress {
        if location.place(of: "://") != nil { return try WebAddress(location) }
        let text = Self.beforeFragment(location)
        if text.utf8.starts(with: "//".utf8) { return try WebAddress("http:\(text)") }
        let folder = target.prefix { $0 != "?" }.lastIndex(of: "/").map { target[...$0] } ?? "/"
        let isWhole = text.utf8.first == UInt8(ascii: "/")
        return try WebAddress("http://\(place)" + (isWhole ? "" : folder) + text)
    }

    /// By bytes: to Swift a "#" with an accent is another character, to servers it is not.
    private static func beforeFragment(_ text: String) -> Substring {
        Substring(text.utf8.prefix { $0 != UInt8(ascii: "#") })
    }

    /// Spaces and what is not ASCII are coded; what is coded already stays.
    private static func target(_ text: some StringProtocol) -> String? {
        var target = text.utf8.first == UInt8(ascii: "/") ? "" : "/"
        for byte in text.utf8 {
            guard byte >= 0x20, byte != 0x7f else { return nil }
            if byte > 0x20, byte < 0x7f, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "<") {
                target.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                target += "%" + Hex.encode([byte]).uppercased()
            }
        }
        return target
    }

    /// What the Host field says.
    package var authority: String {
        place.port == 80 ? String(place.description.dropLast(3)) : place.description
    }

    package var description: String { "http://\(authority)\(target)" }

    /// What a file from there is called: the last part of the path, or the host's name.
    package var fileName: FileName {
        let path = target.prefix { $0 != "?" }
        let last = path.split(separator: "/").last.map(String.init) ?? ""
        let decoded = PercentCoding.decode(last) ?? last
        let safe = decoded.split(separator: "/").last.map(String.init) ?? ""
        for word in [safe, String(place.host.map { $0 == ":" ? "-" : $0 }), "download"] {
            if let name = FileName(word) { return name }
        }
        preconditionFailure("a word is a name")
    }
}
