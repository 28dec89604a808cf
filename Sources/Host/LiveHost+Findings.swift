// What walks have found, handed to the node a part a turn: taking in a hundred thousand files at
// once would hold every connection for a tenth of a second, and so would letting go of them.

import Disk
import Node
import Vocabulary

/// The files of one walk that are still to be told.
struct Findings {
    let job: JobID
    let share: Int64
    var files: [ScannedFile]
    let unnameable: Int
    let isWatched: Bool
    /// The walk is done again, and its files are only let go of.
    let isVoid: Bool

    var isEmpty: Bool { files.isEmpty }

    /// The next part, from the end: that moves none of the others.
    mutating func next() -> Completion {
        let part = Array(files.suffix(Limits.filesPerTurn))
        files.removeLast(part.count)
        guard files.isEmpty else { return .saw(job, share: share, part) }
        let walked = Walked(files: part, unnameable: unnameable, isWatched: isWatched)
        return .scanned(job, share: share, .success(walked))
    }
}

extension LiveHost {
    func handOver(_ new: Findings) {
        findings.append(new)
        if findings.count == 1 { tellFindingsSoon() }
    }

    func tellFindings() {
        guard !findings.isEmpty else { return }
        let completion = findings[0].next()
        let isVoid = findings[0].isVoid
        if findings[0].isEmpty { findings.removeFirst() }
        if !findings.isEmpty { tellFindingsSoon() }
        if !isVoid { complete(completion) }
    }
}
