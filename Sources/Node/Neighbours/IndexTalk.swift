// A peer's side of the reports to one bootstrap: what it has to tell, and what is on its way.
//
// Law. What was sent counts as told only when the bootstrap says so. Until then it is told again,
// as it is by then.

import Directory
import Vocabulary

struct IndexTalk {
    /// The bootstrap takes reports. One that never said so is told what the index is as a whole,
    /// and no file.
    private(set) var isSpoken = false
    /// The report that it took last.
    private var taken: UInt64?
    private var last: UInt64 = 0
    /// Names that it has to hear of, in the order in which they changed.
    private var pending: [FileName] = []
    private var isPending: Set<FileName> = []
    /// It is being told everything: what comes after this name; nil: it begins.
    private var telling: Telling?
    private var sent: Sent?
    /// How often in a row it wanted everything.
    private var wholes = 0

    private enum Telling {
        case first
        case after(FileName)
    }

    private struct Sent {
        let generation: UInt64
        var names: [FileName] = []
        var saysWhole = false
        /// What is left of telling everything when this was taken.
        var telling: Telling?
    }

    /// Whether there is something to tell beyond what the index is as a whole.
    var hasNews: Bool { isSpoken && (telling != nil || !pending.isEmpty) }

    /// Whether that is told at once. One who wants everything again and again hears it at the pace
    /// of heartbeats: something is wrong that telling does not mend.
    var isHurried: Bool { hasNews && wholes <= Limits.wholesInHaste }

    mutating func note(_ name: FileName) {
        // Who never took a report will be told everything, should it ever take one.
        guard taken != nil || sent != nil, isPending.insert(name).inserted else { return }
        pending.append(name)
    }

    // MARK: Sending

    /// The next report. What it names is on its way until `arrived` or `failed`.
    mutating func report(of index: OwnIndex) -> IndexReport? {
        guard let whole = index.whole else { return nil }
        guard hasNews else {
            // Nothing that it has to take: the same number, if there was one.
            if taken == nil { last += 1 }
            sent = Sent(generation: taken ?? last, saysWhole: true)
            return IndexReport(generation: taken ?? last, base: taken, whole: whole)
        }
        last += 1
        if let telling { return part(telling, of: index) }
        return changes(of: index, whole)
    }

    private mutating func part(_ telling: Telling, of index: OwnIndex) -> IndexReport {
        var name: FileName?
        if case .after(let last) = telling { name = last }
        let files = index.listings(after: name, limit: Limits.reportNames + 1)
        var room = Limits.reportLength
        let told = files.prefix(Limits.reportNames).prefix { file in
            room -= file.name.reportedLength
            return room >= 0
        }
        let isLast = told.count == files.count
        var report = IndexReport(
            generation: last, base: name == nil ? nil : taken, begins: name == nil, ends: isLast,
            files: Array(told), whole: nil)
        // What changed since it began is told afterwards.
        if isLast, pending.isEmpty { report.whole = index.whole }
        sent = Sent(
            generation: last, saysWhole: report.whole != nil,
            telling: isLast ? nil : told.last.map { .after($0.name) })
        return report
    }

    private mutating func changes(of index: OwnIndex, _ whole: IndexReport.Whole) -> IndexReport {
        var report = IndexReport(generation: last, base: taken, whole: nil)
        var room = Limits.reportLength
        var names: [FileName] = []
        for name in pending.prefix(Limits.reportNames) {
            room -= name.reportedLength
            if room < 0 { break }
            names.append(name)
            if let listing = index.listing(of: name) {
                report.files.append(listing)
            } else {
                report.gone.append(name)
            }
        }
        pending.removeFirst(names.count)
        isPending.subtract(names)
        if pending.isEmpty { report.whole = whole }
        sent = Sent(generation: last, names: names, saysWhole: report.whole != nil)
        return report
    }

    // MARK: Hearing

    /// It was not heard, or nobody knows whether.
    mutating func failed() {
        guard let lost = sent else { return }
        sent = nil
        if taken == nil { (pending, isPending) = ([], []) }
        for name in lost.names where isPending.insert(name).inserted { pending.append(name) }
    }

    /// The bootstrap has answered; nil: without a word on the report.
    mutating func heard(_ receipt: IndexReceipt?) {
        guard let sent else { return }
        guard let receipt else {
            // It takes none, or none any more.
            self = IndexTalk(after: last)
            return
        }
        isSpoken = true
        guard receipt.generation == sent.generation || receipt.wantsAll else { return failed() }
        self.sent = nil
        guard !receipt.wantsAll else {
            // Nothing that it has counts: all names that are to be told are in all that is told.
            (pending, isPending) = ([], [])
            taken = receipt.generation ?? sent.generation
            telling = .first
            wholes += 1
            return
        }
        taken = sent.generation
        if sent.saysWhole { wholes = 0 }
        if telling != nil { telling = sent.telling }
    }

    init() {}

    private init(after last: UInt64) { self.last = last }
}

extension FileName {
    /// Bytes that a file of this name takes in a report. As JSON a byte may be six.
    fileprivate var reportedLength: Int {
        var length = Limits.reportedFileLength
        for byte in path.utf8 {
            length += byte < 0x20 || byte == 0x22 || byte == 0x5c ? 6 : 1
        }
        return length
    }
}
