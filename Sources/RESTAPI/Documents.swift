// What a node shows, as documents. Member names are the interface that scripts rely on: they may
// be added to, never changed. Times are whole seconds (`_s`); ids are 64 digits, `short` 20.

import Digest
import Node
import Vocabulary

struct HealthDocument: Encodable {
    let v = 1
    let status: String
}

struct DoneDocument: Encodable {
    let v = 1
}

struct ShareDocument: Encodable {
    let v = 1
    let name: String
}

/// RFC 9457, section 3.1. `about:blank`: the status says what kind of problem it is.
struct ProblemDocument: Encodable {
    let v = 1
    let type = "about:blank"
    let status: Int
    let title: String
    let detail: String
}

struct NodesDocument: Encodable {
    let v = 1
    let nodes: [NodeDocument]
    let next: OrNull<String>
}

struct FilesDocument: Encodable {
    let v = 1
    let files: [FileDocument]
    let next: OrNull<String>
}

struct DownloadsDocument: Encodable {
    let v = 1
    let downloads: [DownloadDocument]
    let next: OrNull<String>
}

struct BootstrapsDocument: Encodable {
    let v = 1
    let bootstraps: [BootstrapDocument]
}

struct NodeDocument: Encodable {
    let id: OrNull<String>
    let short: OrNull<String>
    let name: String
    let address: String
    let zone: String
    let version: String
    let files: Int
    let kind: String
    let learned: [String]
    let seen: Int64
    let state: String

    private enum CodingKeys: String, CodingKey {
        case id, short, name, address, zone, version, files, kind, learned, state
        case seen = "seen_s"
    }

    init(_ node: NodeView) {
        id = OrNull(node.id?.hex)
        short = OrNull(node.id?.description)
        name = node.name
        address = node.endpoint.description
        zone = node.zone
        version = node.version
        files = node.files
        kind = node.kind.rawValue
        learned = node.learned.map(\.rawValue)
        seen = node.seen.components.seconds
        state = node.liveness.rawValue
    }
}

struct FileDocument: Encodable {
    let name: String
    let size: Int64
    let sha256: OrNull<String>
    let modified: Int64

    init(_ file: FileView) {
        name = file.name.path
        size = file.size
        sha256 = OrNull(file.digest?.hex)
        modified = Seconds.floor(nanoseconds: file.modified)
    }
}

struct BootstrapDocument: Encodable {
    let server: String
    let state: String
    let kind: String
    let added: Bool
    let reason: OrNull<String>
    let answered: OrNull<Int64>

    private enum CodingKeys: String, CodingKey {
        case server, state, kind, added, reason
        case answered = "answered_s"
    }

    init(_ bootstrap: BootstrapView) {
        server = bootstrap.server
        state = bootstrap.state.rawValue
        kind = bootstrap.kind.rawValue
        added = bootstrap.isAdded
        reason = OrNull(bootstrap.reason)
        answered = OrNull(bootstrap.answered?.components.seconds)
    }
}

/// `v` stands in the document that is a download, not in those of a list.
struct DownloadDocument: Encodable {
    let v: Int?
    let id: Int64
    let name: String
    let state: String
    let reason: OrNull<String>
    let failure: OrNull<String>
    let received: Int64
    let size: OrNull<Int64>
    let sha256: OrNull<String>
    let verified: Bool
    let holder: OrNull<String>
    let rate: Int64
    let choices: [ContentDocument]
    let url: OrNull<String>
    let holders: [HolderDocument]
    let delivered: Bool

    init(_ download: DownloadView, v: Int?) {
        self.v = v
        id = download.id
        name = download.name
        state = download.state.rawValue
        reason = OrNull(download.reason)
        failure = OrNull(download.failure?.rawValue)
        received = download.received
        size = OrNull(download.size)
        sha256 = OrNull(download.digest?.hex)
        verified = download.isVerified
        holder = OrNull(download.holder)
        rate = download.rate
        choices = download.choices.map(ContentDocument.init)
        delivered = download.isDelivered
        url = OrNull(download.url)
        holders = download.holders.map(HolderDocument.init)
    }
}

/// One of those that a download comes from.
struct HolderDocument: Encodable {
    let name: String
    let address: String
    let received: Int64
    let rate: Int64
    let state: String

    init(_ holder: HolderView) {
        name = holder.label
        address = holder.endpoint.description
        received = holder.received
        rate = holder.rate
        state = holder.state.rawValue
    }
}

struct SearchDocument: Encodable {
    let v = 1
    let results: [ContentDocument]
    let asked: Int
    let silent: Int

    init(_ search: SearchView) {
        results = search.contents.map(ContentDocument.init)
        asked = search.asked
        silent = search.silent
    }
}

struct ContentDocument: Encodable {
    struct Holder: Encodable {
        let address: OrNull<String>
        let id: OrNull<String>
        let short: OrNull<String>
        let name: String
        let ms: Int64
    }

    let name: String
    let size: OrNull<Int64>
    let sha256: OrNull<String>
    let holders: [Holder]

    init(_ content: SearchView.Content) {
        name = content.name.path
        size = OrNull(content.size)
        sha256 = OrNull(content.digest?.hex)
        holders = content.holders.map { holder in
            Holder(
                address: OrNull(holder.endpoint?.description), id: OrNull(holder.id?.hex),
                short: OrNull(holder.id?.description), name: holder.name,
                ms: holder.latency.nanoseconds / 1_000_000)
        }
    }
}
