// What people do meanwhile: they share and edit files, search, download, and look around.

import Bytes
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
        if byFullDisk { victim.disk.isFull = true } else { victim.kill() }
        world.after(world.between(.milliseconds(500), .seconds(8))) { [unowned self] in
            if byFullDisk { victim.disk.isFull = false } else { startAgain(victim) }
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
        for index in operators.indices.dropFirst() { liveOn(index) }
        watchTables()
    }

    private func liveOn(_ index: Int) {
        let pause =
            isCalm
            ? world.between(.seconds(20), .seconds(60)) : world.between(.seconds(5), .seconds(25))
        world.after(pause) { [unowned self] in
            act(index)
            liveOn(index)
        }
    }

    private func act(_ index: Int) {
        guard !stopWishes, !busy.contains(index), operators[index].installation.isRunning,
            let name = world.pick(world.happens(0.1) ? Self.favourites : truth.names)
        else { return }
        switch Int.random(in: 0..<10, using: &world.chance) {
        case 0..<4: search(index, for: String(name.split(separator: " ")[0]))
        case 4..<9: download(index, name)
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

    private func download(_ index: Int, _ name: String) {
        operators[index].ask("POST", "/api/v1/downloads", body: "{\"name\":\"\(name)\"}") {
            [unowned self] reply in expectAnswer(reply, from: index, "a download")
        }
    }

    private func look(_ index: Int) {
        operators[index].ask("GET", "/api/v1/status") {
            [unowned self] reply in expectAnswer(reply, from: index, "its status")
        }
    }

    /// A node that runs answers its operator, whatever the network is like.
    private func expectAnswer(_ reply: Reply, from index: Int, _ what: String) {
        let name = operators[index].installation.name
        switch reply {
        case .answered(let status, let document) where status >= 400 && status != 503:
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
