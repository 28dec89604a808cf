// A component of a path as a stranger spelled it becomes one that is safe to write.
//
// Law. What is safe stays as it is, so making safe twice is making safe once. The same bytes become
// the same name on every machine.

import Bytes
import Vocabulary

enum SafeName {
    /// The longest component that file systems take, in bytes.
    private static let limit = 255
    private static let dot = UInt8(ascii: ".")
    private static let blank = UInt8(ascii: "_")

    /// Nil where there is no name in it: nothing, `.`, `..` and whatever is dots and spaces, which
    /// a path does without. Slashes, backslashes, control characters and what is not UTF-8 become
    /// `_`, as does a dot in front (such files are not shared). Dots and spaces at the end go, for
    /// some file systems drop them and make two names one.
    static func of(_ component: [UInt8]) -> FileName? {
        var bytes = trimmed(repaired(component).map { isTreacherous($0) ? blank : $0 }[...])
        guard let first = bytes.first else { return nil }
        if first == dot { bytes[bytes.startIndex] = blank }
        let ending = ending(of: bytes)
        return name(shortened(bytes.dropLast(ending.count), ending: ending))
    }

    /// "name (2).ext" for `number` 2, shortened where that would be too long.
    static func numbered(_ component: FileName, _ number: Int) -> FileName {
        let bytes = Array(component.path.utf8)[...]
        let ending = ending(of: bytes)
        let mark = Array(" (\(number))".utf8)
        return name(shortened(bytes.dropLast(ending.count), ending: mark + ending))
    }

    /// What stands for each piece of bytes that is not UTF-8 is a `_` of ours: it must not look
    /// like a character that somebody chose.
    private static func repaired(_ bytes: [UInt8]) -> [UInt8] {
        if String(utf8: bytes) != nil { return bytes }
        let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars
        return scalars.flatMap { $0 == "\u{fffd}" ? [blank] : Array(UTF8.encode($0) ?? .init()) }
    }

    private static func isTreacherous(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x7f || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\")
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let last = bytes.lastIndex { $0 != dot && $0 != UInt8(ascii: " ") }
        return bytes[..<(last.map { $0 + 1 } ?? bytes.startIndex)]
    }

    /// ".ext", where it is short enough to be one and not the whole name.
    private static func ending(of bytes: ArraySlice<UInt8>) -> [UInt8] {
        guard let place = bytes.lastIndex(of: dot), place > bytes.startIndex,
            bytes.endIndex - place <= Limits.nameEndingLength
        else { return [] }
        return Array(bytes[place...])
    }

    /// The stem with its ending, in at most `limit` bytes. A character is not cut into pieces.
    private static func shortened(_ stem: ArraySlice<UInt8>, ending: [UInt8]) -> [UInt8] {
        if stem.count + ending.count <= limit { return stem + ending }
        var end = stem.startIndex + limit - ending.count
        while stem[end] & 0xc0 == 0x80 { end -= 1 }
        let whole = ending.isEmpty ? Array(trimmed(stem[..<end])) : stem[..<end] + ending
        return whole.isEmpty ? [blank] : whole
    }

    private static func name(_ bytes: [UInt8]) -> FileName {
        guard let name = String(utf8: bytes).flatMap({ FileName($0) }) else {
            preconditionFailure("a component that was made safe is a name")
        }
        return name
    }
}
