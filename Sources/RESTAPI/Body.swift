// A document that somebody sent, asked for its members. What is wrong with one is told by its name.
//
// Law. Its version is looked at before anything else is believed.

import JSONWire
import Node
import Vocabulary

struct Body {
    private let members: JSONValue

    /// What somebody asked, or a refusal.
    init(_ bytes: [UInt8], keeping elements: Int = .max) throws(Refusal) {
        guard bytes.count <= Limits.documentLength else {
            throw Refusal(413, "A document has at most \(Limits.documentLength) bytes.")
        }
        var reader = JSONReader(bytes, keeping: elements)
        guard let value = try? reader.whole() else { throw Refusal(400, "The body is not JSON.") }
        try self.init(value)
        guard try wholeIfAny("v") ?? 1 == 1 else {
            throw Refusal(400, #"This node knows documents with "v": 1 only."#)
        }
    }

    private init(_ value: JSONValue) throws(Refusal) {
        guard case .object = value else { throw Refusal(400, "The body must be an object.") }
        members = value
    }

    // MARK: Members

    func text(_ name: String) throws(Refusal) -> String {
        try needed(name, try textIfAny(name), "a string")
    }

    func textIfAny(_ name: String) throws(Refusal) -> String? {
        switch members[name] {
        case nil, .null: return nil
        case .string(let text): return text
        default: throw Self.wrong(name, "a string")
        }
    }

    func truth(_ name: String) throws(Refusal) -> Bool {
        try needed(name, try truthIfAny(name), "true or false")
    }

    func truthIfAny(_ name: String) throws(Refusal) -> Bool? {
        switch members[name] {
        case nil, .null: return nil
        case .boolean(let truth): return truth
        default: throw Self.wrong(name, "true or false")
        }
    }

    func whole<Number: FixedWidthInteger>(_ name: String) throws(Refusal) -> Number {
        try needed(name, try wholeIfAny(name), "a whole number")
    }

    /// 7.0 is a whole number, whoever writes it so.
    func wholeIfAny<Number: FixedWidthInteger>(
        _ name: String
    ) throws(Refusal) -> Number? {
        let number: Number?
        switch members[name] {
        case nil, .null: return nil
        case .integer(let value): number = Number(exactly: value)
        case .otherNumber(let value): number = Number(exactly: value)
        default: throw Self.wrong(name, "a whole number")
        }
        guard let number else {
            throw Refusal(400, "\"\(name)\" has a value that does not fit.")
        }
        return number
    }

    func numberIfAny(_ name: String) throws(Refusal) -> Double? {
        switch members[name] {
        case nil, .null: return nil
        case .integer(let value) where value >= 0: return Double(value)
        case .otherNumber(let value) where value >= 0 && value.isFinite: return value
        default: throw Self.wrong(name, "a number that is not negative")
        }
    }

    /// A span of whole seconds.
    func seconds(_ name: String) throws(Refusal) -> Duration? {
        guard let seconds: Int64 = try wholeIfAny(name) else { return nil }
        guard seconds >= 0, seconds <= Limits.seedTimeSeconds else {
            throw Self.wrong(name, "0 to \(Limits.seedTimeSeconds) seconds")
        }
        return .seconds(seconds)
    }

    func bodyIfAny(_ name: String) throws(Refusal) -> Body? {
        switch members[name] {
        case nil, .null: return nil
        case .object(let members)?: return try Body(.object(members))
        default: throw Self.wrong(name, "an object")
        }
    }

    // MARK: Lists

    func textsIfAny(_ name: String) throws(Refusal) -> [String]? {
        switch members[name] {
        case nil, .null: nil
        default: try texts(name)
        }
    }

    /// 7.0 is a whole number, whoever writes it so.
    private static func whole(_ value: JSONValue) -> Int? {
        switch value {
        case .integer(let number): number
        case .otherNumber(let number): Int(exactly: number)
        default: nil
        }
    }

    func wholesIfAny(_ name: String) throws(Refusal) -> [Int]? {
        switch members[name] {
        case nil, .null: return nil
        case .list(let elements):
            let numbers = elements.compactMap(Self.whole).filter { $0 >= 0 }
            guard numbers.count == elements.count else {
                throw Self.wrong(name, "a list of whole numbers")
            }
            return numbers
        default: throw Self.wrong(name, "a list")
        }
    }

    func texts(_ name: String) throws(Refusal) -> [String] {
        guard case .list(let elements) = members[name] else { throw Self.wrong(name, "a list") }
        let texts = elements.compactMap { $0.string }
        guard texts.count == elements.count else { throw Self.wrong(name, "a list of strings") }
        return texts
    }

    func bodies(_ name: String) throws(Refusal) -> [Body] {
        try needed(name, try bodiesIfAny(name), "a list")
    }

    func bodiesIfAny(_ name: String) throws(Refusal) -> [Body]? {
        switch members[name] {
        case nil, .null: return nil
        case .list(let elements):
            var bodies: [Body] = []
            bodies.reserveCapacity(elements.count)
            for element in elements { bodies.append(try Body(element)) }
            return bodies
        default: throw Self.wrong(name, "a list")
        }
    }

    // MARK: What is wrong

    private func needed<Value>(
        _ name: String, _ value: Value?, _ what: String
    ) throws(Refusal) -> Value {
        if let value { return value }
        if members[name] != nil { throw Self.wrong(name, what) }
        throw Refusal(400, "\"\(name)\" is missing.")
    }

    static func wrong(_ name: String, _ what: String) -> Refusal {
        Refusal(400, "\"\(name)\" must be \(what).")
    }
}

/// 64 bits as 16 hexadecimal digits: as a number, readers of JSON would round them.
enum Bits64 {
    static func text(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    static func value(_ text: String) -> UInt64? {
        guard text.utf8.count == 16, !text.hasPrefix("+"), !text.hasPrefix("-") else { return nil }
        return UInt64(text, radix: 16)
    }
}
