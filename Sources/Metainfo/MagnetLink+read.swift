// Reads magnet links. Parameters that nobody told us of are left alone.

import Bytes
import Digest
import HTTPWire
import Vocabulary

extension MagnetLink {
    package init(_ text: some StringProtocol) throws(MagnetError) {
        guard text.utf8.count <= Limits.magnetLength else { throw .tooLong }
        guard let query = MagnetReading.rest(of: text.utf8[...], behind: "magnet:?") else {
            throw .notMagnet
        }
        var reading = MagnetReading()
        for parameter in query.split(separator: UInt8(ascii: "&")) {
            let parts = parameter.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            try reading.take(
                MagnetReading.kind(parts[0]),
                String(decoding: parts[1], as: UTF8.self))
        }
        self = try reading.link()
    }
}

/// What of a link has been read.
private struct MagnetReading {
    private var infoHash: Digest160?
    private var namesVersion2 = false
    private var name: String?
    private var trackers: [String] = []
    private var webSeeds: [String] = []
    private var peers: [HostPort] = []
    private var selection: [ClosedRange<Int>]?

    func link() throws(MagnetError) -> MagnetLink {
        guard let infoHash else { throw namesVersion2 ? .notYetSpoken : .missingInfoHash }
        return MagnetLink(
            infoHash: infoHash, name: name, trackers: trackers, webSeeds: webSeeds, peers: peers,
            selection: selection)
    }

    /// The name of a parameter: where there are several, some programs write `tr.1`, `tr.2`.
    static func kind(_ bytes: some Collection<UInt8>) -> String {
        let name = String(decoding: bytes, as: UTF8.self).lowercased()
        let isNumber = { (part: Substring.UTF8View) in
            part.allSatisfy { (0x30...0x39).contains($0) }
        }
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")),
            isNumber(name[name.utf8.index(after: dot)...].utf8)
        else { return name }
        return String(name[..<dot])
    }

    mutating func take(_ kind: String, _ coded: String) throws(MagnetError) {
        switch kind {
        case "xt": try topic(PercentCoding.decode(coded) ?? "")
        // Spaces in a name are plus signs for those who think of forms.
        case "dn": name = name ?? PercentCoding.decode(coded, plusIsSpace: true)
        case "tr": PercentCoding.decode(coded).map { trackers.append($0) }
        case "ws": PercentCoding.decode(coded).map { webSeeds.append($0) }
        case "x.pe": PercentCoding.decode(coded).flatMap { HostPort($0) }.map { peers.append($0) }
        case "so": try select(PercentCoding.decode(coded) ?? "")
        // Something that nobody told us of.
        default: break
        }
    }

    /// `urn:btih:` of BEP 9, `urn:btmh:` of BEP 52; other networks have names of their own.
    private mutating func topic(_ topic: String) throws(MagnetError) {
        let bytes = topic.utf8[...]
        if Self.rest(of: bytes, behind: "urn:btmh:") != nil { namesVersion2 = true }
        guard let digits = Self.rest(of: bytes, behind: "urn:btih:") else { return }
        guard let new = Self.digest(String(decoding: digits, as: UTF8.self)) else {
            throw .badInfoHash
        }
        guard infoHash == nil || infoHash == new else { throw .severalInfoHashes }
        infoHash = new
    }

    private static func digest(_ text: String) -> Digest160? {
        switch text.utf8.count {
        case 40: Digest160(hex: text)
        case 32: Base32.decode(text).flatMap { Digest160($0) }
        default: nil
        }
    }

    /// `0,2,4-6`; of several parameters all count.
    private mutating func select(_ text: String) throws(MagnetError) {
        let words = text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        let count = words.count + (selection?.count ?? 0)
        guard count <= Limits.magnetSelections else { throw .badSelection }
        for word in words {
            let ends = word.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
            guard ends.count <= 2, let first = ends.first.flatMap(Self.index),
                let last = ends.last.flatMap(Self.index), first <= last
            else { throw .badSelection }
            selection = (selection ?? []) + [first...last]
        }
    }

    /// The number of a file that a torrent may have.
    private static func index(_ digits: Substring.UTF8View) -> Int? {
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }), let index = Int(Substring(digits)),
            index < Limits.filesPerTorrent
        else { return nil }
        return index
    }

    /// What follows `beginning`, of which the case of letters says nothing; nil where it does not
    /// begin so.
    static func rest<Bytes: Collection<UInt8>>(
        of bytes: Bytes, behind beginning: String
    ) -> Bytes.SubSequence? {
        let isSame = { (one: UInt8, other: UInt8) in
            one == other
                || one | 0x20 == other && (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(other)
        }
        guard bytes.starts(with: beginning.utf8, by: isSame) else { return nil }
        return bytes.dropFirst(beginning.utf8.count)
    }
}
