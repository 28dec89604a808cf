// Long lists come in parts. People and programs see them as one.

import FoundationEssentials
import HTTPWire
import Vocabulary

extension Session {
    /// All parts of a list as one document: the first one's, with the members of the others.
    func list(_ target: String, _ member: String, _ connection: Connection) throws -> Reply {
        let first = try checked(connection.view(target))
        guard var next = try read(Part.self, first).next else { return first }
        guard case .object(var document) = try read(JSONValue.self, first),
            case .array(var all) = document[member]
        else { throw Failure(.failed, phrases.notUnderstood(connection.door.description)) }
        while all.count < Limits.files {
            let separator = target.contains("?") ? "&" : "?"
            let cursor = "cursor=" + PercentCoding.encodeQuery(next)
            let reply = try checked(connection.view(target + separator + cursor))
            guard case .object(let part) = try read(JSONValue.self, reply),
                case .array(let more) = part[member]
            else { throw Failure(.failed, phrases.notUnderstood(connection.door.description)) }
            all += more
            // A part that brings nothing must not be asked for again and again.
            guard !more.isEmpty, case .string(let following) = part["next"] else { break }
            next = following
        }
        document[member] = .array(all)
        document["next"] = .null
        return Reply(status: first.status, body: try JSONValue.object(document).encoded())
    }

}

private struct Part: Decodable {
    let next: String?
}

/// Any JSON, for documents whose members are passed on unread.
enum JSONValue: Codable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self))
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}
