// One end of a TCP connection, with what it has still to send and what it has not read yet.
//
//    queue ──pump──▶ flight ──(delay, loss, cuts)──▶ the other's unread ──slices──▶ its program
//    └ memory and file ranges    └──────── at most a window ────────┘
//
// Law 1. Bytes arrive whole and in order, or the connection dies; however they are sliced.
// Law 2. What is on the way and not read is at most a window, so a reader that pauses stops the
//        sender, and the sender's queue shows it.

import Bytes
import Node
import Vocabulary

final class End {
    enum Outgoing {
        case bytes(ArraySlice<UInt8>)
        case file(SimulatedFile, Range<Int64>)
    }

    private enum Signal {
        case bytes([UInt8])
        case end
        case reset
    }

    enum State { case dialling, open, closed }

    let id: ConnectionID
    /// Who was dialled, where this end dialled.
    let endpoint: Endpoint?
    let sockets: Sockets
    let world: World
    let machine: Machine
    /// The other end; gone when nothing of it is under way any more.
    private weak var other: End?
    var state = State.dialling

    private var outgoing: [Outgoing] = []
    private var outgoingHead = 0
    private var queuedInMemory = 0
    /// Sent by this end, and not read by the other.
    private var outstanding = 0
    private(set) var sent: UInt64 = 0
    private var isFinishing = false
    private var outputEnded = false
    private var outputEndSent = false
    private var isPumpDue = false

    private var flight: [(arrives: Instant, signal: Signal)] = []
    private var flightHead = 0
    private var isFlying = false
    private var wayIsFree: Instant
    private var isBroken = false
    var isSevered = false
    /// Its program has been told of it: what was read before waits.
    var isKnown = false
    private var cutRetries = 0

    private var unread: [UInt8] = []
    private var unreadHead = 0
    var isPaused = false
    private var inputEnded = false
    private var inputEndTold = false
    private var isHandingOver = false
    private(set) var lastActive: Instant

    init(id: ConnectionID, sockets: Sockets, endpoint: Endpoint?) {
        self.id = id
        self.sockets = sockets
        self.endpoint = endpoint
        world = sockets.world
        machine = sockets.machine
        wayIsFree = world.now
        lastActive = world.now
    }

    private var program: (any Program)? { state == .closed ? nil : sockets.program }

    func join(_ other: End) {
        self.other = other
        other.other = self
        other.state = .open
    }

    // MARK: Sending

    func queue(_ item: Outgoing, more: Bool) {
        if isFinishing || outputEnded {
            return world.complain("\(sockets.name) sends on \(id.raw) after it finished")
        }
        if case .bytes(let bytes) = item {
            queuedInMemory += bytes.count
            let isOurs = sockets.program is SimulatedHost
            if isOurs, queuedInMemory > Limits.unsentBytes + Limits.documentLength {
                world.complain("\(sockets.name) lets \(queuedInMemory) bytes wait on \(id.raw)")
            }
        }
        outgoing.append(item)
        // Often the kernel takes everything at once; then nothing is told of it.
        if outgoing.count == 1, !more, state == .open, !isPumpDue, world.happens(0.5) {
            pump(atOnce: true)
        } else {
            pumpSoon()
        }
    }

    var hasUnsent: Bool { outgoingHead < outgoing.count }

    func finish() {
        if isFinishing { return world.complain("\(sockets.name) finishes \(id.raw) twice") }
        isFinishing = true
        pumpSoon()
    }

    func endOutput() {
        outputEnded = true
        pumpSoon()
    }

    func pumpSoon() {
        guard !isPumpDue, state == .open else { return }
        isPumpDue = true
        world.after(.microseconds(5)) { self.pump(atOnce: false) }
    }

