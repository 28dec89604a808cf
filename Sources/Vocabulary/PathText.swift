// A path of this machine as text.
//
// Law. Bytes, as the kernel sees them: to Swift a slash with an accent is another character.

extension String {
    package var isAbsolutePath: Bool { utf8.first == UInt8(ascii: "/") }

    /// The part after the last slash that is followed by something; nil where there is none.
    package var lastPathPart: String? {
        utf8.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)) }
    }

    /// What stands before the last slash, `/` for what lies in the root; a relative path of one
    /// part lies in the current folder.
    package var folderPath: String {
        guard let slash = utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == utf8.startIndex ? "/" : String(Substring(utf8[..<slash]))
    }
}
