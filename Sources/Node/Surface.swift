// The door between a node and those who speak to it in documents.
//
// Law. A surface translates and decides nothing: a request becomes an `Ask`, an `Answer` becomes a
// response. The node, which knows who asks, says yes or no. Surfaces stand above the node and are
// handed to it at the start, so no arrow points up.

import Digest
import Directory
import HTTPWire
import Vocabulary

package protocol Surface {
    /// What a request asks for, or the response that refuses it (404, 405, 400 with a reason).
    func ask(_ request: Request) -> Result<Ask, Refusal>
    /// The response to an answer. `ask` is what was asked.
    func response(to ask: Ask, _ answer: Answer) -> HTTPResponse
    /// A refusal as a problem document (RFC 9457).
    func response(to refusal: Refusal) -> HTTPResponse
    /// The fields that go with a shared file's bytes; length and ranges are the node's to add.
    /// `modified` is in nanoseconds since 1970. `isInline`: somebody wants to see it at once, which
    /// only some types may be.
    func contentFields(
        name: FileName, size: Int64, modified: Int64, digest: Digest256?, isInline: Bool
    ) -> HTTPFields
    /// The head of a stream of events.
    var eventStream: HTTPResponse { get }
    /// An event, as it stands in a stream.
    func encode(_ event: NodeEvent, as id: EventID) -> [UInt8]
    /// What tells a reader where he is, and that nothing has happened.
    func encodePlace(_ id: EventID) -> [UInt8]

    /// Dialect L's list of everything: its head, and its parts.
    var oldListHead: HTTPResponse { get }
    func encode(_ part: OldListPart) -> [UInt8]

    // What our own nodes say to each other.

    func encode(_ registration: Registration) -> [UInt8]
    /// What a bootstrap answered, or nil where it is not its document.
    func decodeWelcome(_ body: [UInt8]) -> Welcome?
    /// What a peer answered to a search, or nil.
    func decodeFiles(_ body: [UInt8]) -> [FileView]?
    /// What a bootstrap answered to a search, or nil.
    func decodeCatalogued(_ body: [UInt8]) -> [CataloguedView]?
}

/// A request that has arrived whole. What can be said of it by looking at it alone is found out
/// once: the same request may be answered many times (`KnownHeads`).
package final class Request {
    package let head: HTTPRequestHead
    package let body: [UInt8]
    /// What it asks, once the node's surface has said so.
    var asked: Result<Ask, Refusal>?
    /// Whose token it carries, once the reception has looked.
    var user: SessionHolder?
    /// What whoever sent it may do, once the reception has looked.
    var right = Right.nothing
    private(set) lazy var keepAlive = head.keepAlive
    private(set) lazy var credential = head.fields["authorization"]
    private(set) lazy var prefersGzip = head.fields.prefersGzip
    private(set) lazy var hostField = head.fields["host"]
    /// Of a file, all of it is wanted, whatever we know of it.
    private(set) lazy var isPlain = head.method == "GET" && !head.fields.hasConditions

    package init(head: HTTPRequestHead, body: [UInt8]) {
        self.head = head
        self.body = body
    }

    /// A view or a file, by a request that has no body, keeps no secret and counts as often as it
    /// is sent: nothing of it but its words matters.
    var mayBeKept: Bool {
        (head.method == "GET" || head.method == "HEAD") && !head.hasBody && credential == nil
            && !head.fields.has(any: ["expect", "cookie"])
    }
}

/// What somebody wants of a node.
package enum Ask: Sendable {
    // Views.
    case health
    case status
    case nodes(NodeList, Page)
    /// The files shared here, or those of a bootstrap's catalogue; words or a digest narrow them
    /// down.
    case files(words: String?, digest: Digest256?, Page)
    case downloads(Page)
    case download(id: Int64)
    case bootstraps(Page)
    /// The bytes of a shared file; `headOnly` for HEAD, `isInline` to be shown and not saved.
    case content(FileName, headOnly: Bool, isInline: Bool)
    /// A file that comes as the request's body.
    case upload(FileName)
    /// What happens from now on, or from after an event that the caller names.
    case events(after: String?, headOnly: Bool)
    case metrics
    /// The description of this interface.
    case description

    case torrent(TorrentAsk)
    case registry(RegistryAsk)
    case account(AccountAsk)
    /// Dialects B and L.
    case old(OldAsk)
    /// What any BitTorrent client asks a tracker.
    case tracker(TrackerAsk)

    // Commands.
    /// The page counts on a bootstrap, which answers out of its own catalogue.
    case search(words: String, Page)
    case startDownload(DownloadRequest)
    case pauseDownload(id: Int64)
    case resumeDownload(id: Int64)
    case cancelDownload(id: Int64)
    case share(ShareRequest)
    case unshare(FileName)
    /// A shared file is hashed again, and held against what it was.
    case verify(FileName)
    case addNode(HostPort)
    case removeNode(HostPort)
    case addBootstrap(HostPort)
    case removeBootstrap(HostPort)
    case switchMulticast(on: Bool)
    /// A copy of what is remembered, into the descriptor that comes with the request.
    case backUp

    // What peers say to a bootstrap.
    case register(Registration)
    case heartbeat(Registration)
    case goodbye(NodeID)
}

/// What somebody wants to know of a torrent, or to be done with it.
package enum TorrentAsk: Sendable {
    case list(Page)
    case show(Digest160)
    /// The .torrent of one that is known here, or that a file of the library is.
    case metainfo(Digest160)
    case add(TorrentRequest)
    /// A folder of the library becomes a torrent.
    case addFolder(FileName)
    /// The request's body is a .torrent; the rest of what is wanted stands in its query.
    case addFile(TorrentOptions)
    case pause(Digest160)
    case resume(Digest160)
    case recheck(Digest160)
    case change(Digest160, TorrentChange)
    case remove(Digest160, removingData: Bool)

    var isView: Bool {
        switch self {
        case .list, .show, .metainfo: true
        case .add, .addFolder, .addFile, .pause, .resume, .recheck, .change, .remove: false
        }
    }
}

