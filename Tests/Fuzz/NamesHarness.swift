// Names as people and strangers write them: files, hosts, addresses, places on the web.
//
// One input is read as each of them; a second line is held against the first.

import Bytes
import Glibc
import Node
import Vocabulary

extension Harness {
    static let names = Harness(name: "names") { bytes in
        guard let text = String(utf8: bytes) else { return }
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), maxSplits: 1)
            .map { String(Substring($0)) }
        for line in lines {
            if let name = FileName(line) { expectFile(name, line) }
            expectPlace(line)
            expectPath(line)
            if let address = try? WebAddress(line) { expectWeb(address) }
            if let id = NodeID(hex: line) { expect(NodeID(hex: id.hex), equals: id, "an id is") }
        }
        if lines.count == 2 { expectOrder(lines[0], lines[1]) }
        if lines.count == 2, let address = try? WebAddress(lines[0]),
            let other = try? address.redirected(to: lines[1])
        {
            expectWeb(other)
        }
    }

    private static func expectFile(_ name: FileName, _ text: String) {
        expect(Array(name.path.utf8), equals: Array(text.utf8), "a name is what was written")
        expect(name.path.utf8.count <= Limits.fileNameLength, "a name keeps its limit")
        let parts = name.path.utf8.split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        for part in parts {
            expect(
                !part.isEmpty && part.count <= 255 && part.first != UInt8(ascii: ".")
                    && !part.contains(0) && !part.contains(UInt8(ascii: "\\")),
                "every part of a name is safe: \(name)")
        }
        expect(
            parts.last.map(Array.init), equals: Array(name.base.utf8), "the base is the last part")
        if let second = name.numbered(2) {
            expect(
                second.path.utf8.count == name.path.utf8.count + 4 && second != name,
                "a number is four bytes more: \(second)")
        }
        guard let inside = name.beneath(name) else { return }
        expect(FileName(inside.path), equals: inside, "a name beneath a name is one")
    }

    private static func expectPlace(_ text: String) {
        expect(IPAddress(text), equals: glibc(text), "an address is what it is to others")
        if let address = IPAddress(text) {
            expect(IPAddress(address.description), equals: address, "an address can be written")
            expect(address.v4 == nil || !address.description.contains(":"), "IPv4 has dots")
        }
        if let place = HostPort(text) {
            expect(place.port > 0, "a port is not 0")
            expect(place.host.utf8.count <= Limits.hostNameLength, "a host keeps its limit")
            expect(HostPort(place.description), equals: place, "a host can be written")
        }
        if let endpoint = Endpoint(text) {
            expect(Endpoint(endpoint.description), equals: endpoint, "an endpoint can be written")
        }
        guard let secret = Secret(text) else { return }
        expect(Secret(secret.text)?.bytes, equals: secret.bytes, "a secret stays what it is")
    }

    /// What the C library takes `text` for.
    private static func glibc(_ text: String) -> IPAddress? {
        // There a NUL ends the text.
        guard !text.utf8.contains(0) else { return nil }
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 {
            return IPAddress(v4: bytes[..<4].reduce(0) { $0 << 8 | UInt32($1) })
        }
        guard inet_pton(AF_INET6, text, &bytes) == 1 else { return nil }
        return IPAddress(
            high: bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) },
            low: bytes[8...].reduce(0) { $0 << 8 | UInt64($1) })
    }

    private static func expectPath(_ text: String) {
        let part = text.lastPathPart
        expect(
            part.map { !$0.isEmpty && !$0.utf8.contains(UInt8(ascii: "/")) } ?? true,
            "a part of a path has no slash")
        expect(!text.folderPath.isEmpty, "a path lies somewhere")
        expect(
            text.isAbsolutePath, equals: text.folderPath.isAbsolutePath,
            "what is beneath the root lies beneath the root")
    }

    /// What a request is made of cannot break it.
    static func expectWeb(_ address: WebAddress) {
        expect(
            address.target.utf8.first == UInt8(ascii: "/")
                && address.target.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f },
            "a target is visible ASCII")
        expect(!address.authority.utf8.contains(0x20), "an authority is one word")
        expect(try? WebAddress(address.description), equals: address, "an address can be written")
        expect(!address.fileName.path.isEmpty, "what comes from there has a name")
        expect(
            !address.fileName.path.utf8.contains(UInt8(ascii: "/")),
            "what comes from there lies in no folder")
    }

    private static func expectOrder(_ left: String, _ right: String) {
        guard let one = FileName(left), let other = FileName(right) else { return }
        let isSame = Array(left.utf8) == Array(right.utf8)
        expect(one == other, equals: isSame, "names are the same by their bytes")
        expect(
            one < other,
            equals: left.utf8.lexicographicallyPrecedes(right.utf8), "names are sorted by bytes")
        expect([one < other, other < one, isSame].count { $0 } == 1, "names have one order")
        expect(!isSame || one.hashValue == other.hashValue, "what is the same hashes alike")
    }
}
