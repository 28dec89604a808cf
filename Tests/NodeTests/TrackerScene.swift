// Announces to a bootstrap on a stage, by datagram and by HTTP, in few words.

import Bencode
import Bytes
import Digest
import Testing
import TrackerWire
import Vocabulary

@testable import Node

let trackedTorrent = SHA1.of(bytes("a film"))
let trackedPeer = SHA1.of(bytes("-XX0001-me"))

func anAnnounce(
    of infoHash: Digest160 = trackedTorrent, port: UInt16 = 6881, left: Int64 = 1,
    _ event: AnnounceEvent = .none, wanted: Int? = nil
) -> Announce {
    Announce(
        infoHash: infoHash, peerID: trackedPeer, port: port, left: left, event: event,
        numWant: wanted)
}

extension Scene where Actor == BootstrapNode {
    /// What comes back for a datagram; nil where nothing does.
    func asked(_ datagram: [UInt8], from sender: String) -> [UInt8]? {
        host.sentDatagrams = []
        self.datagram(datagram, from: endpoint(sender), by: .own)
        #expect(host.sentDatagrams.count <= 1)
        #expect(host.sentDatagrams.allSatisfy { $0.to == endpoint(sender) })
        return host.sentDatagrams.first?.bytes
    }

    func reply(_ request: UDPRequest, from sender: String) -> UDPReply? {
        let family: AddressFamily = endpoint(sender).address.v4 == nil ? .v6 : .v4
        return asked(request.bytes, from: sender).flatMap {
            $0.withSpan { try? UDPReply($0, over: family) }
        }
    }

    func connected(from sender: String) -> UInt64 {
        guard case .connected(7, let connection) = reply(.connect(transaction: 7), from: sender)
        else { return 0 }
        return connection
    }

    func announced(
        _ announce: Announce, from sender: String, path: String = ""
    ) -> UDPReply? {
        reply(
            .announce(
                connection: connected(from: sender), transaction: 8, announce,
                urlData: bytes(path)), from: sender)
    }

    /// What an HTTP tracker answers, whole.
    func fetched(_ target: String, from sender: String, _ fields: String...) -> Reply {
        let lines = ["GET \(target) HTTP/1.1", "Host: tracker.example"] + fields + ["", ""]
        return Reply(host.wire(dial(lines.joined(separator: "\r\n"), from: sender)).text)
    }

    func announceTarget(_ announce: Announce, path: String = "/announce") -> String {
        guard let url = try? TrackerURL("http://t:1" + path) else { return "" }
        return announce.target(of: url)
    }

    func answered(
        _ announce: Announce, from sender: String, path: String = "/announce"
    ) -> AnnounceAnswer? {
        let id = dial(
            "GET \(announceTarget(announce, path: path)) HTTP/1.1\r\nHost: t\r\n\r\n", from: sender)
        let said = host.wire(id).sent
        guard let end = said.firstRange(of: bytes("\r\n\r\n")) else { return nil }
        return try? AnnounceAnswer(body: Array(said[end.upperBound...]))
    }

    var tracked: TrackerMetrics {
        guard let tracker = node.tracker else { preconditionFailure("there is a tracker") }
        return tracker.metrics
    }
}

/// A bootstrap whose tracker is open.
func openTracker(
    _ change: (inout NodeSettings) -> Void = { _ in }
) -> Scene<BootstrapNode> {
    bootstrap {
        $0.tracker.isOpen = true
        change(&$0)
    }
}

func toldPeers(_ reply: UDPReply?) -> [String]? {
    guard case .announced(8, let reply) = reply else { return nil }
    return reply.peers.map(\.endpoint.description).sorted()
}

func toldPeers(_ answer: AnnounceAnswer?) -> [String]? {
    guard case .reply(let reply) = answer else { return nil }
    return reply.peers.map(\.endpoint.description).sorted()
}

func toldReason(_ answer: AnnounceAnswer?) -> String? {
    if case .refused(let refusal) = answer { refusal.reason } else { nil }
}

func toldError(_ reply: UDPReply?) -> String? {
    if case .error(_, let text) = reply { text } else { nil }
}
