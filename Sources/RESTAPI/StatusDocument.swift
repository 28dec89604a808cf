// The status of a node as a document.

import Node
import Vocabulary

struct StatusDocument: Encodable {
    struct Nodes: Encodable {
        let known: Int
        let alive: Int
        let bootstrap: Int
        let multicast: Int
    }

    struct Files: Encodable {
        let count: Int
        let bytes: Int64
        let unhashed: Int
    }

    struct Downloads: Encodable {
        let running: Int
    }

    let v = 1
    let id: String
    let short: String
    let instance: String
    let name: String
    let role: String
    let version: String
    let port: UInt16
    let zone: String
    let uptime: Int64
    let secret: Bool
    let multicast: Bool
    let nodes: Nodes
    let files: Files
    let downloads: Downloads
    let connections: Int
    let datagramsMalformed: Int
    let bootstraps: [BootstrapDocument]
    let notices: [String]

    private enum CodingKeys: String, CodingKey {
        case v, id, short, instance, name, role, version, port, zone, secret, multicast
        case nodes, files, downloads, connections, bootstraps, notices
        case uptime = "uptime_s"
        case datagramsMalformed = "datagrams_malformed"
    }

    init(_ status: StatusView) {
        id = status.id.hex
        short = status.id.description
        instance = Bits64.text(status.instance)
        name = status.name
        role = status.role.rawValue
        version = status.version
        port = status.port
        zone = status.zone
        uptime = status.uptime.components.seconds
        secret = status.hasSecret
        multicast = status.multicast
        nodes = Nodes(
            known: status.nodesKnown, alive: status.nodesAlive,
            bootstrap: status.nodesByBootstrap, multicast: status.nodesByMulticast)
        files = Files(
            count: status.files, bytes: status.filesBytes, unhashed: status.filesUnhashed)
        downloads = Downloads(running: status.downloadsRunning)
        connections = status.connections
        datagramsMalformed = status.datagramsMalformed
        bootstraps = status.bootstraps.map(BootstrapDocument.init)
        notices = status.notices
    }
}
