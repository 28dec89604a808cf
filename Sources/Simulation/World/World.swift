// A network of machines in one process and in virtual time: the same seed gives the same day again.
//
// Law 1. Time moves only here, from one event to the next; nothing waits and nothing is fetched.
// Law 2. Chance is this world's own. The order of a Dictionary or a Set decides nothing, for Swift
//        shuffles it anew in every process.
// Law 3. Nobody is called from inside their own call: what follows from a decision is an event.

import Bytes
import Vocabulary

/// Everything there is in one simulation.
package final class World {
    package let seed: UInt64
    package private(set) var now = Instant(nanoseconds: 1_000_000_000)
    package var chance: Chance
    package var trace = Trace()
    package var network: Network
    package private(set) var machines: [Machine] = []
    /// Names that can be looked up.
    package var names: [String: IPAddress] = [:]
    /// What was done that no contract allows; a good world has none.
    package private(set) var complaints: [String] = []
    /// Who said of whom that he sent wrong data of a torrent: the node's name, and an address.
    package internal(set) var accusations: [(accuser: String, accused: String)] = []
    package let questions = Questions()
    package let silences = Silences()
    /// Nodes that a person took off a list, as "node address": such a one may be forgotten at once.
    package var takenOff: Set<String> = []
    /// No name can be looked up.
    package var namesAreLost = false
    /// What no node may ever say aloud: secrets and tokens.
    package var secrets: [Confidence] = []

    private var agenda = Agenda()
    private var machineByAddress: [IPAddress: Machine] = [:]
    private var runs: UInt64 = 0

    /// What the clocks of people show when the world begins.
    private let epoch: Int64 = 1_900_000_000

    package init(seed: UInt64, network: Network = Network()) {
        self.seed = seed
        self.network = network
        chance = Chance(seed: seed)
    }

    // MARK: Time

    /// Makes `action` happen `delay` from now.
    package func after(_ delay: Duration, _ action: @escaping () -> Void) {
        agenda.add(at: now + delay, action)
    }

    package func at(_ time: Instant, _ action: @escaping () -> Void) {
        agenda.add(at: max(time, now), action)
    }

    /// Lets the next thing happen; false when nothing is left.
    @discardableResult
    package func step() -> Bool {
        guard let event = agenda.popFirst() else { return false }
        now = max(now, event.time)
        event.action()
        return true
    }

    package func run(until end: Instant) {
        while let next = agenda.nextTime, next <= end { step() }
        now = max(now, end)
    }

    package func run(for time: Duration) { run(until: now + time) }

    func wallTime(offset: Int64) -> WallTime {
        WallTime(seconds: epoch + Int64(now.nanoseconds / 1_000_000_000) + offset)
    }

    // MARK: Machines

    /// Adds a machine at 10.0.`lan`.n.
    package func addMachine(lan: Int) -> Machine {
        let inLAN = machines.count { $0.lan == lan } + 1
        let address = IPAddress(v4: 0x0a00_0000 | UInt32(lan & 255) << 8 | UInt32(inLAN & 255))
        let machine = Machine(index: machines.count, address: address, lan: lan)
        machines.append(machine)
        machineByAddress[address] = machine
        return machine
    }

    func machine(at address: IPAddress, from asker: Machine) -> Machine? {
        address.isLoopback ? asker : machineByAddress[address]
    }

    func nextRun() -> UInt64 {
        runs += 1
        return runs
    }

    // MARK: Chance

    package func happens(_ probability: Double) -> Bool {
        probability > 0 && Double.random(in: 0..<1, using: &chance) < probability
    }

    package func pick<Element>(_ elements: [Element]) -> Element? {
        elements.randomElement(using: &chance)
    }

    package func between(_ least: Duration, _ most: Duration) -> Duration {
        .nanoseconds(
            Int64.random(
                in: least.nanoseconds...max(least.nanoseconds, most.nanoseconds), using: &chance))
    }

    // MARK: Words

    package func note(
        _ event: Trace.Event, _ first: UInt64 = 0, _ second: UInt64 = 0,
        _ text: @autoclosure () -> String
    ) {
        trace.note(event, at: now, first, second, text)
    }

    /// Says that somebody broke a contract. The world goes on, and the check at the end fails.
    package func complain(_ sentence: String) {
        note(.complaint, 0, 0, sentence)
        if complaints.count < 100 {
            complaints.append("\(Double(now.nanoseconds) / 1e9) s: \(sentence)")
        }
    }

    /// Ends the world, so that what refers to each other is let go.
    package func end() {
        agenda.removeAll()
        for machine in machines { machine.removeAll() }
        machines.removeAll()
        machineByAddress.removeAll()
    }
}

@available(*, unavailable)
extension World: Sendable {}
