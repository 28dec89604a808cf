// From a request to an ask: first the path, then the method, then the body.
//
// Law: a method that nobody knows is 501, an unknown path 404, a known one with another method 405,
// and only then is a body read.
// Paths are compared by bytes: to Unicode, a slash with an accent is one character, to files not.

import HTTPWire
import Node
import Vocabulary

/// What a path names. Items in it are still text.
enum Route {
    case health
    case content(String)
    case status
    case nodes
    case node(String)
    case files
    case downloads
    case download(String)
    case pause(String)
    case resume(String)
    case bootstraps
    case bootstrap(String)
    case search
    case shares
    case share(String)
    case verifications
    case backups
    case multicast
    case peers
    case peer(String)
    case torrents
    case torrent(TorrentPlace)
    /// A .torrent of a bootstrap's registry.
    case registered(String)
    case swarms
    case account(AccountPlace)
    case events
    case metrics
    case description
    case tracker(TrackerPath)

    /// Those of RFC 9110, section 9.1, PATCH (RFC 5789) and QUERY, which is GET with a body; of
    /// others nothing can be said.
    private static let knownMethods: Set = [
        "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "QUERY",
    ]

    static func ask(_ request: Request) throws(Refusal) -> Ask {
        let method = request.head.method
        guard knownMethods.contains(method) else {
            throw Refusal(501, "This node knows no such method.")
        }
        guard let path = request.head.path else {
            throw Refusal(400, "The path is not percent-coded UTF-8.")
        }
        if let old = OldRoute.ask(path, request) { return .old(old) }
        guard let route = Route(path: path) else { throw Refusal(404, "There is no such path.") }
        guard route.methods.contains(method) else {
            throw Refusal(405, "This path has no such method.", allow: route.methods)
        }
        switch method {
        case "GET", "HEAD": return try route.view(request.head)
        case "DELETE":
            // A goodbye is no person's change: it proves itself, and says all in its path.
            if case .peer = route {} else { try Changes.check(request.head) }
            return try route.deletion(request)
        default:
            // A file has any type; a foreign page's script is kept out by its Origin.
            if case .content(let name) = route { return .upload(try Items.name(name)) }
            if case .torrents = route, method == "PUT" {
                return .torrent(.addFile(try TorrentBodies.options(request.head)))
            }
            if case .registered(let item) = route {
                return .registry(.register(try RegistryRoute.key(item)))
            }
            try Changes.check(request.head)
            return try route.change(request)
        }
    }

    init?(path: String) {
        if path == "/healthz" {
            self = .health
        } else if path == "/metrics" {
            self = .metrics
        } else if let name = Self.rest(of: path, after: "/files/") {
            self = .content(name)
        } else if let place = Self.rest(of: path, after: "/api/v1/") {
            self.init(place: place)
        } else if let place = TrackerPath(path) {
            self = .tracker(place)
        } else {
            return nil
        }
    }

    private init?(place: String) {
        switch place {
        case "status": self = .status
        case "nodes": self = .nodes
        case "files": self = .files
        case "downloads": self = .downloads
        case "bootstraps": self = .bootstraps
        case "search": self = .search
        case "shares": self = .shares
        case "verifications": self = .verifications
        case "backups": self = .backups
        case "multicast": self = .multicast
        case "peers": self = .peers
        case "torrents": self = .torrents
        case "swarms": self = .swarms
        case "events": self = .events
        case "openapi.json": self = .description
        default: self.init(item: place)
        }
    }

    private init?(item place: String) {
        if let text = Self.rest(of: place, after: "nodes/") {
            self = .node(text)
        } else if let text = Self.rest(of: place, after: "downloads/") {
            self.init(download: text)
        } else if let text = Self.rest(of: place, after: "bootstraps/") {
            self = .bootstrap(text)
        } else if let text = Self.rest(of: place, after: "shares/") {
            self = .share(text)
        } else if let text = Self.rest(of: place, after: "peers/") {
            self = .peer(text)
        } else if let text = Self.rest(of: place, after: "torrents/") {
            if text.utf8.count > 8, text.hasSuffix(".torrent"), !text.utf8.contains(0x2f) {
                self = .registered(String(text.dropLast(8)))
            } else if let place = TorrentPlace(text) {
                self = .torrent(place)
            } else {
                return nil
            }
        } else if let place = AccountPlace(place) {
            self = .account(place)
        } else {
            return nil
        }
    }

    /// A download by its id, or what may be done to it.
    private init(download text: String) {
        let parts = text.utf8.split(
            separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false)
        let id = String(Substring(parts[0]))
        switch parts.count > 1 ? String(Substring(parts[1])) : "" {
        case "pause": self = .pause(id)
        case "resume": self = .resume(id)
        default: self = .download(text)
        }
    }

    /// What follows `prefix`, if that is something.
    private static func rest(of path: String, after prefix: String) -> String? {
        guard path.utf8.starts(with: prefix.utf8), path.utf8.count > prefix.utf8.count else {
            return nil
        }
        return String(Substring(path.utf8.dropFirst(prefix.utf8.count)))
    }

