// Writes magnet links, as long as links may be.

import Digest
import HTTPWire
import Vocabulary

extension MagnetLink: CustomStringConvertible {
    /// The link as text. Advice for which there is no room is left out.
    package var description: String {
        var text = "magnet:?xt=urn:btih:\(infoHash.hex)"
        var left = Limits.magnetLength - text.utf8.count
        for (key, value) in parameters {
            let parameter = "&\(key)=\(value)"
            guard parameter.utf8.count <= left else { continue }
            left -= parameter.utf8.count
            text += parameter
        }
        return text
    }

    /// First what is no advice: `so` has room, however long it may be.
    private var parameters: [(key: String, value: String)] {
        let ranges = selection?.map { range in
            range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
        }
        let picked = ranges.map { [("so", $0.joined(separator: ","))] } ?? []
        let named = name.map { [("dn", PercentCoding.encodeQuery($0))] } ?? []
        // As they are: there are readers who do not decode these.
        return picked + named + peers.map { ("x.pe", $0.description) }
            + trackers.map { ("tr", PercentCoding.encodeQuery($0)) }
            + webSeeds.map { ("ws", PercentCoding.encodeQuery($0)) }
    }
}
