// Peer exchange (BEP 11): which peers somebody has met and lost since the last time.
//
// Law. What is heard here is a claim of a stranger about strangers: somebody to dial one day,
// and never more.

import Bencode
import Bytes
import Vocabulary

/// A peer that somebody is connected to.
package struct PexContact: Hashable, Sendable {
    package struct Flags: OptionSet, Hashable, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        package static let prefersEncryption = Flags(rawValue: 0x01)
        package static let isUploadOnly = Flags(rawValue: 0x02)
        package static let speaksUTP = Flags(rawValue: 0x04)
        package static let speaksHolepunch = Flags(rawValue: 0x08)
        /// Whoever tells of it has dialled it.
        package static let isReachable = Flags(rawValue: 0x10)
    }

    package var endpoint: Endpoint
    package var flags: Flags

    package init(_ endpoint: Endpoint, flags: Flags = []) {
        self.endpoint = endpoint
        self.flags = flags
    }
}

package struct PexMessage: Equatable, Sendable {
    package var added: [PexContact] = []
    package var dropped: [Endpoint] = []

    package init(added: [PexContact] = [], dropped: [Endpoint] = []) {
        self.added = added
        self.dropped = dropped
    }

    package var isEmpty: Bool { added.isEmpty && dropped.isEmpty }

    /// All keys may be missing, and an empty message is one. Contacts that nobody can dial (port 0,
    /// no single machine) are left out.
    init(_ payload: [UInt8]) throws(PeerViolation) {
        let root: Bencode.Value
        do throws(BencodeError) {
            root = try Bencode(prefixOf: payload).root
        } catch {
            throw .badExtension(.pex)
        }
        guard root.isDictionary else { throw .badExtension(.pex) }
        for isV6 in [false, true] {
            let family = isV6 ? "6" : ""
            let flags = root["added\(family).f"]?.string ?? []
            let contacts = try Self.contacts(root["added" + family], isV6: isV6)
            for (place, endpoint) in contacts.enumerated() {
                guard let endpoint else { continue }
                let flag = place < flags.count ? flags[place] : 0
                added.append(PexContact(endpoint, flags: .init(rawValue: flag)))
            }
            dropped += try Self.contacts(root["dropped" + family], isV6: isV6).compactMap(\.self)
        }
    }

    /// Nil stands for a contact that is none, so that flags keep their places.
    private static func contacts(
        _ value: Bencode.Value?, isV6: Bool
    ) throws(PeerViolation) -> [Endpoint?] {
        guard let bytes = value?.string else { return [] }
        let length = isV6 ? 18 : 6
        guard bytes.count % length == 0 else { throw .badExtension(.pex) }
        return bytes.withSpan { span in
            stride(from: 0, to: bytes.count, by: length).map { place in
                let address = IPAddress(packed: span, at: place, isV6: isV6)
                let end = place + length
                let port = UInt16(span[end - 2]) << 8 | UInt16(span[end - 1])
                guard !address.isMulticast, !address.isUnspecified else { return nil }
                return Endpoint(address, port: port)
            }
        }
    }

    /// - Parameter id: the receiver's number for `ut_pex`.
    package func append(id: UInt8, to bytes: inout [UInt8]) {
        var writer = BencodeWriter()
        writer.dictionary { writer in
            let (v4, v6) = Self.families(added) { $0.endpoint }
            let (dropped4, dropped6) = Self.families(dropped) { $0 }
            writer.entry("added", v4.flatMap(\.endpoint.packed))
            writer.entry("added.f", v4.map(\.flags.rawValue))
            if !v6.isEmpty {
                writer.entry("added6", v6.flatMap(\.endpoint.packed))
                writer.entry("added6.f", v6.map(\.flags.rawValue))
            }
            writer.entry("dropped", dropped4.flatMap(\.packed))
            if !dropped6.isEmpty { writer.entry("dropped6", dropped6.flatMap(\.packed)) }
        }
        PeerMessage.extended(id: id, payload: writer.bytes).append(to: &bytes)
    }

    private static func families<Contact>(
        _ all: [Contact], _ endpoint: (Contact) -> Endpoint
    ) -> (v4: [Contact], v6: [Contact]) {
        (
            all.filter { endpoint($0).address.v4 != nil },
            all.filter { endpoint($0).address.v4 == nil }
        )
    }
}
