// The REST surface: requests as they stand on the wire, and the documents of other nodes.

import Bytes
import Digest
import Directory
import HTTPWire
import JSONWire
import Node
import RESTAPI
import Vocabulary

extension Harness {
    /// The input is a stream of requests; each body is read as the other documents too.
    static let rest = Harness(name: "rest") { bytes in
        for request in requests(in: bytes).prefix(8) {
            switch surface.ask(request) {
            case .failure(let refusal): expectWords(of: refusal)
            case .success(let ask): expectLimits(of: ask, request)
            }
            expectWelcome(request.body)
            expectFiles(request.body)
        }
    }

    private static let surface = RESTSurface()

    private static func requests(in bytes: [UInt8]) -> [Request] {
        var server = HTTPServer()
        var heads: [HTTPRequestHead] = []
        var bodies: [[UInt8]] = []
        bytes.withSpan { try? server.receive($0) }
        while let event = server.nextEvent() {
            switch event {
            case .request(let head):
                heads.append(head)
                bodies.append([])
            case .body(let range): bodies[bodies.count - 1] += bytes[range]
            case .requestEnded: break
            }
        }
        return zip(heads, bodies).map { Request(head: $0, body: $1) }
    }

    /// A refusal is a response that any client understands.
    private static func expectWords(of refusal: Refusal) {
        expect((400..<600).contains(refusal.status), "a refusal has its status")
        var bytes: [UInt8] = []
        let response = surface.response(to: refusal)
        response.append(to: &bytes, close: false)
        var client = HTTPClient(method: "GET")
        do {
            try bytes.withSpan { span throws(HTTPViolation) in try client.receive(span) }
        } catch {
            expect(false, "a refusal can be read: \(error)")
        }
        expect(client.mayBeReused, "a refusal is whole")
        let title = response.fields["content-type"]
        expect(title, equals: "application/problem+json", "a refusal is a problem document")
        expect(refusal.status != 405 || !refusal.allow.isEmpty, "405 names what is allowed")
    }

    private static func expectLimits(of ask: Ask, _ request: Request) {
        switch ask {
        case .nodes(_, let page), .downloads(let page), .bootstraps(let page),
            .registry(.swarms(let page)):
            expectPage(page)
        case .files(let words, _, let page):
            expectPage(page)
            expect(
                words?.unicodeScalars.count ?? 1 <= Limits.searchWordsLength && words != "",
                "words keep their limit")
        case .search(let words, let page):
            expectPage(page)
            expect(
                (1...Limits.searchWordsLength).contains(words.unicodeScalars.count),
                "words keep their limit")
        case .download(let id), .pauseDownload(let id), .resumeDownload(let id),
            .cancelDownload(let id):
            expect(id >= 0, "a download has a number")
        case .content(let name, _, _), .upload(let name), .unshare(let name):
            expect(FileName(name.path), equals: name, "a name is a name")
            expectContent(name)
        case .share(let share):
            expect(
                share.hostPath.isAbsolutePath && !share.hostPath.utf8.contains(0)
                    && share.hostPath.utf8.count <= Limits.pathLength,
                "a path is absolute and keeps its limit")
        case .startDownload(let download):
            if case .url(let address, _) = download.what { Harness.expectWeb(address) }
        case .addNode(let place), .removeNode(let place), .addBootstrap(let place),
            .removeBootstrap(let place):
            expect(HostPort(place.description), equals: place, "an address can be written")
        case .register(let registration), .heartbeat(let registration):
            expectRegistration(registration)
        case .verify(let name): expect(FileName(name.path), equals: name, "a name is a name")
        case .torrent(.list(let page)): expectPage(page)
        case .torrent(.add(let request)): expectOptions(request.options)
        case .torrent(.addFile(let options)): expectOptions(options)
        case .torrent(.addFolder(let name)):
            expect(FileName(name.path), equals: name, "a name is a name")
        case .torrent(.show), .torrent(.metainfo), .torrent(.pause), .torrent(.resume),
            .torrent(.recheck), .torrent(.change), .torrent(.remove):
            break
        case .account(let ask): expectAccount(ask)
        case .old(let ask): expectOld(ask)
        case .registry(.show), .registry(.register), .registry(.remove), .tracker, .events, .health,
            .status, .metrics, .description, .switchMulticast, .backUp, .goodbye:
            break
        }
    }

    private static func expectAccount(_ ask: AccountAsk) {
        switch ask {
        case .list(let page): expectPage(page)
        case .login(let credential): expectCredential(credential)
        case .add(let new): expectCredential(new.credential)
        case .change(let name, let change):
            expect(UserName(name.text), equals: name, "a user's name is one")
            expect(change.role != nil || change.password != nil, "a change changes something")
        case .remove(let name), .show(let name):
            expect(UserName(name.text), equals: name, "a user's name is one")
        case .logout, .refresh, .current: break
        }
    }

