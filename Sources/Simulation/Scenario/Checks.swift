// The promises, each with its sentence, held against the world when it has been calm for a while.
//
// Law. What a check knows of a node it asked at the node's own door, or saw on its disk; nobody
// looks into a node.

import Digest
import Node
import Vocabulary

package enum Promise: String, CaseIterable {
    case everybodyKnowsEverybody = "in the end every live peer knows every live peer"
    case downloadsAreCorrect = "every finished download is correct"
    case everythingEnds = "in calm, every download of what somebody has comes to an end"
    case nothingLeaks = "what has ended leaves nothing behind"
    case tablesAreBounded = "every table is within its limit"
    case contractsHold = "nothing is asked twice, and nobody breaks a contract"
}

package struct Checks {
    private(set) var failures: [String] = []
    var downloadsDone = 0
    /// Addresses whose bytes a download called wrong.
    private(set) var liarsNamed: Set<String> = []
    /// Finished downloads that the node itself calls unverified, as "node/name".
    private var unverified: Set<String> = []

    mutating func fail(_ promise: Promise, _ detail: String) {
        guard failures.count < 200 else { return }
        failures.append("\(promise.rawValue): \(detail)")
    }

    // MARK: While things happen

    mutating func tables(of installations: [Installation], in world: World) {
        for installation in installations {
            for table in installation.node?.tables ?? [] where table.count > table.limit {
                fail(
                    .tablesAreBounded,
                    "\(installation.name)'s \(table.name): \(table.count) of \(table.limit)")
            }
        }
    }

    // MARK: In the end

    /// What lies in `downloads/` is what once was shared under that name, byte for byte.
    mutating func downloads(of installation: Installation, against truth: Truth) {
        for path in installation.disk.paths(beneath: SimulatedDisk.downloads) {
            guard let file = installation.disk.file(at: path) else { continue }
            let name = String(path.dropFirst(SimulatedDisk.downloads.count + 1))
            downloadsDone += 1
            // What no digest was known of is marked so, and may be what a liar made of it.
            if unverified.contains(installation.name + "/" + name) { continue }
            if !truth.knows(file.digest, as: name) {
                fail(
                    .downloadsAreCorrect,
                    "\(installation.name) has \(name), \(file.bytes.count) bytes; nobody had that "
                        + "(\(truth.contents(of: name).map(\.count)) bytes were)"
                )
            }
        }
    }

    mutating func nodes(
        of asker: Installation, _ reply: Reply, expected: [Installation]
    ) {
        guard let listed = reply.document?["nodes"]?.list else {
            return fail(.everybodyKnowsEverybody, "\(asker.name) does not tell its nodes: \(reply)")
        }
        var states: [String: String] = [:]
        for node in listed { states[node["id"]?.text ?? ""] = node["state"]?.text ?? "?" }
        for other in expected where other !== asker {
            switch states[other.id.hex] {
            case nil: fail(.everybodyKnowsEverybody, "\(asker.name) does not know \(other.name)")
            case "down":
                fail(.everybodyKnowsEverybody, "\(asker.name) believes \(other.name) to be down")
            default: break
            }
        }
    }

    /// - Parameter held: names, and digests, that somebody has who could be asked. What nobody has
    ///   may be waited for: a holder may come back.
    mutating func downloadsEnded(at asker: Installation, _ reply: Reply, held: Set<String>) {
        guard let listed = reply.document?["downloads"]?.list else {
            return fail(.everythingEnds, "\(asker.name) does not tell its downloads: \(reply)")
        }
        var running = 0
        for download in listed {
            let name = download["name"]?.text ?? ""
            let state = download["state"]?.text ?? ""
            for holder in download["holders"]?.list ?? [] where holder["state"]?.text == "lied" {
                liarsNamed.insert(holder["address"]?.text ?? "")
            }
            if state == "done", download["verified"] == .boolean(false) {
                unverified.insert(asker.name + "/" + name)
            }
            guard !["done", "failed", "cancelled"].contains(state) else { continue }
            running += 1
            // Of what some has come, that content is wanted, and no other of the same name.
            let isHeld = held.contains(download["sha256"]?.text ?? name)
            if ["paused", "searching"].contains(state), !isHeld { continue }
            fail(.everythingEnds, "\(asker.name)'s download of \(name) is \(state)")
        }
        if running == 0, let count = asker.host?.incomingCount, count > 0 {
            fail(.nothingLeaks, "\(asker.name) has \(count) incoming files and no download")
        }
    }

    mutating func connections(of installation: Installation) {
        guard let host = installation.host else { return }
        let idle = host.door.idle(for: Limits.keepAliveTimeout + .seconds(60))
        if !idle.isEmpty {
            fail(.nothingLeaks, "\(installation.name) keeps \(idle.count) dead connections")
        }
    }
}

extension Scenario {
    /// Stops new wishes, lets the last ones end, asks everybody, and judges.
    func judge() -> [String] {
        stopWishes = true
        world.run(for: .seconds(30))
        for installation in installations {
            if !installation.isRunning {
                checks.fail(.contractsHold, "\(installation.name) is not running in the end")
            }
        }
        let live = installations.filter(\.isRunning)
        let peers = live.filter { $0.settings.role == .peer }
        for asker in operators where asker.installation.isRunning {
            asker.ask("GET", "/api/v1/nodes?list=all&limit=1000") { [unowned self] reply in
                checks.nodes(of: asker.installation, reply, expected: peers)
            }
            guard asker.installation.settings.role == .peer else { continue }
            asker.ask("GET", "/api/v1/downloads?limit=1000") { [unowned self] reply in
                checks.downloadsEnded(
                    at: asker.installation, reply, held: contentsHeld(except: asker.installation))
            }
        }
        world.run(for: .seconds(62))
        checks.tables(of: installations, in: world)
        for installation in installations {
            checks.downloads(of: installation, against: truth)
            checks.connections(of: installation)
        }
        for complaint in world.complaints { checks.fail(.contractsHold, complaint) }
        return checks.failures
    }

    private func contentsHeld(except asker: Installation) -> Set<String> {
        let others = installations.filter { $0 !== asker && $0.isRunning }
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
