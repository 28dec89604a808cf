// Where a tracker is, as a torrent names it.
//
// Law. Holding one is proof: it can be written into a request line and a Host field as it is, and
//      its name is one that resolvers do not cut.

import Bytes
import Vocabulary

/// Why a tracker cannot be asked.
package enum TrackerURLError: Error, Equatable, Sendable {
    case tooLong
    /// White space, a control character, or something outside ASCII.
    case badCharacter
    /// A scheme that people use for trackers and that we do not speak.
    case notYetSpoken(String)
    case unknownScheme
    /// No name or address, one of more than 253 bytes, or one with a password before it.
    case badHost
    /// Not a number from 1 to 65535; for UDP there is no other port than the one that is named.
    case badPort
}

package struct TrackerURL: Hashable, Sendable {
    package enum Scheme: String, Sendable { case http, udp }

    package let scheme: Scheme
    /// A name, or an address without brackets.
    package let host: String
    package let port: UInt16
    /// Empty, or from its slash on.
    package let path: String
    /// Without the question mark.
    package let query: String?

    /// Reads `http://host[:port]/path?query` or `udp://host:port[/path?query]`. White space around
    /// it is nobody's, and a fragment is not sent (RFC 3986, section 3.5).
    package init(_ text: String) throws(TrackerURLError) {
        let text = Self.trimmed(text)
        guard text.utf8.count <= Limits.trackerURLLength else { throw .tooLong }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { throw .badCharacter }
        guard let mark = text.place(of: "://") else { throw .unknownScheme }
        scheme = try Self.scheme(text[..<mark.lowerBound].lowercased())
        let rest = text[mark.upperBound...].prefix { $0 != "#" }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let tail = rest[authority.endIndex...]
        path = String(tail.prefix { $0 != "?" })
        query = tail.firstIndex(of: "?").map { String(tail[tail.index(after: $0)...]) }
        (host, port) = try Self.place(authority, scheme)
    }

    private init(_ other: TrackerURL, path: String) {
        scheme = other.scheme
        host = other.host
        port = other.port
        query = other.query
        self.path = path
    }

    /// What a request line asks for.
    package var target: String { (path.isEmpty ? "/" : path) + (query.map { "?" + $0 } ?? "") }

    /// What stands in a Host field.
    package var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return scheme == .http && port == 80 ? name : "\(name):\(port)"
    }

    /// What BEP 41 sends along: nothing where the URL is only a place.
    package var urlData: [UInt8] {
        path.isEmpty && query == nil ? [] : Array((path + (query.map { "?" + $0 } ?? "")).utf8)
    }

    /// The last part of the path.
    private var lastPart: Substring {
        path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...]
    }

    /// Where to scrape (BEP 48): `announce` at the beginning of the last part of the path becomes
    /// `scrape`; nil where it is not there. Over UDP a scrape goes where announces go.
    package var scrape: TrackerURL? {
        if scheme == .udp { return self }
        guard lastPart.hasPrefix("announce") else { return nil }
        let suffix = lastPart.dropFirst("announce".count)
        return TrackerURL(self, path: path[..<lastPart.startIndex] + "scrape" + suffix)
    }

    /// Whether it may be asked now that its name turned out to be `address`. A torrent of a
    /// stranger may name whom it likes: on this machine only what can be nothing but a tracker is
    /// asked (libtorrent's rule), on this network what looks like one. A datagram of BEP 15 says
    /// nothing that another service would take for its own.
    package func mayBeAsked(at address: IPAddress) -> Bool {
        switch address.reach {
        case nil: false
        case .world: true
        case .link, .network: scheme == .udp || lastPart.hasPrefix("announce")
        case .loopback: scheme == .udp || path == "/announce"
        }
    }
}

extension TrackerURL: CustomStringConvertible {
    package var description: String {
        scheme.rawValue + "://" + authority + path + (query.map { "?" + $0 } ?? "")
    }
}

extension TrackerURL {
    private static func trimmed(_ text: String) -> String {
        let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0d).contains(byte) }
        let start = text.utf8.drop(while: isSpace)
        let end = start.lastIndex { !isSpace($0) }.map { start.index(after: $0) }
        return String(Substring(start[..<(end ?? start.startIndex)]))
    }

    private static func scheme(_ name: String) throws(TrackerURLError) -> Scheme {
        if let scheme = Scheme(rawValue: name) { return scheme }
        throw ["https", "ws", "wss"].contains(name) ? .notYetSpoken(name) : .unknownScheme
    }

    private static func place(
        _ authority: Substring, _ scheme: Scheme
    ) throws(TrackerURLError) -> (String, UInt16) {
        guard !authority.contains("@") else { throw .badHost }
        var (host, port) = (authority, Substring())
        let bracket = authority.lastIndex(of: "]")
        if let colon = authority.lastIndex(of: ":"), bracket.map({ colon > $0 }) ?? true {
            host = authority[..<colon]
            port = authority[authority.index(after: colon)...]
        }
        if bracket != nil {
            guard host.first == "[", host.last == "]" else { throw .badHost }
            host = host.dropFirst().dropLast()
            guard host.contains(":"), IPAddress(host) != nil else { throw .badHost }
        } else if !HostPort.isName(String(host)) {
            throw .badHost
        }
        if port.isEmpty, scheme == .http { return (String(host), 80) }
        // Digits alone: `UInt16` would take a sign too.
        guard port.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(port),
            port > 0
        else { throw .badPort }
        return (String(host), port)
    }
}
