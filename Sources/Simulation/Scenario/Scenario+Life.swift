// What people do meanwhile: they share and edit files, search, download, and look around.

import Bytes
import Digest
import HTTPWire
import Node
import Vocabulary

extension Scenario {
    private static let colors = ["amber", "blue", "coral", "dusk"]
    private static let things = ["river", "song", "map", "letter"]

    /// Puts a file into the folder that a node shares. Names repeat, so that one name may have
    /// several holders, or several contents.
    func share(at installation: Installation) {
        let color = world.pick(Self.colors) ?? "amber"
        let thing = world.pick(Self.things) ?? "map"
        let number = Int.random(in: 1...60, using: &world.chance)
        let name = "\(color) \(thing) \(number).dat"
        let bytes: [UInt8]
        if let existing = truth.contents(of: name).first, world.happens(0.8) {
            bytes = existing
        } else {
            bytes = truth.make(name, using: &world.chance)
        }
        write(bytes, as: name, at: installation)
    }

    static let favourites = (1...4).map { "favourite \($0).dat" }

    /// Files that everybody wants, and that several hold from the beginning: also who lies.
    func shareFavourites() {
        let peers = installations.indices.dropFirst()
        for name in Self.favourites {
            let size = Int.random(in: 40_000...120_000, using: &world.chance)
            let bytes = truth.make(name, ofSize: size)
            let holders = Set(peers.shuffled(using: &world.chance).prefix(3) + [settings.peers])
            for holder in holders.sorted() { write(bytes, as: name, at: installations[holder]) }
        }
    }

    /// Kills who is in the middle of a download, or fills its disk, as soon as there is somebody.
    func cutDownload(byFullDisk: Bool) {
        guard !isCalm else { return }
        let busy = installations.filter { $0.host?.isInDownload == true }
        guard let victim = world.pick(busy) else {
            return world.after(.milliseconds(200)) { [unowned self] in
                cutDownload(byFullDisk: byFullDisk)
            }
        }
        downloadsCut += 1
        if byFullDisk {
            victim.disk.isFull = true
        } else {
            kill(victim, powerToo: world.happens(0.3))
        }
        world.after(world.between(.milliseconds(500), .seconds(8))) { [unowned self] in
            if byFullDisk { victim.disk.empty() } else { startAgain(victim) }
        }
    }

    private func write(_ bytes: [UInt8], as name: String, at installation: Installation) {
        let path = "\(SimulatedDisk.shared)/\(name)"
        let modified = world.wallTime(offset: installation.machine.wallOffset).seconds
        installation.disk.put(bytes, at: path, modified: modified * 1_000_000_000)
        installation.host?.noticed(path)
    }

    /// A file is replaced, cut short in its place, removed, or a new one comes.
    func edit(at installation: Installation) {
        let paths = installation.disk.paths(beneath: SimulatedDisk.shared)
        guard let path = world.pick(paths), let file = installation.disk.file(at: path) else {
            return share(at: installation)
        }
        let name = String(path.dropFirst(SimulatedDisk.shared.count + 1))
        switch Int.random(in: 0..<4, using: &world.chance) {
        case 0: write(truth.make(name, using: &world.chance), as: name, at: installation)
        case 1:
            let modified = world.wallTime(offset: 0).seconds * 1_000_000_000 + 1
            liars.insert(installation.endpoint.description)
            file.overwrite(with: truth.make(name, using: &world.chance), modified: modified)
            installation.host?.noticed(path)
        case 2:
            installation.disk.remove(path)
            installation.host?.noticed(path)
        default: share(at: installation)
        }
    }

    /// Everybody does something every few seconds, until shortly before the end.
    func live() {
        // Whoever was down when it became calm is asked again.
        for delay in [3, 12, 25] {
            world.at(calm + .seconds(delay)) { [unowned self] in
                let (deaf, paused) = (deaf, paused)
                switchAllOn()
                resumeAll()
                (self.deaf, self.paused) = (deaf, paused)
            }
        }
        for index in operators.indices.dropFirst() { liveOn(index) }
        watchTables()
    }

    private func liveOn(_ index: Int) {
        let pause =
            isCalm
            ? world.between(.seconds(20), .seconds(60)) : world.between(.seconds(5), .seconds(25))
        // A large network does as much in all as one of forty: it is the network that is larger.
        world.after(pause * max(1, Double(settings.peers) / 40)) { [unowned self] in
            act(index)
            liveOn(index)
        }
    }

