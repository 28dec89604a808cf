import Digest
import HTTPWire
import Node
import RESTAPI
import Testing
import Vocabulary

@Suite("Requests become asks")
struct RouteTests {
    @Test func viewsAskForWhatTheirPathsSay() {
        guard case .health = ask("GET", "/healthz").ask,
            case .status = ask("GET", "/api/v1/status").ask,
            case .bootstraps = ask("GET", "/api/v1/bootstraps").ask,
            case .download(id: 7) = ask("GET", "/api/v1/downloads/7").ask,
            case .downloads(let page) = ask("GET", "/api/v1/downloads?limit=5&cursor=a%2Fb").ask
        else {
            Issue.record("a view is not found")
            return
        }
        #expect(page == Page(cursor: "a/b", limit: 5))
    }

    @Test("A list of nodes is chosen by name", arguments: ["all", "bootstrap", "multicast"])
    func nodes(list: String) {
        guard case .nodes(let found, _) = ask("GET", "/api/v1/nodes?list=\(list)").ask else {
            Issue.record("no list")
            return
        }
        #expect(found.rawValue == list)
        guard case .nodes(.all, Page()) = ask("GET", "/api/v1/nodes").ask else {
            Issue.record("without a name, all nodes are meant")
            return
        }
    }

    @Test func filesAreNarrowedByWordsOrDigest() {
        guard
            case .files(words: "a b", digest: nil, Page(cursor: nil, limit: 9)) = ask(
                "GET", "/api/v1/files?q=a+b&limit=9"
            ).ask,
            case .files(words: nil, digest: let digest, _) = ask(
                "GET", "/api/v1/files?sha256=\(hex)&q="
            ).ask
        else {
            Issue.record("no files")
            return
        }
        #expect(digest == node().digest)
    }

    @Test func contentIsAskedForByItsDecodedName() {
        guard
            case .content(let file, headOnly: false, isInline: false) = ask(
                "GET", "/files/a%20b/caf%C3%A9?x=1"
            ).ask,
            case .content(_, headOnly: true, isInline: true) = ask("HEAD", "/files/a?inline").ask
        else {
            Issue.record("no content")
            return
        }
        #expect(file == name("a b/café"))
    }

    @Test(
        "A path that leaves the library is a file that is not here",
        arguments: [
            "../x", "%2e%2e/x", "a/%2E%2E/x", "/etc/passwd", "a%00", "a%5Cb", ".ssh", "a//b",
        ])
    func escape(path: String) {
        #expect(ask("GET", "/files/\(path)").refusal?.status == 404)
    }

