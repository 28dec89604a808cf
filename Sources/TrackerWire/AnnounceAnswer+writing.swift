// An answer to an announce as a tracker writes it over HTTP.

import Bencode
import Digest
import Vocabulary

extension AnnounceReply {
    /// The bencoded body: peers as strings (BEP 23 and 7), or as a list of dictionaries (BEP 3).
    package func body(isCompact: Bool, omitsPeerIDs: Bool = false) -> [UInt8] {
        var writer = BencodeWriter()
        writer.dictionary { writer in
            if let seeders { writer.entry("complete", seeders) }
            if let downloaded { writer.entry("downloaded", downloaded) }
            if let externalAddress { writer.entry("external ip", externalAddress.networkBytes) }
            if let leechers { writer.entry("incomplete", leechers) }
            if let interval { writer.entry("interval", interval.components.seconds) }
            if let minInterval { writer.entry("min interval", minInterval.components.seconds) }
            if isCompact {
                writeCompact(to: &writer)
            } else {
                writeList(to: &writer, omitsPeerIDs: omitsPeerIDs)
            }
            if let trackerID { writer.entry("tracker id", trackerID) }
            if let warning { writer.entry("warning message", warning) }
        }
        return writer.bytes
    }

    private func writeCompact(to writer: inout BencodeWriter) {
        var (four, six): ([UInt8], [UInt8]) = ([], [])
        for peer in peers {
            switch peer.endpoint.address.family {
            case .v4: peer.appendCompact(to: &four)
            case .v6: peer.appendCompact(to: &six)
            }
        }
        writer.entry("peers", four)
        if !six.isEmpty { writer.entry("peers6", six) }
    }

    private func writeList(to writer: inout BencodeWriter, omitsPeerIDs: Bool) {
        writer.key("peers")
        writer.list { writer in
            for peer in peers {
                writer.dictionary { writer in
                    writer.entry("ip", peer.endpoint.address.description)
                    if !omitsPeerIDs, let id = peer.id { writer.entry("peer id", id.bytes) }
                    writer.entry("port", peer.endpoint.port)
                }
            }
        }
    }
}

extension TrackerRefusal {
    /// The bencoded body.
    package var body: [UInt8] {
        var writer = BencodeWriter()
        writer.dictionary { writer in
            writer.entry("failure reason", reason)
            switch retry {
            case .after(let delay): writer.entry("retry in", (delay.components.seconds + 59) / 60)
            case .never: writer.entry("retry in", "never")
            case nil: break
            }
        }
        return writer.bytes
    }
}

extension IPAddress {
    /// Four bytes, or sixteen.
    fileprivate var networkBytes: [UInt8] {
        var bytes: [UInt8] = []
        if let v4 {
            bytes.append(number: v4)
        } else {
            bytes.append(number: high)
            bytes.append(number: low)
        }
        return bytes
    }
}
