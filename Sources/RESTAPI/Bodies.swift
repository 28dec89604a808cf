// Lists that other nodes answer with, read as carefully as if a stranger had written them.

import Digest
import Node
import Vocabulary

/// As many elements of a list as their type allows; the rest is not even read.
struct Bounded<Element: Decodable & Countable>: Decodable {
    let elements: [Element]

    init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        var elements: [Element] = []
        while !container.isAtEnd, elements.count < Element.countMax {
            elements.append(try container.decode(Element.self))
        }
        self.elements = elements
    }
}

/// What comes in lists from others, and at most so many of it.
protocol Countable {
    static var countMax: Int { get }
}

struct NodeBody: Decodable, Countable {
    static let countMax = Limits.knownNodes

    let id: String?
    let name: String
    let address: String
    let zone: String
    let version: String
    let files: Int
    let kind: String
    let learned: [String]
    let seen: Int64
    let state: String

    private enum CodingKeys: String, CodingKey {
        case id, name, address, zone, version, files, kind, learned, state
        case seen = "seen_s"
    }

    /// Nil where a member holds what its type cannot. A word that a later version has added is
    /// no fault: it counts as unknown.
    var view: NodeView? {
        guard let endpoint = Endpoint(address), files >= 0, (0...Self.ageMax).contains(seen),
            [name, zone, version].allSatisfy({ $0.unicodeScalars.count <= Limits.nodeNameLength })
        else { return nil }
        var node: NodeID?
        if let id {
            guard let parsed = NodeID(hex: id) else { return nil }
            node = parsed
        }
        return NodeView(
            id: node, name: name, endpoint: endpoint, zone: zone, version: version, files: files,
            kind: Kind(rawValue: kind) ?? .unknown,
            learned: NodeView.Source.allCases.filter { learned.contains($0.rawValue) },
            seen: .seconds(seen), liveness: NodeView.Liveness(rawValue: state) ?? .unknown)
    }

    /// Longer ago than any node can have been seen; a Duration holds it in nanoseconds.
    private static let ageMax: Int64 = 1 << 32
}

struct FilesBody: Versioned {
    let v: Int?
    let files: Bounded<FileBody>

    /// Nil where one of them is no file: whoever sends such a name is not to be believed at all.
    var views: [FileView]? {
        let views = files.elements.compactMap(\.view)
        return views.count == files.elements.count ? views : nil
    }
}

struct FileBody: Decodable, Countable {
    static let countMax = Limits.searchHits

    let name: String
    let size: Int64
    let sha256: String?
    let modified: Int64

    var view: FileView? {
        let (nanoseconds, overflow) = modified.multipliedReportingOverflow(by: 1_000_000_000)
        guard let name = FileName(name), size >= 0, !overflow else { return nil }
        var digest: Digest256?
        if let sha256 {
            guard let parsed = Digest256(hex: sha256) else { return nil }
            digest = parsed
        }
        return FileView(name: name, size: size, digest: digest, modified: nanoseconds)
    }
}
