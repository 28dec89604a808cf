// The node's documents, as far as the tool shows them. Others of their members are passed over.

struct Problem: Decodable {
    let detail: String?
}

struct NodeEntry: Decodable {
    let short: String?
    let name: String
    let address: String
    let zone: String
    let version: String
    let files: Int
    let kind: String
    let learned: [String]
    let seen_s: Int64
    let state: String
}

struct NodeList: Decodable {
    let nodes: [NodeEntry]
}

struct BootstrapEntry: Decodable {
    let server: String
    let state: String
    let kind: String
    let added: Bool
    let reason: String?
    let answered_s: Int64?
}

struct BootstrapList: Decodable {
    let bootstraps: [BootstrapEntry]
}

struct UserEntry: Decodable {
    let name: String
    let role: String
    /// Seconds since 1970.
    let created: Int64
}

struct UserList: Decodable {
    let users: [UserEntry]
}

struct FileEntry: Decodable {
    let name: String
    let size: Int64?
    let sha256: String?
    let modified: Int64
    var infohash: String?
    var `public`: Bool?
}

struct FileList: Decodable {
    let files: [FileEntry]
}

struct ContentEntry: Codable {
    struct Holder: Codable {
        let address: String?
        let id: String?
        let name: String
        let ms: Int64
    }

    let name: String
    let size: Int64?
    let sha256: String?
    let holders: [Holder]
}

struct SearchAnswer: Decodable {
    let results: [ContentEntry]
    let asked: Int
    let silent: Int
}

struct DownloadEntry: Codable {
    /// One of those that it comes from.
    struct Holder: Codable {
        let name: String
        let state: String
    }

    let id: Int64
    let name: String
    var state: String
    var reason: String?
    var failure: String?
    var received: Int64
    var size: Int64?
    var sha256: String?
    var verified: Bool
    var holder: String?
    var rate: Int64
    var choices: [ContentEntry]
    var holders: [Holder]?
    /// Whether the file is whole in the descriptor that was passed.
    var delivered: Bool?

    /// One that no node knows of.
    init(name: String, state: String) {
        id = 0
        self.name = name
        self.state = state
        received = 0
        verified = false
        rate = 0
        choices = []
    }

    /// From whom it comes now, for people.
    var sources: [String] {
        let busy = (holders ?? []).filter { $0.state == "fetching" }.map(\.name)
        return busy.isEmpty ? holder.map { [$0] } ?? [] : busy
    }

    var isEnded: Bool { ["done", "failed", "cancelled"].contains(state) }
}

struct DownloadList: Decodable {
    let downloads: [DownloadEntry]
}

struct ShareAnswer: Decodable {
    let name: String
}

struct StatusAnswer: Decodable {
    struct Nodes: Decodable {
        let known: Int
        let alive: Int
        let bootstrap: Int
        let multicast: Int
    }

    struct Files: Decodable {
        let count: Int
        let bytes: Int64
        let unhashed: Int
    }

    struct Downloads: Decodable {
        let running: Int
    }

    let short: String
    let name: String
    let role: String
    let version: String
    let port: Int
    let zone: String
    let uptime_s: Int64
    let secret: Bool
    let multicast: Bool
    let nodes: Nodes
    let files: Files
    let downloads: Downloads
    let connections: Int
    let bootstraps: [BootstrapEntry]
    let notices: [String]
}
