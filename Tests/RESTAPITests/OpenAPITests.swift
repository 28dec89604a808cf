// What the node says of its interface, held against the interface.

import FoundationEssentials
import HTTPWire
import Node
import Testing

@testable import RESTAPI

/// The description, as far as it is looked at here.
private struct Description: Decodable {
    let openapi: String
    let paths: [String: [String: Operation]]

    struct Operation: Decodable {
        let operationId: String
        let responses: [String: Empty]
    }
    struct Empty: Decodable {}

    /// What stands under a path besides operations.
    private static let others: Set = ["parameters", "summary", "description"]

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private enum CodingKeys: String, CodingKey { case openapi, paths }

    init(from decoder: any Decoder) throws {
        let document = try decoder.container(keyedBy: CodingKeys.self)
        openapi = try document.decode(String.self, forKey: .openapi)
        let all = try document.nestedContainer(keyedBy: Name.self, forKey: .paths)
        var paths: [String: [String: Operation]] = [:]
        for path in all.allKeys {
            let items = try all.nestedContainer(keyedBy: Name.self, forKey: path)
            var operations: [String: Operation] = [:]
            for method in items.allKeys where !Self.others.contains(method.stringValue) {
                operations[method.stringValue.uppercased()] = try items.decode(
                    Operation.self, forKey: method)
            }
            paths[path.stringValue] = operations
        }
        self.paths = paths
    }
}

private func description() throws -> Description {
    let answer = surface.response(to: .description, .description)
    return try JSONDecoder().decode(Description.self, from: Data(answer.body))
}

/// Every route that there is.
private enum Name: CaseIterable {
    case health, content, status, nodes, node, files, downloads, download, pause, resume
    case bootstraps, bootstrap, search, shares, share, multicast, peers, peer, events, metrics
    case description, verifications, backups
    case torrents, torrent, metainfo, pauseTorrent, resumeTorrent, recheck
    case sessions, currentSession, refreshSession, users, user
    case registered, swarms
    case announce, scrape, privateAnnounce, privateScrape
}

/// A new route does not build before it has a name, and a name wants a path in the description.
private func name(_ route: Route) -> Name {
    switch route {
    case .health: .health
    case .content: .content
    case .status: .status
    case .nodes: .nodes
    case .node: .node
    case .files: .files
    case .downloads: .downloads
    case .download: .download
    case .pause: .pause
    case .resume: .resume
    case .bootstraps: .bootstraps
    case .bootstrap: .bootstrap
    case .search: .search
    case .shares: .shares
    case .share: .share
    case .multicast: .multicast
    case .peers: .peers
    case .peer: .peer
    case .events: .events
    case .metrics: .metrics
    case .description: .description
    case .verifications: .verifications
    case .backups: .backups
    case .torrents: .torrents
    case .torrent(.whole): .torrent
    case .torrent(.metainfo): .metainfo
    case .torrent(.pause): .pauseTorrent
    case .torrent(.resume): .resumeTorrent
    case .torrent(.recheck): .recheck
    case .registered: .registered
    case .swarms: .swarms
    case .account(.sessions): .sessions
    case .account(.current): .currentSession
    case .account(.refresh): .refreshSession
    case .account(.users): .users
    case .account(.user): .user
    case .tracker(let path):
        switch path.word {
        case .announce: path.token == nil ? .announce : .privateAnnounce
        case .scrape: path.token == nil ? .scrape : .privateScrape
        }
    }
}

@Suite("The description of the interface") struct OpenAPITests {
    @Test("is JSON, and says what it is") func document() throws {
        #expect(try description().openapi == "3.1.0")
        let answer = surface.response(to: .description, .description)
        #expect(answer.status == 200)
        #expect(answer.fields["Content-Type"] == "application/json")
    }

    @Test("has every route, and every route is in it") func routes() throws {
        var found: Set<Name> = []
        for (path, operations) in try description().paths {
            let sample = path.replacing("{id}", with: "7").replacing("{path}", with: "a/b")
                .replacing("{address}", with: "h:1").replacing("{name}", with: "ada")
                .replacing("{token}", with: "abcdefgh")
            guard let route = Route(path: sample) else {
                Issue.record("\(path) is no route")
                continue
            }
            found.insert(name(route))
            // HEAD is GET without the body, wherever there is GET.
            let methods = Set(route.methods).subtracting(["HEAD"])
            #expect(Set(operations.keys) == methods, "\(path)")
            #expect(route.methods.contains("HEAD") == methods.contains("GET"))
        }
        #expect(found == Set(Name.allCases))
    }

    @Test("names every operation once, and a status for its success") func operations() throws {
        let all = try description().paths.values.flatMap(\.values)
        #expect(Set(all.map(\.operationId)).count == all.count)
        for operation in all {
            #expect(operation.responses.keys.contains { $0.hasPrefix("2") })
            for status in operation.responses.keys {
                let code = Int(status) ?? 0
                #expect(HTTPResponse.reason(code) != "Status", "\(operation.operationId)")
            }
        }
    }
}