    private func act(_ index: Int) {
        guard !stopWishes, !busy.contains(index), operators[index].installation.isRunning,
            let name = world.pick(world.happens(0.1) ? Self.favourites : truth.names)
        else { return }
        switch Int.random(in: 0..<16, using: &world.chance) {
        case 0..<4: search(index, for: String(name.split(separator: " ")[0]))
        case 4..<9: download(index, "\"name\":\"\(name)\"")
        case 9: downloadElsewhere(index, name)
        case 10: changeDownload(index)
        case 11: read(index)
        case 12: share(index)
        case 13: change(index)
        default: look(index)
        }
    }

    private func search(_ index: Int, for words: String) {
        guard let host = operators[index].installation.host else { return }
        busy.insert(index)
        world.questions.searchBegan(words, at: host)
        operators[index].ask("POST", "/api/v1/search", body: "{\"words\":\"\(words)\"}") {
            [unowned self, weak host] reply in
            busy.remove(index)
            if let host { world.questions.searchEnded(at: host) }
            if reply.document?["results"]?.list != nil { searchesAnswered += 1 }
            expectAnswer(reply, from: index, "a search")
        }
    }

    private func download(_ index: Int, _ what: String) {
        operators[index].ask("POST", "/api/v1/downloads", body: "{\(what)}") {
            [unowned self] reply in expectAnswer(reply, from: index, "a download")
        }
    }

    /// From one node, by its address or a name; by digest; or from the web.
    private func downloadElsewhere(_ index: Int, _ name: String) {
        let digest = truth.contents(of: name).first.map { SHA256.of($0).hex } ?? ""
        askedOfOne[operators[index].installation.name, default: []].insert(name)
        switch Int.random(in: 0..<4, using: &world.chance) {
        case 0: download(index, "\"sha256\":\"\(digest)\"")
        case 1:
            let holder = world.pick(installations)?.endpoint.description ?? ""
            download(index, "\"name\":\"\(name)\",\"from\":\"\(holder)\"")
        case 2:
            download(index, "\"name\":\"\(name)\",\"from\":\"bootstrap.example:9000\"")
        default:
            let manner = (world.pick(WebServer.Manner.allCases) ?? .plain).rawValue
            let file = PercentCoding.encodePath(world.pick(Self.favourites) ?? "")
            download(index, "\"url\":\"http://\(WebServer.name)/\(manner)/\(file)\"")
        }
    }

    /// Pauses, resumes or cancels whatever download comes to hand.
    private func changeDownload(_ index: Int) {
        operators[index].ask("GET", "/api/v1/downloads") { [unowned self] reply in
            let ended = ["done", "failed", "cancelled"]
            let running = (reply.document?["downloads"]?.list ?? []).filter {
                !ended.contains($0["state"]?.text ?? "")
            }
            let any = Int64.random(in: 1...4, using: &world.chance)
            changeDownload(index, world.pick(running)?["id"]?.integer ?? any)
        }
    }

    private func changeDownload(_ index: Int, _ id: Int64) {
        let ways = [
            ("GET", "/api/v1/downloads/\(id)"), ("DELETE", "/api/v1/downloads/\(id)"),
            ("POST", "/api/v1/downloads/\(id)/resume"), ("POST", "/api/v1/downloads/\(id)/pause"),
        ]
        let (method, target) = world.pick(isCalm ? Array(ways[..<3]) : ways) ?? ways[0]
        operators[index].ask(method, target) { [unowned self] reply in
            expectAnswer(reply, from: index, "\(method) \(target)", mayRefuse: true)
            guard target.hasSuffix("pause"), reply.document != nil else { return }
            // Nobody forgets what he has paused.
            paused.insert(index)
        }
    }

    /// Takes up everything that people have paused.
    private func resumeAll() {
        for index in paused.sorted() {
            for id in 1...4 {
                operators[index].ask("POST", "/api/v1/downloads/\(id)/resume") { _ in }
            }
        }
        paused = []
    }

    /// Reads a list in parts.
    private func read(_ index: Int) {
        let people = operators[index]
        let pager =
            switch Int.random(in: 0..<4, using: &world.chance) {
            case 0:
                Pager("nodes?list=all&", member: "nodes", of: people, in: world) {
                    $0["id"]?.text ?? $0["address"]?.text ?? ""
                }
            case 1:
                Pager("downloads?", member: "downloads", of: people, in: world) {
                    "\($0["id"]?.integer ?? 0)"
                }
            case 2:
                Pager("files?", member: "files", of: people, in: world) { $0["name"]?.text ?? "" }
            default:
                Pager("files?q=favourite&", member: "files", of: people, in: world) {
                    $0["name"]?.text ?? ""
                }
            }
        pager.begin()
    }

