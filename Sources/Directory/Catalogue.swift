// Who has what: every file that was announced through any door, and its holders.
//
// Law 1. A holder has as many files as its quota allows, and all together as much memory as they
//        are given. What is beyond that is not taken, and whoever sent it is told so.
// Law 2. A holder that is not live keeps its files: its door says when it is gone.
// Law 3. What would take longer than a turn is a chore: it is true at once for who asks, and done
//        bit by bit (`work`).

import Bytes
import Digest
import Vocabulary

/// What the catalogue has learned, for who keeps records.
package enum CatalogueChange: Equatable, Sendable {
    /// The holder has these from now on, since a time in seconds; and those no more.
    case changed(Holder, listed: [Listing], since: Int64, gone: [FileName])
    case gone(Holder)
}

package final class Catalogue {
    /// How much of what a holder said was taken.
    package enum Intake: Equatable, Sendable {
        case all
        /// Its quota is full: the rest was not taken.
        case cut(quota: Int)
        /// There is no memory left for more files.
        case full
    }

    /// Files that one holder may have.
    package var quota: Int
    /// Bytes that all of it may take.
    package var memoryMax: Int
    /// Is told of every change, but for what is recalled.
    package var changed: (CatalogueChange) -> Void = { _ in }
    /// What was known before a restart comes in, bit by bit. Whoever tells all that he has
    /// meanwhile is believed, and what comes of his afterwards is not.
    package var isRecalling = false {
        didSet { told = [] }
    }
    private var told: Set<Holder> = []
    /// How many have all of a torrent, as a tracker hears.
    package var seeders: (Digest160) -> Int = { _ in 0 }
    let table = CatalogueTable()
    var holders = Rows<HolderRow>()
    private var freeHolders: [Int32] = []
    private var numbers: [Holder: Int32] = [:]
    private var arrivals: UInt64 = 0
    var chores: [Chore] = []

    package init(quota: Int, memoryMax: Int) {
        self.quota = quota
        self.memoryMax = memoryMax
    }

    // MARK: What holders say

    /// The holder has exactly these. One who was not known is, from now on, and live. For short
    /// lists: O(what he has).
    @discardableResult
    package func replace(_ listings: [Listing], of holder: Holder, at time: WallTime) -> Intake {
        if isRecalling, told.insert(holder).inserted { forget(holder) }
        let names = Set(listings.lazy.map(\.name))
        var gone: [FileName] = []
        if let number = numbers[holder] {
            gone = holders[Int(number)].holdings.all.map { name(of: $0) }
                .filter { !names.contains($0) }.sorted()
        }
        return change(holder, added: listings, removed: gone, at: time)
    }

    /// The holder has these too, or says anew what they are; and has those no more.
    @discardableResult
    package func change(
        _ holder: Holder, added: [Listing], removed: [FileName], at time: WallTime
    ) -> Intake {
        let number = numbers[holder] ?? admit(holder, isLive: true)
        var (listed, gone): ([Listing], [FileName]) = ([], [])
        for name in removed where drop(name, of: number) { gone.append(name) }
        var intake = Intake.all
        for listing in added {
            switch list(listing, of: number, since: time.seconds) {
            case .same: continue
            case .new: listed.append(listing)
            case .refused(let reason): intake = reason
            }
        }
        if !listed.isEmpty || !gone.isEmpty {
            changed(.changed(holder, listed: listed, since: time.seconds, gone: gone))
        }
        return intake
    }

    /// What was known of a holder before a restart; nobody is told.
    package func recall(
        _ listings: [(listing: Listing, since: Int64)], of holder: Holder, isLive: Bool
    ) {
        guard !told.contains(holder) else { return }
        let number = numbers[holder] ?? admit(holder, isLive: isLive)
        for (listing, since) in listings { _ = list(listing, of: number, since: since) }
    }

    /// The holder is gone, and all that it had with it.
    package func remove(_ holder: Holder) {
        guard numbers[holder] != nil || isRecalling else { return }
        if isRecalling { told.insert(holder) }
        forget(holder)
    }

    private func forget(_ holder: Holder) {
        changed(.gone(holder))
        guard let number = numbers.removeValue(forKey: holder) else { return }
        holders[Int(number)].isGone = true
        holders[Int(number)].lives = 0
        begin(Chore(.leaving, number, holders[Int(number)].holdings.all))
    }

    /// Whether the holder can be asked for files now. One that is not known stays so.
    package func setLive(_ holder: Holder, _ isLive: Bool) {
        setLives(holder, isLive ? 1 : 0)
    }

    /// For how many live ones the holder counts.
    package func setLives(_ holder: Holder, _ count: Int) {
        let lives = Int32(clamping: count)
        guard let number = numbers[holder], holders[Int(number)].lives != lives else { return }
        holders[Int(number)].lives = lives
        begin(Chore(.counting, number, holders[Int(number)].holdings.all))
    }

    // MARK: Whole indexes, told in parts

    /// From now on the holder tells all that it has.
    package func tellingBegins(_ holder: Holder) {
        let number = numbers[holder] ?? admit(holder, isLive: true)
        holders[Int(number)].telling += 1
    }

    /// The holder has told all: what it did not name since it began is gone.
    package func tellingEnds(_ holder: Holder) {
        guard let number = numbers[holder] else { return }
        let telling = holders[Int(number)].telling
        let untold = holders[Int(number)].holdings.all
            .filter { table.holdings[Int($0)].telling != telling }
        begin(Chore(.sweeping, number, untold))
    }

    /// Whether nothing of what the holder said waits for its turn.
    package func isSettled(_ holder: Holder) -> Bool {
        numbers[holder].map { holders[Int($0)].chores == 0 } ?? true
    }

    /// What the index of a node is, all in all.
    package func digest(of holder: Holder) -> IndexDigest {
        numbers[holder].map { holders[Int($0)].digest } ?? IndexDigest()
    }

    // MARK: Figures

    /// Whether the holder has said anything, be it that it has nothing.
    package func knows(_ holder: Holder) -> Bool { numbers[holder] != nil }

    /// How many files the holder has.
    package func count(of holder: Holder) -> Int {
        numbers[holder].map { holders[Int($0)].holdings.count } ?? 0
    }

    /// How many holders there are, those without files too.
    package var holderCount: Int { numbers.count }
    /// Files, by name and content; whoever holds them.
    package var fileCount: Int { table.count }
    /// Files, each as often as somebody has it.
    package var holdingCount: Int { table.holdingCount }
    /// Bytes that it takes, about.
    package var memory: Int { table.memory }

    // MARK: Questions

    /// Who has a file of exactly this name: live ones first, else in the order in which they came.
    package func holdings(of name: FileName) -> [Holding] {
        table.rows(named: name).flatMap { holdings(ofRow: $0) }
            .sorted { ($0.isLive ? 0 : 1, $0.arrival) < ($1.isLive ? 0 : 1, $1.arrival) }
            .map { holding($0.number) }
    }

    /// What one holder says of a name.
    package func holding(of name: FileName, by holder: Holder) -> Holding? {
        guard let number = numbers[holder] else { return nil }
        let held = held(name, CatalogueTable.hash(name), by: number)
        return held < 0 ? nil : holding(held)
    }

    /// What a holder has, by name: from the first after `name` on; nil for the very first. O(what
    /// it has).
    package func listings(of holder: Holder, after name: FileName?, limit: Int) -> [Listing] {
        guard let number = numbers[holder] else { return [] }
        let sorted = holders[Int(number)].holdings.all
            .map { (name: self.name(of: $0), number: $0) }.sorted { $0.name < $1.name }
        let rest = sorted.drop { entry in name.map { entry.name <= $0 } ?? false }
        return rest.prefix(limit).map { table.listing($0.number) }
    }
}

