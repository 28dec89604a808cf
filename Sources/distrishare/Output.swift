// Where words go: lines to standard output, complaints to standard error.
//
// Law: what came from the network is escaped before it gets here.

import Bytes
import Glibc

enum Output {
    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    static func write(_ line: String) { put(line + "\n", STDOUT_FILENO) }

    /// A JSON document as it is, and a line's end. Names in it may hold what turns a terminal's
    /// text around: that is written as JSON's own escapes, which changes nothing for a program.
    static func write(document: [UInt8]) {
        var text = ""
        for scalar in String(decoding: document, as: UTF8.self).unicodeScalars {
            if scalar.isASCII || !"\(scalar)".escapedForPeople().hasPrefix("\\u") {
                text.unicodeScalars.append(scalar)
            } else {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            }
        }
        write(text)
    }

    /// Bytes that are no text.
    static func write(bytes: [UInt8]) { put(bytes, STDOUT_FILENO) }

    static func complain(_ sentence: String) { put(sentence + "\n", STDERR_FILENO) }

    /// Text without a line's end, for what is drawn over.
    static func draw(_ text: String) { put(text, STDOUT_FILENO) }

    /// Whether somebody looks on, wherever the result goes.
    static var isWatched: Bool { isatty(STDERR_FILENO) == 1 }

    /// The same beside the result, for who looks on.
    static func drawAside(_ text: String) { put(text, STDERR_FILENO) }

    private static func put(_ text: String, _ descriptor: Int32) {
        put(Array(text.utf8), descriptor)
    }

    /// A reader that has gone away (`| head`) ends us with SIGPIPE, as it should; any other error
    /// leaves nobody to tell.
    private static func put(_ bytes: [UInt8], _ descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                return
            }
        }
    }
}

/// What the system says about the last call that failed.
func systemError(_ code: Int32 = errno) -> String { String(cString: strerror(code)) }
