// A config file as a list of values with their places. What the values mean is not known here.

import Bytes
import CTOML
import Vocabulary

/// One value of a file, with the line where it stands.
struct Entry {
    let path: String
    let line: Int
    var value: Value
}

enum Value {
    case table
    case list([Entry])
    case text(String)
    case number(Int64)
    case truth(Bool)
    /// What no setting is: a float, a date, a list in a list. Its name is for the error.
    case other(String)

    /// As an error shows it.
    var shown: String {
        switch self {
        case .table: "a table"
        case .list: "a list"
        case .text(let text): "\"\(text.escapedForPeople(limit: 60))\""
        case .number(let number): "\(number)"
        case .truth(let truth): "\(truth)"
        case .other(let type): "a value of type \(type)"
        }
    }
}

/// The values of the file at `path`, tables before what they hold. Throws what makes it no TOML
/// document (toml.io/en/v1.0.0), and the limits of our own: a NUL byte, too long a line.
func document(at path: String) throws(ConfigError) -> [Entry] {
    let bytes: [UInt8]
    do {
        bytes = try smallFile(at: path, limit: Limits.configLength).bytes
    } catch {
        throw ConfigError(file: path, error.sentence)
    }
    try checkLines(of: bytes, path)
    var problem = ctoml_problem()
    let walk = Walk()
    let context = Unmanaged.passUnretained(walk).toOpaque()
    let status = bytes.withUnsafeBytes { buffer in
        ctoml_parse(
            buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count,
            { context, value in
                guard let context, let value else { return }
                Unmanaged<Walk>.fromOpaque(context).takeUnretainedValue().take(value.pointee)
            }, context, &problem)
    }
    if status == 0 { return walk.entries }
    let message = withUnsafeBytes(of: &problem.message) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    throw ConfigError(file: path, line: Int(problem.line), message)
}

/// What the walk through the document has shown so far.
private final class Walk {
    var entries: [Entry] = []

    func take(_ value: ctoml_value) {
        let entry = Entry(
            path: string(value.path, value.path_length), line: Int(value.line), value: read(value))
        guard value.is_element != 0, let last = entries.indices.last,
            case .list(var elements) = entries[last].value
        else { return entries.append(entry) }
        entries[last].value = .table  // lets go of the elements, so that appending copies none
        elements.append(entry)
        entries[last].value = .list(elements)
    }

    private func read(_ value: ctoml_value) -> Value {
        switch value.kind {
        case ctoml_table: .table
        case ctoml_list: .list([])
        case ctoml_text: .text(string(value.text, value.text_length))
        case ctoml_number: .number(value.number)
        case ctoml_truth: .truth(value.number != 0)
        default: .other(string(value.text, value.text_length))
        }
    }

    private func string(_ start: UnsafePointer<CChar>?, _ length: Int) -> String {
        String(decoding: UnsafeRawBufferPointer(start: start, count: length), as: UTF8.self)
    }
}

/// toml++ 3.3 takes one frame of the stack for every dot of a key, so a line may not hold too many.
private func checkLines(of bytes: [UInt8], _ path: String) throws(ConfigError) {
    var line = 1
    var length = 0
    for byte in bytes {
        length += 1
        if byte == 0 { throw ConfigError(file: path, line: line, "must be text; got a NUL byte") }
        if length > Limits.configLineLength {
            throw ConfigError(
                file: path, line: line,
                "must have at most \(Limits.configLineLength) bytes in a line")
        }
        guard byte == UInt8(ascii: "\n") else { continue }
        line += 1
        length = 0
    }
}
