// How far a download is: a bar that is drawn over on a terminal, lines for programs.

import Bytes
import Glibc
import Vocabulary

struct Progress {
    private let phrases: Phrases
    private let isSilent: Bool
    private let isTerminal = Output.isTerminal
    private var isDrawn = false
    /// What the last line said, so that a program reads of changes only.
    private var said = ""

    init(_ phrases: Phrases, isSilent: Bool) {
        self.phrases = phrases
        self.isSilent = isSilent
    }

    mutating func show(_ download: DownloadEntry) {
        guard !isSilent else { return }
        if isTerminal {
            Output.draw("\r\u{1b}[2K" + bar(download))
            isDrawn = true
        } else {
            sayOnce(download)
        }
    }

    /// Takes the bar away; what is written next begins a line.
    mutating func end() {
        if isDrawn { Output.draw("\r\u{1b}[2K") }
        isDrawn = false
    }

    /// A line when the state changes, and with every tenth part.
    private mutating func sayOnce(_ download: DownloadEntry) {
        guard !download.isEnded else { return }
        let tenth = download.size.map { Figures.percent(download.received, of: $0) / 10 } ?? 0
        let stage = "\(download.state) \(tenth)"
        guard stage != said else { return }
        said = stage
        let size = download.size.map { "\($0)" } ?? "-"
        let reason = (download.reason ?? "").escapedForPeople()
        Output.write("\(download.state)\t\(download.received)\t\(size)\t\(reason)")
    }

    private static let moving = ["running", "downloading", "paused"]

    /// `name  [#####.....]  50%  1.0 MiB / 2.0 MiB  512.0 KiB/s  2 s left`, no wider than the
    /// terminal: a bar that wraps cannot be drawn over.
    private func bar(_ download: DownloadEntry) -> String {
        let state = phrases.term(download.state)
        var parts: [String] = []
        if let size = download.size, Self.moving.contains(download.state) {
            let percent = Figures.percent(download.received, of: size)
            let cells = Self.columns < 100 ? 10 : 20
            let filled = percent * cells / 100
            parts = [
                "[" + String(repeating: "#", count: filled)
                    + String(repeating: ".", count: cells - filled) + "]",
                "\(percent)%", "\(Figures.size(download.received)) / \(Figures.size(size))",
            ]
            if download.state == "paused" { parts.append(state) }
            if download.rate > 0 {
                parts.append(Figures.size(download.rate) + "/s")
                let left = max(0, size - download.received) / download.rate
                parts.append("\(Figures.time(left)) \(phrases.term("left"))")
            }
            if download.sources.count > 1 { parts.append(phrases.from(download.sources)) }
        } else {
            parts = [state, Figures.size(download.received)]
        }
        if let reason = download.reason { parts.append(reason.escapedForPeople(limit: 60)) }
        let tail = parts.joined(separator: "  ")
        let room = max(8, Self.columns - Width.of(tail) - 3)
        let name = Width.cut(download.name.escapedForPeople(), to: room)
        return Width.cut(name + "  " + tail, to: Self.columns - 1)
    }

    private static var columns: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return 80
        }
        return Int(size.ws_col)
    }
}
