// --select: which files of a torrent are wanted. Numbers and ranges, names, and patterns of names,
// with commas between them: `0,2-5`, `*.mkv,Extras/notes.txt`.

import Glibc
import Vocabulary

struct Selection {
    private enum Item {
        case numbers(ClosedRange<Int>)
        case pattern(String)
    }

    private let items: [Item]

    init(_ text: String, _ session: Session) throws {
        items = text.split(separator: ",").map { Self.item(String($0)) }
        guard !items.isEmpty else { throw session.wrongUse }
    }

    private static func item(_ text: String) -> Item {
        let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
            .map { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int($0) : nil }
        guard let first = ends[0], let last = ends.last ?? nil, first <= last else {
            return .pattern(text)
        }
        return .numbers(first...last)
    }

    /// Where numbers alone are named, these: they can be told before anybody knows the names.
    var numbersAlone: [Int]? {
        var chosen: Set<Int> = []
        for item in items {
            guard case .numbers(let range) = item, range.upperBound < Limits.filesPerTorrent else {
                return nil
            }
            chosen.formUnion(range)
        }
        return chosen.sorted()
    }

    /// Numbers of the files that are meant. `files`: their paths, from the torrent's name on.
    /// Throws where an item fits none.
    func numbers(of files: [String], _ phrases: Phrases) throws -> [Int] {
        var chosen: Set<Int> = []
        for item in items {
            let fitting: [Int]
            let spelled: String
            switch item {
            case .numbers(let range):
                spelled = "\(range.lowerBound)-\(range.upperBound)"
                fitting =
                    range.upperBound < files.count ? Array(range) : []
            case .pattern(let pattern):
                spelled = pattern
                fitting = files.indices.filter { Self.fits(pattern, files[$0]) }
            }
            guard !fitting.isEmpty else {
                throw Failure(.usage, phrases.noFileSelected(spelled, files.count))
            }
            chosen.formUnion(fitting)
        }
        return chosen.sorted()
    }

    /// The whole path, the path within the torrent, or the last part alone.
    private static func fits(_ pattern: String, _ path: String) -> Bool {
        let parts = path.split(separator: "/")
        let candidates = [
            path, parts.dropFirst().joined(separator: "/"), parts.last.map(String.init) ?? "",
        ]
        return candidates.contains { !$0.isEmpty && fnmatch(pattern, $0, 0) == 0 }
    }
}
