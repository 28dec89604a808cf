// What the old dialect answers, byte for byte: its clients compare these texts.

import Bytes
import Vocabulary

package enum JSONReply {
    package static let found = Array("FOUND".utf8)
    package static let notFound = Array("NOT_FOUND".utf8)
    /// The secret is not this network's. (The spelling is the dialect's.)
    package static let wrongSecret = Array("ERROR: Autentication faild.".utf8)
    package static let noFile = Array("ERROR: File not found.".utf8)
    package static let unknownMessage = Array(
        "ERROR: Mensaje malformado o tipo desconocido.".utf8)
    package static let malformed = Array(
        "ERROR: Formato de mensaje inválido. Se requiere JSON.".utf8)
    /// An answer that is one of these, whole, is the error; everything else is content.
    package static let errors = [wrongSecret, noFile, unknownMessage, malformed]

    /// `{"nodes":[["ip",port],…]}`: as many nodes, from the front, as fit `limit` bytes.
    package static func nodes(_ nodes: [Endpoint], limit: Int) -> [UInt8] {
        var reply = Array("{\"nodes\":[".utf8)
        let room = limit - 2
        for (index, node) in nodes.enumerated() {
            let entry = "\(index == 0 ? "" : ",")[\"\(node.address)\",\(node.port)]".utf8
            guard reply.count + entry.count <= room else { break }
            reply.append(contentsOf: entry)
        }
        reply.append(contentsOf: "]}".utf8)
        return reply
    }

    /// What a bootstrap of the dialect answered, or nil where that is not its list. Of a list
    /// that was cut, the nodes that are whole; entries that no one could dial are left out.
    package static func parseNodes(_ bytes: [UInt8]) -> [(host: String, port: Int)]? {
        guard !bytes.isEmpty else { return nil }
        var reader = JSONReader(bytes)
        var nodes: [(host: String, port: Int)]?
        do {
            try reader.members { reader, name throws(JSONReader.Failure) in
                guard name == "nodes" else {
                    _ = try reader.value(depth: 2)
                    return
                }
                nodes = []
                try reader.elements { reader throws(JSONReader.Failure) in
                    let entry = try reader.value(depth: 3)
                    if let node = dialable(entry) { nodes?.append(node) }
                }
            }
        } catch {
            return error == .cut ? nodes ?? [] : nil
        }
        return nodes
    }

    private static func dialable(_ entry: JSONValue) -> (host: String, port: Int)? {
        guard case .list(let parts) = entry, parts.count == 2, let host = parts[0].string,
            let port = parts[1].integer, (1...65535).contains(port),
            HostPort.isName(host) || IPAddress(host) != nil
        else { return nil }
        return (host, port)
    }
}
