// downloads, pause, resume, cancel

import Bytes
import Vocabulary

extension Session {
    func downloads() throws {
        try expectWords(0)
        let connection = try connection()
        guard arguments.options["--follow"] != nil else {
            let reply = try list("/api/v1/downloads", "downloads", connection)
            return try show(reply) { table(try read(DownloadList.self, reply).downloads).show() }
        }
        Signals.hold()
        do {
            try follow(connection)
        } catch is Interrupted {
            // Whoever looked on has seen enough.
            return
        }
    }

    /// Shows what changes until every download has ended.
    private func follow(_ connection: Connection) throws {
        var shown: [String] = []
        while true {
            let reply = try list("/api/v1/downloads", "downloads", connection)
            let downloads = try read(DownloadList.self, reply).downloads
            let lines =
                arguments.isJSON
                ? [String(decoding: reply.body, as: UTF8.self)]
                : table(downloads).lines(aligned: Output.isTerminal)
            redraw(lines, over: shown)
            shown = lines
            if downloads.allSatisfy(\.isEnded) { return }
            try Signals.wait(.milliseconds(500))
        }
    }

    /// A terminal shows the table in its place; a program gets each line that is new.
    private func redraw(_ lines: [String], over shown: [String]) {
        guard Output.isTerminal, !arguments.isJSON else {
            for line in lines where !shown.contains(line) { Output.write(line) }
            return
        }
        let up = shown.isEmpty ? "" : "\u{1b}[\(shown.count)A"
        Output.draw(up + lines.map { "\u{1b}[2K\($0)\n" }.joined() + "\u{1b}[J")
    }

    private func table(_ downloads: [DownloadEntry]) -> Table {
        let isTerminal = Output.isTerminal
        var table = table("id", "name", "state", "received", "size", "rate", "from", "reason")
        for download in downloads {
            let size = download.size.map { isTerminal ? Figures.size($0) : "\($0)" }
            table.add([
                "\(download.id)", download.name,
                isTerminal ? term(download.state) : download.state,
                isTerminal ? Figures.size(download.received) : "\(download.received)",
                size ?? "-",
                isTerminal ? Figures.size(download.rate) + "/s" : "\(download.rate)",
                sources(of: download), download.reason ?? "",
            ])
        }
        return table
    }

    /// For people the first of them and how many more there are.
    private func sources(of download: DownloadEntry) -> String {
        let all = download.sources
        guard Output.isTerminal, all.count > 1 else {
            return all.isEmpty ? "-" : all.joined(separator: ",")
        }
        return "\(all[0]) +\(all.count - 1)"
    }

    func pause() throws { try rest("/pause") }

    func resume() throws { try rest("/resume") }

    /// A number is a download's, everything else a torrent's.
    private func rest(_ deed: String) throws {
        try expectWords(1)
        try Int64(words[0]) != nil ? change("POST", deed) : changeTorrent(deed)
    }

    func cancel() throws { try change("DELETE", "") }

    /// Silence is success.
    private func change(_ method: String, _ deed: String) throws {
        try expectWords(1)
        guard let id = Int64(words[0]), id >= 0 else { throw wrongUse }
        let target = "/api/v1/downloads/\(id)\(deed)"
        let reply = try checked(connection().change(method, target, [String: String]()))
        show(reply) {}
    }
}
