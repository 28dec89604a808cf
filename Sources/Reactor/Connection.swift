// One connection: a descriptor, its place in the table, and what it waits for.
//
// Law. It is small: ten thousand of them are idle at a time. What only busy connections need, the
// queue, hangs on it while it is needed.

import CUV
import Vocabulary

final class Connection {
    let fd: Int32
    let slot: UInt32
    let generation: UInt32
    unowned let table: Connections
    var marks: Marks
    /// What the kernel watches for; kept because changing it costs a system call.
    private(set) var watched: Readiness = []
    var outbox: Outbox?
    /// How often the room of a read was doubled for a caller who fills it.
    private var doublings: UInt8 = 0
    /// The turn in which it was last served by the ready set.
    private var served: UInt32 = 0
    /// The turn in which it last sent, and how much.
    private var turn: UInt32 = 0
    private var sentInTurn: UInt32 = 0
    /// Bytes that were thrown away while it lingered.
    var drained: UInt32 = 0
    /// Bytes that the kernel has taken in all.
    private(set) var sentInAll: UInt64 = 0

    init(fd: Int32, slot: UInt32, generation: UInt32, table: Connections, marks: Marks) {
        self.fd = fd
        self.slot = slot
        self.generation = generation
        self.table = table
        self.marks = marks
    }

    var id: ConnectionID { ConnectionID(raw: UInt64(generation) << 32 | UInt64(slot)) }

    /// What is true of a connection.
    struct Marks: OptionSet {
        let rawValue: UInt16

        /// Our connect has not been answered.
        static let connecting = Marks(rawValue: 1 << 0)
        /// The owner does not want to hear more for now.
        static let paused = Marks(rawValue: 1 << 1)
        /// The peer's FIN was read, and told.
        static let inputEnded = Marks(rawValue: 1 << 2)
        /// The peer's FIN was seen while we were not reading.
        static let disconnectSeen = Marks(rawValue: 1 << 3)
        /// To be closed when the queue is empty.
        static let finishing = Marks(rawValue: 1 << 4)
        /// Our side is shut; the peer's last words are thrown away.
        static let lingering = Marks(rawValue: 1 << 5)
        /// The owner knows that the peer is in the middle of a sentence.
        static let interrupts = Marks(rawValue: 1 << 6)
        /// The file's next range is being read from disk.
        static let awaitsDisk = Marks(rawValue: 1 << 7)
        /// Its end is decided: it is gone, or will be reported at the end of the turn.
        static let failed = Marks(rawValue: 1 << 8)
        /// Not watched yet: many connections are over before the loop waits again.
        static let unwatched = Marks(rawValue: 1 << 9)
        /// TCP spreads its segments over time.
        static let paced = Marks(rawValue: 1 << 10)
        /// The peer is a process of this machine and may pass descriptors.
        static let local = Marks(rawValue: 1 << 11)
        /// The kernel keeps what does not fill a segment: for the first turn of one that came in.
        static let corked = Marks(rawValue: 1 << 12)
        /// It came in over the network.
        static let caller = Marks(rawValue: 1 << 13)
        /// The last read took all it had room for: there may be more.
        static let filled = Marks(rawValue: 1 << 14)
        /// The owner has a place for what comes next.
        static let placed = Marks(rawValue: 1 << 15)
    }
}

// What to wait for.
extension Connection {
    var reads: Bool {
        marks.isDisjoint(with: [.paused, .inputEnded, .finishing]) && outbox?.holdsFile != true
    }

    private var wanted: Readiness {
        if marks.contains(.failed) { return [] }
        if marks.contains(.connecting) { return .writable }
        if marks.contains(.lingering) { return .readable }
        var wanted: Readiness = []
        if outbox != nil, !marks.contains(.awaitsDisk) { wanted.insert(.writable) }
        if reads {
            wanted.insert(.readable)
        } else if marks.isDisjoint(with: [.inputEnded, .disconnectSeen]) {
            // A reset must be noticed while we do not read; this keeps the kernel looking.
            wanted.insert(.inputEnds)
        }
        return wanted
    }

    /// Lets the kernel watch for what is wanted now. False where it refuses; `errno` says why.
    func watch() -> Bool {
        let wanted = wanted
        guard !marks.contains(.unwatched), wanted != watched else { return true }
        let hasChanged =
            if watched.isEmpty {
                table.ready.add(fd, wanted, as: id.raw)
            } else if wanted.isEmpty {
                // Out of the set, for an error or an end is told also to who wants nothing.
                table.ready.remove(fd)
            } else {
                table.ready.change(fd, wanted, as: id.raw)
            }
        if hasChanged { watched = wanted }
        return hasChanged
    }
}

// When it is served.
extension Connection {
    /// Whether it has not been served in this turn; from now on it has.
    func begins(_ turn: UInt32) -> Bool {
        defer { served = turn }
        return served != turn
    }
}

// How much is read of it at a time.
extension Connection {
    /// All there is room for on connections that we dialled. A caller begins with little: what he
    /// says may be many small requests, and a read is understood whole. Who pours, as with a file,
    /// is given more, until his owner has to pause him.
    var readRoom: Int {
        marks.contains(.caller) ? Limits.callerRead << Int(doublings) : Limits.readBuffer
    }

    func hasRead(_ count: Int, of room: Int) {
        guard count == room else {
            marks.remove(.filled)
            return
        }
        marks.insert(.filled)
        if room == readRoom, room < Limits.readBuffer { doublings += 1 }
    }

    func pause() {
        marks.insert(.paused)
        doublings = 0
    }
}

// What it may send before others are served again.
extension Connection {
    /// Bytes left of this turn's.
    var allowance: Int {
        let whole = marks.contains(.paced) ? Limits.bytesPerTurnPaced : Limits.bytesPerTurn
        return turn == table.loop.turn ? max(0, whole - Int(sentInTurn)) : whole
    }

    func spend(_ bytes: Int) {
        if turn != table.loop.turn {
            turn = table.loop.turn
            sentInTurn = 0
        }
        sentInTurn += UInt32(bytes)
        sentInAll += UInt64(bytes)
    }
}
