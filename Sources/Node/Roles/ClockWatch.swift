// Whether this machine's clock was set while the node ran: its own time, which nobody sets, tells.
//
// Law. Nothing is decided by such a clock that cannot be taken back: what it calls over is refused,
// and not forgotten, until it was quiet for `Limits.clockTrust`.

import Vocabulary

final class ClockWatch {
    private var last: (wall: WallTime, at: Instant)?
    /// Seconds that it has jumped ahead in all; of each jump.
    private var offset: Int64 = 0
    private var lastJump: Instant?

    /// Looked at whenever somebody has the time; a jump between two looks is one.
    func look(_ host: any Host, at now: Instant) {
        let wall = host.wallTime
        defer { last = (wall, now) }
        guard let last else { return }
        if let lastJump, now.since(lastJump) >= Limits.clockTrust {
            // Either it is right now, or it was before: in both cases people have to live with it.
            (offset, self.lastJump) = (0, nil)
        }
        let passed = now.since(last.at).components.seconds
        let jump = wall.seconds - last.wall.seconds - passed
        guard jump.magnitude >= UInt64(Limits.clockJump) else { return }
        offset += jump
        lastJump = now
        let way = jump > 0 ? "ahead" : "back"
        host.log(
            .warning, "clock",
            "this machine's clock jumped \(jump.magnitude) s \(way) (or the machine slept)")
        if !isAway { host.log(.info, "clock", "it is where it would be without its jumps") }
    }

    /// Not long ago: what is over by it may not be.
    var hasJumped: Bool { lastJump != nil }

    private var isAway: Bool { offset.magnitude >= UInt64(Limits.clockJump) }

    /// For `status`.
    var notices: [String] {
        guard isAway else { return [] }
        let way = offset > 0 ? "ahead" : "back"
        return [
            "this machine's clock jumped \(offset.magnitude) s \(way) (or the machine slept); "
                + "proofs and tokens are judged by it"
        ]
    }

    /// The same in a few words, which everybody may read; nothing where all is well.
    var inShort: String { isAway ? "; its clock jumped: see status" : "" }
}

@available(*, unavailable) extension ClockWatch: Sendable {}
