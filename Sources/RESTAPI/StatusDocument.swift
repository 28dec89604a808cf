// The status of a node as a document.

import Node
import Vocabulary

struct StatusDocument: Document {
    let status: StatusView

    init(_ status: StatusView) { self.status = status }

    func write(to json: inout JSONWriter) {
        json.add("bootstraps", status.bootstraps.map(BootstrapDocument.init))
        json.add("connections", status.connections)
        json.add("datagrams_malformed", status.datagramsMalformed)
        json.add("downloads", Downloads(status: status))
        json.add("files", Files(status: status))
        json.add("id", status.id.hex)
        json.add("instance", Bits64.text(status.instance))
        json.add("multicast", status.multicast)
        json.add("name", status.name)
        json.add("nodes", Nodes(status: status))
        json.add("notices", status.notices)
        json.add("port", status.port)
        json.add("role", status.role.rawValue)
        json.add("secret", status.hasSecret)
        json.add("short", status.id.description)
        json.add("uptime_s", status.uptime.components.seconds)
        json.add("v", 1)
        json.add("version", status.version)
        json.add("zone", status.zone)
    }

    private struct Nodes: Document {
        let status: StatusView

        func write(to json: inout JSONWriter) {
            json.add("alive", status.nodesAlive)
            json.add("bootstrap", status.nodesByBootstrap)
            json.add("known", status.nodesKnown)
            json.add("multicast", status.nodesByMulticast)
        }
    }

    private struct Files: Document {
        let status: StatusView

        func write(to json: inout JSONWriter) {
            json.add("bytes", status.filesBytes)
            json.add("count", status.files)
            if status.role == .bootstrap { json.add("holders", status.holders) }
            json.add("unhashed", status.filesUnhashed)
        }
    }

    private struct Downloads: Document {
        let status: StatusView

        func write(to json: inout JSONWriter) { json.add("running", status.downloadsRunning) }
    }
}