    /// Dialects B and L: what they say of a file comes back as it was, and answers are JSON.
    private static func expectOld(_ ask: OldAsk) {
        switch ask {
        case .bearerLogin(let credential, let url):
            expectCredential(credential)
            expect(HostPort(url.description), equals: url, "an address can be written")
        case .login(let credential, let files):
            expectCredential(credential)
            for file in files {
                expect(file.place.utf8.count <= Limits.guestPlaceLength, "a place keeps its limit")
                var reader = JSONReader(Array(file.place.utf8))
                expect((try? reader.whole()) != nil, "a place is JSON")
            }
            expectAnswer(
                .holders(
                    name: files.first?.name ?? "",
                    files.map { OldHolding(peer: "x", name: $0.name, place: $0.place) }))
        case .search(let name):
            expectAnswer(.loginError(.notFound(name: name)))
            expectAnswer(.loginError(.notActive(name: name)))
        case .find(let name): expectAnswer(.results([("grpc://h:1/download/" + name, name)]))
        case .unreadable(_, let answer): expectAnswer(answer)
        case .index, .bearerLogout, .activePeers, .allFiles: break
        }
    }

    private static func expectAnswer(_ answer: OldAnswer) {
        let response = surface.response(to: .health, .old(answer))
        var reader = JSONReader(response.body)
        expect((try? reader.whole()) != nil, "an answer is JSON")
    }

    private static func expectCredential(_ credential: Credential) {
        let name = credential.name
        expect(UserName(name.text), equals: name, "a user's name is one")
        expect(
            (1...Limits.passwordLength).contains(credential.password.bytes.count),
            "a password keeps its limit")
    }

    private static func expectOptions(_ options: TorrentOptions) {
        expect(options.peers.count <= Limits.peersPerMagnet, "peers keep their limit")
        expect(options.files?.allSatisfy { $0 >= 0 } ?? true, "files have numbers")
        expect(options.seedRatio ?? 0 >= 0, "a ratio is none below nothing")
    }

    private static func expectPage(_ page: Page) {
        expect((1...Limits.searchHits).contains(page.limit), "a page keeps its limit")
        expect(page.cursor?.utf8.count ?? 0 <= Limits.cursorLength, "a cursor keeps its limit")
    }

    /// The fields of a file are fields, whatever its name is.
    private static func expectContent(_ name: FileName) {
        let fields = surface.contentFields(
            name: name, size: 7, modified: 1_000_000_007, digest: nil, isInline: true)
        var bytes: [UInt8] = []
        HTTPResponse(status: 200, fields: fields).append(to: &bytes, close: false)
        var client = HTTPClient(method: "GET")
        bytes.withSpan { try? client.receive($0) }
        guard case .response(let head) = client.nextEvent() else {
            return expect(bytes.count > Limits.fieldsLength, "a head is a head")
        }
        expect(head.fields.count, equals: fields.count + 1, "a name makes no field")
        expect(
            head.fields["content-disposition"]?.utf8.allSatisfy { (0x20..<0x7f).contains($0) }
                ?? false, "a name is written in ASCII")
    }

    private static func expectRegistration(_ registration: Registration) {
        for text in [registration.name, registration.zone, registration.version] {
            expect(text.unicodeScalars.count <= Limits.nodeNameLength, "a name keeps its limit")
        }
        expect(registration.port > 0 && registration.files >= 0, "a registration has its limits")
        if let report = registration.report {
            expect(
                report.files.count + report.gone.count <= Limits.reportNamesMax
                    && report.files.allSatisfy { $0.size ?? 0 >= 0 }
                    && report.whole?.count ?? 0 >= 0, "a report has its limits")
        }
        var head = HTTPRequestHead(method: "POST", target: "/api/v1/peers")
        head.fields.add("Content-Type", "application/json")
        let again = surface.ask(Request(head: head, body: surface.encode(registration)))
        guard case .success(.register(let other)) = again else {
            return expect(false, "a registration can be written: \(again)")
        }
        expect(other, equals: registration, "a registration can be written")
    }

    private static func expectWelcome(_ body: [UInt8]) {
        guard let welcome = surface.decodeWelcome(body) else { return }
        expect(welcome.nodes?.count ?? 0 <= Limits.knownNodes, "a list of nodes keeps its limit")
        let written = surface.response(to: .health, .welcome(welcome)).body
        let again = surface.decodeWelcome(written)
        expect(again?.you, equals: welcome.you, "a welcome can be written")
        expect(again?.generation, equals: welcome.generation, "a welcome can be written")
        expect(again?.nodes, equals: welcome.nodes, "a welcome can be written")
        expect(again?.receipt, equals: welcome.receipt, "a receipt can be written")
    }

    private static func expectCatalogued(_ body: [UInt8]) {
        guard let files = surface.decodeCatalogued(body) else { return }
        expect(files.count <= Limits.searchHits, "a list of files keeps its limit")
        let ask = Ask.files(words: nil, digest: nil, Page())
        let written = surface.response(to: ask, .catalogued(files, next: nil)).body
        expect(surface.decodeCatalogued(written), equals: files, "files can be written")
    }

    private static func expectFiles(_ body: [UInt8]) {
        expectCatalogued(body)
        guard let files = surface.decodeFiles(body) else { return }
        expect(files.count <= Limits.searchHits, "a list of files keeps its limit")
        expect(files.allSatisfy { $0.size >= 0 }, "a file has a size")
        let written = surface.response(to: .health, .files(files, next: nil)).body
        expect(surface.decodeFiles(written), equals: files, "a list of files can be written")
    }
}
