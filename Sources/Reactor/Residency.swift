// Is a range of a file in the page cache? One cold disk must stall one transfer, not the loop.
//
// cachestat(2) answers for a MiB in about a microsecond. Kernels before 6.5 do not have it, and
// filters of system calls may not know it; there preadv2(2) with RWF_NOWAIT reads one byte in
// each 64 KiB, which costs five times as much and is nearly as true. cachestat counts pages that
// a disk has still to fill, too: what is read ahead. Those come in order, so the last is looked at.

import CLinux
import CSockets
import CUV
import Glibc

struct Residency {
    private static let pageSize = Int64(sysconf(Int32(_SC_PAGESIZE)))
    private let asksKernel: Bool

    /// Tries once which way works here.
    init() {
        let probe = open("/proc/self/exe", O_RDONLY | O_CLOEXEC)
        asksKernel = Self.pagesCached(0..<Self.pageSize, of: probe) != nil
        if probe >= 0 { close(probe) }
    }

    /// For tests: the other way.
    init(asksKernel: Bool) { self.asksKernel = asksKernel }

    func holds(_ range: Range<Int64>, of fd: Int32) -> Bool {
        guard asksKernel, let cached = Self.pagesCached(range, of: fd) else {
            return Self.probe(range, of: fd)
        }
        let first = range.lowerBound / Self.pageSize
        let last = (range.upperBound - 1) / Self.pageSize
        return cached > last - first && Self.isFilled(at: range.upperBound - 1, of: fd)
    }

    private static func pagesCached(_ range: Range<Int64>, of fd: Int32) -> Int64? {
        var stat = linux_cachestat()
        guard linux_cachestat(fd, UInt64(range.lowerBound), UInt64(range.count), &stat) == 0 else {
            return nil
        }
        return Int64(stat.cached)
    }

    private static func probe(_ range: Range<Int64>, of fd: Int32) -> Bool {
        for offset in stride(from: range.lowerBound, to: range.upperBound, by: 64 << 10)
        where !isFilled(at: offset, of: fd) { return false }
        return true
    }

    /// EAGAIN alone says that it is not. What else goes wrong is no answer to that: a file system
    /// without RWF_NOWAIT, or an end of the file that sendfile will find.
    private static func isFilled(at offset: Int64, of fd: Int32) -> Bool {
        linux_probe_byte(fd, offset) >= 0 || errno != EAGAIN
    }
}
