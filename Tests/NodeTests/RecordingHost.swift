// A world in which nothing happens by itself: it writes down what a node decides, and the test says
// what came of it.
//
// Law. It holds every file range and byte against the connection it was sent on, in order; what is
// sent on a connection that is gone is lost, as in the world.

import Bytes
import Digest
import Node
import Vocabulary

final class RecordingHost: Host {
    var wallTime = WallTime(seconds: 1_790_000_000)
    var chance = Chance(seed: 7)
    var freeRoom: Int64 = 1 << 40
    var segment = 1448
    /// What is counted, as the test wants it.
    var figures = HostFigures()
    var interfaces: [IPAddress] = []

    private(set) var wires: [ConnectionID: Wire] = [:]
    private var slots: UInt64 = 0
    /// Calls of the node that the scene has not looked at yet.
    var newCalls: [ConnectionID] = []
    private(set) var datagrams: [(text: String, from: IPAddress)] = []
    private(set) var joined: [[IPAddress]] = []
    /// The same, by local discovery of torrents.
    private(set) var calledOut: [(text: String, from: IPAddress)] = []
    private(set) var joinedForTorrents: [IPAddress] = []
    private(set) var joinedOverV6: [IPAddress] = []
    /// From our own port, oldest first; the test takes them away.
    var sentDatagrams: [(bytes: [UInt8], to: Endpoint)] = []
    var takesDatagrams = true
    private(set) var lines: [String] = []
    private(set) var changes: [LedgerChange] = []
    private(set) var loads: [(mark: ListingMark?, job: JobID)] = []
    var torrentLoads: [(infoHash: Digest160, job: JobID)] = []
    private(set) var hasStopped = false
    var passwords: [(password: [UInt8], recipe: PasswordRecipe, job: JobID)] = []
    var promised: [LedgerChange] = []
    var promises: [(changes: [LedgerChange], job: JobID)] = []

    /// Work that waits for its completion, oldest first.
    var lookUps: [(name: String, job: JobID)] = []
    var scans: [(share: Int64, job: JobID)] = []
    var examinations: [(share: Int64, path: FileName, job: JobID)] = []
    var hashes: [(share: Int64, path: FileName, job: JobID)] = []
    var contents: [(parts: [ContentPart], geometry: PieceGeometry, job: JobID)] = []
    var cancelledHashings: [JobID] = []
    var metainfos: [(bytes: [UInt8], job: JobID)] = []
    var infos: [(raw: [UInt8], job: JobID)] = []
    var copies: [(path: String, name: FileName, job: JobID)] = []
    var withdrawals: [(path: FileName, job: JobID)] = []
    var attached: [ShareRecord] = []
    /// What `open` finds, by share and path.
    var files: [Int64: [FileName: RecordedFile]] = [:]
    /// Why nothing can be opened at the moment.
    var openError: WorldError?

    /// The content of torrents.
    var stores: [StoreID: RecordedStore] = [:]
    var storePlans: [StorePlan] = []
    var storeWork: [StoreWork] = []
    /// What an earlier run left.
    var leftStores: [Digest160: RecordedStore] = [:]
    var parkedStores: [StoreID] = []
    var discardedStores: [StoreID] = []
    var removedDownloads: [FileName] = []
    var keptStores: Set<Digest160>?
    var removedStores: [Digest160] = []

    /// Files that are arriving.
    var incoming: [IncomingID: [UInt8]] = [:]
    /// What was done with descriptors that were passed.
    var seen: [DescriptorID] = []
    var throughs: [DescriptorID] = []
    /// What attaching by a descriptor says; nil: a folder.
    var attachError: WorldError?
    var passedCopies: [(descriptor: DescriptorID, name: FileName, job: JobID)] = []
    var deliveries: [Delivering] = []
    /// Who waits until everything before is on the disk, which it is as soon as he asks.
    var barriers: [JobID] = []
    /// A disk that takes its time: barriers stay.
    var writesLate = false
    /// Descriptors that a backup is wanted in.
    var backups: [(DescriptorID, JobID)] = []
    private(set) var forgotten: [DescriptorID] = []
    private(set) var discarded: [IncomingID] = []
    var sealing: [IncomingID] = []
    var placing: [(file: IncomingID, name: FileName)] = []
    /// Part files that wait to be told that they are open.
    var opening: [(file: IncomingID, plan: PartPlan)] = []
    /// The pool is slow: the scene does not open them.
    var opensLate = false
    /// What an earlier run left, by key.
    var leftParts: [Digest256: [UInt8]] = [:]
    var leftRanges: [Digest256: RangeSet<Int64>] = [:]
    var plans: [IncomingID: PartPlan] = [:]
    /// What was written to a part file, in order.
    var writes: [IncomingID: [Range<Int64>]] = [:]
    /// Writes that were not told to be done.
    var unwritten: [(file: IncomingID, range: Range<Int64>, differing: [Range<Int64>])] = []
    private(set) var parked: [IncomingID] = []
    private(set) var removedParts: [Digest256] = []
    private(set) var keptParts: Set<Digest256>?
    /// Where the last file was placed.
    private(set) var placedIn: IncomingTarget?