package enum NodeList: String, Sendable { case all, bootstrap, multicast }

/// A part of a list: what comes after `cursor` (opaque, from the part before), at most `limit`.
package struct Page: Sendable, Equatable {
    package var cursor: String?
    package var limit: Int
    /// Of a bootstrap's files, only those that it lets through.
    package var filter = CatalogueFilter()

    package init(cursor: String? = nil, limit: Int = Limits.searchHits) {
        self.cursor = cursor
        self.limit = limit
    }
}

package struct ShareRequest: Sendable, Equatable {
    package enum Way: Sendable, Equatable {
        /// Where it lies, also after a restart.
        case byReference
        /// Where it lies, until the node stops.
        case temporarily
        /// As a copy in `shared_files/`.
        case asCopy
    }

    /// An absolute path of this machine.
    package var hostPath: String
    package var way: Way
    /// Whether a descriptor of what lies there came with the request.
    package var isPassed: Bool
    /// Whether strangers may have it too; nil: as it is.
    package var isPublic: Bool?

    package init(
        hostPath: String, way: Way = .byReference, isPassed: Bool = false, isPublic: Bool? = nil
    ) {
        self.hostPath = hostPath
        self.way = way
        self.isPassed = isPassed
        self.isPublic = isPublic
    }
}

package struct DownloadRequest: Sendable, Equatable {
    package enum What: Sendable, Equatable {
        case name(FileName)
        case digest(Digest256)
        /// From the web; the digest where a person knows it.
        case url(WebAddress, Digest256?)
    }
    /// Where the file is wanted, besides in `downloads/`.
    package enum Delivery: Sendable, Equatable {
        case none
        /// In the descriptor that comes with the request.
        case passed
        case into(DescriptorID)
    }
    package var what: What
    package var from: HostPort?
    package var delivery = Delivery.none

    package init(what: What, from: HostPort? = nil) {
        self.what = what
        self.from = from
    }
}

/// What a peer of ours tells a bootstrap of itself.
package struct Registration: Sendable, Equatable {
    package var id: NodeID
    package var instance: UInt64
    package var name: String
    package var port: UInt16
    package var zone: String
    package var version: String
    package var files: Int
    /// Where it wants to be dialled, if not at the address that is seen.
    package var advertise: HostPort?
    /// The list that it has already; a bootstrap with the same need not send it again.
    package var generation: UInt64?
    /// What it shares; older peers say nothing of that.
    package var report: IndexReport?

    package init(
        id: NodeID, instance: UInt64, name: String, port: UInt16, zone: String, version: String,
        files: Int, advertise: HostPort?, generation: UInt64?, report: IndexReport? = nil
    ) {
        self.id = id
        self.instance = instance
        self.name = name
        self.port = port
        self.zone = zone
        self.version = version
        self.files = files
        self.advertise = advertise
        self.generation = generation
        self.report = report
    }
}

/// What a bootstrap says to a peer that has registered.
package struct Welcome: Sendable {
    /// Where it sees the peer.
    package var you: Endpoint
    package var generation: UInt64
    /// Nil: the list is the one that the peer has already.
    package var nodes: [NodeView]?
    /// What became of the peer's report; older bootstraps say nothing of that.
    package var receipt: IndexReceipt?

    package init(
        you: Endpoint, generation: UInt64, nodes: [NodeView]?, receipt: IndexReceipt? = nil
    ) {
        self.you = you
        self.generation = generation
        self.nodes = nodes
        self.receipt = receipt
    }
}

/// How an ask ended.
package enum Answer: Sendable {
    case health(statusLine: String)
    case status(StatusView)
    case nodes([NodeView], next: String?)
    case files([FileView], next: String?)
    case downloads([DownloadView], next: String?)
    case download(DownloadView)
    /// A download was started (or found done already).
    case started(DownloadView)
    case torrents([TorrentView], next: String?)
    case torrent(TorrentView)
    /// A torrent was added (or was here already).
    case added(TorrentView)
    /// A .torrent, and the name that it goes by.
    case metainfo([UInt8], FileName)
    case registry(RegistryAnswer)
    case bootstraps([BootstrapView], next: String?)
    case metrics(MetricsView)
    case description
    /// What a tracker says, bencoded.
    case tracked([UInt8])
    case found(SearchView)
    /// Files of a bootstrap's catalogue.
    case catalogued([CataloguedView], next: String?)
    case shared(FileName)
    case verified(VerificationView)
    case backedUp(bytes: Int64)
    /// An upload has come to its place; `isNew` is false where the same content was there.
    case uploaded(FileName, isNew: Bool)
    case welcome(Welcome)
    case account(AccountAnswer)
    case old(OldAnswer)
    /// Done, and there is nothing to show.
    case done
    case refused(Refusal)
}

/// Why a request was not done.
package struct Refusal: Error, Sendable, Equatable {
    /// An HTTP status of 400 or more.
    package var status: Int
    /// A sentence for people.
    package var detail: String
    /// With 405: the methods that the path has (RFC 9110, section 15.5.6).
    package var allow: [String]
    /// Seconds after which it may be tried again (RFC 9110, section 10.2.3).
    package var retryAfter: Int64?
    package var quota: Quota?

    package init(_ status: Int, _ detail: String, allow: [String] = []) {
        self.status = status
        self.detail = detail
        self.allow = allow
    }
}