    /// The methods of the path. HEAD is GET without the body (RFC 9110, section 9.3.2).
    var methods: [String] {
        switch self {
        case .health, .status, .files, .swarms, .events, .metrics, .description, .tracker:
            ["GET", "HEAD"]
        case .registered: ["GET", "HEAD", "PUT", "DELETE"]
        case .content: ["GET", "HEAD", "PUT"]
        case .nodes, .bootstraps: ["GET", "HEAD", "POST", "DELETE"]
        case .downloads: ["GET", "HEAD", "POST"]
        case .download: ["GET", "HEAD", "DELETE"]
        case .torrents: ["GET", "HEAD", "POST", "PUT"]
        case .torrent(let place): place.methods
        case .account(let place): place.methods
        case .search, .shares, .verifications, .backups, .peers, .pause, .resume: ["POST"]
        case .node, .bootstrap, .share: ["DELETE"]
        case .multicast: ["PUT"]
        case .peer: ["PUT", "DELETE"]
        }
    }
}

// Views: GET and HEAD.
extension Route {
    private func view(_ head: HTTPRequestHead) throws(Refusal) -> Ask {
        switch self {
        case .health: return .health
        case .status: return .status
        case .bootstraps: return .bootstraps(try Query.page(head))
        case .nodes: return .nodes(try Query.nodeList(head), try Query.page(head))
        case .files:
            return .files(
                words: try Query.words(head), digest: try Query.digest(head),
                try Query.filteredPage(head))
        case .downloads: return .downloads(try Query.page(head))
        case .download(let id): return .download(id: try Items.download(id))
        case .content(let name):
            // A path that is no name of ours is a file that is not here, not a fault of anybody's.
            guard let name = FileName(name) else { throw Refusal(404, "There is no such file.") }
            return .content(
                name, headOnly: head.method == "HEAD", isInline: head.query("inline") != nil)
        case .torrents: return .torrent(.list(try Query.page(head)))
        case .registered(let item): return .registry(.show(try RegistryRoute.key(item)))
        case .swarms: return .registry(.swarms(try Query.swarmPage(head)))
        case .torrent(let place): return .torrent(try place.view)
        case .account(let place): return .account(try place.view(head))
        case .metrics: return .metrics
        case .description: return .description
        case .tracker(let path): return .tracker(TrackerAsk(path: path, query: head.rawQuery))
        case .events:
            return .events(
                after: Query.lastEvent(head), headOnly: head.method == "HEAD")
        case .node, .bootstrap, .search, .shares, .share, .verifications, .backups, .multicast,
            .peers, .peer, .pause, .resume:
            preconditionFailure("`methods` has no GET for this path")
        }
    }
}

// Changes: POST and PUT, whose bodies say what, and DELETE, whose paths do.
extension Route {
    private func change(_ request: Request) throws(Refusal) -> Ask {
        switch self {
        case .nodes: return .addNode(try Changes.address(request))
        case .bootstraps: return .addBootstrap(try Changes.address(request))
        case .search: return try Changes.search(request)
        case .downloads: return .startDownload(try Changes.download(request))
        case .torrents: return .torrent(try TorrentBodies.addition(request))
        case .torrent(let place): return .torrent(try place.change(request))
        case .account(let place): return .account(try place.change(request))
        case .pause(let id): return .pauseDownload(id: try Items.download(id))
        case .resume(let id): return .resumeDownload(id: try Items.download(id))
        case .shares: return try Changes.share(request)
        case .verifications: return .verify(try Changes.name(request))
        case .backups: return try Changes.backUp(request)
        case .multicast: return .switchMulticast(on: try Changes.enabled(request))
        case .peers: return .register(try Registration(Body(request.body)))
        case .peer(let id):
            let registration = try Registration(Body(request.body))
            guard try Items.peer(id) == registration.id else {
                throw Refusal(409, #""id" is not the id of the path."#)
            }
            return .heartbeat(registration)
        case .health, .content, .status, .files, .node, .download, .bootstrap, .share, .events,
            .metrics, .description, .tracker, .registered, .swarms:
            preconditionFailure("`methods` has no POST or PUT for this path")
        }
    }

    private func deletion(_ request: Request) throws(Refusal) -> Ask {
        switch self {
        case .nodes: return .removeNode(try Changes.address(request))
        case .node(let address): return .removeNode(try Items.address(address))
        case .bootstraps: return .removeBootstrap(try Changes.address(request))
        case .bootstrap(let address): return .removeBootstrap(try Items.address(address))
        case .download(let id): return .cancelDownload(id: try Items.download(id))
        case .share(let name): return .unshare(try Items.name(name))
        case .torrent(let place): return .torrent(try place.deletion(request.head))
        case .registered(let item): return .registry(.remove(try RegistryRoute.key(item)))
        case .account(let place): return .account(try place.deletion)
        case .peer(let id): return .goodbye(try Items.peer(id))
        case .health, .content, .status, .files, .downloads, .search, .shares, .verifications,
            .backups, .multicast, .peers, .pause, .resume, .torrents, .events, .metrics,
            .description, .tracker, .swarms:
            preconditionFailure("`methods` has no DELETE for this path")
        }
    }
}
