// What a monitor is told of this process. Asked for when somebody looks, so it must cost little.

import Glibc
import Node
import Reactor
import Vocabulary

extension LiveHost {
    package var figures: HostFigures {
        var figures = HostFigures()
        figures.bytesSent = connections.bytesSentInAll
        figures.bytesReceived = connections.bytesReceivedInAll
        figures.connectionsAccepted = accepted
        figures.connectionsRefused = refused
        figures.connectionsOpen = connections.count
        figures.connectionsMax = options.connectionsMax
        figures.residentMemory = Self.residentMemory
        figures.openDescriptors = Self.openDescriptors
        figures.processorSeconds = Self.processorSeconds
        figures.turns = loop.turnFigures
        return figures
    }

    /// The second number of `statm` is pages in memory (proc(5)).
    private static var residentMemory: UInt64? {
        let file = Glibc.open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { Glibc.close(file) }
        var buffer = [UInt8](repeating: 0, count: 128)
        let count = read(file, &buffer, buffer.count)
        guard count > 0 else { return nil }
        let words = String(decoding: buffer[..<count], as: UTF8.self).split(separator: " ")
        guard words.count > 1, let pages = UInt64(words[1]) else { return nil }
        return pages * UInt64(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// Since Linux 6.2 the size of this folder is how many are in it. To count ten thousand by
    /// reading them takes longer than a request may wait, so an older kernel is not asked.
    private static var openDescriptors: Int? {
        var status = stat()
        guard stat("/proc/self/fd", &status) == 0, status.st_size > 0 else { return nil }
        return Int(status.st_size)
    }

    private static var processorSeconds: Double? {
        var usage = rusage()
        guard getrusage(__rusage_who_t(truncatingIfNeeded: RUSAGE_SELF.rawValue), &usage) == 0
        else { return nil }
        return [usage.ru_utime, usage.ru_stime].reduce(0) {
            $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1_000_000
        }
    }
}