    /// A folder by reference, or a file as a copy; or the folder is taken back.
    private func share(_ index: Int) {
        let installation = operators[index].installation
        let folder = "/srv/films of \(installation.name)"
        if installation.disk.paths(beneath: folder).isEmpty {
            for number in 1...3 {
                let name = "films of \(installation.name)/film \(number).dat"
                let bytes = truth.make(name, using: &world.chance)
                installation.disk.put(bytes, at: "/srv/\(name)", modified: 1_000_000_000)
            }
        }
        let isCopy = world.happens(0.3)
        let body =
            isCopy
            ? "{\"path\":\"\(folder)/film 1.dat\",\"copy\":true}" : "{\"path\":\"\(folder)\"}"
        if isCopy {
            let bytes = installation.disk.file(at: "\(folder)/film 1.dat")?.bytes ?? []
            truth.add(bytes, as: "film 1.dat")
        }
        let isOver = !isCopy && world.happens(0.4)
        // What lies in shared_files is moved out of it.
        let name = world.happens(0.3) ? "film%201.dat" : "films%20of%20\(installation.name)"
        let target = isOver ? "/api/v1/shares/\(name)" : "/api/v1/shares"
        operators[index].ask(isOver ? "DELETE" : "POST", target, body: isOver ? "" : body) {
            [unowned self] reply in
            expectAnswer(reply, from: index, "a share", mayRefuse: true)
        }
    }

    /// Switches something that a person may switch, and back again.
    private func change(_ index: Int) {
        let pairs = [
            ("PUT", "multicast", "{\"enabled\":false}", "PUT", "multicast", "{\"enabled\":true}"),
            (
                "POST", "nodes", "{\"address\":\"10.0.1.1:9000\"}", "DELETE", "nodes",
                "{\"address\":\"10.0.1.1:9000\"}"
            ),
            (
                "POST", "bootstraps", "{\"address\":\"10.0.0.2:8000\"}", "DELETE", "bootstraps",
                "{\"address\":\"10.0.0.2:8000\"}"
            ),
        ]
        guard !isCalm, let pair = world.pick(pairs) else { return look(index) }
        operators[index].ask(pair.0, "/api/v1/\(pair.1)", body: pair.2) { [unowned self] reply in
            expectAnswer(reply, from: index, "\(pair.0) \(pair.1)", mayRefuse: true)
        }
        if pair.1 == "multicast" { deaf.insert(index) }
        if pair.1 == "nodes" {
            world.takenOff.insert("\(operators[index].installation.name) 10.0.1.1:9000")
        }
        world.after(world.between(.seconds(1), .seconds(20))) { [unowned self] in
            operators[index].ask(pair.3, "/api/v1/\(pair.4)", body: pair.5) { _ in }
        }
    }

    /// What people switched off is on again, also where it was not heard before.
    private func switchAllOn() {
        for index in deaf.sorted() {
            operators[index].ask("PUT", "/api/v1/multicast", body: "{\"enabled\":true}") { _ in }
        }
        deaf = []
    }

    private func look(_ index: Int) {
        let views = [
            "/api/v1/status", "/api/v1/bootstraps", "/healthz", "/api/v1/openapi.json",
        ]
        let isStatus = world.happens(0.6)
        operators[index].ask("GET", isStatus ? views[0] : world.pick(views) ?? views[0]) {
            [unowned self] reply in expectAnswer(reply, from: index, "its status")
        }
    }

    /// A node that runs answers its operator, whatever the network is like.
    private func expectAnswer(
        _ reply: Reply, from index: Int, _ what: String, mayRefuse: Bool = false
    ) {
        let installation = operators[index].installation
        let name = installation.name
        // A disk that fails is no fault of the node's.
        if mayRefuse, installation.disk.isBroken { return }
        switch reply {
        case .answered(let status, let document)
        where status >= (mayRefuse ? 500 : 400) && ![503, 507].contains(status):
            world.complain("\(name) refuses \(what): \(status), \(document["detail"] ?? .null)")
        case .lost(let why) where why.hasPrefix("no answer"):
            world.complain("\(name) does not answer its operator: \(why)")
        default: break
        }
    }

    private func watchTables() {
        world.after(.seconds(5)) { [unowned self] in
            checks.tables(of: installations, in: world)
            watchTables()
        }
    }
}
