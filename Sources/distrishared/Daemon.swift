// Everything put together: the order in which a daemon comes up, and in which it goes down.
//
// Up: descriptor limit, state folder and its lock, key, ledger, loop, node, listeners, READY.
// Down: no new connections, the node's goodbyes, what must be remembered, exit.

import Digest
import Disk
import Glibc
import Host
import Journal
import Ledger
import Node
import RESTAPI
import Reactor
import Settings
import Vocabulary

final class Daemon {
    private var chosen: Chosen
    private let journal: Journal
    private let notify = Notify()
    private let loop = Loop()
    private let host: LiveHost
    private let node: any Node
    private var doors: Doors
    private var signals: Signals?
    private var pulse: Timer?
    private var lastStatus = ""
    private var isStopping = false

    init(_ chosen: Chosen) throws(StartError) {
        self.chosen = chosen
        journal = Journal(level: chosen.settings.log.level, format: chosen.settings.log.format)
        let (state, key) = try Self.takeState(chosen.settings.state)
        let (ledger, memory) = try Self.openLedger(chosen.settings.state, journal)
        var options = chosen.host
        options.connectionsMax = Self.connections(options.connectionsMax, journal)
        host = LiveHost(
            loop: loop, journal: journal, state: state, ledger: ledger, options: options)
        let identity = Identity(id: NodeID(publicKey: key.publicKey), instance: host.random())
        let seed = host.random()
        node =
            switch chosen.settings.role {
            case .peer:
                PeerNode(
                    settings: chosen.node, identity: identity, memory: memory,
                    surface: RESTSurface(), host: host, seed: seed, at: loop.now)
            case .bootstrap:
                BootstrapNode(
                    settings: chosen.node, identity: identity, memory: memory,
                    surface: RESTSurface(), host: host, seed: seed, at: loop.now)
            }
        host.node = node
        doors = try Doors(chosen, host: host, journal: journal)
        host.openDoors()
        journal.log(
            .info, "daemon",
            "\(chosen.settings.role.rawValue) \(identity.id) of version \(Version.text) on "
                + doors.description)
        if chosen.isLoopbackOnly {
            journal.log(
                .warning, "daemon",
                "there is no secret, so only this machine is served; `distrishare secret new` "
                    + "makes one")
        }
    }

    /// Runs until it was told to stop and everything is said.
    func run() {
        signals = Signals(loop) { [unowned self] signal in
            switch signal {
            case .terminate, .interrupt: stop()
            case .hangUp: reload()
            }
        }
        host.whenStopped = { [unowned self] in loop.stop() }
        node.start(at: loop.now)
        startPulse()
        notify.ready(status: node.statusLine)
        if chosen.settings.log.turns { loop.meterTurns() }
        loop.run()
        end()
    }

    // MARK: Coming up

    private static func takeState(
        _ path: String
    ) throws(StartError) -> (StateFolder, IdentityKey) {
        do throws(DiskError) {
            let state = try StateFolder(path: path)
            let key = try state.identityKey()
            return (state, key)
        } catch {
            throw StartError(sentence: error.description)
        }
    }

    private static func openLedger(
        _ path: String, _ journal: Journal
    ) throws(StartError) -> (Ledger, Memory) {
        do throws(LedgerError) {
            let (ledger, remembered, notices) = try Ledger.start(at: "\(path)/state.sqlite")
            for notice in notices { journal.log(.warning, "ledger", "\(notice)") }
            var memory = remembered
            memory.notices = notices.filter(\.isLasting).map(\.description)
            return (ledger, memory)
        } catch {
            throw StartError(sentence: "\(error)")
        }
    }

    private static func connections(_ wanted: Int, _ journal: Journal) -> Int {
        let limit = DescriptorLimit.raise()
        let (allowed, isCut) = DescriptorLimit.connectionsAllowed(
            wanted: wanted, descriptors: limit)
        if isCut {
            journal.log(
                .warning, "daemon",
                "connections_max is cut from \(wanted) to \(allowed): this process may have "
                    + "\(limit) descriptors")
        }
        DescriptorLimit.makeRoom(for: min(limit, allowed + Limits.descriptorsReserved))
        return allowed
    }

    // MARK: The pulse

    /// Fed by the loop itself: a loop that stands still is restarted by systemd.
    private func startPulse() {
        let interval = min(.seconds(5), (notify.watchdogInterval ?? .seconds(10)) / 2)
        pulse = Timer(loop) { [unowned self] in
            beat()
            pulse?.arm(after: interval)
        }
        pulse?.arm(after: interval)
    }

    private func beat() {
        notify.watchdog()
        let status = node.statusLine
        guard status != lastStatus, !isStopping else { return }
        lastStatus = status
        notify.status(status)
    }

    // MARK: Changing

    private func reload() {
        do throws(ConfigError) {
            let new = try Chosen(chosen.arguments)
            let (applied, waiting) = chosen.settings.changes(to: new.settings)
            let adopted = chosen.settings.adopting(new.settings)
            let hadSecret = chosen.secret != nil
            guard hadSecret == (new.secret != nil) else {
                return journal.log(
                    .warning, "daemon", "a secret came or went: that needs a restart")
            }
            chosen.settings = adopted
            (chosen.secret, chosen.jsonSecret) = (new.secret, new.jsonSecret)
            chosen.token = new.token
            chosen.tracked = new.tracked
            journal.level = adopted.log.level
            var options = chosen.host
            options.connectionsMax = Self.connections(options.connectionsMax, journal)
            host.adopt(options)
            node.reload(chosen.node, at: loop.now)
            let changed = applied.isEmpty ? "nothing" : applied.joined(separator: ", ")
            journal.log(.info, "daemon", "reloaded: \(changed)")
            if !waiting.isEmpty {
                let keys = waiting.joined(separator: ", ")
                journal.log(.warning, "daemon", "needs a restart: \(keys)")
            }
        } catch {
            journal.log(.error, "daemon", "the config is not taken: \(error)")
        }
    }

    // MARK: Going down

    private func stop() {
        if isStopping { return loop.stop() }
        isStopping = true
        notify.stopping()
        journal.log(.info, "daemon", "stopping")
        doors.close()
        node.stop(at: loop.now)
    }

    private func end() {
        host.shutDown()
        doors.remove()
        journal.log(.info, "daemon", "stopped")
    }
}
