// The datagrams of local service discovery (BEP 14): a node says which torrents it has, to all
// others on the network, in the shape of an HTTP request that nobody answers.
//
// Law. Where the node is, its datagram's source says; what it says itself is only the port. A
// datagram that is not an announcement is nothing.

import Bytes
import Digest
import Vocabulary

package struct LocalAnnouncement: Equatable, Sendable {
    /// At least one.
    package var infoHashes: [Digest160]
    /// Of TCP, on the machine that the datagram came from.
    package var port: UInt16
    /// What the sender knows its own datagrams by: compared, never understood.
    package var cookie: [UInt8]?

    package init(infoHashes: [Digest160], port: UInt16, cookie: [UInt8]? = nil) {
        precondition(!infoHashes.isEmpty && port > 0, "a torrent, and where it is")
        precondition((cookie?.count ?? 0) <= Limits.lsdCookieLength, "our cookies are short")
        self.infoHashes = infoHashes
        self.port = port
        self.cookie = cookie
    }
}

// MARK: - Reading

extension LocalAnnouncement {
    /// Reads one datagram. Unknown fields are passed over, as in HTTP; a field that says what it
    /// may not makes all of it nothing.
    package init?(_ datagram: RawSpan) {
        guard datagram.byteCount <= Limits.lsdLength, let text = String(utf8: datagram) else {
            return nil
        }
        var lines = text.utf8.split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
        ).map { $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0 }[...]
        guard lines.popFirst().map(Self.isMethod) == true else { return nil }
        var hashes: [Digest160] = []
        var port: UInt16?
        var cookie: [UInt8]?
        for line in lines.prefix(while: { !$0.isEmpty }) {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
            let value = Self.trimmed(line[line.index(after: colon)...])
            switch String(Substring(line[..<colon])).lowercased() {
            case "infohash":
                guard let hash = Digest160(hex: value), value.utf8.count == 40 else { return nil }
                if !hashes.contains(hash) { hashes.append(hash) }
            case "port":
                guard let number = Self.port(value), port ?? number == number else { return nil }
                port = number
            case "cookie":
                guard value.utf8.count <= Limits.lsdCookieLength else { return nil }
                cookie = Array(value.utf8)
            default: break
            }
        }
        guard let port, !hashes.isEmpty else { return nil }
        self.init(infoHashes: hashes, port: port, cookie: cookie)
    }

    /// `BT-SEARCH * HTTP/1.1`, in any case.
    private static func isMethod(_ line: Substring.UTF8View) -> Bool {
        String(Substring(line)).lowercased() == "bt-search * http/1.1"
    }

    private static func trimmed(_ text: Substring.UTF8View) -> Substring {
        var text = text
        while let first = text.first, first == 0x20 || first == 0x09 { text.removeFirst() }
        while let last = text.last, last == 0x20 || last == 0x09 { text.removeLast() }
        return Substring(text)
    }

    /// Digits alone, 1 to 65534: nobody announces the last port (libtorrent).
    private static func port(_ text: Substring) -> UInt16? {
        guard (1...5).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt16(text)
        else { return nil }
        return (1...65534).contains(number) ? number : nil
    }
}

// MARK: - Writing

extension LocalAnnouncement {
    /// Where announcements are sent, and heard.
    package enum Group: Sendable {
        case v4, v6

        package var endpoint: Endpoint {
            let text = self == .v4 ? "239.192.152.143:6771" : "[ff15::efc0:988f]:6771"
            guard let endpoint = Endpoint(text) else { preconditionFailure("BEP 14 names it") }
            return endpoint
        }
    }

    /// As few datagrams as have room for all torrents.
    package func datagrams(to group: Group) -> [[UInt8]] {
        let head = "BT-SEARCH * HTTP/1.1\r\nHost: \(group.endpoint)\r\nPort: \(port)\r\n"
        let cookie = cookie.map { Array("cookie: ".utf8) + $0 + Array("\r\n".utf8) } ?? []
        let tail = cookie + Array("\r\n\r\n".utf8)
        let line = "Infohash: \r\n".utf8.count + 40
        let room = (Limits.lsdLength - head.utf8.count - tail.count) / line
        return stride(from: 0, to: infoHashes.count, by: room).map { start in
            var datagram = Array(head.utf8)
            for hash in infoHashes[start..<min(infoHashes.count, start + room)] {
                datagram += "Infohash: \(hash.hex)\r\n".utf8
            }
            return datagram + tail
        }
    }
}
