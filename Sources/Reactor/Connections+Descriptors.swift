// Descriptors that a process of this machine passes over a local socket (SCM_RIGHTS, unix(7)).
//
// Law. Each one is handed to the handler or closed, and none is inherited by a child. Sockets of
// TCP carry none, and are read with recv(2).

import CSockets
import Glibc
import Vocabulary

extension Connections {
    /// Reads as recv(2) does. What was passed along is told before the bytes are.
    func receivePassed(_ connection: Connection, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        var passed = [Int32](repeating: -1, count: Int(LINUX_PASSED))
        var count: Int32 = 0
        let received = linux_receive_passed(
            connection.fd, buffer.baseAddress, buffer.count, &passed, &count)
        let code = errno
        for (number, fd) in passed.prefix(Int(count)).enumerated() {
            if number < Limits.descriptorsPerRead, let handler {
                handler.descriptorArrived(fd, on: connection.id)
            } else {
                Glibc.close(fd)
            }
        }
        errno = code
        return received
    }
}
