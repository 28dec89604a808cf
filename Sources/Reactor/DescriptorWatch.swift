// A descriptor of somebody else's (inotify, a pipe) that says on the loop when it can be read.

import CUV

/// Calls `ready` in every turn in which `fd` can be read. The descriptor stays its owner's, who
/// drops the watch before closing it.
package final class DescriptorWatch: PollTarget {
    private let poll = PollCell()
    private let ready: () -> Void

    /// Throws where the kernel does not wait for such descriptors (a regular file).
    package init(_ fd: Int32, on loop: Loop, ready: @escaping () -> Void) throws(SystemError) {
        self.ready = ready
        var status = poll.open(fd, on: loop, telling: self)
        if status == 0 { status = poll.watch(PollEvents.readable) }
        if status < 0 { throw SystemError("waiting for a descriptor", code: -status) }
    }

    // An error on the descriptor is the owner's to find when he reads.
    func polled(_ status: Int32, _ events: Int32) { ready() }

    deinit { poll.close() }
}

@available(*, unavailable) extension DescriptorWatch: Sendable {}
