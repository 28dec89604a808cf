// Every key of the config, in the order of the files in Config. A key that is added here is parsed,
// suggested for slips of the pen, copied at a reload, and missed by tests until both files explain
// it and the daemon reads it (`Chosen`, which hands it to the node or the host).

import Vocabulary

extension Key {
    package static let all =
        identity + network + tracking + sharing + transfer + swarm + surfaces

    /// The tables that keys stand in.
    static let tables: [String] = all.map(\.table).reduce(into: []) { tables, table in
        if !table.isEmpty, tables.last != table { tables.append(table) }
    }

    private static let identity = [
        Key(
            "role", \.role, .choice([.peer, .bootstrap]), "\"peer\"", atRunTime: false,
            "what this daemon is for"),
        Key(
            "port", \.port, .port, "9000", atRunTime: false,
            "the one port, TCP; a bootstrap's default is 8000"),
        Key(
            "also", \.also, .list(of: .port, 0...Limits.alsoPorts), "[]", atRunTime: false,
            "further TCP ports with the same doors, for clients that know only their own"),
        Key(
            "listen", \.listen, .list(of: .address, 1...Limits.listenAddresses),
            "[\"0.0.0.0\", \"::\"]", atRunTime: false,
            "the addresses to listen on; without a secret only loopback, whatever stands here"),
        Key(
            "advertise", \.advertise, .advertised, "\"\"", atRunTime: false,
            "what others are told to dial; empty: the address that they see"),
        Key(
            "name", \.name, .words, "\"\"", atRunTime: false,
            "what this node is called; empty: host name and port"),
        Key(
            "zone", \.zone, .words, "\"\"", atRunTime: false,
            "a rack, a room, a city: copies are spread over zones"),
        Key(
            "state", \.state, .path, "\"/var/lib/distrishare/9000\"", atRunTime: false,
            "the state directory; other ports and a bootstrap have their own"),
        Key(
            "secret_file", \.secretFile, .pathOrNone, "\"\"", atRunTime: true,
            "the file with this network's secret; empty: DISTRISHARE_SECRET, else a credential"
        ),
    ]

    private static let network = [
        Key(
            "register.servers", \.register.servers,
            .list(of: .hostPort, 0...Limits.addedNodes), "[\"127.0.0.1:8000\"]", atRunTime: true,
            "the bootstraps that a peer registers with"),
        Key(
            "register.heartbeat", \.register.heartbeat, .duration(.seconds(1)...(.seconds(3600))),
            "\"30s\"", atRunTime: true, "how often each bootstrap hears of a peer"),
        Key(
            "peers.known", \.peers.known, .list(of: .hostPort, 0...Limits.addedNodes), "[]",
            atRunTime: true, "nodes to try without bootstrap or multicast"),
        Key(
            "multicast.enabled", \.multicast.enabled, .truth, "true", atRunTime: true,
            "whether to say HELLO to the local network, and to listen for others"),
        Key(
            "multicast.group", \.multicast.group, .multicastGroup, "\"224.1.1.1\"",
            atRunTime: true, "the group"),
        Key(
            "multicast.port", \.multicast.port, .port, "10000", atRunTime: true,
            "the group's port, UDP"),
        Key(
            "multicast.interface", \.multicast.interface, .interface, "\"\"", atRunTime: true,
            "the interface to use; empty: every one that can multicast"),
        Key(
            "multicast.interval", \.multicast.interval, .duration(.seconds(1)...(.seconds(3600))),
            "\"5s\"", atRunTime: true, "how often to say HELLO"),
        Key(
            "directory.stale_after", \.directory.staleAfter,
            .duration(.seconds(1)...(.seconds(86_400))), "\"90s\"", atRunTime: true,
            "how long a silent node is believed before it is probed"),
        Key(
            "directory.probe_timeout", \.directory.probeTimeout,
            .duration(.milliseconds(100)...(.seconds(60))), "\"2s\"", atRunTime: true,
            "how long a probe waits for an answer"),
        Key(
            "directory.files_per_holder", \.directory.filesPerHolder, .number(1...10_000_000),
            "200000", atRunTime: true, "files that one peer or user may list on a bootstrap"),
        Key(
            "directory.memory_max", \.directory.memoryMax, .size(16 << 20...1 << 40), "\"1GiB\"",
            atRunTime: true, "memory that the directory may take"),
    ]

    private static let tracking = [
        Key(
            "tracker.enabled", \.tracker.enabled, .truth, "true", atRunTime: true,
            "whether a bootstrap is a BitTorrent tracker, over HTTP and UDP"),
        Key(
            "tracker.open", \.tracker.open, .truthOrAuto, "\"auto\"", atRunTime: true,
            "whether anybody may announce; auto: where there is no secret"),
        Key(
            "tracker.interval", \.tracker.interval, .duration(.seconds(60)...(.seconds(14_400))),
            "\"30m\"", atRunTime: true, "how often peers are to announce"),
        Key(
            "tracker.peers", \.tracker.peers, .number(1...Limits.peersTold), "50", atRunTime: true,
            "peers that one answer names at the most"),
        Key(
            "tracker.peers_per_address", \.tracker.peersPerAddress, .number(0...10_000_000),
            "10000", atRunTime: true,
            "peers that one address may have with the tracker; 0: no limit"),
        Key(
            "tracker.torrents_file", \.tracker.torrentsFile, .pathOrNone, "\"\"", atRunTime: true,
            "the file with the info-hashes that are tracked; empty: all"),
        Key(
            "tracker.tokens_file", \.tracker.tokensFile, .pathOrNone, "\"\"", atRunTime: true,
            "the file with the tokens of those who may announce at /TOKEN/announce"),
    ]

