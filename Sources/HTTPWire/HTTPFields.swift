// The fields of an HTTP message (RFC 9110, section 5): names without case, in the order they came.

/// A list of fields. Names are kept in lower case.
package struct HTTPFields: Sendable, Equatable {
    private struct Field: Sendable, Equatable {
        let name: String
        let value: String
    }

    private var fields: [Field] = []

    package init() {}

    /// The value of a field, several joined by ", "; nil where there is none.
    package subscript(name: String) -> String? {
        let name = Self.lowered(name)
        var joined: String?
        for field in fields where field.name == name {
            joined = joined.map { $0 + ", " + field.value } ?? field.value
        }
        return joined
    }

    package mutating func add(_ name: String, _ value: String) {
        fields.append(Field(name: Self.lowered(name), value: value))
    }

    /// Replaces every field of that name by one.
    package mutating func set(_ name: String, _ value: String) {
        remove(name)
        add(name, value)
    }

    package mutating func remove(_ name: String) {
        let name = Self.lowered(name)
        fields.removeAll { $0.name == name }
    }

    /// All fields in order, names in lower case.
    package var all: [(name: String, value: String)] { fields.map { ($0.name, $0.value) } }

    /// As `all`, without making a list.
    func forEach(_ body: (_ name: String, _ value: String) -> Void) {
        for field in fields { body(field.name, field.value) }
    }

    package var count: Int { fields.count }

    /// Whether there is a condition or a range: most requests have none, and are asked once.
    package var hasConditions: Bool {
        fields.contains { $0.name.utf8.starts(with: "if-".utf8) || $0.name == "range" }
    }

    /// Whether there is a field of one of these names, which are in lower case.
    package func has(any names: [String]) -> Bool { fields.contains { names.contains($0.name) } }

    /// How many fields have this name: two of some are an attack.
    func count(of name: String) -> Int { fields.count { $0.name == name } }

    /// Whether a list of tokens (as in `Connection`) has `token`, which is in lower case.
    package func has(_ token: String, in name: String) -> Bool {
        tokens(in: name).contains(token)
    }

    /// The members of a list, in lower case. By bytes, and ASCII alone: Unicode's lower case of
    /// the Kelvin sign is "k", which would make a coding of ours out of one that others ignore.
    func tokens(in name: String) -> [String] {
        guard let list = self[name] else { return [] }
        return list.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map {
            var token = $0
            while let first = token.first, HTTPGrammar.isBlank(first) { token.removeFirst() }
            while let last = token.last, HTTPGrammar.isBlank(last) { token.removeLast() }
            return String(decoding: token.map(HTTPGrammar.lowered), as: UTF8.self)
        }
    }

    /// Takes a name that the parser has lowered already.
    mutating func add(lowered name: String, _ value: String) {
        // Most requests have fewer: one allocation instead of four.
        if fields.isEmpty { fields.reserveCapacity(8) }
        fields.append(Field(name: name, value: value))
    }

    private static func lowered(_ name: String) -> String {
        guard name.utf8.contains(where: { $0 != HTTPGrammar.lowered($0) }) else { return name }
        return String(decoding: name.utf8.map(HTTPGrammar.lowered), as: UTF8.self)
    }
}
