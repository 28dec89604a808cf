// What the kernel refused, in words a person can act on.

import Glibc

/// A system call that failed while `doing`; `code` is its `errno`.
package struct SystemError: Error, Equatable, CustomStringConvertible {
    package let doing: String
    package let code: Int32

    package init(_ doing: String, code: Int32 = errno) {
        self.doing = doing
        self.code = code
    }

    /// "listening on 127.0.0.1:80: Permission denied"
    package var description: String { "\(doing): \(String(cString: strerror(code)))" }
}