    func random() -> UInt64 { chance.next() }
}

// MARK: Connections

extension RecordingHost {
    func newWire(dialled: Endpoint? = nil) -> ConnectionID {
        slots += 1
        let id = ConnectionID(raw: slots << 32 | slots)
        wires[id] = Wire(dialled: dialled)
        return id
    }

    func change(_ id: ConnectionID, _ body: (inout Wire) -> Void) {
        if var wire = wires[id] {
            body(&wire)
            wires[id] = wire
        }
    }

    func wire(_ id: ConnectionID) -> Wire { wires[id] ?? Wire() }

    func connect(to endpoint: Endpoint) -> ConnectionID {
        let id = newWire(dialled: endpoint)
        newCalls.append(id)
        return id
    }

    func send(_ bytes: RawSpan, on connection: ConnectionID, more: Bool) {
        let copy = bytes.copy()
        change(connection) { if !$0.isGone { $0.sent += copy } }
    }

    func send(_ file: any OpenedFile, _ range: Range<Int64>, on connection: ConnectionID) {
        guard let file = file as? RecordedFile else { return }
        change(connection) {
            guard !$0.isGone else { return }
            $0.ranges.append(range)
            $0.sent += file.bytes[Int(range.lowerBound)..<Int(range.upperBound)]
        }
    }

    func finish(_ connection: ConnectionID) { change(connection) { $0.isFinished = true } }
    func interrupt(_ connection: ConnectionID) {
        change(connection) { ($0.isFinished, $0.isInterrupted) = (true, true) }
    }
    /// Bytes that went straight to their place, on all connections.
    var placedInAll: Int { wires.values.reduce(0) { $0 + $1.placed } }

    func expectPayload(on connection: ConnectionID) {
        change(connection) { $0.expectsPayload = true }
    }
    func close(_ connection: ConnectionID) { change(connection) { $0.isClosed = true } }
    func resumeReading(_ connection: ConnectionID) { change(connection) { $0.isPaused = false } }
    func hasUnsent(on connection: ConnectionID) -> Bool { wire(connection).hasUnsent }
    func bytesSent(on connection: ConnectionID) -> UInt64 { wire(connection).taken }
    func localAddress(of connection: ConnectionID) -> IPAddress? { IPAddress("10.0.0.1") }
    func segmentSize(of connection: ConnectionID) -> Int { segment }
    func resolve(_ name: String, for job: JobID) { lookUps.append((name, job)) }

    func pauseReading(_ connection: ConnectionID) {
        change(connection) {
            $0.isPaused = true
            $0.pauses += 1
        }
    }
}

// MARK: The rest of the world

extension RecordingHost {
    func multicastInterfaces(for group: MulticastGroup) -> [IPAddress] {
        interfaces.filter { ($0.v4 == nil) == (group == .torrents6) }
    }

    func listenToMulticast(
        _ group: MulticastGroup, on interfaces: [IPAddress]
    ) -> [IPAddress] {
        switch group {
        case .nodes: joined.append(interfaces)
        case .torrents: joinedForTorrents = interfaces
        case .torrents6: joinedOverV6 = interfaces
        }
        return interfaces
    }

    func multicast(_ datagram: [UInt8], to group: MulticastGroup, from interface: IPAddress) {
        let text = String(decoding: datagram, as: UTF8.self)
        switch group {
        case .nodes: datagrams.append((text, interface))
        case .torrents, .torrents6: calledOut.append((text, interface))
        }
    }

    func send(_ datagram: [UInt8], to endpoint: Endpoint) -> Bool {
        guard takesDatagrams else { return false }
        sentDatagrams.append((datagram, endpoint))
        return true
    }

    func attach(_ share: ShareRecord) -> Result<ShareKind, WorldError> {
        attached.append(share)
        return .success(.folder)
    }

    func detach(share: Int64) { attached.removeAll { $0.id == share } }

    func open(share: Int64, _ path: FileName) -> Result<any OpenedFile, WorldError> {
        if let openError { return .failure(openError) }
        return files[share]?[path].map { .success($0) }
            ?? .failure(WorldError(.missing, "not there"))
    }

    func scan(share: Int64, for job: JobID) { scans.append((share, job)) }
    func examine(share: Int64, _ path: FileName, for job: JobID) {
        examinations.append((share, path, job))
    }
    func hash(share: Int64, _ path: FileName, for job: JobID) { hashes.append((share, path, job)) }
    func hashContent(_ parts: [ContentPart], _ geometry: PieceGeometry, for job: JobID) {
        contents.append((parts, geometry, job))
    }
    func readMetainfo(_ bytes: [UInt8], for job: JobID) { metainfos.append((bytes, job)) }
    func readInfo(_ raw: [UInt8], for job: JobID) { infos.append((raw, job)) }
    func cancelHashing(_ job: JobID) { cancelledHashings.append(job) }
    func copy(_ hostPath: String, as name: FileName, for job: JobID) {
        copies.append((hostPath, name, job))
    }
    func attach(
        _ share: ShareRecord, seenBy descriptor: DescriptorID
    ) -> Result<ShareKind, WorldError> {
        seen.append(descriptor)
        if let attachError { return .failure(attachError) }
        return attach(share)
    }

