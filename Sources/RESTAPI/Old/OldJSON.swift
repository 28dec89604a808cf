// JSON in the order that the old programs know, which is not that of names.
//
// Law. Names of members are written as they are; texts are anybody's, and are escaped.

import JSONWire

indirect enum OldJSON {
    case text(String)
    /// JSON already.
    case ready(String)
    case list([OldJSON])
    case object([(String, OldJSON)])

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return bytes
    }

    func write(to bytes: inout [UInt8]) {
        switch self {
        case .text(let text): JSONWriter.append(text, to: &bytes)
        case .ready(let json): bytes.append(contentsOf: json.utf8)
        case .list(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                element.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, (name, value)) in members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                JSONWriter.append(name, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// What was read, written again. A number that JSON cannot write is null.
    static func bytes(of value: JSONValue) -> [UInt8] { OldJSON(value).bytes }

    init(_ value: JSONValue) {
        switch value {
        case .null: self = .ready("null")
        case .boolean(let truth): self = .ready(truth ? "true" : "false")
        case .integer(let number): self = .ready("\(number)")
        case .otherNumber(let number): self = .ready(number.isFinite ? "\(number)" : "null")
        case .string(let text): self = .text(text)
        case .list(let elements): self = .list(elements.map { OldJSON($0) })
        case .object(let members): self = .object(members.map { ($0.name, OldJSON($0.value)) })
        }
    }
}