    private static let sharing = [
        Key(
            "library.folders", \.library.folders, .list(of: .path, 0...Limits.shares), "[]",
            atRunTime: true,
            "folders shared by reference, besides shared_files in the state directory"),
        Key(
            "library.rescan", \.library.rescan, .duration(.seconds(10)...(.seconds(604_800))),
            "\"10m\"", atRunTime: true,
            "how often folders that cannot be watched are looked through"),
        Key(
            "library.share_downloads", \.library.shareDownloads, .truth, "true", atRunTime: true,
            "whether finished downloads are shared"),
    ]

    private static let transfer = [
        Key(
            "transfer.chunk", \.transfer.chunk, .powerOfTwo(4096...1 << 20), "4096",
            atRunTime: false, "the unit of sending, fairness and accounting"),
        Key(
            "transfer.idle_timeout", \.transfer.idleTimeout,
            .duration(.seconds(1)...(.seconds(3600))), "\"30s\"", atRunTime: true,
            "how long a transfer may stand still"),
        Key(
            "transfer.connections_max", \.transfer.connectionsMax, .number(1...1_000_000),
            "10000", atRunTime: true, "connections at a time; cut to what open files allow"),
        Key(
            "transfer.connections_per_address", \.transfer.connectionsPerAddress,
            .number(1...1_000_000), "256", atRunTime: true,
            "connections of one address; does not apply to loopback"),
        Key(
            "transfer.upload_rate", \.transfer.uploadRate, .size(0...1 << 50), "\"0\"",
            atRunTime: true, "bytes a second that files are sent with, in all; 0: no limit"),
        Key(
            "transfer.download_rate", \.transfer.downloadRate, .size(0...1 << 50), "\"0\"",
            atRunTime: true, "bytes a second that downloads take, in all; 0: no limit"),
        Key(
            "transfer.per_peer_rate", \.transfer.perPeerRate, .size(0...1 << 50), "\"0\"",
            atRunTime: true, "bytes a second to one peer, and from one; 0: no limit"),
        Key(
            "transfer.congestion", \.transfer.congestion, .congestion, "\"auto\"",
            atRunTime: false, "TCP's congestion control"),
        Key(
            "transfer.min_free", \.transfer.minFree, .size(0...1 << 50), "\"1GiB\"",
            atRunTime: true, "no download starts or goes on with less free space"),
    ]

    private static let swarm = [
        Key(
            "swarm.strangers", \.swarm.strangers, .truthOrAuto, "\"auto\"",
            atRunTime: true,
            "whether BitTorrent clients may join that cannot prove the secret; auto: without one"),
        Key(
            "swarm.lsd", \.swarm.lsd, .truth, "true", atRunTime: true,
            "whether torrents are called out on the local network, where strangers may join"),
        Key(
            "swarm.downloads", \.swarm.downloads, .truth, "true", atRunTime: true,
            "whether large files come from all who have them or are getting them, by their swarm"),
        Key(
            "swarm.allocation", \.swarm.allocation, .choice(Allocation.allCases), "\"sparse\"",
            atRunTime: true, "how room is made for what a swarm brings"),
    ]

    private static let surfaces = [
        Key(
            "dialects.json", \.dialects.json, .choice([.on, .off, .auto]), "\"auto\"",
            atRunTime: true, "the old JSON dialect; auto: on"),
        Key(
            "dialects.bearer", \.dialects.bearer, .choice([.on, .off, .auto]), "\"auto\"",
            atRunTime: true, "an old directory with bearer tokens; auto: without a secret"),
        Key(
            "dialects.login", \.dialects.login, .choice([.on, .off, .auto]), "\"auto\"",
            atRunTime: true, "an old directory with periodic logins; auto: without a secret"),
        Key(
            "json.secret_file", \.json.secretFile, .pathOrNone, "\"\"", atRunTime: true,
            "the file with what clients of the JSON dialect send; empty: the network's secret"),
        Key(
            "login.stale_after", \.login.staleAfter,
            .duration(.seconds(1)...(.seconds(86_400))), "\"60s\"", atRunTime: true,
            "how long after its last login a client of the periodic kind is listed"),
        Key(
            "login.list_max", \.login.listMax, .number(1...1_000_000), "10000",
            atRunTime: true, "files in the list of everything that such clients ask for"),
        Key(
            "api.token_file", \.api.tokenFile, .pathOrNone, "\"\"", atRunTime: true,
            "the file with the operator's token; empty: changes only through control.sock"),
        Key(
            "api.hosts", \.api.hosts, .list(of: .hostName, 0...Limits.addedNodes), "[]",
            atRunTime: true, "further host names of this node, for browsers"),
        Key(
            "api.origins", \.api.origins, .list(of: .origin, 0...Limits.addedNodes), "[]",
            atRunTime: true, "origins of pages that may use the API in a browser"),
        Key(
            "api.requests_per_minute", \.api.requestsPerMinute, .number(0...1_000_000), "1200",
            atRunTime: true,
            "requests for documents in a minute, by one user or from one address"),
        Key(
            "users.self_registration", \.users.selfRegistration, .truth, "false",
            atRunTime: true, "whether anybody may make himself a user of this bootstrap"),
        Key(
            "log.level", \.log.level, .choice(LogLevel.allCases), "\"info\"", atRunTime: true,
            "how much the log tells"),
        Key(
            "log.format", \.log.format, .choice(LogFormat.allCases), "\"text\"", atRunTime: false,
            "lines for people, or one JSON object a line"),
        Key(
            "log.turns", \.log.turns, .truth, "false", atRunTime: false,
            "whether /metrics tells how long the loop's turns take"),
    ]
}
