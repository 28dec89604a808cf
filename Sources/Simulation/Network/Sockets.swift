// The connections of one program, by number: the simulated kernel's face.
//
// Law 1. A number that no longer names a connection is ignored: late decisions are normal.
// Law 2. A program is never told of an ending that it chose by `close`; after `finish` it is told
//        `.finished`, once.

import Bytes
import Node
import Vocabulary

/// A program's descriptors.
package final class Sockets {
    let world: World
    package let machine: Machine
    /// Nil when the program has ended.
    private(set) weak var program: (any Program)?
    /// What the program is called in the trace.
    package let name: String
    /// Small messages come in one piece, as those who read with one recv rely on.
    var readsWhole = false
    /// There is no descriptor left for what this program dials.
    package var isExhausted = false
    /// What the kernel has to tell a program that is stopped (SIGSTOP); nil while it runs.
    private var heldBack: [() -> Void]?
    private var ends: [ConnectionID: End] = [:]
    /// Slots that no connection has, last freed first taken.
    private var freeSlots: [UInt64] = []
    private var slots: UInt64 = 0
    private var generation: UInt64 = 0

    package init(_ program: any Program, called name: String, on machine: Machine, in world: World)
    {
        self.world = world
        self.machine = machine
        self.program = program
        self.name = name
    }

    package var count: Int { ends.count }
    package var isOpen: Bool { program != nil }

    /// Connections that have neither sent nor received for at least `time`.
    package func idle(for time: Duration) -> [ConnectionID] {
        ends.values.filter { world.now.since($0.lastActive) >= time }.map(\.id)
            .sorted { $0.raw < $1.raw }
    }

    package func listen(on port: UInt16) { machine.listen(self, on: port) }

    // MARK: What `Host` promises

    package func connect(to endpoint: Endpoint) -> ConnectionID {
        let end = add(End(id: makeID(), sockets: self, endpoint: endpoint))
        world.note(
            .dial, end.id.raw, UInt64(endpoint.port), "\(name) → \(endpoint) as \(end.id.raw)")
        world.silences.dialled(endpoint, by: self)
        isExhausted ? end.die(.exhausted) : end.dial()
        return end.id
    }

    /// Opens the control socket of another program on this machine.
    package func connectLocally(to other: Sockets, pid: Int32) -> ConnectionID {
        precondition(other.machine === machine, "a control socket is a file of its machine")
        let mine = add(End(id: makeID(), sockets: self, endpoint: nil))
        let theirs = other.add(End(id: other.makeID(), sockets: other, endpoint: nil))
        mine.join(theirs)
        world.after(.microseconds(20)) { theirs.tellAccepted(from: .local(pid: pid, uid: 1000)) }
        world.after(.microseconds(40)) { mine.tellConnected() }
        return mine.id
    }

    package func send(_ bytes: [UInt8], on connection: ConnectionID, more: Bool = false) {
        ends[connection]?.queue(.bytes(bytes[...]), more: more)
    }

    func send(_ file: SimulatedFile, _ range: Range<Int64>, on connection: ConnectionID) {
        ends[connection]?.queue(.file(file, range), more: false)
    }

    package func finish(_ connection: ConnectionID) { ends[connection]?.finish() }

    /// Says that nothing more will be sent, and goes on listening, as old clients may.
    package func endOutput(_ connection: ConnectionID) { ends[connection]?.endOutput() }

    package func close(_ connection: ConnectionID) { ends[connection]?.close() }

    package func pauseReading(_ connection: ConnectionID) { ends[connection]?.isPaused = true }

    package func resumeReading(_ connection: ConnectionID) { ends[connection]?.resume() }

    package func bytesSent(on connection: ConnectionID) -> UInt64 { ends[connection]?.sent ?? 0 }

    package func hasUnsent(on connection: ConnectionID) -> Bool {
        ends[connection]?.hasUnsent ?? false
    }

    /// Whom a connection of this program was dialled to.
    func dialled(_ connection: ConnectionID) -> Endpoint? { ends[connection]?.endpoint }

    // MARK: A program that is stopped

    package var isFrozen: Bool { heldBack != nil }

    /// SIGSTOP: the kernel goes on accepting and taking bytes, and the program hears nothing.
    package func freeze() { heldBack = heldBack ?? [] }

    /// SIGCONT: everything is told now, in the order in which it happened.
    package func thaw() {
        guard let waiting = heldBack else { return }
        heldBack = nil
        for told in waiting { told() }
        for end in sortedEnds { end.handOver() }
    }

    /// Tells the program something, now or when it goes on.
    func tell(_ what: @escaping (any Program) -> Void) {
        if heldBack != nil {
            heldBack?.append { [self] in if let program { what(program) } }
        } else if let program {
            what(program)
        }
    }

    // MARK: What may happen on the way

    /// Every connection that leaves the machine is reset.
    package func breakAll() { for end in sortedEnds where !end.isLocal { end.breakBoth() } }

    /// Some router forgets them: both ends are open, and neither hears of the other again.
    package func severAll() { for end in sortedEnds where !end.isLocal { end.isSevered = true } }

    private var sortedEnds: [End] { ends.values.sorted { $0.id.raw < $1.id.raw } }

    // MARK: The end of a program

    /// The program is gone at once. With power, the kernel ends its connections with resets and
    /// ends of stream; without, nobody hears anything.
    package func abandon(silently: Bool) {
        program = nil
        machine.forget(self)
        heldBack = nil
        let all = sortedEnds
        ends.removeAll()
        for end in all { end.abandon(silently: silently) }
    }

    // MARK: For the ends themselves

    /// A number that was never given before, with the lowest slots that are free.
    func makeID() -> ConnectionID {
        generation += 1
        let slot = freeSlots.popLast() ?? slots
        if slot == slots { slots += 1 }
        return ConnectionID(raw: generation << 32 | slot)
    }

    /// The program knows that the connection is over: its slot may be another's.
    func free(_ id: ConnectionID) { freeSlots.append(id.raw & 0xffff_ffff) }

    @discardableResult
    func add(_ end: End) -> End {
        ends[end.id] = end
        return end
    }

    func remove(_ end: End) { ends[end.id] = nil }
}