    func attach(
        _ share: ShareRecord, through descriptor: DescriptorID
    ) -> Result<ShareKind, WorldError> {
        throughs.append(descriptor)
        if let attachError { return .failure(attachError) }
        return attach(share)
    }

    func copy(_ descriptor: DescriptorID, as name: FileName, for job: JobID) {
        passedCopies.append((descriptor, name, job))
    }

    func deliver(
        share: Int64, _ path: FileName, to descriptor: DescriptorID, removing: Bool,
        for job: JobID
    ) {
        deliveries.append(
            Delivering(
                share: share, path: path, descriptor: descriptor, removing: removing, job: job))
    }

    func forget(_ descriptor: DescriptorID) { forgotten.append(descriptor) }

    func withdraw(_ path: FileName, for job: JobID) { withdrawals.append((path, job)) }

    func createIncoming(_ file: IncomingID) { incoming[file] = [] }

    func append(_ bytes: RawSpan, to file: IncomingID) {
        incoming[file]?.append(contentsOf: bytes)
    }

    func seal(_ file: IncomingID) { sealing.append(file) }
    func place(_ file: IncomingID, as name: FileName, in target: IncomingTarget) {
        placing.append((file, name))
        placedIn = target
    }

    func openPart(_ file: IncomingID, _ part: PartPlan) {
        plans[file] = part
        if let left = part.torrent.flatMap({ leftStores.removeValue(forKey: $0) }) {
            leftParts[part.key] = left.bytes
            let ranges = left.present.pieces.map { left.plan.geometry.range(of: $0) }
            leftRanges[part.key] = ranges.reduce(into: RangeSet()) { $0.insert(contentsOf: $1) }
        }
        incoming[file] = part.isFresh ? [] : leftParts[part.key] ?? []
        opening.append((file, part))
    }

    func write(_ bytes: RawSpan, at offset: Int64, to file: IncomingID) {
        // Taken out, so that it is changed where it lies.
        guard var content = incoming.removeValue(forKey: file) else { return }
        let range = Int(offset)..<Int(offset) + bytes.byteCount
        if content.count < range.upperBound {
            content += [UInt8](repeating: 0, count: range.upperBound - content.count)
        }
        let new = bytes.copy()
        let again = (writes[file] ?? []).flatMap { earlier in
            range.clamped(to: Int(earlier.lowerBound)..<Int(earlier.upperBound))
        }
        let differing = Set(again).filter { content[$0] != new[$0 - range.lowerBound] }.sorted()
        content.replaceSubrange(range, with: new)
        incoming[file] = content
        let written = Int64(range.lowerBound)..<Int64(range.upperBound)
        writes[file, default: []].append(written)
        unwritten.append((file, written, differing.map { Int64($0)..<Int64($0) + 1 }))
    }

    func park(_ file: IncomingID) {
        if let plan = plans[file], let content = incoming[file] {
            leftParts[plan.key] = content
            var ranges = plan.isFresh ? RangeSet() : leftRanges[plan.key] ?? RangeSet()
            for range in writes[file] ?? [] { ranges.insert(contentsOf: range) }
            leftRanges[plan.key] = ranges
        }
        incoming[file] = nil
        parked.append(file)
    }

    func keepParts(of keys: Set<Digest256>) { keptParts = keys }

    func removePart(_ key: Digest256) {
        leftParts[key] = nil
        leftRanges[key] = nil
        removedParts.append(key)
    }

    func discard(_ file: IncomingID) {
        if let key = plans[file]?.key { (leftParts[key], leftRanges[key]) = (nil, nil) }
        incoming[file] = nil
        discarded.append(file)
    }

    func room() -> Int64 { freeRoom }
    func record(_ change: LedgerChange) { changes.append(change) }
    func backUp(into descriptor: DescriptorID, for job: JobID) { backups.append((descriptor, job)) }
    func loadListings(after mark: ListingMark?, for job: JobID) { loads.append((mark, job)) }

    func log(_ level: LogLevel, _ place: StaticString, _ message: @autoclosure () -> String) {
        lines.append("\(place): \(message())")
    }

    func stopped() { hasStopped = true }
}

/// A file that the node wants in a descriptor.
struct Delivering {
    let share: Int64
    let path: FileName
    let descriptor: DescriptorID
    let removing: Bool
    let job: JobID
}

/// A file with its bytes.
final class RecordedFile: OpenedFile {
    let bytes: [UInt8]
    let modified: Int64
    let inode: UInt64 = 42

    init(_ bytes: [UInt8], modified: Int64 = 1_790_000_000_000_000_000) {
        (self.bytes, self.modified) = (bytes, modified)
    }

    var size: Int64 { Int64(bytes.count) }
    var digest: Digest256 { SHA256.of(bytes) }
    var pieces: [UInt8] { PieceGeometry.ownHashes(of: bytes) }

    func scanned(as name: FileName) -> ScannedFile {
        ScannedFile(path: name, size: size, modified: modified, inode: inode)
    }
}