@available(*, unavailable) extension Catalogue: Sendable {}

// MARK: Keeping the table

extension Catalogue {
    private enum Listed {
        case same, new
        case refused(Intake)
    }

    private func admit(_ holder: Holder, isLive: Bool) -> Int32 {
        arrivals += 1
        let fresh = HolderRow(holder: holder, arrival: arrivals, lives: isLive ? 1 : 0)
        let number: Int32
        if let last = freeHolders.popLast() {
            number = last
            holders[Int(number)] = fresh
        } else {
            number = Int32(holders.count)
            holders.append(fresh)
        }
        numbers[holder] = number
        return number
    }

    /// The number of what the holder has under that name; -1 for nothing.
    private func held(_ name: FileName, _ hash: UInt32, by holder: Int32) -> Int32 {
        let table = table
        return holders[Int(holder)].holdings.first(hash) { table.isNamed($0, name, hash) }
    }

    private func list(_ listing: Listing, of holder: Int32, since: Int64) -> Listed {
        let hash = CatalogueTable.hash(listing.name)
        let held = held(listing.name, hash, by: holder)
        guard held >= 0 else {
            if holders[Int(holder)].holdings.count >= quota {
                return .refused(.cut(quota: quota))
            }
            guard memory < memoryMax else { return .refused(.full) }
            take(listing, hash, of: holder, since: since)
            return .new
        }
        table.setTelling(held, holders[Int(holder)].telling)
        let before = table.listing(held)
        guard before != listing else { return .same }
        if !table.amend(held, to: listing) {
            release(held, hash, of: holder)
            take(listing, hash, of: holder, since: since)
            return .new
        }
        table.setURL(held, listing.url)
        account(before, of: holder, isComing: false)
        account(listing, of: holder, isComing: true)
        return .new
    }