    private func pump(atOnce: Bool) {
        if !atOnce { isPumpDue = false }
        guard state == .open else { return }
        let hadWork = hasUnsent
        while outgoingHead < outgoing.count, outstanding < world.network.window {
            guard let bytes = takeOutgoing(atMost: world.network.window - outstanding) else {
                return dropAndReset(telling: .fileShrank)
            }
            if bytes.isEmpty { continue }
            sent += UInt64(bytes.count)
            outstanding += bytes.count
            fly(.bytes(bytes))
        }
        guard outgoingHead == outgoing.count else { return }
        outgoing.removeAll(keepingCapacity: true)
        outgoingHead = 0
        if isFinishing {
            fly(.end)
            die(.finished)
        } else if outputEnded, !outputEndSent {
            outputEndSent = true
            fly(.end)
        } else if hadWork, !atOnce {
            world.after(.microseconds(5)) { self.tellDrained() }
        }
    }

    private func tellDrained() {
        sockets.tell { program in
            guard self.state == .open, self.outgoing.isEmpty, !self.isFinishing else { return }
            program.drained(self.id)
        }
    }

    /// The next bytes that the kernel takes; nil where a file has become too short.
    private func takeOutgoing(atMost room: Int) -> [UInt8]? {
        let most = min(room, 16 << 10)
        switch outgoing[outgoingHead] {
        case .bytes(let bytes):
            let part = bytes.prefix(most)
            queuedInMemory -= part.count
            if part.count == bytes.count {
                outgoingHead += 1
            } else {
                outgoing[outgoingHead] = .bytes(bytes.dropFirst(part.count))
            }
            return Array(part)
        case .file(let file, let range):
            let part = range.lowerBound..<min(range.upperBound, range.lowerBound + Int64(most))
            if part.upperBound == range.upperBound {
                outgoingHead += 1
            } else {
                outgoing[outgoingHead] = .file(file, part.upperBound..<range.upperBound)
            }
            return file.read(part)
        }
    }

    // MARK: On the way

    var isLocal: Bool { other.map { $0.machine === machine } ?? false }

    func delay(to peer: Machine?) -> Duration {
        if peer === machine { return .microseconds(30) }
        return world.between(world.network.delay.lowerBound, world.network.delay.upperBound)
    }

    /// The slower line of the two decides.
    private var bandwidth: Double {
        let slowness = max(machine.linkSlowness, other?.machine.linkSlowness ?? 1)
        return world.network.bandwidth / slowness
    }

    private func fly(_ signal: Signal) {
        // Nothing leaves a connection that was reset on the way, no orderly end either.
        guard !isBroken else { return }
        lastActive = world.now
        var arrives = world.now + delay(to: other?.machine)
        if case .bytes(let bytes) = signal, !isLocal {
            let time = Duration.nanoseconds(
                Int64(Double(bytes.count) / bandwidth * 1e9))
            wayIsFree = max(wayIsFree, world.now) + time
            arrives = wayIsFree + delay(to: other?.machine)
            if world.happens(world.network.resets) { return breakBoth() }
        }
        if !isLocal, world.happens(world.network.loss) {
            arrives = arrives + world.between(.milliseconds(200), .milliseconds(1600))
        }
        flight.append((arrives, signal))
        watchFlight()
    }

    private func watchFlight() {
        guard !isFlying, flightHead < flight.count else { return }
        isFlying = true
        world.at(flight[flightHead].arrives) { self.arrive() }
    }

    private func arrive() {
        isFlying = false
        guard let other, !isSevered, !other.isSevered else { return flight.removeAll() }
        guard world.network.reaches(machine, other.machine) else { return meetCut() }
        cutRetries = 0
        guard flightHead < flight.count else { return }
        let signal = flight[flightHead].signal
        flightHead += 1
        if flightHead == flight.count {
            flight.removeAll(keepingCapacity: true)
            flightHead = 0
        }
        watchFlight()
        other.take(signal)
    }

    /// Some connections outlive a cut, by sending again and again; others meet a router that has
    /// forgotten them.
    private func meetCut() {
        if cutRetries == 0, world.happens(world.network.severs) {
            isSevered = true
            return flight.removeAll()
        }
        cutRetries += 1
        isFlying = true
        world.after(.milliseconds(min(8000, 250 << cutRetries))) { self.arrive() }
    }

