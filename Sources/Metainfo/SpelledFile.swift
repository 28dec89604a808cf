// A file as an info dictionary spells it, before anything of it is made safe (BEP 3, BEP 47).

import Bencode
import Vocabulary

struct SpelledFile {
    enum Kind { case regular, padding, link }

    let kind: Kind
    /// Components; nothing where padding has none.
    let path: [[UInt8]]
    let length: Int64

    /// An entry of `files`.
    init(_ entry: Bencode.Value) throws(MetainfoError) {
        guard entry.isDictionary else { throw .invalidFile }
        kind = try Self.kind(of: entry)
        length = try Self.length(of: entry, kind)
        guard let list = entry["path.utf-8"] ?? entry["path"] else {
            guard kind == .padding else { throw .missingName }
            path = []
            return
        }
        path = try Self.components(list)
    }

    /// The one file of an info dictionary without `files`.
    init(single info: Bencode.Value, name: [UInt8]) throws(MetainfoError) {
        kind = try Self.kind(of: info)
        guard kind == .regular else { throw .noFiles }
        length = try Self.length(of: info, kind)
        path = [name]
    }

    private static func kind(of entry: Bencode.Value) throws(MetainfoError) -> Kind {
        let attributes = entry["attr"]?.string ?? []
        if attributes.contains(UInt8(ascii: "p")) { return .padding }
        guard attributes.contains(UInt8(ascii: "l")) else { return .regular }
        guard let target = entry["symlink path"] else { throw .invalidName }
        _ = try components(target)
        return .link
    }

    /// A link has none, whatever it says (BEP 47).
    private static func length(
        of entry: Bencode.Value, _ kind: Kind
    ) throws(MetainfoError) -> Int64 {
        if kind == .link { return 0 }
        guard let length = entry["length"]?.integer, length >= 0 else { throw .invalidLength }
        return length
    }

    private static func components(_ value: Bencode.Value) throws(MetainfoError) -> [[UInt8]] {
        guard let list = value.list else { throw .invalidName }
        var components: [[UInt8]] = []
        for element in list {
            guard let component = element.string else { throw .invalidName }
            components.append(component)
        }
        return components
    }
}
