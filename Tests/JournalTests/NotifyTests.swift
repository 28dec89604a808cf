// The environment is the process's own, so these stories are told one after the other.

import Glibc
import Journal
import Testing
import Vocabulary

@Suite(.serialized) struct Systemd {
    @Test(arguments: ["/tmp/distrishare-notify-\(getpid())", "@distrishare-notify-\(getpid())"])
    func everyWordReachesItsSocket(path: String) throws {
        let listener = try bound(to: path)
        defer { close(listener) }
        setenv("NOTIFY_SOCKET", path, 1)
        let notify = Notify()
        unlink(path)
        #expect(getenv("NOTIFY_SOCKET") == nil, "children would inherit it")
        #expect(notify.isHeard)
        if path.hasPrefix("@") {
            notify.ready(status: "9000\nREADY=0")
            notify.status("3 peers")
            notify.watchdog()
            notify.reloading(monotonic: 17)
            notify.stopping()
            #expect(received(listener) == "READY=1\nSTATUS=9000\\u{a}READY=0")
            #expect(received(listener) == "STATUS=3 peers")
            #expect(received(listener) == "WATCHDOG=1")
            #expect(received(listener) == "RELOADING=1\nMONOTONIC_USEC=17")
            #expect(received(listener) == "STOPPING=1")
        } else {
            notify.stopping()
            #expect(received(listener) == nil, "its name is gone, and that is no error")
        }
    }

    @Test func aSocketInTheFileSystemHearsToo() throws {
        let path = "/tmp/distrishare-notify-named-\(getpid())"
        let listener = try bound(to: path)
        setenv("NOTIFY_SOCKET", path, 1)
        Notify().ready(status: "up")
        #expect(received(listener) == "READY=1\nSTATUS=up")
        close(listener)
        unlink(path)
    }

    @Test(
        arguments: [nil, "", "@", "relative", "/" + String(repeating: "a", count: 200)] as [String?]
    )
    func withoutASocketNothingIsSaid(path: String?) {
        if let path { setenv("NOTIFY_SOCKET", path, 1) }
        let notify = Notify()
        notify.ready(status: "up")
        #expect(!notify.isHeard)
    }

    @Test func aReaderThatIsFullIsNotWaitedFor() throws {
        let path = "@distrishare-notify-full-\(getpid())"
        let listener = try bound(to: path)
        setenv("NOTIFY_SOCKET", path, 1)
        let notify = Notify()
        for _ in 0..<5000 { notify.watchdog() }
        #expect(received(listener) == "WATCHDOG=1")
        close(listener)
    }

    @Test func theWatchdogIsOursOrNobodys() {
        func interval(_ microseconds: String?, _ process: String?) -> Duration? {
            if let microseconds { setenv("WATCHDOG_USEC", microseconds, 1) }
            if let process { setenv("WATCHDOG_PID", process, 1) }
            let notify = Notify()
            #expect(getenv("WATCHDOG_USEC") == nil && getenv("WATCHDOG_PID") == nil)
            return notify.watchdogInterval
        }
        #expect(interval("30000000", "\(getpid())") == .seconds(30))
        #expect(interval("30000000", nil) == .seconds(30))
        #expect(interval("30000000", "1") == nil)
        #expect(interval(nil, "\(getpid())") == nil)
        #expect(interval("0", nil) == nil)
        #expect(interval("soon", nil) == nil)
    }

    @Test func socketsAreTakenWithTheirNames() throws {
        // Somebody in this process owns descriptor 3; one that is surely ours stands far away.
        let first = fcntl(try bound(to: "@distrishare-inherited-\(getpid())"), F_DUPFD, 700)
        let second = fcntl(first, F_DUPFD, first + 1)
        try #require(second == first + 1)
        setenv("LISTEN_FDS", "2", 1)
        setenv("LISTEN_PID", "\(getpid())", 1)
        setenv("LISTEN_FDNAMES", "peer:", 1)
        let sockets = InheritedSockets.take(from: first)
        #expect(sockets.map(\.descriptor) == [first, second])
        #expect(sockets.map(\.name) == ["peer", "unknown"])
        #expect(fcntl(first, F_GETFD) == FD_CLOEXEC)
        #expect(getenv("LISTEN_FDS") == nil && getenv("LISTEN_FDNAMES") == nil)
        #expect(InheritedSockets.take(from: first).isEmpty, "they are taken once")
        close(first)
        close(second)
    }

    @Test(
        arguments: [("1", "1"), ("0", ""), ("-1", ""), ("x", ""), ("999999999", ""), ("1", nil)]
            as [(String, String?)])
    func socketsOfOthersAreLeftAlone(count: String, process: String?) {
        setenv("LISTEN_FDS", count, 1)
        if let process { setenv("LISTEN_PID", process.isEmpty ? "\(getpid())" : process, 1) }
        #expect(InheritedSockets.take(from: 700).isEmpty)
    }

    private func bound(to path: String) throws -> Int32 {
        let flags = SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        let descriptor = socket(AF_UNIX, Int32(flags), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(path.utf8)
        let isAbstract = path.hasPrefix("@")
        if isAbstract { bytes[0] = 0 } else { unlink(path) }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(2 + bytes.count + (isAbstract ? 0 : 1))
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        try #require(status == 0)
        return descriptor
    }

    private func received(_ descriptor: Int32) -> String? {
        var bytes = [UInt8](repeating: 0, count: 8192)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