    private func take(_ listing: Listing, _ hash: UInt32, of holder: Int32, since: Int64) {
        let since = UInt32(clamping: since)
        let row = table.row(for: listing, hash, since: since)
        let lives = holders[Int(holder)].lives
        let number = table.hold(
            row, by: holder, lives: lives, telling: holders[Int(holder)].telling,
            url: listing.url)
        let table = table
        holders[Int(holder)].holdings.insert(number, hash) { table.hash(of: $0) }
        account(listing, of: holder, isComing: true)
    }

    private func release(_ holding: Int32, _ hash: UInt32, of holder: Int32) {
        account(table.listing(holding), of: holder, isComing: false)
        let table = table
        holders[Int(holder)].holdings.remove(holding, hash) { table.hash(of: $0) }
        table.release(holding)
    }

    /// Whether the holder had it.
    private func drop(_ name: FileName, of holder: Int32) -> Bool {
        let hash = CatalogueTable.hash(name)
        let held = held(name, hash, by: holder)
        if held >= 0 { release(held, hash, of: holder) }
        return held >= 0
    }

    /// Of nodes alone: no other door compares indexes.
    private func account(_ listing: Listing, of holder: Int32, isComing: Bool) {
        guard case .node = holders[Int(holder)].holder else { return }
        let digest = IndexDigest(of: listing)
        if isComing {
            holders[Int(holder)].digest.add(digest)
        } else {
            holders[Int(holder)].digest.subtract(digest)
        }
    }
}

// MARK: Chores

extension Catalogue {
    /// Whether something waits for its turn.
    package var hasWork: Bool { !chores.isEmpty }

    /// Does a step of what waits: `Limits.holdingsPerStep` files, a few milliseconds.
    package func work() {
        guard let chore = chores.first else { return }
        let step = chore.holdings.suffix(Limits.holdingsPerStep)
        chores[0].holdings.removeLast(step.count)
        perform(chore.kind, step, of: chore.holder)
        if chores[0].holdings.isEmpty { end(chores.removeFirst()) }
    }

    /// Short ones are done at once.
    private func begin(_ chore: Chore) {
        holders[Int(chore.holder)].chores += 1
        guard chore.holdings.count > Limits.holdingsPerStep else {
            perform(chore.kind, chore.holdings[...], of: chore.holder)
            return end(chore)
        }
        chores.append(chore)
    }

    private func perform(
        _ kind: Chore.Kind, _ holdings: ArraySlice<Int32>, of holder: Int32
    ) {
        var gone: [FileName] = []
        for holding in holdings where isStill(holding, kind, of: holder) {
            switch kind {
            case .counting: table.setCounted(holding, holders[Int(holder)].lives)
            case .leaving: table.release(holding)
            case .sweeping:
                gone.append(name(of: holding))
                release(holding, table.hash(of: holding), of: holder)
            }
        }
        guard !gone.isEmpty else { return }
        changed(.changed(holders[Int(holder)].holder, listed: [], since: 0, gone: gone))
    }

    /// Numbers are given out again: what waited may be another's by now, or have been told anew.
    private func isStill(_ holding: Int32, _ kind: Chore.Kind, of holder: Int32) -> Bool {
        guard table.isHeld(holding, by: holder) else { return false }
        return kind != .sweeping
            || table.holdings[Int(holding)].telling != holders[Int(holder)].telling
    }

    private func end(_ chore: Chore) {
        holders[Int(chore.holder)].chores -= 1
        guard holders[Int(chore.holder)].isGone, holders[Int(chore.holder)].chores == 0 else {
            return
        }
        holders[Int(chore.holder)].holdings = HashedNumbers()
        freeHolders.append(chore.holder)
    }
}

// MARK: Showing

extension Catalogue {
    struct Held {
        let number: Int32
        let arrival: UInt64
        let isLive: Bool
    }

    func name(of holding: Int32) -> FileName {
        table.files[Int(table.holdings[Int(holding)].row)].name
    }

    func holding(_ number: Int32) -> Holding {
        let holder = holders[Int(table.holdings[Int(number)].holder)]
        return Holding(
            holder: holder.holder, isLive: holder.isLive, listing: table.listing(number))
    }

    /// Whoever has a row and is not gone; of the `limit` that came last.
    func holdings(ofRow row: Int32, limit: Int = .max) -> [Held] {
        var found: [Held] = []
        var left = limit
        var next = table.files[Int(row)].holding
        while next >= 0, left > 0 {
            left -= 1
            let holding = table.holdings[Int(next)]
            let holder = holders[Int(holding.holder)]
            if !holder.isGone {
                found.append(Held(number: next, arrival: holder.arrival, isLive: holder.isLive))
            }
            next = holding.next
        }
        return found
    }
}
