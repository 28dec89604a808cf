// A node's memory, as the ledger keeps it: changes wait for a flush, and a crash loses what waits.

import Digest
import Vocabulary

package struct DurableMemory: Sendable {
    /// What a node gets at its next start.
    package private(set) var memory = Memory()
    /// And what it reads part by part: holders in the order in which they came.
    private(set) var listings: [Holder] = []
    private var syncedListings: [Holder] = []
    /// Registered ones, by info-hash.
    private(set) var torrents: [Digest160: [UInt8]] = [:]
    private var syncedTorrents: [Digest160: [UInt8]] = [:]

    /// A holder as its node spells it, and its files by name.
    struct Holder: Sendable {
        let key: String
        var files: [String: ListingRecord] = [:]
    }
    private var waiting: [LedgerChange] = []
    private var waitingSince: Instant?
    /// What is on the disk itself, and since when: the log of the database is synced now and then.
    private var synced = Memory()
    private var syncedAt = Instant.start
    private static let syncInterval = Duration.seconds(5)

    package init() {}

    /// Returns whether a flush must be planned: this is the first change that waits.
    mutating func record(_ change: LedgerChange, at now: Instant) -> Bool {
        waiting.append(change)
        waitingSince = waitingSince ?? now
        return waiting.count == 1
    }

    /// Writes what waits and these, and syncs: that stays, whatever comes.
    mutating func write(_ changes: [LedgerChange], at now: Instant) {
        flush(at: now)
        for change in changes { apply(change) }
        (synced, syncedAt, syncedTorrents) = (memory, now, torrents)
        syncedListings = listings
    }

    mutating func flush(at now: Instant) {
        for change in waiting { apply(change) }
        waiting.removeAll()
        waitingSince = nil
        guard now.since(syncedAt) >= Self.syncInterval else { return }
        (synced, syncedAt, syncedListings) = (memory, now, listings)
        syncedTorrents = torrents
    }

    /// The program died before the flush.
    mutating func lose() {
        waiting.removeAll()
        waitingSince = nil
    }

    /// What waits should have been written long ago.
    func isLate(at now: Instant) -> Bool {
        waitingSince.map { now.since($0) > Limits.ledgerDelay * 10 } ?? false
    }

    /// The power went: what was not synced may be gone as well.
    mutating func losePower() {
        waiting.removeAll()
        waitingSince = nil
        (memory, listings, torrents) = (synced, syncedListings, syncedTorrents)
    }

    private mutating func apply(_ change: LedgerChange) {
        switch change {
        case .rememberNode(let record): replace(record, in: \.nodes) { $0.key == record.key }
        case .forgetNode(let key): memory.nodes.removeAll { $0.key == key }
        case .rememberFile(let record):
            replace(record, in: \.files) { $0.share == record.share && $0.path == record.path }
        case .forgetFile(let share, let path):
            memory.files.removeAll { $0.share == share && $0.path.path == path }
        case .forgetFiles(let share): memory.files.removeAll { $0.share == share }
        case .rememberShare(let record): replace(record, in: \.shares) { $0.id == record.id }
        case .forgetShare(let id): memory.shares.removeAll { $0.id == id }
        case .addBootstrap(let name): replace(name, in: \.bootstraps) { $0 == name }
        case .removeBootstrap(let name): memory.bootstraps.removeAll { $0 == name }
        case .addNode(let name): replace(name, in: \.added) { $0 == name }
        case .removeNode(let name): memory.added.removeAll { $0 == name }
        case .rememberDownload(let record): replace(record, in: \.downloads) { $0.id == record.id }
        case .forgetDownload(let id): memory.downloads.removeAll { $0.id == id }
        case .rememberTorrent(let record):
            replace(record, in: \.torrents) { $0.infoHash == record.infoHash }
        case .forgetTorrent(let infoHash): memory.torrents.removeAll { $0.infoHash == infoHash }
        case .rememberRegistered(let record, let bytes):
            replace(record, in: \.registered) { $0.infoHash == record.infoHash }
            torrents[record.infoHash] = bytes
        case .forgetRegistered(let infoHash):
            memory.registered.removeAll { $0.infoHash == infoHash }
            torrents[infoHash] = nil
        case .rememberSwarms(let piece): memory.swarms.append(piece)
        case .forgetSwarms: memory.swarms = []
        case .rememberCompletions(let record):
            replace(record, in: \.completions) { $0.infoHash == record.infoHash }
        case .forgetCompletions(let infoHash):
            memory.completions.removeAll { $0.infoHash == infoHash }
        case .set(let key, let value): memory.settings[key] = value
        case .rememberUser(let record): replace(record, in: \.users) { $0.name == record.name }
        case .forgetUser(let name):
            memory.users.removeAll { $0.name == name }
            memory.sessions.removeAll { $0.user == name }
            memory.guests.removeAll { $0.user == name }
        case .rememberSession(let record):
            replace(record, in: \.sessions) { $0.digest == record.digest }
        case .forgetSession(let digest): memory.sessions.removeAll { $0.digest == digest }
        case .forgetSessions(let name): memory.sessions.removeAll { $0.user == name }
        case .rememberGuest(let record): replace(record, in: \.guests) { $0.user == record.user }
        case .forgetGuest(let name): memory.guests.removeAll { $0.user == name }
        case .rememberListings(let key, let listed, let gone):
            if !listings.contains(where: { $0.key == key }) { listings.append(Holder(key: key)) }
            guard let row = listings.firstIndex(where: { $0.key == key }) else { return }
            for name in gone { listings[row].files[name] = nil }
            for listing in listed { listings[row].files[listing.name.path] = listing }
            memory.hasListings = true
        case .forgetHolder(let key): listings.removeAll { $0.key == key }
        }
    }

    private mutating func replace<Record>(
        _ record: Record, in list: WritableKeyPath<Memory, [Record]>, where same: (Record) -> Bool
    ) {
        if let index = memory[keyPath: list].firstIndex(where: same) {
            memory[keyPath: list][index] = record
        } else {
            memory[keyPath: list].append(record)
        }
    }
}
