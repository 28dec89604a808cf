// nodes, bootstrap, multicast

import Vocabulary

extension Session {
    func nodes() throws {
        switch (words.first, words.count) {
        case (nil, _): try listNodes()
        case ("add", 2): try change("POST", "/api/v1/nodes", Named(try address(words[1])))
        case ("remove", 2): try change("DELETE", "/api/v1/nodes", Named(try address(words[1])))
        default:
            throw wrongUse
        }
    }

    private func listNodes() throws {
        let isBootstrap = arguments.options["--bootstrap"] != nil
        let isMulticast = arguments.options["--multicast"] != nil
        guard !(isBootstrap && isMulticast) else {
            throw wrongUse
        }
        let list = isBootstrap ? "bootstrap" : isMulticast ? "multicast" : "all"
        let reply = try self.list("/api/v1/nodes?list=\(list)", "nodes", connection())
        try show(reply) {
            var table = table(
                "id", "name", "address", "kind", "state", "files", "seen", "learned", "zone",
                "version")
            for node in try read(NodeList.self, reply).nodes { table.add(cells(node)) }
            table.show()
        }
    }

    private func cells(_ node: NodeEntry) -> [String] {
        let isTerminal = Output.isTerminal
        return [
            node.short ?? "-", node.name, node.address, isTerminal ? term(node.kind) : node.kind,
            isTerminal ? term(node.state) : node.state, "\(node.files)",
            isTerminal ? Figures.time(node.seen_s) : "\(node.seen_s)",
            node.learned.joined(separator: ","), node.zone, node.version,
        ]
    }
}

extension Session {
    func bootstrap() throws {
        switch (words.first, words.count) {
        case (nil, _), ("list", 1): try listBootstraps()
        case ("add", 2): try change("POST", "/api/v1/bootstraps", Named(try address(words[1])))
        case ("remove", 2):
            try change("DELETE", "/api/v1/bootstraps", Named(try address(words[1])))
        default: throw wrongUse
        }
    }

    private func listBootstraps() throws {
        let reply = try checked(connection().view("/api/v1/bootstraps"))
        try show(reply) {
            var table = table("server", "state", "kind", "added", "answered", "reason")
            for bootstrap in try read(BootstrapList.self, reply).bootstraps {
                table.add(cells(bootstrap))
            }
            table.show()
        }
    }

    private func cells(_ bootstrap: BootstrapEntry) -> [String] {
        let isTerminal = Output.isTerminal
        let answered = bootstrap.answered_s.map { isTerminal ? Figures.time($0) : "\($0)" }
        return [
            bootstrap.server, isTerminal ? term(bootstrap.state) : bootstrap.state,
            isTerminal ? term(bootstrap.kind) : bootstrap.kind,
            isTerminal ? term(bootstrap.added ? "yes" : "no") : "\(bootstrap.added)",
            answered ?? "-", bootstrap.reason ?? "",
        ]
    }
}

extension Session {
    func multicast() throws {
        guard words.count == 1, ["on", "off"].contains(words[0]) else {
            throw wrongUse
        }
        try change("PUT", "/api/v1/multicast", Switched(enabled: words[0] == "on"))
    }

    /// A change that has nothing to show: silence is success.
    private func change(_ method: String, _ target: String, _ document: some Encodable) throws {
        let reply = try checked(connection().change(method, target, document))
        show(reply) {}
    }
}

private struct Named: Encodable {
    let address: String
    init(_ address: HostPort) { self.address = address.description }
}

private struct Switched: Encodable {
    let enabled: Bool
}
