// Other people's files, of which there may be a million: written by holder, and read in parts.

import Digest
import Vocabulary

extension Ledger {
    func remember(
        _ listings: [ListingRecord], _ gone: [String], of key: String
    ) throws(LedgerError) {
        try run("INSERT OR IGNORE INTO holder (key) VALUES (?)", .text(key))
        guard let holder = try number(of: key) else { return }
        for name in gone {
            try run(
                "DELETE FROM listing WHERE holder = ? AND name = ?", .number(holder), .text(name))
        }
        for listing in listings {
            try run(
                "INSERT OR REPLACE INTO listing VALUES (?, ?, ?, ?, ?, ?, ?)", .number(holder),
                .text(listing.name.path), listing.size.map { .number($0) } ?? .nothing,
                listing.digest.map { .bytes($0.bytes) } ?? .nothing,
                listing.infoHash.map { .bytes($0.bytes) } ?? .nothing, .number(listing.since),
                .text(listing.url))
        }
    }

    func forgetHolder(_ key: String) throws(LedgerError) {
        guard let holder = try number(of: key) else { return }
        try run("DELETE FROM listing WHERE holder = ?", .number(holder))
        try run("DELETE FROM holder WHERE id = ?", .number(holder))
    }

    private func number(of key: String) throws(LedgerError) -> Int64? {
        let statement = try connection.statement("SELECT id FROM holder WHERE key = ?")
        defer { statement.reset() }
        statement.bind(.text(key), at: 1)
        return try statement.step() ? statement.number(0) : nil
    }

    /// Listings behind `mark`, at most `Limits.listingsPerStep`. What this version cannot read any
    /// more is left out.
    package func listings(after mark: ListingMark?) throws(LedgerError) -> ListingPart {
        let statement = try connection.statement(
            "SELECT l.holder, h.key, l.name, l.size, l.digest, l.info_hash, l.since, l.url "
                + "FROM listing l JOIN holder h ON h.id = l.holder "
                + "WHERE (l.holder, l.name) > (?, ?) ORDER BY l.holder, l.name LIMIT ?")
        defer { statement.reset() }
        statement.bind(.number(mark?.holder ?? 0), at: 1)
        statement.bind(.text(mark?.name ?? ""), at: 2)
        statement.bind(.number(Int64(Limits.listingsPerStep)), at: 3)
        var part = ListingPart(groups: [], next: nil)
        var (read, holder): (Int, Int64) = (0, -1)
        while try statement.step() {
            read += 1
            if statement.number(0) != holder {
                holder = statement.number(0)
                part.groups.append(.init(holder: statement.text(1), listings: []))
            }
            let text = statement.text(2)
            if read == Limits.listingsPerStep {
                part.next = ListingMark(holder: holder, name: text)
            }
            guard let name = FileName(text) else { continue }
            part.groups[part.groups.count - 1].listings.append(
                ListingRecord(
                    name: name, size: statement.isNothing(3) ? nil : statement.number(3),
                    digest: Digest256(statement.bytes(4)), infoHash: Digest160(statement.bytes(5)),
                    since: statement.number(6), url: statement.text(7)))
        }
        return part
    }
}
