// The REST surface: requests in, asks out; answers in, documents out (RFC 9110, RFC 9457).
//
// Law 1. It translates and decides nothing: who may ask, and what is done, is the node's business.
// Law 2. A document of ours carries `"v": 1`; members that we do not know are passed over, members
// that we know have their type or the document is refused.

import Digest
import HTTPWire
import Node
import Vocabulary

package struct RESTSurface: Surface {
    package init() {}

    package func ask(_ request: Request) -> Result<Ask, Refusal> {
        do {
            return .success(try Route.ask(request))
        } catch {
            return .failure(error)
        }
    }

    package func response(to ask: Ask, _ answer: Answer) -> HTTPResponse {
        switch answer {
        case .health(let statusLine): document(HealthDocument(status: statusLine))
        case .status(let status): document(StatusDocument(status))
        case .nodes(let nodes, let next):
            view(ListDocument("nodes", nodes.map(NodeDocument.init), next: next))
        case .files(let files, let next):
            view(ListDocument("files", files.map(FileDocument.init), next: next))
        case .downloads(let downloads, let next):
            view(
                ListDocument(
                    "downloads", downloads.map { DownloadDocument($0, isAlone: false) }, next: next)
            )
        case .download(let download): view(DownloadDocument(download, isAlone: true))
        case .started(let download):
            document(
                DownloadDocument(download, isAlone: true), status: 202,
                location: "/api/v1/downloads/\(download.id)")
        case .torrents(let torrents, let next):
            view(
                ListDocument(
                    "torrents", torrents.map { TorrentDocument($0, isAlone: false) }, next: next))
        case .torrent(let torrent): view(TorrentDocument(torrent, isAlone: true))
        case .added(let torrent):
            document(
                TorrentDocument(torrent, isAlone: true), status: 202,
                location: "/api/v1/torrents/\(torrent.infoHash.hex)")
        case .metainfo(let bytes, let name): metainfo(bytes, name)
        case .registry(let answer): registry(answer)
        case .bootstraps(let bootstraps, let next):
            view(ListDocument("bootstraps", bootstraps.map(BootstrapDocument.init), next: next))
        case .metrics(let metrics): MetricsText.response(metrics)
        case .description: description
        case .tracked(let body): tracked(body)
        case .found(let search): document(SearchDocument(search))
        case .catalogued(let files, let next): catalogued(files, next, to: ask)
        case .verified(let view): document(VerificationDocument(view: view))
        case .backedUp(let bytes): document(BackupDocument(bytes: bytes))
        case .shared(let name):
            document(
                ShareDocument(name: name), status: 201,
                location: "/api/v1/shares/" + PercentCoding.encodePath(name.path))
        case .uploaded(let name, let isNew):
            document(
                ShareDocument(name: name), status: isNew ? 201 : 200,
                location: "/files/" + PercentCoding.encodePath(name.path))
        case .welcome(let welcome): document(WelcomeDocument(welcome))
        case .account(let answer): account(answer)
        case .old(let answer): answer.response
        case .done: document(DoneDocument())
        case .refused(let refusal): response(to: refusal)
        }
    }

    package func response(to refusal: Refusal) -> HTTPResponse {
        var response = document(
            ProblemDocument(
                status: refusal.status, title: HTTPResponse.reason(refusal.status),
                detail: refusal.detail),
            status: refusal.status)
        response.fields.set("Content-Type", "application/problem+json")
        if !refusal.allow.isEmpty {
            response.fields.add("Allow", refusal.allow.joined(separator: ", "))
        }
        if let seconds = refusal.retryAfter {
            response.fields.add("Retry-After", "\(seconds)")
        }
        refusal.quota?.add(to: &response.fields)
        // RFC 9110, section 15.5.2: a 401 names the ways in. The first is our own nodes'.
        if refusal.status == 401 {
            response.fields.add(
                "WWW-Authenticate",
                #"DistriShare, Bearer realm="DistriShare", Basic realm="DistriShare""#)
        }
        return response
    }

    private func account(_ answer: AccountAnswer) -> HTTPResponse {
        switch answer {
        case .session(let session, let isNew):
            var response = document(
                SessionDocument(session: session), status: isNew ? 201 : 200,
                location: isNew ? "/api/v1/sessions/current" : nil)
            session.quota.add(to: &response.fields)
            // How long a coded secret is tells of it, beside words of a stranger (BREACH).
            response.offers = []
            return response
        case .current(let user, let left):
            return document(CurrentSessionDocument(user: user, left: left))
        case .shown(let user): return view(UserDocument(user: user, isAlone: true))
        case .users(let users, let next):
            return view(
                ListDocument(
                    "users", users.map { UserDocument(user: $0, isAlone: false) }, next: next))
        case .user(let user, let isNew):
            let path = "/api/v1/users/" + PercentCoding.encodeQuery(user.name.text)
            return document(
                UserDocument(user: user, isAlone: true), status: isNew ? 201 : 200,
                location: isNew ? path : nil)
        }
    }

    package func contentFields(
        name: FileName, size: Int64, modified: Int64, digest: Digest256?, isInline: Bool
    ) -> HTTPFields {
        ContentFields.make(
            name: name, size: size, modified: modified, digest: digest, isInline: isInline)
    }

    package var eventStream: HTTPResponse { EventStream.head() }

    package func encode(_ event: NodeEvent, as id: EventID) -> [UInt8] {
        EventStream.event(event, as: id)
    }

    package func encodePlace(_ id: EventID) -> [UInt8] { EventStream.place(id) }

    /// Config/openapi.yaml, as Scripts/lib/openapi.py has written it into the sources.
    private var description: HTTPResponse {
        var fields = HTTPFields()
        fields.add("Content-Type", "application/json")
        fields.add("Cache-Control", "no-cache")
        fields.add("X-Content-Type-Options", "nosniff")
        var response = HTTPResponse(status: 200, fields: fields, body: OpenAPIDocument.bytes)
        response.offers = [.coding, .tag]
        return response
    }

    /// A tracker's answer; clients look at nothing but its body.
    private func tracked(_ body: [UInt8]) -> HTTPResponse {
        var fields = HTTPFields()
        fields.add("Content-Type", "text/plain")
        return HTTPResponse(status: 200, fields: fields, body: body)
    }

    /// A .torrent, to be saved.
    private func metainfo(_ bytes: [UInt8], _ name: FileName) -> HTTPResponse {
        var fields = ContentFields.make(
            name: FileName(name.path + ".torrent") ?? name, size: Int64(bytes.count), modified: 0,
            digest: nil, isInline: false)
        fields.set("Content-Type", "application/x-bittorrent")
        fields.set("Cache-Control", "no-store")
        return HTTPResponse(status: 200, fields: fields, body: bytes)
    }

    /// The same files as a list, or as what a search has found.
    private func catalogued(
        _ files: [CataloguedView], _ next: String?, to ask: Ask
    ) -> HTTPResponse {
        guard case .search = ask else {
            return view(ListDocument("files", files.map(CataloguedDocument.init), next: next))
        }
        return document(CatalogueSearchDocument(files: files, next: next))
    }

    /// A list, or one of its items: whoever has it need not be sent it again, and asks whether it
    /// still is so.
    private func view(_ document: some Document) -> HTTPResponse {
        var response = self.document(document)
        response.fields.set("Cache-Control", "private, no-cache")
        response.offers.insert(.tag)
        return response
    }

    func document(
        _ document: some Document, status: Int = 200, location: String? = nil
    ) -> HTTPResponse {
        var fields = HTTPFields()
        fields.add("Content-Type", "application/json")
        // What a node shows is true for a moment, and is no page for a browser to guess at.
        fields.add("Cache-Control", "no-store")
        fields.add("X-Content-Type-Options", "nosniff")
        if let location { fields.add("Location", location) }
        var response = HTTPResponse(status: status, fields: fields, body: document.bytes)
        response.offers = .coding
        return response
    }
}

// What our own nodes say to each other.
extension RESTSurface {
    package func encode(_ registration: Registration) -> [UInt8] {
        RegistrationDocument(registration).bytes
    }

    package func decodeWelcome(_ body: [UInt8]) -> Welcome? {
        try? Welcome(Body(body, keeping: Limits.knownNodes))
    }

    package func decodeCatalogued(_ body: [UInt8]) -> [CataloguedView]? {
        try? CataloguedView.list(body)
    }

    package func decodeFiles(_ body: [UInt8]) -> [FileView]? {
        try? FileView.list(body)
    }
}
