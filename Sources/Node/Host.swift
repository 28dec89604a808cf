// The world, as the node knows it: everything a node can do, and no more.
//
// Law 1. The host performs and never decides; the node decides and never touches the world.
// Law 2. Nothing here waits. What takes time comes back later as a `Completion`, on this thread.
// Two types stand behind it: `LiveHost` on libuv, and `SimulatedHost` in virtual time.

import Bytes
import Digest
import Metainfo
import Vocabulary

package protocol Host: AnyObject {
    // MARK: Time and chance

    /// What people call the time; for proofs and records only.
    var wallTime: WallTime { get }
    /// 64 bits that nobody can guess.
    func random() -> UInt64

    // MARK: Connections. A number that no longer names one is ignored: late decisions are normal.

    /// Dials; `connected` or `closed` follows.
    func connect(to endpoint: Endpoint) -> ConnectionID
    /// Sends bytes, or queues what the kernel does not take. `more` says that a
    /// file range follows at once, so that both leave together.
    func send(_ bytes: RawSpan, on connection: ConnectionID, more: Bool)
    /// Queues a range of a file, to be sent by the kernel without a copy.
    func send(_ file: any OpenedFile, _ range: Range<Int64>, on connection: ConnectionID)
    /// Sends a head and the range that follows it, from memory where the file is small and hot.
    func send(
        _ head: RawSpan, then file: any OpenedFile, _ range: Range<Int64>,
        on connection: ConnectionID)
    /// What `body` sends on that connection leaves together, as far as the network can do that:
    /// several answers to one read, for whom their reader wakes once.
    func gather(on connection: ConnectionID, _ body: () -> Void)
    /// Closes as soon as everything queued was sent. `closed` follows.
    func finish(_ connection: ConnectionID)
    /// The same, where the other side is in the middle of a sentence: the rest of it is heard for a
    /// moment and dropped, so that our last words are not lost to a reset.
    func interrupt(_ connection: ConnectionID)
    /// Closes at once, dropping what was queued. `closed` does not follow.
    func close(_ connection: ConnectionID)
    func pauseReading(_ connection: ConnectionID)
    /// What comes next on the connection has its place, or is the head of what has:
    /// `Node.receive` is asked before `received`. For one read.
    func expectPayload(on connection: ConnectionID)
    func resumeReading(_ connection: ConnectionID)
    /// Whether something that was queued has not gone to the kernel; `drained` follows then.
    func hasUnsent(on connection: ConnectionID) -> Bool
    /// Bytes that the kernel has taken in all; grows as long as the other side reads.
    func bytesSent(on connection: ConnectionID) -> UInt64
    /// The address that this connection leaves our machine by, once it is connected.
    func localAddress(of connection: ConnectionID) -> IPAddress?
    /// Bytes that one segment of this connection carries (TCP_MAXSEG).
    func segmentSize(of connection: ConnectionID) -> Int
    /// Looks a name up; ends as `.resolved`.
    func resolve(_ name: String, for job: JobID)

    // MARK: Multicast

    /// Own addresses of interfaces that can multicast to the group, as the config chose them.
    func multicastInterfaces(for group: MulticastGroup) -> [IPAddress]
    /// Joins the group on exactly these interfaces; none means not to listen. Returns those joined.
    func listenToMulticast(_ group: MulticastGroup, on interfaces: [IPAddress]) -> [IPAddress]
    func multicast(_ datagram: [UInt8], to group: MulticastGroup, from interface: IPAddress)

    // MARK: Datagrams

    /// Sends a datagram from our own port. False where it surely does not leave; it may be lost all
    /// the same.
    func send(_ datagram: [UInt8], to endpoint: Endpoint) -> Bool
    /// Answers what came to our own port, together with what else is answered in this turn. The
    /// bytes are lent for the call, and may be lost as any datagram may.
    func answer(_ datagram: RawSpan, to endpoint: Endpoint)

    // MARK: Shared files

    /// Opens the folder (or the one file) of a share and says which it is, or why not.
    func attach(_ share: ShareRecord) -> Result<ShareKind, WorldError>
    func detach(share: Int64)
    /// Opens a regular file beneath its share.
    func open(share: Int64, _ path: FileName) -> Result<any OpenedFile, WorldError>
    /// Walks a share; ends as `.scanned`.
    func scan(share: Int64, for job: JobID)
    /// Looks at one file; ends as `.examined`.
    func examine(share: Int64, _ path: FileName, for job: JobID)
    /// Reads and digests one file; ends as `.hashed`.
    func hash(share: Int64, _ path: FileName, for job: JobID)
    /// Hashes the content that files are behind one another, as the geometry cuts it, in one
    /// reading; ends as `.contentHashed`. A file that is not what it was makes it fail.
    func hashContent(_ parts: [ContentPart], _ geometry: PieceGeometry, for job: JobID)
    /// Nobody waits for that any more: it ends soon, as failed.
    func cancelHashing(_ job: JobID)
    /// Copies a file of this machine into `shared_files/`, replacing nothing; ends as `.copied`.
    func copy(_ hostPath: String, as name: FileName, for job: JobID)
    /// Moves a file out of `shared_files/` into `unshared/`, losing nothing; ends as `.withdrawn`.
    func withdraw(_ path: FileName, for job: JobID)

    // MARK: Descriptors that people passed. Each is used up by what it is given to, or forgotten;
    // a number that no longer names one is refused, and forgetting it does nothing.

    /// `attach`, if the path leads this program to what the descriptor is open on. Where it does
    /// not, `.denied`.
    func attach(_ share: ShareRecord, seenBy descriptor: DescriptorID)
        -> Result<ShareKind, WorldError>
    /// Shares what the descriptor is open on, whatever the path leads to.
    func attach(_ share: ShareRecord, through descriptor: DescriptorID)
        -> Result<ShareKind, WorldError>
    /// `copy` of the file that the descriptor is open on; ends as `.copied`.
    func copy(_ descriptor: DescriptorID, as name: FileName, for job: JobID)
    /// Copies a file of a share into the one that the descriptor is open on, and flushes it to the
    /// disk; then deletes its own if `removing`. Ends as `.delivered`.
    func deliver(
        share: Int64, _ path: FileName, to descriptor: DescriptorID, removing: Bool,
        for job: JobID)
    /// Closes it.
    func forget(_ descriptor: DescriptorID)

    // MARK: Files that arrive

    /// Makes an empty file in `downloads/.incomplete/`.
    func createIncoming(_ file: IncomingID)
    /// Appends and digests; ends as `.appended`, or `.incomingFailed`.
    func append(_ bytes: RawSpan, to file: IncomingID)
    /// Flushes to the disk itself; ends as `.sealed`.
    func seal(_ file: IncomingID)
    /// Moves a sealed file to its name in `target`, replacing nothing; ends as `.placed`.
    func place(_ file: IncomingID, as name: FileName, in target: IncomingTarget)
    /// Deletes what has arrived. Nothing follows.
    func discard(_ file: IncomingID)

    // MARK: Files that arrive in parts; they are sealed, placed and discarded like others.

    /// Opens what an earlier run left of a part file, or begins one; ends as `.opened`. It may be
    /// written at once where it is fresh. What is verified of the torrent that the plan names
    /// becomes the part, and nothing is left of that torrent's store, which is not open.
    func openPart(_ file: IncomingID, _ part: PartPlan)
    /// Writes at a place, where bytes may have been before; ends as `.written`, for several calls
    /// together, or as `.incomingFailed`. A file that was sealed is so no more.
    func write(_ bytes: RawSpan, at offset: Int64, to file: IncomingID)
    /// Writes what it was given and lets go: the part can be opened again. Nothing follows.
    func park(_ file: IncomingID)
    /// Deletes all parts that are not open but those of `keys`.
    func keepParts(of keys: Set<Digest256>)
    /// Deletes a part that is not open, where there is one.
    func removePart(_ key: Digest256)

    // MARK: The content of torrents, while it arrives

    /// Opens what an earlier run left of a torrent's content, or makes room for it; pieces that are
    /// there and were not recorded are hashed. Ends as `.storeOpened` or `.storeFailed`.
    func openStore(_ store: StoreID, _ plan: StorePlan)
    /// Hashes a whole piece, and writes and records it if it is what it should be; ends as
    /// `.pieceWritten`, or as `.storeFailed`. Several may be under way.
    func write(
        _ bytes: [UInt8], as piece: PieceIndex, expecting hash: Digest160, to store: StoreID)
    /// A file of the store, to be sent; by its number in the plan.
    func openStored(_ file: Int, of store: StoreID) -> Result<any OpenedFile, WorldError>
    /// Flushes everything to the disk and gives it its name in `downloads/`, replacing nothing;
    /// ends as `.storePlaced`, after which the store is no more, or as `.storeFailed`.
    func placeStore(_ store: StoreID, as name: FileName)
    /// Lets go of it: it can be opened again. Nothing follows.
    func parkStore(_ store: StoreID)
    /// Deletes what has arrived. Nothing follows.
    func discardStore(_ store: StoreID)
    /// Deletes a file or folder of `downloads/`. Nothing follows.
    func removeDownloaded(_ name: FileName)
    /// Deletes all stores that are not open but those of `infoHashes`.
    func keepStores(of infoHashes: Set<Digest160>)
    /// Deletes a store that is not open, where there is one.
    func removeStore(of infoHash: Digest160)

    // MARK: Metainfo that is too long for a turn; shorter ones the node reads itself

    /// Reads a .torrent; ends as `.metainfoRead`.
    func readMetainfo(_ bytes: [UInt8], for job: JobID)
    /// Reads an info dictionary; ends as `.infoRead`.
    func readInfo(_ raw: [UInt8], for job: JobID)

    /// Bytes that this program may still write in the state folder.
    func room() -> Int64

    /// What is counted of the world; asked for when a monitor asks.
    var figures: HostFigures { get }

    // MARK: Memory and voice

    /// Remembers; failures come back as `.ledgerFailed`, and their end as `.ledgerMended`.
    func record(_ change: LedgerChange)
    /// Remembers all of it or nothing, on the disk itself, and everything that was recorded before;
    /// ends as `.recorded`. Where that fails it is not tried again, but what was before is.
    func record(_ changes: [LedgerChange], for job: JobID)
    /// Makes a key of a password, which takes its time and much memory: how many at once is the
    /// node's to bound. Ends as `.passwordHashed`.
    func hashPassword(_ password: [UInt8], by recipe: PasswordRecipe, for job: JobID)
    /// Reads some of what was remembered of other people's files, `Limits.listingsPerStep` of them;
    /// ends as `.listingsLoaded`.
    func loadListings(after mark: ListingMark?, for job: JobID)
    /// Copies everything that is remembered into the file that the descriptor is open on, which is
    /// used up, and flushes it to the disk; ends as `.backedUp`. `Limits.backupsAtOnce` at a time.
    func backUp(into descriptor: DescriptorID, for job: JobID)
    /// Reads a .torrent that was registered; ends as `.torrentLoaded`.
    func loadTorrent(_ infoHash: Digest160, for job: JobID)
    func log(_ level: LogLevel, _ place: StaticString, _ message: @autoclosure () -> String)
    /// The node has said its goodbyes: nothing of it is left to do.
    func stopped()
}

