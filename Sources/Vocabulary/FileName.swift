// A file's name: its path in the library, the same in every dialect.

/// A relative path whose every component is safe to open beneath a folder. Holding it is the proof:
/// no empty, `.` or `..` component, no NUL, no backslash, no component over 255 bytes or beginning
/// with a dot (such files are not shared), and no more than `Limits.fileNameLength` bytes in all.
package struct FileName: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let path: String

    // Bytes, as the kernel sees them: to Swift a slash with an accent is another character.
    private static let slash = UInt8(ascii: "/")

    /// The only way text from a person or the network becomes a name.
    package init?(_ text: some StringProtocol) {
        let path = String(text)
        guard Self.isSafe(path) else { return nil }
        self.path = path
    }

    /// One pass over the bytes: a library of 100,000 names is read at every start.
    private static func isSafe(_ path: String) -> Bool {
        guard path.utf8.count <= Limits.fileNameLength else { return false }
        var length = 0
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "/"):
                guard length > 0 else { return false }
                length = 0
            case 0, UInt8(ascii: "\\"): return false
            case UInt8(ascii: ".") where length == 0: return false
            default:
                length += 1
                guard length <= 255 else { return false }
            }
        }
        return length > 0
    }

    /// The part after the last slash.
    package var base: String {
        String(Substring(path.utf8.split(separator: Self.slash).last ?? ""[...].utf8))
    }

    /// The name of `self` inside a folder that is itself in the library.
    package func beneath(_ folder: FileName) -> FileName? {
        // Both are names already, so only the length is left to look at: a library of 100,000
        // files asks this often.
        guard folder.path.utf8.count + 1 + path.utf8.count <= Limits.fileNameLength else {
            return nil
        }
        return FileName(proven: "\(folder.path)/\(path)")
    }

    private init(proven path: String) { self.path = path }

    /// "name (2).ext" for `number` 2: what a download is called when its name is taken.
    package func numbered(_ number: Int) -> FileName? {
        let bytes = base.utf8
        let folder = Substring(path.utf8.dropLast(bytes.count))
        let dot = bytes.lastIndex(of: UInt8(ascii: ".")) ?? bytes.endIndex
        let stem = Substring(bytes[..<dot])
        let ending = Substring(bytes[dot...])
        return FileName("\(folder)\(stem) (\(number))\(ending)")
    }

    package var description: String { path }

    /// By bytes, so that every machine sorts alike.
    package static func < (left: FileName, right: FileName) -> Bool {
        unsafe withBytes(of: left, right) { unsafe $0.lexicographicallyPrecedes($1) }
    }

    // Bytes, not Unicode equivalence: a file system keeps "é" and "e + accent" apart.
    package static func == (left: FileName, right: FileName) -> Bool {
        unsafe withBytes(of: left, right) { left, right in
            guard left.count == right.count else { return false }
            let (left, right) = (UnsafeRawBufferPointer(left), UnsafeRawBufferPointer(right))
            var offset = 0
            while offset + 8 <= left.count {
                let word = unsafe left.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                let other = unsafe right.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                if word != other { return false }
                offset += 8
            }
            return unsafe left[offset...].elementsEqual(right[offset...])
        }
    }

    package func hash(into hasher: inout Hasher) {
        var text = path
        text.withUTF8 { unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xff as UInt8)
    }

    /// Much faster than going through `String.UTF8View`, which every look-up would feel.
    private static func withBytes(
        of left: FileName, _ right: FileName,
        _ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) -> Bool
    ) -> Bool {
        var (left, right) = (left.path, right.path)
        return left.withUTF8 { left in
            right.withUTF8 { right in unsafe body(left, right) }
        }
    }
}
