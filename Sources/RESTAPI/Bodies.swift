// Lists that other nodes answer with, read as carefully as if a stranger had written them.

import Digest
import Node
import Vocabulary

extension NodeView {
    /// Nil where a member holds what its type cannot. A word that a later version has added is
    /// no fault: it counts as unknown.
    init?(_ body: Body) throws(Refusal) {
        let (name, zone) = (try body.text("name"), try body.text("zone"))
        let version = try body.text("version")
        let (files, seen): (Int, Int64) = (try body.whole("files"), try body.whole("seen_s"))
        let learned = try body.texts("learned")
        let (kind, state) = (try body.text("kind"), try body.text("state"))
        guard let endpoint = Endpoint(try body.text("address")), files >= 0,
            (0...Self.ageMax).contains(seen),
            [name, zone, version].allSatisfy({ $0.unicodeScalars.count <= Limits.nodeNameLength })
        else { return nil }
        var node: NodeID?
        if let id = try body.textIfAny("id") {
            guard let parsed = NodeID(hex: id) else { return nil }
            node = parsed
        }
        self.init(
            id: node, name: name, endpoint: endpoint, zone: zone, version: version, files: files,
            kind: Kind(rawValue: kind) ?? .unknown,
            learned: Source.allCases.filter { learned.contains($0.rawValue) },
            seen: .seconds(seen), liveness: Liveness(rawValue: state) ?? .unknown)
    }

    /// Longer ago than any node can have been seen; a Duration holds it in nanoseconds.
    private static var ageMax: Int64 { 1 << 32 }
}

extension FileView {
    fileprivate init?(_ body: Body) throws(Refusal) {
        let seconds: Int64 = try body.whole("modified")
        let size: Int64 = try body.whole("size")
        let (modified, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard let name = FileName(try body.text("name")), size >= 0, !overflow else { return nil }
        var digest: Digest256?
        if let sha256 = try body.textIfAny("sha256") {
            guard let parsed = Digest256(hex: sha256) else { return nil }
            digest = parsed
        }
        // Whoever is older than torrents says nothing of them.
        let infoHash = try body.textIfAny("infohash").flatMap { Digest160(hex: $0) }
        self.init(
            name: name, size: size, digest: digest, modified: modified, infoHash: infoHash)
    }

    /// As many files as a list may have; the rest is not kept. Nil where one of them is no file:
    /// whoever sends such a name is not to be believed at all.
    static func list(_ bytes: [UInt8]) throws(Refusal) -> [FileView]? {
        var files: [FileView] = []
        for body in try Body(bytes, keeping: Limits.searchHits).bodies("files") {
            guard let file = try FileView(body) else { return nil }
            files.append(file)
        }
        return files
    }
}