/// Who is spoken to by multicast.
package enum MulticastGroup: Hashable, Sendable, CaseIterable {
    /// Our network's nodes, at the group that the config names.
    case nodes
    /// Everybody who has torrents (BEP 14).
    case torrents
    /// And the same over IPv6.
    case torrents6
}

/// By which socket a datagram came.
package enum DatagramDoor: Hashable, Sendable {
    case own
    case group(MulticastGroup)
}

/// Work that was asked for, by the number that the node gave it.
package struct JobID: Hashable, Sendable {
    package let number: UInt64
    package init(number: UInt64) { self.number = number }
}

/// A descriptor that somebody passed, by the number that the host gave it.
package struct DescriptorID: Hashable, Sendable {
    package let number: UInt64
    package init(number: UInt64) { self.number = number }
}

/// A file that is a part of some content, as it was when it was seen.
package struct ContentPart: Equatable, Sendable {
    package let share: Int64
    package let file: ScannedFile

    package init(share: Int64, file: ScannedFile) {
        self.share = share
        self.file = file
    }
}

/// A file that is arriving, by the number that the node gave it.
package struct IncomingID: Hashable, Sendable {
    package let number: UInt64
    package init(number: UInt64) { self.number = number }
}

/// The content of a torrent that arrives, by the number that the node gave it.
package struct StoreID: Hashable, Sendable {
    package let number: UInt64
    package init(number: UInt64) { self.number = number }
}

