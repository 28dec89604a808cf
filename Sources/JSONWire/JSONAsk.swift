// What we ask nodes of the old dialect.
//
// Law: one object, one write, within one segment, for old servers read with a single recv.

import Vocabulary

package enum JSONAsk {
    /// To be listed under this address; the answer is the list (`JSONReply.parseNodes`).
    package static func register(ip: String, port: UInt16) -> [UInt8] {
        Array("{\"type\":\"register\",\"ip\":\(quoted(ip)),\"port\":\(port)}".utf8)
    }

    /// Whether this name is there. Nil when it does not fit `Limits.jsonOwnRequestLength` bytes.
    package static func search(filename: String, secret: String) -> [UInt8]? {
        ask("search", filename, secret)
    }

    /// For the bytes of this name. Nil when it does not fit `Limits.jsonOwnRequestLength` bytes.
    package static func download(filename: String, secret: String) -> [UInt8]? {
        ask("download", filename, secret)
    }

    private static func ask(_ type: String, _ filename: String, _ secret: String) -> [UInt8]? {
        let text =
            "{\"type\":\"\(type)\",\"filename\":\(quoted(filename)),\"secret\":\(quoted(secret))}"
        let bytes = Array(text.utf8)
        return bytes.count <= Limits.jsonOwnRequestLength ? bytes : nil
    }

    /// RFC 8259, section 7: quotation mark, backslash and control characters are escaped.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\0"..<" ":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
