// The config and its secrets, read together, and what the node and the host are told of them.

import Glibc
import Host
import Node
import Reactor
import Settings
import Vocabulary

struct Chosen {
    let arguments: Arguments
    var settings: Settings
    var secret: Secret?
    var jsonSecret: Secret?
    var token: Secret?
    var tracked: TrackedFiles

    init(_ arguments: Arguments) throws(ConfigError) {
        self.arguments = arguments
        let environment = Self.environment
        settings = try Settings.load(path: arguments.config, overrides: arguments.overrides)
        secret = try SecretSource.network(settings, environment: environment)
        jsonSecret = try SecretSource.json(settings, environment: environment)
        token = try SecretSource.token(settings, environment: environment)
        tracked = try TrackedFiles(
            torrents: settings.tracker.torrentsFile, tokens: settings.tracker.tokensFile,
            environment: environment)
    }

    private static var environment: [String: String] {
        var all: [String: String] = [:]
        for name in ["DISTRISHARE_SECRET", "CREDENTIALS_DIRECTORY"] {
            if let value = getenv(name) { all[name] = String(cString: value) }
        }
        return all
    }

    /// Without a secret nothing is heard or said beyond this machine.
    var isLoopbackOnly: Bool { secret == nil }

    var listenAddresses: [IPAddress] {
        isLoopbackOnly ? [.loopback, IPAddress(high: 0, low: 1)] : settings.listen
    }

    // MARK: For the node

    var node: NodeSettings {
        var node = NodeSettings()
        node.role = settings.role
        node.port = settings.port
        node.name = settings.name.isEmpty ? "\(Self.hostName):\(settings.port)" : settings.name
        node.zone = settings.zone
        node.advertise = settings.advertise.flatMap { advertised in
            let isV6 = advertised.host.contains(":")
            let host = isV6 ? "[\(advertised.host)]" : advertised.host
            return HostPort("\(host):\(advertised.port ?? settings.port)")
        }
        node.hostNames = [Self.hostName] + settings.api.hosts
        node.origins = Set(settings.api.origins)
        node.requestsPerMinute = settings.api.requestsPerMinute
        node.secret = secret
        node.jsonSecret = jsonSecret
        node.operatorToken = token
        node.servesJSON = settings.dialects.json != .off
        node.servesBearer = isSpoken(settings.dialects.bearer)
        node.servesLogin = isSpoken(settings.dialects.login)
        node.loginStaleAfter = settings.login.staleAfter
        node.loginListMax = settings.login.listMax
        node.selfRegistration = settings.users.selfRegistration
        node.bootstraps = settings.register.servers
        node.heartbeat = settings.register.heartbeat
        node.known = settings.peers.known
        node.multicastEnabled = settings.multicast.enabled
        node.multicastInterval = settings.multicast.interval
        node.staleAfter = settings.directory.staleAfter
        node.probeTimeout = settings.directory.probeTimeout
        node.memoryMax = Int(settings.directory.memoryMax)
        node.tracker = tracker
        node.filesPerHolder = settings.directory.filesPerHolder
        node.folders = settings.library.folders
        node.rescan = settings.library.rescan
        node.shareDownloads = settings.library.shareDownloads
        node.idleTimeout = settings.transfer.idleTimeout
        node.uploadRate = settings.transfer.uploadRate
        node.downloadRate = settings.transfer.downloadRate
        node.perPeerRate = settings.transfer.perPeerRate
        node.minFree = settings.transfer.minFree
        node.strangers = strangers
        node.lsd = settings.swarm.lsd
        node.swarmLength = settings.swarm.downloads ? Limits.swarmedLength : .max
        node.allocation = settings.swarm.allocation
        return node
    }

    /// Old dialects whose clients prove nothing: where there is a secret, only if somebody says so.
    private func isSpoken(_ dialect: Switch) -> Bool {
        switch dialect {
        case .on: true
        case .off: false
        case .auto: secret == nil
        }
    }

    /// Nil leaves it to whether there is a secret.
    private var strangers: Bool? {
        switch settings.swarm.strangers {
        case .on: true
        case .off: false
        case .auto: nil
        }
    }

    private var tracker: TrackerSettings {
        var tracker = TrackerSettings()
        tracker.isOn = settings.tracker.enabled
        tracker.isOpen =
            switch settings.tracker.open {
            case .on: true
            case .off: false
            case .auto: nil
            }
        tracker.interval = settings.tracker.interval
        tracker.peersTold = settings.tracker.peers
        tracker.peersPerAddress = settings.tracker.peersPerAddress
        tracker.torrents = tracked.torrents
        tracker.tokens = tracked.tokens
        return tracker
    }

    private static var hostName: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, 255) == 0 else { return "node" }
        return String(
            decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    // MARK: For the host

    var host: LiveHost.Options {
        var options = LiveHost.Options()
        options.isLoopbackOnly = isLoopbackOnly
        options.port = settings.port
        options.datagramAddresses =
            settings.role == .bootstrap && settings.tracker.enabled ? listenAddresses : []
        options.listensOverV6 = listenAddresses.contains { $0.v4 == nil }
        options.multicastGroup = settings.multicast.group
        options.multicastPort = settings.multicast.port
        options.multicastInterface = settings.multicast.interface
        options.congestion = congestion
        options.chunk = Int(settings.transfer.chunk)
        options.connectionsMax = settings.transfer.connectionsMax
        options.connectionsPerAddress = settings.transfer.connectionsPerAddress
        return options
    }

    var congestion: CongestionControl {
        switch settings.transfer.congestion {
        case .auto: .auto
        case .named(let name): CongestionControl(name)
        }
    }
}
