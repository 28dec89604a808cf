// The end of a day: no new wishes, everybody is asked, and what is promised is held against it.

import Digest
import Node
import Vocabulary

extension Scenario {
    /// Stops new wishes, lets the last ones end, asks everybody, and judges.
    func judge() -> [String] {
        stopWishes = true
        world.run(for: .seconds(30))
        for installation in installations where !installation.isRunning {
            checks.fail(.contractsHold, "\(installation.name) is not running in the end")
        }
        askForDownloads()
        askForNodes()
        for _ in 0..<4 {
            askForStatus()
            world.run(for: .milliseconds(700))
        }
        // Whoever does not answer now is given up after a minute, and what arrives at a node.
        var patience = 30
        while answersAwaited > 0 || checks.haveSuspects, patience > 0 {
            world.run(for: .seconds(2))
            patience -= 1
        }
        checks.tables(of: installations, in: world)
        for installation in installations {
            checks.downloads(of: installation, against: truth)
            checks.connections(of: installation)
            if installation.disk.contains("intruder.dat") {
                checks.fail(.changesAreTheOperators, "\(installation.name) has intruder.dat")
            }
        }
        checks.judgeConnections()
        checks.judgeSuspects()
        for complaint in world.complaints { checks.fail(.contractsHold, complaint) }
        return checks.failures
    }

    private var running: [Installation] { installations.filter(\.isRunning) }

    private func ask(_ people: Operator, _ target: String, _ end: @escaping (Reply) -> Void) {
        answersAwaited += 1
        people.ask("GET", target) { [unowned self] reply in
            answersAwaited -= 1
            end(reply)
        }
    }

    private func askForNodes() {
        let peers = running.filter { $0.settings.role == .peer }
        for asker in operators where asker.installation.isRunning {
            let installation = asker.installation
            ask(asker, "/api/v1/nodes?list=all&limit=1000") { [unowned self] reply in
                checks.nodes(of: installation, reply, expected: peers)
            }
            let lan = peers.filter { $0.machine.lan == installation.machine.lan }
            ask(asker, "/api/v1/nodes?list=multicast&limit=1000") { [unowned self] reply in
                checks.multicast(of: installation, reply, expected: lan)
            }
        }
    }

    private func askForDownloads() {
        for asker in operators where asker.installation.isRunning {
            let installation = asker.installation
            guard installation.settings.role == .peer else { continue }
            let watcher = watchers.first { $0.installation === installation }
            ask(asker, "/api/v1/downloads?limit=1000") { [unowned self] reply in
                checks.downloadsEnded(
                    at: installation, reply, held: contentsHeld(except: installation),
                    liars: liars, ofOne: askedOfOne[installation.name] ?? [])
                if let watcher { checks.watcher(watcher, of: installation, downloads: reply) }
            }
            ask(asker, "/api/v1/files?limit=1000") { [unowned self] reply in
                checks.library(of: installation, reply)
                if let watcher { checks.watcher(watcher, of: installation, files: reply) }
            }
        }
    }

    private func askForStatus() {
        for asker in operators where asker.installation.isRunning {
            ask(asker, "/api/v1/status") { [unowned self] reply in
                let open = asker.installation.host?.door.count ?? 0
                checks.status(of: asker.installation, reply, open: open)
            }
        }
    }

    private func contentsHeld(except asker: Installation) -> Set<String> {
        let others = installations.filter { $0 !== asker && $0.isRunning && !$0.disk.lies }
        let folders = [SimulatedDisk.shared, SimulatedDisk.downloads]
        return Set(
            others.flatMap { other in
                folders.flatMap { folder in
                    other.disk.paths(beneath: folder).flatMap { path in
                        let digest = other.disk.file(at: path)?.digest.hex ?? ""
                        return [String(path.dropFirst(folder.count + 1)), digest]
                    }
                }
            })
    }
}
