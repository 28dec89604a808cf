// Events as a stream of text (WHATWG HTML, section 9.2, "Server-sent events").
//
//     id: 5f3a-17
//     event: library
//     data: {"change":"added","file":{…},"name":"a/b","v":1}
//
// Law. An event is a few lines and an empty one; its data is one line, because JSON is.

import Digest
import HTTPWire
import Node
import Vocabulary

enum EventStream {
    static func head() -> HTTPResponse {
        var fields = HTTPFields()
        fields.add("Content-Type", "text/event-stream")
        // What happened a moment ago is not kept by anybody in between.
        fields.add("Cache-Control", "no-store")
        fields.add("X-Content-Type-Options", "nosniff")
        return HTTPResponse(status: 200, fields: fields)
    }

    /// An id alone: readers remember it, and hear of no event.
    static func place(_ id: EventID) -> [UInt8] { Array("id: \(id)\n\n".utf8) }

    static func event(_ event: NodeEvent, as id: EventID) -> [UInt8] {
        switch event {
        case .nodeCame(let node): block(id, "node", NodeChange("came", node))
        case .nodeChanged(let node): block(id, "node", NodeChange("changed", node))
        case .nodeWent(let node): block(id, "node", NodeChange("went", node))
        case .fileAdded(let file): block(id, "library", FileChange("added", file))
        case .fileHashed(let file): block(id, "library", FileChange("hashed", file))
        case .fileRemoved(let name): block(id, "library", FileChange(removed: name))
        case .downloadChanged(let download):
            block(id, "download", DownloadDocument(download, isAlone: true))
        case .torrentChanged(let torrent):
            block(id, "torrent", TorrentChangeDocument(torrent.infoHash, torrent))
        case .torrentRemoved(let infoHash):
            block(id, "torrent", TorrentChangeDocument(infoHash, nil))
        case .resync: block(id, "resync", DoneDocument())
        }
    }

    private static func block(
        _ id: EventID, _ type: String, _ document: some Document
    ) -> [UInt8] {
        Array("id: \(id)\nevent: \(type)\ndata: ".utf8) + document.bytes + [0x0a, 0x0a]
    }
}

private struct NodeChange: Document {
    let change: String
    let node: NodeView

    init(_ change: String, _ node: NodeView) {
        self.change = change
        self.node = node
    }

    func write(to json: inout JSONWriter) {
        json.add("change", change)
        json.add("node", NodeDocument(node))
        json.add("v", 1)
    }
}

private struct FileChange: Document {
    let change: String
    let name: FileName
    let file: FileView?

    init(_ change: String, _ file: FileView) {
        self.change = change
        name = file.name
        self.file = file
    }

    init(removed name: FileName) {
        change = "removed"
        self.name = name
        file = nil
    }

    func write(to json: inout JSONWriter) {
        json.add("change", change)
        if let file { json.add("file", FileDocument(file)) } else { json.addNull("file") }
        json.add("name", name.path)
        json.add("v", 1)
    }
}

private struct TorrentChangeDocument: Document {
    let infoHash: Digest160
    /// As lists show it; nil where it was removed.
    let torrent: TorrentView?

    init(_ infoHash: Digest160, _ torrent: TorrentView?) {
        self.infoHash = infoHash
        self.torrent = torrent
    }

    func write(to json: inout JSONWriter) {
        json.add("change", torrent == nil ? "removed" : "changed")
        json.add("infohash", infoHash.hex)
        if let torrent {
            json.add("torrent", TorrentDocument(torrent, isAlone: false))
        } else {
            json.addNull("torrent")
        }
        json.add("v", 1)
    }
}