    @Test("A folder becomes a torrent by its name, and what is shared says whose it is")
    func foldersAndStrangers() {
        guard
            case .torrent(.addFolder(let folder)) = ask(
                "POST", "/api/v1/torrents", #"{"folder":"music/a"}"#
            ).ask,
            case .share(let request) = ask(
                "POST", "/api/v1/shares", #"{"path":"/tmp/x","public":true}"#
            ).ask,
            case .share(let other) = ask("POST", "/api/v1/shares", #"{"path":"/tmp/x"}"#).ask
        else {
            Issue.record("a command is not understood")
            return
        }
        #expect(folder == name("music/a"))
        #expect(request.isPublic == true && other.isPublic == nil)
        let both = #"{"folder":"a","infohash":"\#(String(hex.prefix(40)))"}"#
        for body in [#"{"folder":"../x"}"#, #"{"folder":""}"#, #"{"folder":3}"#, both] {
            #expect(ask("POST", "/api/v1/torrents", body).refusal?.status == 400)
        }
        let copy = #"{"path":"/tmp/x","copy":true,"public":true}"#
        #expect(ask("POST", "/api/v1/shares", copy).refusal?.status == 400)
    }

    @Test func commandsCarryWhatTheirBodiesSay() {
        guard
            case .search(words: "tax 2026", Page()) = ask(
                "POST", "/api/v1/search", #"{"words":"tax 2026"}"#
            ).ask,
            case .startDownload(let byName) = ask(
                "POST", "/api/v1/downloads", #"{"name":"a/b","from":"h:1"}"#
            ).ask,
            case .startDownload(let byDigest) = ask(
                "POST", "/api/v1/downloads", "{\"v\":1,\"sha256\":\"\(hex)\",\"from\":null}"
            ).ask,
            case .cancelDownload(id: 3) = ask("DELETE", "/api/v1/downloads/3").ask,
            case .share(.init(hostPath: "/tmp/x", way: .asCopy)) = ask(
                "POST", "/api/v1/shares", #"{"path":"/tmp/x","copy":true}"#
            ).ask,
            case .share(.init(hostPath: "/tmp/x")) = ask(
                "POST", "/api/v1/shares", #"{"path":"/tmp/x"}"#
            ).ask,
            case .unshare(let shared) = ask("DELETE", "/api/v1/shares/a/b%20c").ask,
            case .switchMulticast(on: false) = ask(
                "PUT", "/api/v1/multicast", #"{"enabled":false}"#
            ).ask
        else {
            Issue.record("a command is not understood")
            return
        }
        #expect(byName == DownloadRequest(what: .name(name("a/b")), from: HostPort("h:1")))
        #expect(byDigest == DownloadRequest(what: .digest(node().digest)))
        #expect(shared == name("a/b c"))
    }

    @Test func addressesAreTakenFromBodyOrPath() {
        let body = #"{"address":"[::1]:9000"}"#
        guard case .addNode(let added) = ask("POST", "/api/v1/nodes", body).ask,
            case .removeNode(let removed) = ask("DELETE", "/api/v1/nodes", body).ask,
            case .removeNode(let named) = ask("DELETE", "/api/v1/nodes/%5B::1%5D:9000").ask,
            case .addBootstrap(let server) = ask("POST", "/api/v1/bootstraps", body).ask,
            case .removeBootstrap(let gone) = ask("DELETE", "/api/v1/bootstraps", body).ask,
            case .removeBootstrap(let alsoGone) = ask("DELETE", "/api/v1/bootstraps/[::1]:9000").ask
        else {
            Issue.record("an address is not understood")
            return
        }
        #expect(Set([added, removed, named, server, gone, alsoGone]) == [HostPort("[::1]:9000")])
    }

    @Test func whatPeersSayComesThroughWhole() {
        let body = surface.encode(registration)
        guard case .register(let registered) = ask("POST", "/api/v1/peers", bytes: body).ask,
            case .heartbeat(let beat) = ask("PUT", "/api/v1/peers/\(hex)", bytes: body).ask,
            case .goodbye(let id) = ask("DELETE", "/api/v1/peers/\(hex)").ask
        else {
            Issue.record("a peer is not understood")
            return
        }
        #expect(registered == registration)
        #expect(beat == registration)
        #expect(id == node())
    }

    @Test func aGoodbyeSaysAllInItsPath() {
        guard case .goodbye = ask("DELETE", "/api/v1/peers/\(hex)", type: nil).ask else {
            Issue.record("a goodbye has no body, and so no type")
            return
        }
    }

    @Test func aHeartbeatSpeaksForItselfOnly() {
        let other = String(repeating: "f", count: 64)
        let refusal = ask("PUT", "/api/v1/peers/\(other)", bytes: surface.encode(registration))
            .refusal
        #expect(refusal?.status == 409)
    }

    @Test(
        "An unknown path is 404, whatever the method",
        arguments: [
            "/", "/api", "/api/v1", "/api/v1/", "/api/v1/nothing", "/api/v2/status", "/files/",
            "/healthz/", "/api/v1/status/x", "/api/v1/nodes/", "/api/v1/downloads/x",
            "/api/v1/downloads/-1", "/api/v1/downloads/1/nothing", "/api/v1/downloads/07",
            "/api/v1/downloads/9223372036854775808",
        ])
    func unknown(path: String) {
        #expect(ask("GET", path).refusal?.status == (path == "/api/v1/downloads/" ? 405 : 404))
    }

    @Test(
        "A known path with another method says which it has",
        arguments: [
            ("POST", "/healthz", ["GET", "HEAD"]), ("DELETE", "/api/v1/status", ["GET", "HEAD"]),
            ("GET", "/api/v1/search", ["POST"]), ("GET", "/api/v1/multicast", ["PUT"]),
            ("OPTIONS", "/api/v1/shares", ["POST"]),
            ("PATCH", "/files/a", ["GET", "HEAD", "PUT"]),
            ("POST", "/api/v1/peers/\(hex)", ["PUT", "DELETE"]),
            ("GET", "/api/v1/nodes/h:1", ["DELETE"]), ("TRACE", "/metrics", ["GET", "HEAD"]),
            ("GET", "/api/v1/downloads/1/pause", ["POST"]),
            ("POST", "/api/v1/events", ["GET", "HEAD"]),
        ])
    func otherMethod(method: String, path: String, allow: [String]) {
        let refusal = ask(method, path).refusal
        #expect(refusal?.status == 405)
        #expect(refusal?.allow == allow)
        let response = refusal.map { surface.response(to: $0) }
        #expect(response?.fields["Allow"] == allow.joined(separator: ", "))
    }

    @Test(
        "A method that nobody knows is not one of another path", arguments: ["get", "FOO", "X-Y"])
    func unknownMethod(method: String) {
        for path in ["/healthz", "/files/a", "/nowhere"] {
            #expect(ask(method, path).refusal?.status == 501)
        }
    }

    @Test func whatIsWatchedAndMeasuredHasPaths() {
        guard case .metrics = ask("GET", "/metrics").ask,
            case .description = ask("GET", "/api/v1/openapi.json").ask,
            case .events(after: nil, headOnly: false) = ask("GET", "/api/v1/events").ask,
            case .events(after: nil, headOnly: true) = ask("HEAD", "/api/v1/events").ask,
            case .pauseDownload(id: 7) = ask("POST", "/api/v1/downloads/7/pause").ask,
            case .resumeDownload(id: 7) = ask("POST", "/api/v1/downloads/7/resume").ask
        else {
            Issue.record("a path is not found")
            return
        }
        var head = HTTPRequestHead(method: "GET", target: "/api/v1/events")
        head.fields.add("Last-Event-ID", "abc-12")
        guard case .events(after: "abc-12", _) = surface.ask(Request(head: head, body: [])).ask
        else {
            Issue.record("the place is not taken over")
            return
        }
    }

    @Test(
        "A change that a foreign page could send as a form is not taken",
        arguments: [
            nil, "text/plain", "application/x-www-form-urlencoded", "application/jsonx", "",
        ])
    func foreignForm(type: String?) {
        let changes = [
            ("POST", "/api/v1/search"), ("POST", "/api/v1/shares"), ("PUT", "/api/v1/multicast"),
            ("DELETE", "/api/v1/downloads/1"), ("POST", "/api/v1/peers"),
            ("DELETE", "/api/v1/nodes/h:1"), ("POST", "/api/v1/downloads/1/pause"),
        ]
        for (method, path) in changes {
            #expect(ask(method, path, #"{"words":"x"}"#, type: type).refusal?.status == 415)
        }
    }

    @Test(
        "A media type has case and parameters that do not count",
        arguments: ["Application/JSON", "application/json; charset=utf-8", " application/json "])
    func mediaType(type: String) {
        guard case .search = ask("POST", "/api/v1/search", #"{"words":"x"}"#, type: type).ask else {
            Issue.record("\(type) is JSON")
            return
        }
    }

    @Test(
        "A refusal names what is wrong",
        arguments: [
            ("POST", "/api/v1/search", "{}", "words"),
            ("POST", "/api/v1/search", #"{"words":7}"#, "words"),
            ("POST", "/api/v1/search", #"{"words":""}"#, "words"),
            ("POST", "/api/v1/search", #"{"words":null}"#, "words"),
            ("POST", "/api/v1/search", #"{"words":"x""#, "not JSON"),
            ("POST", "/api/v1/search", "", "not JSON"),
            ("POST", "/api/v1/search", "[]", "The body"),
            ("POST", "/api/v1/search", #"{"v":2,"words":"x"}"#, "\"v\": 1"),
            ("POST", "/api/v1/downloads", "{}", "\"name\" or \"sha256\""),
            ("POST", "/api/v1/downloads", #"{"name":"../x"}"#, "\"name\""),
            ("POST", "/api/v1/downloads", #"{"sha256":"12"}"#, "\"sha256\""),
            ("POST", "/api/v1/downloads", #"{"name":"x","from":"nowhere"}"#, "\"from\""),
            ("POST", "/api/v1/downloads", "{\"name\":\"x\",\"sha256\":\"\(hex)\"}", "not both"),
            ("POST", "/api/v1/shares", #"{"path":"relative"}"#, "\"path\""),
            ("POST", "/api/v1/shares", #"{"path":"/a\u0000b"}"#, "\"path\""),
            (
                "POST", "/api/v1/shares", #"{"path":"/a","copy":1}"#,
                "\"copy\" must be true or false"
            ),
            ("POST", "/api/v1/nodes", #"{"address":"h"}"#, "\"address\""),
            ("POST", "/api/v1/nodes", #"{"address":"h:0"}"#, "\"address\""),
            ("PUT", "/api/v1/multicast", #"{"enabled":"on"}"#, "\"enabled\" must be true or false"),
            ("DELETE", "/api/v1/shares/..", "", "name"),
            ("DELETE", "/api/v1/nodes/h", "", "address"),
            ("GET", "/api/v1/nodes?list=mine", "", "\"list\""),
            ("GET", "/api/v1/files?limit=0", "", "\"limit\""),
            ("GET", "/api/v1/files?limit=1001", "", "\"limit\""),
            ("GET", "/api/v1/files?limit=x", "", "\"limit\""),
            ("GET", "/api/v1/files?cursor=", "", "\"cursor\""),
            ("GET", "/api/v1/files?sha256=xyz", "", "\"sha256\""),
            ("GET", "/api/v1/%zz", "", "percent-coded"),
        ])
    func refusal(method: String, target: String, body: String, word: String) {
        let refusal = ask(method, target, body).refusal
        #expect(refusal?.status == 400)
        #expect(refusal?.detail.contains(word) == true, "\(refusal?.detail ?? "taken")")
    }
}