/// A part file, and what it is called.
package struct PartPlan: Hashable, Sendable {
    /// The content's digest; where nobody knows that, a digest over what tells it from others.
    package let key: Digest256
    /// Bytes of the whole file.
    package let size: Int64
    /// Nothing of an earlier run is wanted.
    package let isFresh: Bool
    /// What came of this torrent, whose one file it is, is taken over.
    package let torrent: Digest160?

    package init(key: Digest256, size: Int64, isFresh: Bool, torrent: Digest160? = nil) {
        self.key = key
        self.size = size
        self.isFresh = isFresh
        self.torrent = torrent
    }
}

/// Where a file that has arrived gets its name.
package enum IncomingTarget: Sendable {
    /// `downloads/`
    case downloads
    /// `shared_files/`
    case shared
}

/// A regular file that is open for reading, as it was when it was opened.
package protocol OpenedFile: AnyObject {
    /// Bytes.
    var size: Int64 { get }
    /// Nanoseconds since 1970.
    var modified: Int64 { get }
    var inode: UInt64 { get }
}

/// A torrent's content in its place.
package struct PlacedStore: Equatable, Sendable {
    package let name: FileName
    /// When each file of the plan was last written, in nanoseconds since 1970; nil for those that
    /// are not there, or cannot be looked at.
    package let modified: [Int64?]

    package init(name: FileName, modified: [Int64?]) {
        self.name = name
        self.modified = modified
    }
}

