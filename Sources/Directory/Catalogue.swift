// Who has what: every file that was announced through any door, and its holders.
//
// Law 1. A holder has as many files as its quota allows, and all together as much memory as they
//        are given. What is beyond that is not taken, and whoever sent it is told so.
// Law 2. A holder that is not live keeps its files: its door says when it is gone.

import Vocabulary

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
    private var holders: [Holder: Listed] = [:]
    private var order: [Holder] = []

    private struct Listed {
        var isLive = true
        var files: [FileName: Listing] = [:]
    }

    package init(quota: Int) { self.quota = quota }

    // MARK: What holders say

    /// The holder has exactly these. One who was not known is, from now on, and live.
    @discardableResult
    package func replace(_ listings: [Listing], of holder: Holder, at time: WallTime) -> Intake {
        let names = Set(listings.map(\.name))
        let gone = holders[holder]?.files.keys.filter { !names.contains($0) } ?? []
        return change(holder, added: listings, removed: gone, at: time)
    }

    /// The holder has these too, or says anew what they are; and has those no more.
    @discardableResult
    package func change(
        _ holder: Holder, added: [Listing], removed: [FileName], at time: WallTime
    ) -> Intake {
        if holders[holder] == nil {
            holders[holder] = Listed()
            order.append(holder)
        }
        for name in removed { holders[holder]?.files[name] = nil }
        for listing in added {
            let isNew = holders[holder]?.files[listing.name] == nil
            if isNew, holders[holder]?.files.count ?? 0 >= quota { return .cut(quota: quota) }
            holders[holder]?.files[listing.name] = listing
        }
        return .all
    }

    /// The holder is gone, and all that it had with it.
    package func remove(_ holder: Holder) {
        guard holders.removeValue(forKey: holder) != nil else { return }
        order.removeAll { $0 == holder }
    }

    /// Whether the holder can be asked for files now. One that is not known stays so.
    package func setLive(_ holder: Holder, _ isLive: Bool) { holders[holder]?.isLive = isLive }

    // MARK: Questions

    /// Whether the holder has said anything, be it that it has nothing.
    package func knows(_ holder: Holder) -> Bool { holders[holder] != nil }

    /// How many files the holder has.
    package func count(of holder: Holder) -> Int { holders[holder]?.files.count ?? 0 }

    /// How many holders there are, those without files too.
    package var holderCount: Int { holders.count }

    /// Who has a file of exactly this name: live ones first, else in the order in which they came.
    package func holdings(of name: FileName) -> [Holding] {
        let all = order.compactMap { holding(of: name, by: $0) }
        return all.filter(\.isLive) + all.filter { !$0.isLive }
    }

    /// What one holder says of a name.
    package func holding(of name: FileName, by holder: Holder) -> Holding? {
        guard let listed = holders[holder], let listing = listed.files[name] else { return nil }
        return Holding(holder: holder, isLive: listed.isLive, listing: listing)
    }

    /// What a holder has, by name: from the first after `name` on; nil for the very first.
    package func listings(of holder: Holder, after name: FileName?, limit: Int) -> [Listing] {
        let files = holders[holder]?.files.values.sorted { $0.name < $1.name } ?? []
        return Array(files.drop { file in name.map { file.name <= $0 } ?? false }.prefix(limit))
    }
}

@available(*, unavailable) extension Catalogue: Sendable {}
