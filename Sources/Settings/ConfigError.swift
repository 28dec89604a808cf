// What is wrong with a config, in words that a person can act on: where, which key, what is
// allowed, and what stood there instead.

import Bytes
import Vocabulary

/// All problems that were found in one reading.
package struct ConfigError: Error, Equatable, CustomStringConvertible {
    package var problems: [ConfigProblem]

    package init(_ problems: [ConfigProblem]) { self.problems = problems }

    init(file: String, line: Int = 0, key: String = "", _ message: String) {
        problems = [ConfigProblem(file: file, line: line, key: key, message: message)]
    }

    /// One line a problem, and no more of them than help.
    package var description: String {
        var lines = problems.prefix(Limits.configProblems).map(\.description)
        if problems.count > lines.count {
            lines.append("… and \(problems.count - lines.count) more")
        }
        return lines.joined(separator: "\n")
    }
}

package struct ConfigProblem: Equatable, Sendable, CustomStringConvertible {
    /// The path as it was given, or the option of the command line.
    package var file: String
    /// From 1; 0 where the whole file is meant.
    package var line: Int
    /// The dotted key; empty where the whole file is meant.
    package var key: String
    /// "must be …; got …"
    package var message: String

    /// `peer.toml:12: transfer.chunk: must be …; got …`
    package var description: String {
        let place = line > 0 ? "\(file):\(line)" : file
        let parts = key.isEmpty ? [place, message] : [place, key, message]
        return parts.joined(separator: ": ").escapedForPeople()
    }
}

/// The word of `known` that is the fewest slips of the pen away from `word`. A key in the wrong
/// table is one slip. O(known × lengths), and done for a few dozen short words.
func nearest(to word: String, among known: [String]) -> String? {
    let word = String(word.prefix(64))
    func last(_ path: String) -> Substring { path.split(separator: ".").last ?? "" }
    func distance(_ candidate: String) -> Int {
        min(slips(word, candidate), slips(last(word), last(candidate)) + 1)
    }
    return known.map { (name: $0, slips: distance($0)) }.min { $0.slips < $1.slips }?.name
}

/// Levenshtein's distance: letters put in, left out or exchanged.
private func slips(_ left: some StringProtocol, _ right: some StringProtocol) -> Int {
    let right = Array(right.utf8)
    var row = Array(0...right.count)
    for (index, letter) in left.utf8.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for (place, other) in right.enumerated() {
            let exchanged = diagonal + (letter == other ? 0 : 1)
            diagonal = row[place + 1]
            row[place + 1] = min(exchanged, row[place] + 1, diagonal + 1)
        }
    }
    return row[right.count]
}
