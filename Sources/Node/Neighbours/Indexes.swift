// A bootstrap's side of the reports: takes them into the catalogue, and sees that it and the peers
// never drift apart.
//
// Law 1. What a peer says that its index is, is held against what is in the catalogue: no report is
//        believed to have come, and none to have come once.
// Law 2. A peer's files are there as long as it is on the list.

import Directory
import Vocabulary

final class Indexes {
    private unowned let host: any Host
    let catalogue: Catalogue
    /// Whether all is there that was known before a restart. Until then nothing can be compared.
    var isLoaded = true
    private var states: [NodeID: State] = [:]
    /// The peers with states, in the order in which they came; `nextLook` is whom to look after.
    private var order: [NodeID] = []
    private var nextLook = 0
    private var nextSweep = Instant.start
    private(set) var reports: UInt64 = 0
    /// Reports that were answered by asking for everything.
    private(set) var wholesAsked: UInt64 = 0

    /// What is known of a peer's reports.
    private struct State {
        /// The run of the peer that they are of, and the last of them; nil: none since we started.
        var last: (instance: UInt64, generation: UInt64)?
        /// Not everything was taken, so wholes cannot be the same.
        var isCut = false
    }

    init(host: any Host, settings: NodeSettings) {
        self.host = host
        catalogue = Catalogue(
            quota: settings.filesPerHolder, memoryMax: Self.room(in: settings.memoryMax))
    }

    func reload(_ settings: NodeSettings) {
        catalogue.quota = settings.filesPerHolder
        catalogue.memoryMax = Self.room(in: settings.memoryMax)
    }

    /// The tracker gives way to files that are listed, but for an eighth.
    private static func room(in memoryMax: Int) -> Int { memoryMax / 8 * 7 }

    // MARK: Reports

    /// What the peer, which is on the list, is told.
    func take(_ report: IndexReport, of peer: NodeID, instance: UInt64) -> IndexReceipt {
        reports += 1
        guard isLoaded else { return IndexReceipt(generation: nil) }
        follow(peer)
        let known = states[peer]?.last.flatMap { $0.instance == instance ? $0.generation : nil }
        if let known,
            report.generation < known
                || report.generation == known && !report.saysNothingNew
        {
            // It comes late, or twice: what it says is known, or not so any more.
            return IndexReceipt(generation: known)
        }
        guard report.begins || isNext(report, after: known) else {
            return isSame(report.whole, of: peer) && report.saysNothingNew
                ? taken(report, of: peer, instance) : wantsAll(known)
        }
        let holder = Directory.Holder.node(peer)
        if report.begins { catalogue.tellingBegins(holder) }
        let intake = catalogue.change(
            holder, added: report.files, removed: report.gone, at: host.wallTime)
        note(intake, report, of: peer)
        if report.ends { catalogue.tellingEnds(holder) }
        let receipt = taken(report, of: peer, instance, intake)
        guard let whole = report.whole, states[peer]?.isCut != true, catalogue.isSettled(holder),
            !isSame(whole, of: peer)
        else { return receipt }
        return wantsAll(report.generation)
    }

    /// Whether nothing is missing between what was taken and this.
    private func isNext(_ report: IndexReport, after known: UInt64?) -> Bool {
        guard let known, let base = report.base else { return false }
        return base <= known
    }

    private func isSame(_ whole: IndexReport.Whole?, of peer: NodeID) -> Bool {
        let holder = Directory.Holder.node(peer)
        return whole.map {
            $0.count == catalogue.count(of: holder) && $0.digest == catalogue.digest(of: holder)
        } ?? false
    }

    private func taken(
        _ report: IndexReport, of peer: NodeID, _ instance: UInt64,
        _ intake: Catalogue.Intake = .all
    ) -> IndexReceipt {
        states[peer]?.last = (instance, report.generation)
        return IndexReceipt(generation: report.generation, reason: intake.reason)
    }

    private func wantsAll(_ known: UInt64?) -> IndexReceipt {
        wholesAsked += 1
        return IndexReceipt(generation: known, wantsAll: true)
    }

    /// Whose files do not all fit is asked for them again when they might.
    private func note(_ intake: Catalogue.Intake, _ report: IndexReport, of peer: NodeID) {
        switch intake {
        case .cut, .full: states[peer]?.isCut = true
        case .all:
            guard states[peer]?.isCut == true, let whole = report.whole else { return }
            let hasRoom = catalogue.memory < catalogue.memoryMax / 10 * 9
            if whole.count <= catalogue.quota, hasRoom { states[peer]?.isCut = false }
        }
    }

    private func follow(_ peer: NodeID) {
        guard states[peer] == nil else { return }
        states[peer] = State()
        order.append(peer)
    }

    /// A node that was known before a restart has its files until it is forgotten.
    func recalled(_ peer: NodeID) { follow(peer) }

    // MARK: Forgetting

    func forget(_ peer: NodeID) {
        catalogue.remove(.node(peer))
        guard states.removeValue(forKey: peer) != nil else { return }
        order.removeAll { $0 == peer }
    }

    var nextDeadline: Instant { catalogue.hasWork ? .start : nextSweep }

    /// Goes on with what waits, and looks after some of the peers.
    func deadlineReached(_ table: Neighbours, at now: Instant) {
        if catalogue.hasWork { catalogue.work() }
        guard now >= nextSweep else { return }
        nextSweep = now + Limits.sweepInterval
        for _ in 0..<min(order.count, Limits.indexesLookedAfter) {
            if nextLook >= order.count { nextLook = 0 }
            if order.isEmpty { return }
            look(after: order[nextLook], table)
        }
    }

    private func look(after peer: NodeID, _ table: Neighbours) {
        guard let key = table.key(of: peer), let neighbour = table[key] else {
            return forget(peer)
        }
        nextLook += 1
        catalogue.setLive(.node(peer), neighbour.liveness != .down)
    }
}

extension Catalogue.Intake {
    fileprivate var reason: String? {
        switch self {
        case .all: nil
        case .cut(let quota): "this bootstrap lists at most \(quota) files of a peer"
        case .full: "this bootstrap has no memory left for more files"
        }
    }
}
