// Who knows whom in the end: everybody everybody, each once, the LAN its LAN.

import Node
import Vocabulary

extension Checks {
    mutating func nodes(
        of asker: Installation, _ reply: Reply, expected: [Installation]
    ) {
        guard let listed = reply.document?["nodes"]?.list else {
            return fail(.everybodyKnowsEverybody, "\(asker.name) does not tell its nodes: \(reply)")
        }
        var states: [String: String] = [:]
        for node in listed {
            guard let id = node["id"]?.text else { continue }
            if states[id] != nil { fail(.listedOnce, "\(asker.name) lists \(id) twice") }
            states[id] = node["state"]?.text ?? "?"
        }
        if states[asker.id.hex] != nil { fail(.listedOnce, "\(asker.name) lists itself") }
        for other in expected where other !== asker {
            switch states[other.id.hex] {
            case nil: fail(.everybodyKnowsEverybody, "\(asker.name) does not know \(other.name)")
            case "down":
                fail(.everybodyKnowsEverybody, "\(asker.name) believes \(other.name) to be down")
            default: break
            }
        }
    }

    /// The third list is the LAN's, and nobody else's.
    mutating func multicast(of asker: Installation, _ reply: Reply, expected: [Installation]) {
        guard let listed = reply.document?["nodes"]?.list else {
            return fail(.lanKnowsLAN, "\(asker.name) does not tell whom it hears: \(reply)")
        }
        let heard = Set(listed.compactMap { $0["id"]?.text })
        for other in expected where other !== asker && !heard.contains(other.id.hex) {
            fail(.lanKnowsLAN, "\(asker.name) does not hear \(other.name)")
        }
        for node in listed {
            let address = node["address"]?.text ?? ""
            if !address.hasPrefix("10.0.\(asker.machine.lan).") {
                fail(.lanKnowsLAN, "\(asker.name) hears \(address), which is on another LAN")
            }
        }
    }

    /// A peer is registered with its bootstraps, the old one among them.
    mutating func status(of asker: Installation, _ reply: Reply, open: Int) {
        guard let status = reply.document, let bootstraps = status["bootstraps"]?.list else {
            return fail(.everybodyKnowsEverybody, "\(asker.name) does not tell its status")
        }
        for bootstrap in bootstraps where bootstrap["state"]?.text != "registered" {
            fail(
                .everybodyIsRegistered,
                "\(asker.name) is not registered with \(bootstrap["server"]?.text ?? "?"): "
                    + "\(bootstrap["reason"]?.text ?? "no reason")")
        }
        // The answer was made a moment ago, on a connection that is closed by now.
        let told = status["connections"]?.integer ?? 0
        let extra = told - Int64(open)
        extraConnections[asker.name] = min(extra, extraConnections[asker.name] ?? extra)
    }

    /// What a node counts and its kernel does not have is a connection that it has not forgotten.
    mutating func judgeConnections() {
        for (name, extra) in extraConnections.sorted(by: { $0.key < $1.key }) where extra > 1 {
            fail(.nothingLeaks, "\(name) keeps \(extra) connections that are over")
        }
    }

    mutating func connections(of installation: Installation) {
        guard let host = installation.host else { return }
        let idle = host.door.idle(for: Limits.keepAliveTimeout + .seconds(60))
        if !idle.isEmpty {
            fail(.nothingLeaks, "\(installation.name) keeps \(idle.count) dead connections")
        }
    }
}
