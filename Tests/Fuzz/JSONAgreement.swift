// Our reader of JSON held against Foundation's: what is JSON to us is JSON to others, and says the
// same.

import Bytes
import FoundationEssentials
import Vocabulary

@testable import JSONWire

enum JSONAgreement {
    static func expect(on bytes: [UInt8]) {
        var reader = JSONReader(bytes)
        // Foundation guesses other encodings from zeros, and refuses numbers that it cannot hold.
        // It takes what is none, a comma before the end: it is only asked about what we took.
        guard let ours = try? reader.whole(), !bytes.contains(0), !hasLongNumbers(bytes) else {
            return
        }
        let theirs = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes))
        guard let theirs else { return Fuzz.expect(false, "what is JSON to us is JSON to others") }
        guard !ours.hasRepetitions else { return }
        Fuzz.expect(ours.sorted, equals: theirs.sorted, "JSON says the same to both")
    }

    private static func hasLongNumbers(_ bytes: [UInt8]) -> Bool {
        bytes.contains { $0 | 0x20 == UInt8(ascii: "e") || $0 == UInt8(ascii: ".") }
            || bytes.split { !(0x30...0x39).contains($0) }.contains { $0.count > 17 }
    }
}

extension JSONValue: Decodable {
    private struct Name: CodingKey {
        let stringValue: String
        let intValue: Int? = nil
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    public init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: Name.self) {
            self = .object(
                try container.allKeys.map {
                    Member(name: $0.stringValue, value: try container.decode(Self.self, forKey: $0))
                })
            return
        }
        if var container = try? decoder.unkeyedContainer() {
            var all: [JSONValue] = []
            while !container.isAtEnd { all.append(try container.decode(Self.self)) }
            self = .list(all)
            return
        }
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let truth = try? container.decode(Bool.self) {
            self = .boolean(truth)
        } else if let text = try? container.decode(String.self) {
            self = .string(text)
        } else if let number = try? container.decode(Int.self) {
            self = .integer(number)
        } else {
            self = .otherNumber(try container.decode(Double.self))
        }
    }

    fileprivate var hasRepetitions: Bool {
        switch self {
        case .object(let members):
            Set(members.map(\.name)).count < members.count
                || members.contains { $0.value.hasRepetitions }
        case .list(let all): all.contains { $0.hasRepetitions }
        default: false
        }
    }

    /// Members in the order of their names, for Foundation forgets theirs.
    fileprivate var sorted: JSONValue {
        switch self {
        case .object(let members):
            .object(
                members.map { Member(name: $0.name, value: $0.value.sorted) }
                    .sorted { $0.name < $1.name })
        case .list(let all): .list(all.map(\.sorted))
        default: self
        }
    }
}
