// top: torrents and their peers, while they change.
//
// Law. The terminal is given back as it was, whatever ends the command. Piped, it is shown once.

import Bytes
import Glibc
import Vocabulary

extension Session {
    func top() throws {
        try expectWords(0)
        let connection = try connection()
        guard Output.isTerminal, !arguments.isJSON else { return try showOnce(connection) }
        Signals.hold()
        let screen = Screen()
        defer { screen.leave() }
        do {
            while true {
                let (torrents, peers) = try tables(connection)
                screen.draw(lines(torrents, peers))
                if try screen.wait(for: .seconds(1), endingWith: "qQ\u{3}\u{4}") { return }
            }
        } catch is Interrupted {
            // Whoever looked on has seen enough.
            return
        }
    }

    private func showOnce(_ connection: Connection) throws {
        if arguments.isJSON {
            let all = try torrents(connection).map { torrent in
                try read(JSONValue.self, full(torrent, connection))
            }
            let document = JSONValue.object(["v": .integer(1), "torrents": .array(all)])
            return Output.write(document: try document.encoded())
        }
        let (torrents, peers) = try tables(connection)
        for line in torrents.lines(aligned: false) { Output.write("torrent\t" + line) }
        for line in peers.lines(aligned: false) { Output.write("peer\t" + line) }
    }

    private func full(_ torrent: TorrentEntry, _ connection: Connection) throws -> Reply {
        try checked(connection.view("/api/v1/torrents/\(torrent.infohash)"))
    }

    /// All torrents, and the peers of those that have some: one that went in between is left out.
    private func tables(_ connection: Connection) throws -> (Table, Table) {
        let all = try torrents(connection)
        var peers = table(
            "address", "client", "name", "download", "upload", "received", "sent", "done", "flags",
            "source")
        for torrent in all where torrent.peers_connected > 0 {
            guard let reply = try? full(torrent, connection) else { continue }
            for peer in try read(TorrentEntry.self, reply).peers ?? [] {
                peers.add(row(of: peer, torrent))
            }
        }
        return (table(of: all), peers)
    }

    private func row(of peer: TorrentEntry.Peer, _ torrent: TorrentEntry) -> [String] {
        let count = Int64(torrent.piece_count ?? 0)
        let percent = count > 0 ? "\(Figures.percent(Int64(peer.pieces), of: count))%" : "-"
        return [
            peer.address, peer.client, torrent.name, rate(peer.download_rate),
            rate(peer.upload_rate), figure(peer.received), figure(peer.sent), percent,
            peer.flags, peer.source,
        ]
    }

    private func lines(_ torrents: Table, _ peers: Table) -> [String] {
        var lines = torrents.lines(aligned: true)
        if !peers.isEmpty { lines += [""] + peers.lines(aligned: true) }
        return lines + ["", phrases.leaveWithQ]
    }
}

extension TorrentEntry.Peer {
    /// As other clients show them: D we take, d we would if it let us; U it takes, u it would if we
    /// let it; M it has proved the network's secret; S it has everything.
    fileprivate var flags: String {
        var flags = ""
        if interesting { flags += choking_us ? "d" : "D" }
        if interested { flags += choked ? "u" : "U" }
        if member { flags += "M" }
        if seed { flags += "S" }
        return flags.isEmpty ? "-" : flags
    }
}

/// The terminal's other screen, with keys that come one by one and are not shown.
private final class Screen {
    private var before = termios()
    private let isKeyed: Bool

    init() {
        isKeyed = tcgetattr(STDIN_FILENO, &before) == 0
        if isKeyed {
            var raw = before
            raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
            tcsetattr(STDIN_FILENO, TCSANOW, &raw)
        }
        Output.draw("\u{1b}[?1049h\u{1b}[?25l")
    }

    func leave() {
        Output.draw("\u{1b}[?25h\u{1b}[?1049l")
        if isKeyed { tcsetattr(STDIN_FILENO, TCSANOW, &before) }
    }

    /// As many lines as there is room for, cut where they would wrap.
    func draw(_ lines: [String]) {
        let (columns, rows) = Self.size
        let shown = lines.prefix(rows).map { Width.cut($0, to: columns) }
        Output.draw(
            "\u{1b}[H" + shown.map { $0 + "\u{1b}[K" }.joined(separator: "\r\n") + "\u{1b}[J")
    }

    /// Whether one of those keys was pressed meanwhile.
    func wait(for duration: Duration, endingWith keys: String) throws -> Bool {
        let end = Clock.now + duration
        while Clock.now < end {
            try Signals.wait(.milliseconds(50))
            var poll = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
            guard isKeyed, Glibc.poll(&poll, 1, 0) > 0 else { continue }
            var key: UInt8 = 0
            guard read(STDIN_FILENO, &key, 1) == 1 else { return true }
            if keys.utf8.contains(key) { return true }
        }
        return false
    }

    private static var size: (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0
        else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }
}