    // MARK: Receiving

    private func take(_ signal: Signal) {
        switch signal {
        case .reset: die(.reset)
        case .end where state != .closed:
            inputEnded = true
            handOver()
        case .end: break  // this end has closed as well: the connection is over
        case .bytes(let bytes):
            // A kernel that gets bytes for a closed socket says so; one that we finished lingers,
            // for a reset might overtake the answer (RFC 9112, section 9.6).
            guard state != .closed else { return isFinishing ? () : fly(.reset) }
            if unreadHead == unread.count {
                unread = bytes
                unreadHead = 0
            } else {
                unread += bytes
            }
            handOver()
        }
    }

    func resume() {
        guard isPaused else { return }
        isPaused = false
        world.after(.microseconds(5)) { self.handOver() }
    }

    func handOver() {
        guard state == .open, isKnown, !isHandingOver, !sockets.isFrozen else { return }
        isHandingOver = true
        defer { isHandingOver = false }
        while !isPaused, unreadHead < unread.count, let program {
            let slice = nextSlice()
            lastActive = world.now
            world.note(
                .bytes, id.raw, UInt64(slice.count),
                "\(sockets.name) got \(slice.count) on \(id.raw): \(Trace.shown(slice))")
            other?.wasRead(slice.count)
            slice.withSpan { program.received($0, on: id) }
        }
        if !isPaused, unreadHead == unread.count, inputEnded, !inputEndTold, let program {
            inputEndTold = true
            world.note(.inputEnd, id.raw, 0, "\(sockets.name) heard the end of \(id.raw)")
            program.inputEnded(on: id)
        }
    }

    private func nextSlice() -> [UInt8] {
        let left = unread.count - unreadHead
        var count = left
        if left > 1, !sockets.readsWhole, world.happens(world.network.slicing) {
            count =
                left < 300 && world.happens(0.2)
                ? 1 : Int.random(in: 1...left, using: &world.chance)
        }
        defer { unreadHead += count }
        return count == unread.count ? unread : Array(unread[unreadHead..<unreadHead + count])
    }

    private func wasRead(_ count: Int) {
        outstanding -= count
        if outgoingHead < outgoing.count {
            world.after(delay(to: other?.machine)) { self.pumpSoon() }
        }
    }

    // MARK: Ending

    /// This end's own wish, and so not told.
    func close() {
        world.note(.close, id.raw, 1, "\(sockets.name) closed \(id.raw)")
        let unreadLeft = unreadHead < unread.count
        leave()
        sockets.free(id)
        fly(unreadLeft ? .reset : .end)
    }

    private func leave() {
        state = .closed
        sockets.remove(self)
        outgoing.removeAll()
        unread.removeAll()
        unreadHead = 0
    }

    /// The connection is over for this end, and its program is told so, in an event of its own.
    func die(_ ending: Ending) {
        guard state != .closed else { return }
        leave()
        world.note(.close, id.raw, 2, "\(sockets.name): \(id.raw) ended, \(ending)")
        let (sockets, id) = (sockets, id)
        world.after(.microseconds(1)) {
            sockets.tell { program in
                program.closed(id, ending)
                sockets.free(id)
            }
        }
    }

    private func dropAndReset(telling ending: Ending) {
        die(ending)
        fly(.reset)
    }

    /// A reset that somebody on the way made up.
    func breakBoth() {
        isBroken = true
        let other = other
        world.after(delay(to: other?.machine)) {
            self.die(.reset)
            other?.die(.reset)
        }
    }

    func abandon(silently: Bool) {
        guard state != .closed else { return }
        let unreadLeft = unreadHead < unread.count
        leave()
        if silently {
            isSevered = true
        } else {
            fly(unreadLeft || world.happens(0.5) ? .reset : .end)
        }
    }
}
