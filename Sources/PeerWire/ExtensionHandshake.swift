// The handshake of the extension protocol (BEP 10): a dictionary in which each side says what it
// speaks and who it is.
//
// Law. What is not understood is passed over, key by key: this dictionary is where everybody puts
// what he likes. Only what would cost us something is refused.

import Bencode
import Bytes
import Vocabulary

package struct ExtensionHandshake: Equatable, Sendable {
    /// Their numbers for extensions that we speak too; 0 disables one.
    package var ids: [PeerExtension: UInt8] = [:]
    /// Where they can be dialled.
    package var port: UInt16?
    /// Client and version, for people to read.
    package var client: String?
    /// Our address, as they see it.
    package var yourAddress: IPAddress?
    /// How many requests they queue.
    package var requestQueue: Int?
    /// Bytes of the info dictionary, where they have it (BEP 9).
    package var metadataSize: Int?
    /// They want nothing more (BEP 21); nil where it is not said.
    package var isUploadOnly: Bool?
    /// 16 bytes of chance for `SwarmProof`.
    package var nonce: [UInt8]?

    package init() {}

    /// What we say: all that is offered, by our own numbers.
    package init(offering offered: PeerExtensions) {
        for one in PeerExtension.allCases where offered.contains(one) { ids[one] = one.rawValue }
    }
}

// MARK: - Reading

extension ExtensionHandshake {
    init(_ payload: [UInt8]) throws(PeerViolation) {
        let root: Bencode.Value
        do throws(BencodeError) {
            root = try Bencode(prefixOf: payload).root
        } catch {
            throw .badExtensionHandshake
        }
        guard root.isDictionary else { throw .badExtensionHandshake }
        for one in PeerExtension.allCases {
            if let id = root["m"]?[one.name]?.integer.flatMap({ UInt8(exactly: $0) }) {
                ids[one] = id
            }
        }
        port = root["p"]?.integer.flatMap { UInt16(exactly: $0) }.flatMap { $0 > 0 ? $0 : nil }
        client = root["v"]?.text.map { Self.cut($0) }
        yourAddress = root["yourip"]?.string.flatMap { IPAddress(packed: $0) }
        requestQueue = root["reqq"]?.integer.flatMap { count in
            count > 0 ? Int(min(count, Int64(Limits.requestQueue))) : nil
        }
        metadataSize = try Self.metadataSize(root["metadata_size"]?.integer)
        isUploadOnly = root["upload_only"]?.integer.map { $0 != 0 }
        nonce = root["ds_nonce"]?.string.flatMap { $0.count == SwarmProof.nonceLength ? $0 : nil }
    }

    /// Whoever has no metadata yet says 0, or less.
    private static func metadataSize(_ size: Int64?) throws(PeerViolation) -> Int? {
        guard let size, size > 0 else { return nil }
        guard size <= Int64(Limits.metadataLength) else {
            throw .metadataSizeWrong(size)
        }
        return Int(size)
    }

    private static func cut(_ text: String) -> String {
        var kept = ""
        for character in text.unicodeScalars {
            guard kept.utf8.count + 4 <= Limits.clientNameLength else { break }
            kept.unicodeScalars.append(character)
        }
        return kept
    }
}

// MARK: - Writing

extension ExtensionHandshake {
    package func append(to bytes: inout [UInt8]) {
        var writer = BencodeWriter()
        writer.dictionary { writer in
            if let nonce { writer.entry("ds_nonce", nonce) }
            writer.key("m")
            writer.dictionary { writer in
                let names = ids.map { ($0.key.name, $0.value) }.sorted { $0.0 < $1.0 }
                for (name, id) in names { writer.entry(name, id) }
            }
            if let metadataSize { writer.entry("metadata_size", metadataSize) }
            if let port { writer.entry("p", port) }
            if let requestQueue { writer.entry("reqq", requestQueue) }
            if let isUploadOnly { writer.entry("upload_only", isUploadOnly ? 1 : 0) }
            if let client { writer.entry("v", client) }
            if let yourAddress { writer.entry("yourip", yourAddress.packed) }
        }
        PeerMessage.extended(id: PeerExtension.handshakeID, payload: writer.bytes)
            .append(to: &bytes)
    }
}
