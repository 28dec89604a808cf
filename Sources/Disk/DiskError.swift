// What the file system refused. The world's errors are values: the node is told, and decides.

import Glibc

/// A failure with the kernel's number and a sentence for a person.
package struct DiskError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The C word is `errno`. Where it was we who refused, the number that fits best.
    package let code: Int32
    package let description: String

    /// "cannot `deed`: what the kernel says of `code`".
    package init(_ deed: String, code: Int32) {
        self.code = code
        description = "cannot \(deed): \(String(cString: strerror(code)))"
    }

    /// A sentence of our own; `code` says which kind of trouble it is.
    package init(saying sentence: String, code: Int32) {
        self.code = code
        description = sentence
    }

    /// No room: the disk is full, or the quota is.
    package var isFull: Bool { code == ENOSPC || code == EDQUOT }
    /// Nothing of that name, or something that is not shared: a symbolic link, a folder, a FIFO.
    package var isMissing: Bool {
        code == ENOENT || code == ENOTDIR || code == ELOOP || code == EXDEV || code == EISDIR
            || code == ENXIO || code == ENAMETOOLONG
    }
    /// The name is taken, and nothing was replaced.
    package var isTaken: Bool { code == EEXIST }
    /// The file was written, or the name given to another, while it was being read.
    package var isChanged: Bool { code == ESTALE }
    /// Somebody cancelled the work.
    package var isCancelled: Bool { code == ECANCELED }
    /// The system's rights forbid it.
    package var isForbidden: Bool { code == EACCES || code == EPERM || code == EROFS }
    /// No descriptor is left: not this file's fault, and over in a moment.
    package var isOutOfDescriptors: Bool { code == EMFILE || code == ENFILE }
    /// Another daemon holds it.
    package var isInUse: Bool { code == EWOULDBLOCK }
}
