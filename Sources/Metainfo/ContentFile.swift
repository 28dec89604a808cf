// One file of a torrent: what it is, and where it stands in the content.

import Vocabulary

package struct ContentFile: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// A file to be written, under this name; in a folder's torrent the folder is its first
        /// component.
        case regular(FileName)
        /// Zeros that nobody writes, so that the next file begins with a piece (BEP 47).
        case padding
        /// A symbolic link (BEP 47). It is not made: where it leads is a stranger's choice.
        case link
    }

    package let kind: Kind
    /// Where it begins in the content, in bytes.
    package let offset: Int64
    package let length: Int64

    package var range: Range<Int64> { offset..<offset + length }

    /// What it is called where it is written.
    package var name: FileName? {
        if case .regular(let name) = kind { name } else { nil }
    }
}

/// What a range of the content is in one file.
package struct FilePart: Hashable, Sendable {
    /// The file's number in `Info.files`.
    package let file: Int
    /// Bytes of the file; not empty.
    package let range: Range<Int64>

    package init(file: Int, range: Range<Int64>) {
        self.file = file
        self.range = range
    }
}
