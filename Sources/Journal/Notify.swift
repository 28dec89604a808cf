// What systemd wants to hear: sd_notify(3), spoken by hand. One datagram a message, never waiting;
// where nobody listens, nothing is sent and nothing is wrong.

import Bytes
import Glibc
import Vocabulary

/// The daemon's line to systemd. Made once, at start, before anything else reads the environment:
/// it takes the variables away so that children do not speak in our name.
package final class Notify {
    /// How long systemd waits for `watchdog`; nil: it does not watch. Say it twice as often.
    package let watchdogInterval: Duration?
    private let descriptor: Int32
    private var address = sockaddr_un()
    private var addressLength: socklen_t = 0

    /// From NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID, which are unset.
    package init() {
        watchdogInterval = Self.takeWatchdog()
        let path = variable("NOTIFY_SOCKET") ?? ""
        guard let length = fill(&address, with: path) else {
            descriptor = -1
            return
        }
        addressLength = length
        descriptor = socket(
            AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    }

    package var isHeard: Bool { descriptor >= 0 }

    /// Started, and serving.
    package func ready(status: String) { send("READY=1\nSTATUS=\(oneLine(status))") }

    /// The line that `systemctl status` shows.
    package func status(_ status: String) { send("STATUS=\(oneLine(status))") }

    package func watchdog() { send("WATCHDOG=1") }

    package func stopping() { send("STOPPING=1") }

    /// Reading the config again; `ready` follows. `monotonic` is CLOCK_MONOTONIC in microseconds,
    /// which Type=notify-reload wants.
    package func reloading(monotonic: UInt64) { send("RELOADING=1\nMONOTONIC_USEC=\(monotonic)") }

    /// A status of several lines would be several messages.
    private func oneLine(_ status: String) -> String {
        status.escapedForPeople(limit: Limits.notificationLength / 8)
    }

    private func send(_ message: String) {
        guard descriptor >= 0 else { return }
        var address = address
        let length = addressLength
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                // A supervisor that is not there misses it: there is nobody to tell.
                _ = Array(message.utf8).withUnsafeBytes {
                    sendto(
                        descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL), pointer,
                        length)
                }
            }
        }
    }

    /// WATCHDOG_PID, where it is set, says whom it is meant for (sd_watchdog_enabled(3)).
    private static func takeWatchdog() -> Duration? {
        let microseconds = variable("WATCHDOG_USEC").flatMap { Int64($0) }
        let process = variable("WATCHDOG_PID")
        guard let microseconds, microseconds > 0, process == nil || process == "\(getpid())" else {
            return nil
        }
        return .microseconds(microseconds)
    }

    deinit { if descriptor >= 0 { close(descriptor) } }
}

@available(*, unavailable)
extension Notify: Sendable {}

/// Takes a variable out of the environment.
func variable(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    defer { unsetenv(name) }
    return String(cString: value)
}

/// The address of a Unix socket, "@" for the abstract ones; nil where it is none or too long.
private func fill(_ address: inout sockaddr_un, with path: String) -> socklen_t? {
    var bytes = Array(path.utf8)
    guard (2...Limits.socketPathLength).contains(bytes.count) else { return nil }
    guard bytes[0] == UInt8(ascii: "/") || bytes[0] == UInt8(ascii: "@") else { return nil }
    let isAbstract = bytes[0] == UInt8(ascii: "@")
    if isAbstract { bytes[0] = 0 }
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let start = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
    return socklen_t(start + bytes.count + (isAbstract ? 0 : 1))
}
