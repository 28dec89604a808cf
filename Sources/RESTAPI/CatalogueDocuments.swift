// Files of a bootstrap's catalogue in documents, and what of them is asked for. The members of a
// file are those of a peer's own files, and some more.

import Digest
import Directory
import HTTPWire
import Metainfo
import Node
import Vocabulary

/// A search asks nobody here: all is known that there is.
struct CatalogueSearchDocument: Document {
    let files: [CataloguedView]
    let next: String?

    func write(to json: inout JSONWriter) {
        json.add("asked", 0)
        json.add("next", next)
        json.add("results", files.map(CataloguedDocument.init))
        json.add("silent", 0)
        json.add("v", 1)
    }
}

struct CataloguedDocument: Document {
    let file: CataloguedView

    init(_ file: CataloguedView) { self.file = file }

    func write(to json: inout JSONWriter) {
        json.add("holder_count", file.sharerCount)
        json.add("holders", file.sharers.map(SharerDocument.init))
        json.add("infohash", file.infoHash?.hex)
        json.add("leechers", file.swarm?.leechers)
        json.add("live_count", file.liveCount)
        let magnet = file.infoHash.map { MagnetLink(infoHash: $0, name: file.name.base) }
        json.add("magnet", magnet?.description)
        json.add("modified", file.since)
        json.add("name", file.name.path)
        json.add("seeders", file.swarm?.seeders)
        json.add("sha256", file.digest?.hex)
        json.add("size", file.size)
    }
}

private struct SharerDocument: Document {
    let sharer: CataloguedView.Sharer

    init(_ sharer: CataloguedView.Sharer) { self.sharer = sharer }

    func write(to json: inout JSONWriter) {
        json.add("address", sharer.endpoint?.description)
        json.add("door", sharer.door.rawValue)
        json.add("id", sharer.id?.hex)
        json.add("live", sharer.isLive)
        // A search's documents have it: here nobody was asked.
        json.add("ms", 0)
        json.add("name", sharer.name)
        json.add("short", sharer.id?.description)
        if !sharer.url.isEmpty { json.add("url", sharer.url) }
    }
}

extension CataloguedView {
    /// As many files as a list may have; the rest is not kept. A holder by a door that a later
    /// version has added is left out.
    static func list(_ bytes: [UInt8]) throws(Refusal) -> [CataloguedView]? {
        var files: [CataloguedView] = []
        for body in try Body(bytes, keeping: Limits.searchHits).bodies("files") {
            guard let file = try CataloguedView(body) else { return nil }
            files.append(file)
        }
        return files
    }

    /// Older bootstraps say nothing of it.
    private static func swarm(of body: Body) throws(Refusal) -> SwarmCounts? {
        let (seeders, leechers): (Int?, Int?) = (
            try body.wholeIfAny("seeders"), try body.wholeIfAny("leechers")
        )
        guard let seeders, let leechers else { return nil }
        return SwarmCounts(seeders: seeders, leechers: leechers)
    }

    private init?(_ body: Body) throws(Refusal) {
        let size: Int64? = try body.wholeIfAny("size")
        guard let name = FileName(try body.text("name")), size ?? 0 >= 0 else { return nil }
        var sharers: [Sharer] = []
        for holder in try body.bodies("holders").prefix(Limits.holdersTold) {
            if let sharer = try Sharer(holder) { sharers.append(sharer) }
        }
        self.init(
            name: name, size: size, digest: try Digests.sha256(body),
            infoHash: try Digests.infoHash(body), since: try body.whole("modified"),
            sharers: sharers, sharerCount: try body.whole("holder_count"),
            liveCount: try body.whole("live_count"), swarm: try Self.swarm(of: body))
    }
}

extension CataloguedView.Sharer {
    fileprivate init?(_ body: Body) throws(Refusal) {
        let (address, id) = (try body.textIfAny("address"), try body.textIfAny("id"))
        let name = try body.text("name")
        let url = try body.textIfAny("url") ?? ""
        guard let door = Door(rawValue: try body.text("door")),
            name.unicodeScalars.count <= Limits.nodeNameLength,
            url.utf8.count <= Limits.holdingURLLength
        else { return nil }
        self.init(
            door: door, endpoint: address.flatMap { Endpoint($0) },
            id: id.flatMap { NodeID(hex: $0) }, name: name, isLive: try body.truth("live"),
            url: url)
    }
}

// MARK: What is asked for

extension Query {
    /// A page of files, and what they must be.
    static func filteredPage(_ head: HTTPRequestHead) throws(Refusal) -> Page {
        var page = try page(head)
        page.filter.sizeMin = try number(head, "size_min")
        page.filter.sizeMax = try number(head, "size_max")
        page.filter.since = try number(head, "since")
        page.filter.holdersMin = try number(head, "holders_min").map { Int(clamping: $0) }
        page.filter.seedersMin = try number(head, "seeders_min").map { Int(clamping: $0) }
        if let types = head.query("type"), !types.isEmpty {
            let endings = types.utf8.split(separator: UInt8(ascii: ","))
            page.filter.endings = try CatalogueBodies.endings(
                endings.map { String(Substring($0)) })
        }
        return page
    }

    /// A page of swarms.
    static func swarmPage(_ head: HTTPRequestHead) throws(Refusal) -> Page {
        var page = try page(head)
        page.filter.seedersMin = try number(head, "seeders_min").map { Int(clamping: $0) }
        return page
    }

    private static func number(
        _ head: HTTPRequestHead, _ name: String
    ) throws(Refusal) -> Int64? {
        guard let text = head.query(name) else { return nil }
        guard let number = Int64(text), number >= 0 else {
            throw Refusal(400, "\"\(name)\" is a number that is not negative.")
        }
        return number
    }
}

enum CatalogueBodies {
    /// The page and the filter of a search that comes as a body.
    static func page(_ body: Body) throws(Refusal) -> Page {
        var page = Page()
        if let limit: Int = try body.wholeIfAny("limit") {
            guard (1...Limits.searchHits).contains(limit) else {
                throw Body.wrong("limit", "a number from 1 to \(Limits.searchHits)")
            }
            page.limit = limit
        }
        if let cursor = try body.textIfAny("cursor") {
            guard (1...Limits.cursorLength).contains(cursor.utf8.count) else {
                throw Body.wrong("cursor", #"what a list gave as "next""#)
            }
            page.cursor = cursor
        }
        page.filter.sizeMin = try number(body, "size_min")
        page.filter.sizeMax = try number(body, "size_max")
        page.filter.since = try number(body, "since")
        page.filter.holdersMin = try number(body, "holders_min").map { Int(clamping: $0) }
        page.filter.seedersMin = try number(body, "seeders_min").map { Int(clamping: $0) }
        page.filter.endings = try endings(try body.textsIfAny("types") ?? [])
        return page
    }

    private static func number(_ body: Body, _ name: String) throws(Refusal) -> Int64? {
        guard let number: Int64 = try body.wholeIfAny(name) else { return nil }
        guard number >= 0 else { throw Body.wrong(name, "a number that is not negative") }
        return number
    }

    /// Endings of names, with their dot or without.
    static func endings(_ texts: [String]) throws(Refusal) -> Set<String> {
        guard texts.count <= Limits.searchWords else {
            throw Refusal(400, "A search names at most \(Limits.searchWords) types.")
        }
        return Set(
            texts.map { text in
                let dotted = text.utf8.first == UInt8(ascii: ".")
                return (dotted ? String(text.dropFirst()) : text).lowercased()
            })
    }
}
