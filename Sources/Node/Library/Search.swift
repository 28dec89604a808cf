// One question to everybody: this node's own library, and every node that it knows and that is not
// known to be down, however it was learned of; all at once, each with a deadline. What it keeps is
// here, who is asked and what they answer is in `PeerNode+Searching`.
//
// Law. A node is asked once in a search, by its id; again only where what it was taken for (one of
// ours) turned out wrong.

import Digest
import Directory
import HTTPWire
import JSONWire
import Vocabulary

/// What is looked for.
enum Question: Equatable {
    case words(String)
    case name(FileName)
    case digest(Digest256)
}

/// Somebody who holds something.
struct Finding: Equatable {
    let name: FileName
    let size: Int64?
    let digest: Digest256?
    /// Nil for this node itself, and for who has none that is known.
    let endpoint: Endpoint?
    /// Of a node of ours.
    let id: NodeID?
    let holderName: String
    let kind: Kind
    let latency: Duration
    /// The torrent that the file is; old nodes know nothing of that.
    var torrent: Digest160?
}

/// Who waits for a search.
enum Asker {
    case person(Ask, ReplySlip)
    case download(Int64)
}

/// What kept somebody who was asked from answering.
enum Hindrance: Equatable {
    /// He does not believe us; in his address and status.
    case refused(Endpoint, Int)
    /// We could not even dial.
    case exhausted
}

final class Search {
    struct Target {
        let endpoint: Endpoint
        let key: Neighbours.Key?
        let name: String
        var kind: Kind
        /// It has no files, and is asked what it knows of others'.
        var isCatalogue = false
    }

    let number: Int
    let question: Question
    let asker: Asker
    let started: Instant
    var targets: [Target]
    /// How many of the targets were asked, in order.
    var asked = 0
    var outstanding = 0
    var silent = 0
    /// Why some of them are silent, where that is not their own affair.
    var hindrance: Hindrance?
    var findings: [Finding] = []

    init(
        number: Int, question: Question, asker: Asker, targets: [Target], findings: [Finding],
        at now: Instant
    ) {
        self.number = number
        self.question = question
        self.asker = asker
        self.targets = targets
        self.findings = findings
        started = now
    }

    /// The next to be asked, if any may be asked now.
    func nextTarget() -> Int? {
        guard asked < targets.count, outstanding < Limits.searchFanout else { return nil }
        asked += 1
        outstanding += 1
        return asked - 1
    }

    /// Nodes that may have files, and those of them that were asked.
    var holdersCount: Int { targets.count { !$0.isCatalogue } }
    private var holdersAsked: Int { targets.prefix(asked).count { !$0.isCatalogue } }

    var isOver: Bool { outstanding == 0 && asked == targets.count }

    var view: SearchView {
        SearchView(
            contents: Contents.merged(findings, for: question), asked: holdersAsked,
            silent: silent)
    }
}

/// Findings, one entry a content.
enum Contents {
    private enum Sameness: Hashable {
        case digest(Digest256)
        case look(FileName, Int64?)
    }

    /// Groups by digest, or by name and size before that is known.
    static func groups(_ findings: [Finding]) -> [[Finding]] {
        var order: [Sameness] = []
        var groups: [Sameness: [Finding]] = [:]
        for finding in findings {
            let sameness: Sameness =
                finding.digest.map { .digest($0) } ?? .look(finding.name, finding.size)
            if groups[sameness] == nil { order.append(sameness) }
            groups[sameness, default: []].append(finding)
        }
        return order.compactMap { groups[$0] }
    }

    /// Ranked by match, then by how many hold it, then by who answered first.
    static func merged(_ findings: [Finding], for question: Question) -> [SearchView.Content] {
        let wanted = question.wanted
        let ranked = groups(findings).map { group in
            let ranks = group.map { Question.rank($0.name, for: wanted) }
            let best = ranks.indices.min { ranks[$0] < ranks[$1] } ?? 0
            let holders = group.count == 1 ? group : group.sorted { $0.latency < $1.latency }
            return (rank: ranks[best], best: group[best], holders: holders)
        }.sorted { left, right in
            if left.rank != right.rank { return left.rank < right.rank }
            if left.holders.count != right.holders.count {
                return left.holders.count > right.holders.count
            }
            if left.holders[0].latency != right.holders[0].latency {
                return left.holders[0].latency < right.holders[0].latency
            }
            return left.best.name < right.best.name
        }
        return ranked.prefix(Limits.searchHits).map { entry in
            SearchView.Content(
                name: entry.best.name, size: entry.best.size, digest: entry.best.digest,
                holders: entry.holders.map(\.holder))
        }
    }
}

extension Finding {
    fileprivate var holder: SearchView.Holder {
        SearchView.Holder(endpoint: endpoint, id: id, name: holderName, latency: latency)
    }
}

extension Question {
    /// What names are compared with, in lower case; nil where all fit alike.
    fileprivate var wanted: String? {
        switch self {
        case .words(let words): words.lowercased()
        case .name(let name): name.path.lowercased()
        case .digest: nil
        }
    }

    /// 0 for the very name, 1 for its last part, 2 for how it begins, 3 for the rest.
    fileprivate static func rank(_ name: FileName, for wanted: String?) -> Int {
        guard let wanted else { return 0 }
        let path = name.path.lowercased()
        if path == wanted { return 0 }
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let base = path.utf8[(slash.map { path.utf8.index(after: $0) } ?? path.startIndex)...]
        guard base.starts(with: wanted.utf8) else { return 3 }
        return base.count == wanted.utf8.count ? 1 : 2
    }

    /// What one of ours is asked.
    var target: String {
        switch self {
        case .words(let words): "/api/v1/files?q=" + PercentCoding.encodeQuery(words)
        case .name(let name): "/api/v1/files?q=" + PercentCoding.encodeQuery(name.path)
        case .digest(let digest): "/api/v1/files?sha256=" + digest.hex
        }
    }

    /// The only thing that an old node can be asked: a whole name.
    var wholeName: FileName? {
        switch self {
        case .words(let words): FileName(words)
        case .name(let name): name
        case .digest: nil
        }
    }
}
