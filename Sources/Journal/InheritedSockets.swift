// Sockets that systemd opened for us (sd_listen_fds(3)): they stand at descriptor 3 and after.

import Glibc
import Vocabulary

package struct InheritedSocket: Equatable, Sendable {
    package let descriptor: Int32
    /// FileDescriptorName= of its unit; "unknown" where none is said.
    package let name: String
}

package enum InheritedSockets {
    /// SD_LISTEN_FDS_START.
    package static let first: Int32 = 3

    /// From LISTEN_FDS, LISTEN_PID and LISTEN_FDNAMES, which are unset. Empty where they are meant
    /// for another process or are no numbers. The descriptors are closed to children.
    package static func take(from first: Int32 = first) -> [InheritedSocket] {
        let count = variable("LISTEN_FDS").flatMap { Int32($0) } ?? 0
        let process = variable("LISTEN_PID")
        let names = (variable("LISTEN_FDNAMES") ?? "")
            .split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard process == "\(getpid())", (1...Int32(Limits.inheritedSockets)).contains(count) else {
            return []
        }
        return (0..<count).compactMap { index in
            let descriptor = first + index
            guard fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 else { return nil }
            let name = names.indices.contains(Int(index)) ? names[Int(index)] : ""
            return InheritedSocket(descriptor: descriptor, name: name.isEmpty ? "unknown" : name)
        }
    }
}
