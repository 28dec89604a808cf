// Who a peer says it is: 20 bytes of its own choice (BEP 3), in which clients by custom write their
// name and version (BEP 20). A name is for people to read; nothing is decided by it.

import Bytes
import Digest
import Vocabulary

package struct PeerID: Hashable, Sendable {
    /// The 20 bytes.
    package let value: Digest160

    package init(_ value: Digest160) { self.value = value }

    /// Ours: `-DS0500-` and twelve bytes of chance.
    package init(random: [UInt8]) {
        precondition(random.count == 12, "twelve bytes follow the name")
        guard let value = Digest160(Array("-DS0500-".utf8) + random) else {
            preconditionFailure("eight and twelve are twenty")
        }
        self.value = value
    }

    /// The client and its version, as far as custom tells: `qBittorrent 4.6.3`, else nil.
    package var client: String? {
        let bytes = value.bytes
        return Self.azureus(bytes) ?? Self.shadow(bytes) ?? Self.mainline(bytes)
    }

    /// `-XXvvvv-…`: two letters and four digits of a version.
    private static func azureus(_ bytes: [UInt8]) -> String? {
        let dash = UInt8(ascii: "-")
        guard bytes[0] == dash, bytes[7] == dash, bytes[1..<7].allSatisfy(isWordly) else {
            return nil
        }
        let code = String(decoding: bytes[1..<3], as: UTF8.self)
        guard let name = names[code] else {
            return "\(code) \(String(decoding: bytes[3..<7], as: UTF8.self))"
        }
        return "\(name) \(version(of: code, bytes[3..<7]))"
    }

    private static func version(of code: String, _ digits: ArraySlice<UInt8>) -> String {
        var parts = digits.map { String(UnicodeScalar($0)) }
        // Transmission writes 4.0.6 as 4060, and 2.94 as 2940.
        if code == "TR", let major = parts.first, major < "4" {
            return "\(major).\(parts[1])\(parts[2])"
        }
        parts = digits.map { Hex.value(of: $0).map { String($0) } ?? String(UnicodeScalar($0)) }
        while parts.count > 2, parts.last == "0" { parts.removeLast() }
        return parts.joined(separator: ".")
    }

    /// `Svvv--…`: one letter, as Shadow's client began it.
    private static func shadow(_ bytes: [UInt8]) -> String? {
        let names: [UInt8: String] = [
            UInt8(ascii: "A"): "ABC", UInt8(ascii: "O"): "Osprey", UInt8(ascii: "R"): "Tribler",
            UInt8(ascii: "S"): "Shadow", UInt8(ascii: "T"): "BitTornado", UInt8(ascii: "U"): "UPnP",
        ]
        let dash = UInt8(ascii: "-")
        guard let name = names[bytes[0]], bytes[4] == dash, bytes[5] == dash else { return nil }
        let digits = bytes[1..<4].filter(isWordly).map { String(UnicodeScalar($0)) }
        return digits.isEmpty ? nil : "\(name) \(digits.joined(separator: "."))"
    }

    /// `M4-3-6--…`: the first client of all; aria2 wrote its name so: `A2-1-36-0-`.
    private static func mainline(_ bytes: [UInt8]) -> String? {
        let text = bytes.prefix(10).prefix { isWordly($0) || $0 == UInt8(ascii: "-") }
        let parts = text.split(separator: UInt8(ascii: "-"))
            .map { String(decoding: $0, as: UTF8.self) }
        guard let first = parts.first, parts.count >= 3 else { return nil }
        if first == "A2" { return "aria2 \(parts.dropFirst().prefix(3).joined(separator: "."))" }
        guard first.utf8.first == UInt8(ascii: "M"), first.utf8.count == 2 else { return nil }
        let numbers = [String(first.dropFirst())] + parts.dropFirst().prefix(2)
        return "BitTorrent \(numbers.joined(separator: "."))"
    }

    private static func isWordly(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }

    private static let names = [
        "7T": "aTorrent", "AG": "Ares", "AZ": "Azureus", "BC": "BitComet", "BI": "BiglyBT",
        "BN": "Baidu Netdisk", "BT": "BitTorrent", "BW": "BitWombat", "DE": "Deluge",
        "DS": "DistriShare", "FD": "Free Download Manager", "FL": "Flud", "GT": "go.torrent",
        "HL": "Halite", "JS": "Justseed", "KG": "KGet", "KT": "KTorrent", "LP": "Lphant",
        "LT": "libtorrent", "lt": "rTorrent", "MG": "MediaGet", "PI": "PicoTorrent",
        "PT": "PHPTracker", "qB": "qBittorrent", "QT": "Qt", "rQ": "rqbit", "SD": "Thunder",
        "SP": "BitSpirit", "st": "SharkTorrent", "TB": "Torch", "TL": "Tribler",
        "TR": "Transmission", "TT": "TuoTu", "UE": "µTorrent Embedded", "UM": "µTorrent Mac",
        "UT": "µTorrent", "UW": "µTorrent Web", "WD": "WebTorrent Desktop", "WW": "WebTorrent",
        "XL": "Xunlei", "XF": "Xfplay",
    ]
}
