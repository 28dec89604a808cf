// The peer role: shares files, searches, downloads, and lets itself be found.

import Bytes
import Digest
import Directory
import HTTPWire
import JSONWire
import Library
import Vocabulary

package final class PeerNode: Node {
    let desk: Desk
    let memory: Memory
    private(set) var registrar: Registrar
    var beacon: Beacon
    var shelf: Shelf
    var searches: [Search] = []
    var searchNumbers = 0
    private(set) var downloads: Downloads!
    private(set) var swarms: Swarms?
    /// Bytes that downloads have taken from others.
    var downloadedBytes: UInt64 = 0
    var hotHeads = HotHeads()
    let uploads: Uploads
    let verifications: Verifications
    private(set) var folders: FolderTorrents!
    var torrentFiles = TorrentUploads()
    private var farewell: Farewell?
    /// Names that a person gave as nodes, while they are looked up.
    private var lookups: [JobID: HostPort] = [:]
    private var added: [HostPort] = []

    var neighbourhood: Neighbourhood { desk.neighbourhood }
    private var switchboard: Switchboard { desk.switchboard }
    var host: any Host { desk.host }

    /// - Parameters:
    ///   - memory: what the ledger remembered.
    ///   - seed: for choices that nobody must guess alike on two machines; not for secrets.
    package init(
        settings: NodeSettings, identity: Identity, memory: Memory, surface: any Surface,
        host: any Host, seed: UInt64, at now: Instant
    ) {
        precondition(settings.role == .peer, "a peer node has the peer role")
        self.memory = memory
        desk = Desk(
            settings: settings, identity: identity, surface: surface, host: host, seed: seed,
            nodesMax: Limits.knownNodes, at: now)
        // A person's last word on multicast outlives a restart.
        let isOn = memory.settings["multicast"].map { $0 == "on" } ?? settings.multicastEnabled
        beacon = Beacon(isOn: isOn, interval: settings.multicastInterval)
        shelf = Shelf(desk: desk, memory: memory)
        registrar = Registrar(desk: desk, index: OwnIndex(shelf.library))
        uploads = Uploads(desk: desk, shelf: shelf)
        verifications = Verifications(desk: desk, shelf: shelf)
        desk.switchboard.attendant = self
        desk.ledgerNews.recalled(memory.notices)
        downloads = Downloads(desk: desk, owner: self)
        let swarms = Swarms(desk: desk, owner: self)
        self.swarms = swarms
        folders = FolderTorrents(desk: desk, library: shelf.library, swarms: swarms)
    }

    package func start(at now: Instant) {
        for server in desk.settings.bootstraps {
            _ = registrar.add(server, isAdded: false, at: now)
        }
        for server in memory.bootstraps.compactMap({ HostPort($0) }) {
            _ = registrar.add(server, isAdded: true, at: now)
        }
        for node in desk.settings.known + memory.added.compactMap({ HostPort($0) }) {
            addNode(node, at: now)
        }
        shelf.start(at: now)
        // What was remembered is no news; nobody can have asked before.
        _ = shelf.library.takeNews()
        registrar.files = shelf.library.count
        downloads.recall(memory.downloads, at: now)
        swarms?.publicShares = shelf.publicShares
        swarms?.recall(
            memory.torrents, keeping: downloads.all.compactMap(\.torrent), at: now)
        swarms?.news = TorrentNews()
        beacon.start(host: host, ownAddress, at: now)
        swarms?.startLocally(at: now)
    }

    /// Whether something is under way that a node that stops waits for.
    private var isBusy: Bool { switchboard.isBusy || swarms?.announcer.isBusy == true }

    private var ownAddress: OwnAddress { OwnAddress(settings: desk.settings) }

    package var statusLine: String {
        let open = desk.settings.secret == nil ? "no secret: loopback only; " : ""
        let running = downloads.runningCount
        return "peer on port \(desk.settings.port); \(open)\(shelf.library.count) files shared, "
            + "\(neighbourhood.table.count) nodes known, "
            + "\(registrar.areRegistered) of \(registrar.count) bootstraps answer"
            + (running > 0 ? ", \(running) downloads run" : "") + desk.troubles
    }

    package var tables: [TableSize] {
        desk.tables + (swarms?.table ?? []) + [
            downloads.table,
            uploads.table,
            TableSize(name: "searches", count: searches.count, limit: Limits.searches * 2),
            TableSize(name: "files", count: shelf.library.count, limit: Limits.files),
        ]
    }

    // MARK: What the host tells

    package func accepted(_ connection: ConnectionID, from remote: Remote, at now: Instant) {
        switchboard.accepted(connection, from: remote, at: now)
    }

    package func connected(_ connection: ConnectionID, at now: Instant) {
        switchboard.connected(connection, at: now)
    }

    package func received(_ bytes: RawSpan, on connection: ConnectionID, at now: Instant) {
        switchboard.received(bytes, on: connection, at: now)
    }

    package func receive(
        on connection: ConnectionID, at now: Instant,
        by read: (inout MutableRawSpan) -> Int
    ) -> Int? {
        switchboard.receive(on: connection, at: now, by: read)
    }

    package func descriptorArrived(
        _ descriptor: DescriptorID, on connection: ConnectionID, at now: Instant
    ) {
        switchboard.descriptorArrived(descriptor, on: connection)
    }

    package func inputEnded(on connection: ConnectionID, at now: Instant) {
        switchboard.inputEnded(on: connection, at: now)
    }

    package func drained(_ connection: ConnectionID, at now: Instant) {
        switchboard.drained(connection, at: now)
    }

    package func closed(_ connection: ConnectionID, _ ending: Ending, at now: Instant) {
        switchboard.closed(connection, ending, at: now)
    }

    package func datagramArrived(
        _ bytes: RawSpan, from sender: Endpoint, by door: DatagramDoor, at now: Instant
    ) {
        switch door {
        case .own: swarms?.announcer.received(bytes, from: sender, at: now)
        case .group(.torrents), .group(.torrents6):
            swarms?.heardLocally(bytes, from: sender, at: now)
        case .group(.nodes): heard(bytes, from: sender, at: now)
        }
    }

    private func heard(_ bytes: RawSpan, from sender: Endpoint, at now: Instant) {
        guard beacon.isOn else { return }
        let own = desk.settings.port
        // Our own HELLO comes back to us on every interface.
        if sender.address.isLoopback || beacon.interfaces.contains(sender.address) {
            for interface in beacon.interfaces {
                if let endpoint = ownAddress.endpoint(on: interface), endpoint.port == own {
                    neighbourhood.table.meetOurselves(at: endpoint)
                }
            }
        }
        neighbourhood.heard(bytes, from: sender, at: now)
    }

    package func completed(_ completion: Completion, at now: Instant) {
        switch completion {
        case .resolved(let job, let result): resolved(job, result, at: now)
        // What is new is told when the walk has ended: one event, where there is much of it.
        case .saw(_, let share, let files): return shelf.saw(share: share, files)
        case .scanned(let job, let share, let result):
            shelf.scanned(job, share: share, result, at: now)
        case .examined(let job, let share, let path, let file):
            shelf.examined(job, share: share, path, file, at: now)
        case .examineFailed(_, let share, let path, _):
            shelf.examineLater(share: share, path, at: now)
        case .hashed(let job, let share, let file, let digest, let pieces):
            if !uploads.hashed(job, digest, at: now), !downloads.hashed(job, digest, at: now),
                !verifications.hashed(job, file, digest, pieces, at: now)
            {
                shelf.hashed(job, share: share, file, digest, pieces, at: now)
            }
        case .hashFailed(let job, let share, let path, let error):
            if !uploads.hashed(job, nil, at: now), !downloads.hashed(job, nil, at: now),
                !verifications.hashFailed(job, error, at: now)
            {
                shelf.hashFailed(job, share: share, path, error, at: now)
            }
        case .contentHashed(let job, let result):
            if swarms?.contentHashed(job, result, at: now) != true {
                folders.hashed(job, result, at: now)
            }
        case .copied(let job, let result): copied(job, result, at: now)
        case .withdrawn(let job, let path, let result):
            withdrawn(job, path, result, at: now)
        case .changed(let share, let path, let isClosed):
            shelf.changed(share: share, path, isClosed: isClosed, at: now)
            swarms?.changed(share: share, path, at: now)
        case .appended(let incoming, let total):
            if uploads.appended(incoming, total: total, at: now) { break }
            downloads.appended(incoming, total: total, at: now)
        case .opened(let incoming, let present):
            downloads.opened(incoming, present: present, at: now)
        case .written(let incoming, let ranges, let differing):
            downloads.written(incoming, ranges, differing: differing, at: now)
        case .incomingFailed(let incoming, let error):
            if uploads.failed(incoming, error, at: now) { break }
            downloads.incomingFailed(incoming, error, at: now)
        case .sealed(let incoming, let size, let digest):
            if uploads.sealed(incoming, size: size, digest, at: now) { break }
            downloads.sealed(incoming, size: size, digest, at: now)
        case .placed(let incoming, let result):
            if uploads.placed(incoming, result, at: now) { break }
            downloads.placed(incoming, result, at: now)
        case .storeOpened(let store, let present): swarms?.opened(store, present: present, at: now)
        case .pieceWritten(let store, let piece, let isRight):
            swarms?.written(store, piece, isRight: isRight, at: now)
        case .storeFailed(let store, let error): swarms?.failed(store, error, at: now)
        case .storePlaced(let store, let result): swarms?.placed(store, result, at: now)
        case .metainfoRead(let job, let result): metainfoRead(job, result, at: now)
        case .infoRead(let job, let result): swarms?.infoRead(job, result, at: now)
        case .delivered(let job, let result): downloads.delivered(job, result, at: now)
        case .ledgerFailed, .ledgerMended: _ = desk.ledgerNews.heard(completion, host)
        case .ledgerBegunAnew:
            _ = desk.ledgerNews.heard(completion, host)
            rememberAgain()
        case .recorded, .passwordHashed: break  // a peer has no users
        case .listingsLoaded, .torrentLoaded: break  // a peer asks for none
        case .backedUp(let job, let result): desk.backups.ended(job, result, at: now)
        }
        registrar.files = shelf.library.count
        registrar.followIndex(at: now)
        shelf.tellNews(to: desk.events)
        swarms?.tellNews(to: desk.events, at: now)
    }

    private func resolved(
        _ job: JobID, _ result: Result<[IPAddress], WorldError>, at now: Instant
    ) {
        if registrar.resolved(job, result, at: now) || downloads.resolved(job, result, at: now)
            || swarms?.resolved(job, result, at: now) == true
        {
            return
        }
        guard let node = lookups.removeValue(forKey: job) else { return }
        switch result {
        case .success(let addresses):
            guard let address = addresses.first, let endpoint = Endpoint(address, port: node.port)
            else { return }
            neighbourhood.added(endpoint, at: now)
        case .failure(let error):
            host.log(.warning, "nodes", "\(node) was not found: \(error)")
        }
    }

    package var nextDeadline: Instant? {
        // Asked for in every turn of the loop, so no list is made of them.
        var earliest = Earliest(neighbourhood.nextDeadline)
        earliest.add(switchboard.nextDeadline)
        earliest.add(beacon.nextDeadline)
        earliest.add(shelf.nextDeadline)
        earliest.add(downloads.nextDeadline)
        earliest.add(swarms?.nextDeadline)
        earliest.add(desk.events.nextDeadline)
        earliest.add(farewell == nil ? registrar.nextDeadline : farewell?.nextLook)
        return earliest.instant
    }

    package func deadlineReached(at now: Instant) {
        desk.clock.look(host, at: now)
        switchboard.deadlineReached(at: now)
        neighbourhood.deadlineReached(at: now)
        if farewell == nil { registrar.deadlineReached(at: now) }
        beacon.deadlineReached(host: host, ownAddress, at: now)
        shelf.deadlineReached(at: now)
        downloads.deadlineReached(at: now)
        swarms?.deadlineReached(at: now)
        swarms?.tellNews(to: desk.events, at: now)
        desk.events.deadlineReached(at: now)
        if farewell?.isOver(isBusy: isBusy, at: now) == true {
            farewell = nil
            host.stopped()
        }
    }

    // MARK: Changing and stopping

    package func reload(_ settings: NodeSettings, at now: Instant) {
        let before = desk.settings
        desk.reload(settings)
        registrar.reload(settings.bootstraps, at: now)
        for gone in before.known where !settings.known.contains(gone) { removeKnown(gone) }
        for node in settings.known where !before.known.contains(node) { addNode(node, at: now) }
        beacon.interval = settings.multicastInterval
        beacon.refresh(host: host, at: now)
        if settings.multicastEnabled != before.multicastEnabled {
            switchMulticast(on: settings.multicastEnabled, at: now)
        }
        swarms?.startLocally(at: now)
        shelf.reload(settings, at: now)
        swarms?.publicSharesChanged(at: now)
        downloads.reload(at: now)
        swarms?.ratesChanged(at: now)
        shelf.tellNews(to: desk.events)
    }

    package func stop(at now: Instant) {
        downloads.stop(at: now)
        folders.stop(at: now)
        swarms?.stop(at: now)
        beacon.switchOff(host: host, ownAddress, at: now)
        desk.events.end(at: now)
        switchboard.stopListening(at: now)
        registrar.sayGoodbye(at: now)
        farewell = Farewell(at: now)
    }

    // MARK: Commands that change who is known

    func switchMulticast(on: Bool, at now: Instant) {
        if on {
            beacon.switchOn(host: host, ownAddress, at: now)
        } else {
            beacon.switchOff(host: host, ownAddress, at: now)
        }
    }

    func addNode(_ node: HostPort, at now: Instant) {
        if let address = IPAddress(node.host), let endpoint = Endpoint(address, port: node.port) {
            return neighbourhood.added(endpoint, at: now)
        }
        guard lookups.count < Limits.addedNodes else { return }
        let job = desk.newJob()
        lookups[job] = node
        host.resolve(node.host, for: job)
    }

    func removeKnown(_ node: HostPort) {
        guard let endpoint = IPAddress(node.host).flatMap({ Endpoint($0, port: node.port) }) else {
            return
        }
        _ = neighbourhood.removed(endpoint)
    }
}

extension PeerNode: DownloadOwner {
    func digestOfDownload(_ name: FileName) -> Digest256? {
        shelf.library.file(share: Shares.downloads, path: name)?.digest
    }

    func placed(_ name: FileName, _ digest: Digest256, at now: Instant) {
        shelf.placed(name, digest, at: now)
    }

    func place(of name: FileName, _ digest: Digest256?) -> (share: Int64, path: FileName) {
        if let digest, digestOfDownload(name) != digest,
            let file = shelf.library.file(named: name), file.digest == digest
        {
            return (file.share, file.path)
        }
        return (Shares.downloads, name)
    }

    func removed(_ name: FileName, at now: Instant) {
        shelf.changed(share: Shares.downloads, name, isClosed: true, at: now)
    }
}
