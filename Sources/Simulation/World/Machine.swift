// A machine: an address, a clock of its own, and the programs that run on it.

import Node
import Vocabulary

/// One computer in the world.
package final class Machine {
    package let index: Int
    package let address: IPAddress
    /// Multicast is heard by the machines of one LAN only.
    package let lan: Int
    /// A machine without power answers nothing, not even "refused".
    package var isOn = true
    /// Seconds by which the clock on the wall has always been wrong here, and by which it jumped.
    package var clockError: Int64 = 0
    package var clockJump: Int64 = 0
    /// How much slower its line is than the network: 1 is a good day.
    package var linkSlowness = 1.0
    /// A firewall answers for it, and lets nobody in.
    package var refuses = false
    /// No interface of it can multicast.
    package var isDeaf = false
    /// How the disk's answers are stretched: 1 is a good day.
    package var diskSlowness = 1.0

    package var wallOffset: Int64 { clockError + clockJump }

    private var listeners: [UInt16: Sockets] = [:]
    /// Programs that hear multicast, in the order in which they joined.
    private var multicastListeners: [MulticastGroup: [Sockets]] = [:]
    private var portsUsed: UInt16 = 0
    /// Everything that opened sockets here and has not ended.
    private var programs: [any Program] = []

    init(index: Int, address: IPAddress, lan: Int) {
        self.index = index
        self.address = address
        self.lan = lan
    }

    func listen(_ sockets: Sockets, on port: UInt16) {
        precondition(listeners[port] == nil, "two programs cannot listen on one port")
        listeners[port] = sockets
    }

    func listener(on port: UInt16) -> Sockets? { listeners[port] }

    func multicastListeners(to group: MulticastGroup) -> [Sockets] {
        multicastListeners[group] ?? []
    }

    func join(_ group: MulticastGroup, _ sockets: Sockets) {
        if !multicastListeners(to: group).contains(where: { $0 === sockets }) {
            multicastListeners[group, default: []].append(sockets)
        }
    }

    func leave(_ group: MulticastGroup, _ sockets: Sockets) {
        multicastListeners[group]?.removeAll { $0 === sockets }
    }

    /// Takes away what a program that ended had.
    func forget(_ sockets: Sockets) {
        for group in MulticastGroup.allCases { leave(group, sockets) }
        for port in listeners.keys where listeners[port] === sockets { listeners[port] = nil }
    }

    func nextEphemeralPort() -> UInt16 {
        portsUsed = (portsUsed + 1) % 20_000
        return 32_768 + portsUsed
    }

    /// Keeps a program alive for as long as the world is.
    package func host(_ program: any Program) { programs.append(program) }

    func removeAll() {
        listeners.removeAll()
        multicastListeners.removeAll()
        for program in programs { program.ended() }
        programs.removeAll()
    }
}
