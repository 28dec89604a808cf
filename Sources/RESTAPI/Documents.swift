// What a node shows, as documents. Member names are the interface that scripts rely on: they may
// be added to, never changed. Times are whole seconds (`_s`); ids are 64 digits, `short` 20.

import Digest
import Node
import Vocabulary

struct HealthDocument: Document {
    let status: String

    func write(to json: inout JSONWriter) {
        json.add("status", status)
        json.add("v", 1)
    }
}

struct DoneDocument: Document {
    func write(to json: inout JSONWriter) { json.add("v", 1) }
}

struct ShareDocument: Document {
    let name: FileName

    func write(to json: inout JSONWriter) {
        json.add("name", name.path)
        json.add("v", 1)
    }
}

struct VerificationDocument: Document {
    let view: VerificationView

    func write(to json: inout JSONWriter) {
        json.add("expected", view.expected.hex)
        json.add("name", view.name.path)
        json.add("sha256", view.found.hex)
        json.add("v", 1)
        json.add("verified", view.isSame)
    }
}

struct BackupDocument: Document {
    let bytes: Int64

    func write(to json: inout JSONWriter) {
        json.add("size", bytes)
        json.add("v", 1)
    }
}

/// RFC 9457, section 3.1. `about:blank`: the status says what kind of problem it is.
struct ProblemDocument: Document {
    let status: Int
    let title: String
    let detail: String

    func write(to json: inout JSONWriter) {
        json.add("detail", detail)
        json.add("status", status)
        json.add("title", title)
        json.add("type", "about:blank")
        json.add("v", 1)
    }
}

/// A part of a list, under the list's name, and where the next part begins.
struct ListDocument<Item: Document>: Document {
    let name: StaticString
    let items: [Item]
    let next: String?

    init(_ name: StaticString, _ items: [Item], next: String?) {
        self.name = name
        self.items = items
        self.next = next
    }

    func write(to json: inout JSONWriter) {
        // Members stand in the order of their names.
        let isFirst = name.description < "next"
        if isFirst { json.add(name, items) }
        json.add("next", next)
        if !isFirst { json.add(name, items) }
        json.add("v", 1)
    }
}

struct NodeDocument: Document {
    let node: NodeView

    init(_ node: NodeView) { self.node = node }

    func write(to json: inout JSONWriter) {
        json.add("address", node.endpoint.description)
        json.add("files", node.files)
        json.add("id", node.id?.hex)
        json.add("kind", node.kind.rawValue)
        json.add("learned", node.learned.map(\.rawValue))
        json.add("name", node.name)
        json.add("seen_s", node.seen.components.seconds)
        json.add("short", node.id?.description)
        json.add("state", node.liveness.rawValue)
        json.add("version", node.version)
        json.add("zone", node.zone)
    }
}

struct FileDocument: Document {
    let file: FileView

    init(_ file: FileView) { self.file = file }

    func write(to json: inout JSONWriter) {
        json.add("infohash", file.infoHash?.hex)
        json.add("modified", Seconds.floor(nanoseconds: file.modified))
        json.add("name", file.name.path)
        // Few are, and so it is said of those alone.
        if file.isPublic { json.add("public", true) }
        json.add("sha256", file.digest?.hex)
        json.add("size", file.size)
    }
}

struct BootstrapDocument: Document {
    let bootstrap: BootstrapView

    init(_ bootstrap: BootstrapView) { self.bootstrap = bootstrap }

    func write(to json: inout JSONWriter) {
        json.add("added", bootstrap.isAdded)
        json.add("answered_s", bootstrap.answered?.components.seconds)
        json.add("kind", bootstrap.kind.rawValue)
        json.add("reason", bootstrap.reason)
        json.add("server", bootstrap.server)
        json.add("state", bootstrap.state.rawValue)
    }
}

struct DownloadDocument: Document {
    let download: DownloadView
    /// `v` stands in the document that is a download, not in those of a list.
    let isAlone: Bool

    init(_ download: DownloadView, isAlone: Bool) {
        self.download = download
        self.isAlone = isAlone
    }

    func write(to json: inout JSONWriter) {
        json.add("choices", download.choices.map(ContentDocument.init))
        json.add("delivered", download.isDelivered)
        json.add("failure", download.failure?.rawValue)
        json.add("holder", download.holder)
        json.add("holders", download.holders.map(HolderDocument.init))
        json.add("id", download.id)
        json.add("name", download.name)
        json.add("rate", download.rate)
        json.add("reason", download.reason)
        json.add("received", download.received)
        json.add("sha256", download.digest?.hex)
        json.add("size", download.size)
        json.add("state", download.state.rawValue)
        json.add("url", download.url)
        if isAlone { json.add("v", 1) }
        json.add("verified", download.isVerified)
    }
}

/// One of those that a download comes from.
struct HolderDocument: Document {
    let holder: HolderView

    init(_ holder: HolderView) { self.holder = holder }

    func write(to json: inout JSONWriter) {
        json.add("address", holder.endpoint.description)
        json.add("name", holder.label)
        json.add("rate", holder.rate)
        json.add("received", holder.received)
        json.add("state", holder.state.rawValue)
    }
}

struct SearchDocument: Document {
    let search: SearchView

    init(_ search: SearchView) { self.search = search }

    func write(to json: inout JSONWriter) {
        json.add("asked", search.asked)
        json.add("results", search.contents.map(ContentDocument.init))
        json.add("silent", search.silent)
        json.add("v", 1)
    }
}

struct ContentDocument: Document {
    let content: SearchView.Content

    init(_ content: SearchView.Content) { self.content = content }

    func write(to json: inout JSONWriter) {
        json.add("holders", content.holders.map(Holder.init))
        json.add("name", content.name.path)
        json.add("sha256", content.digest?.hex)
        json.add("size", content.size)
    }

    private struct Holder: Document {
        let holder: SearchView.Holder

        func write(to json: inout JSONWriter) {
            json.add("address", holder.endpoint?.description)
            json.add("id", holder.id?.hex)
            json.add("ms", holder.latency.nanoseconds / 1_000_000)
            json.add("name", holder.name)
            json.add("short", holder.id?.description)
        }
    }
}