/// How something that was asked for ended.
package enum Completion: Sendable {
    case resolved(JobID, Result<[IPAddress], WorldError>)
    /// Some of what a walk has found that has not ended; a share may have more than fits a turn.
    case saw(JobID, share: Int64, [ScannedFile])
    case scanned(JobID, share: Int64, Result<Walked, WorldError>)
    /// Nil: there is no such regular file any more.
    case examined(JobID, share: Int64, FileName, ScannedFile?)
    /// Nobody can say at the moment whether it is there.
    case examineFailed(JobID, share: Int64, FileName, WorldError)
    /// With the SHA-1 of its pieces as `PieceGeometry.own` cuts it, 20 bytes each.
    case hashed(JobID, share: Int64, ScannedFile, Digest256, pieces: [UInt8])
    case hashFailed(JobID, share: Int64, FileName, WorldError)
    /// With the SHA-1 of the content's pieces, 20 bytes each.
    case contentHashed(JobID, Result<[UInt8], WorldError>)
    case copied(JobID, Result<FileName, WorldError>)
    /// What the file is called in `unshared/`.
    case withdrawn(JobID, FileName, Result<FileName, WorldError>)
    /// A watched file changed; `closed` says that its writer is done. No path: look at everything.
    case changed(share: Int64, FileName?, closed: Bool)
    /// `total` bytes of the file are written and digested.
    case appended(IncomingID, total: Int64)
    /// A part file is open, and this of it has arrived already.
    case opened(IncomingID, present: RangeSet<Int64>)
    /// These ranges are written and recorded; where `differing` says so, other bytes were there.
    case written(IncomingID, [Range<Int64>], differing: [Range<Int64>])
    case incomingFailed(IncomingID, WorldError)
    case sealed(IncomingID, size: Int64, Digest256)
    /// The name under which the file now stands, or why not (`.taken` where there is one).
    case placed(IncomingID, Result<FileName, WorldError>)
    /// A torrent's content is open, and these pieces of it have arrived already.
    case storeOpened(StoreID, present: PieceSet)
    /// A piece was hashed: it is written and recorded, or not what it should be.
    case pieceWritten(StoreID, PieceIndex, isRight: Bool)
    /// Nothing more is done with it until it is opened again.
    case storeFailed(StoreID, WorldError)
    /// Where the content now stands, or why not (`.taken` where there is something).
    case storePlaced(StoreID, Result<PlacedStore, WorldError>)
    case metainfoRead(JobID, Result<Metainfo, MetainfoError>)
    case infoRead(JobID, Result<Info, MetainfoError>)
    /// A file is whole in the descriptor that it was wanted in.
    case delivered(JobID, Result<Void, WorldError>)
    case ledgerFailed(WorldError)
    /// What is to be remembered is, after that has failed.
    case ledgerMended
    /// The ledger was damaged, and another was begun with what the last backup has; these sentences
    /// tell. What else it had is not remembered any more.
    case ledgerBegunAnew([String])
    /// What a job wanted to be remembered is on the disk, or is not and will not be.
    case recorded(JobID, Result<Void, WorldError>)
    case passwordHashed(JobID, Result<Digest256, WorldError>)
    case listingsLoaded(JobID, Result<ListingPart, WorldError>)
    /// A backup is whole, and has so many bytes.
    case backedUp(JobID, Result<Int64, WorldError>)
    /// Nil: there is none by that hash.
    case torrentLoaded(JobID, Result<[UInt8]?, WorldError>)
}

/// Why a connection ended that we did not close ourselves.
package enum Ending: Equatable, Sendable {
    /// Everything was sent, as `finish` asked.
    case finished
    /// The other side closed, and nothing was under way.
    case hungUp
    case refused
    case unreachable
    case reset
    /// A file became shorter while it was sent.
    case fileShrank
    /// This machine has no more descriptors or memory.
    case exhausted
}
