// JSON in and out, by FoundationEssentials' coders, with their errors put into sentences.

import FoundationEssentials
import Node
import Vocabulary

/// A document that somebody sent. Its version is checked before anything else is believed.
protocol Versioned: Decodable {
    var v: Int? { get }
}

enum JSON {
    /// Members in the order of their names, so that equal documents are equal bytes.
    static func encode(_ document: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(document))
        } catch {
            preconditionFailure("a document of ours is made of what JSON has: \(error)")
        }
    }

    /// What a node of ours answered, or nil where it is something else.
    static func decode<Body: Versioned>(_ type: Body.Type, from bytes: [UInt8]) -> Body? {
        try? read(type, from: bytes)
    }

    /// What somebody asked, or a refusal that names the member that is wrong.
    static func read<Body: Versioned>(
        _ type: Body.Type, from bytes: [UInt8]
    ) throws(Refusal) -> Body {
        guard bytes.count <= Limits.documentLength else {
            throw Refusal(413, "A document has at most \(Limits.documentLength) bytes.")
        }
        let body: Body
        do {
            body = try JSONDecoder().decode(type, from: Data(bytes))
        } catch let error as DecodingError {
            throw Refusal(400, sentence(for: error))
        } catch {
            throw Refusal(400, "The body is not JSON.")
        }
        guard body.v ?? 1 == 1 else {
            throw Refusal(400, #"This node knows documents with "v": 1 only."#)
        }
        return body
    }

    private static func sentence(for error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, let context):
            return "\(name(context.codingPath + [key])) is missing."
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            return "\(name(context.codingPath)) must be \(words(for: type))."
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            return "The body is not JSON."
        case .dataCorrupted(let context):
            return "\(name(context.codingPath)) has a value that does not fit."
        @unknown default:
            return "The body is not JSON."
        }
    }

    private static func name(_ path: [any CodingKey]) -> String {
        if path.isEmpty { return "The body" }
        return "\"" + path.map(\.stringValue).joined(separator: ".") + "\""
    }

    private static func words(for type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a string"
        case is Bool.Type: "true or false"
        case is any BinaryInteger.Type: "a whole number"
        default: "of another type"
        }
    }
}

/// A member that stands in its document even where there is no value: as `null`.
struct OrNull<Value: Encodable>: Encodable {
    let value: Value?

    init(_ value: Value?) { self.value = value }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let value {
            try container.encode(value)
        } else {
            try container.encodeNil()
        }
    }
}

/// A number whose fault, if it does not fit, is told with its name: the decoder itself forgets it.
struct Whole<Value: FixedWidthInteger & Decodable>: Decodable {
    let value: Value

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        do {
            value = try container.decode(Value.self)
        } catch let error as DecodingError {
            throw error
        } catch {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "\(error)"))
        }
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
