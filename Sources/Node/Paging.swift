// Lists by parts. A cursor names the row that was shown last.
//
// Law. Rows may come and go between two parts: no row is shown twice, and none that was there all
// the time is left out. So a cursor never counts rows; it says which one it was, in an order that
// stays: by name, by number of arrival, by how well it fits and then by number.

import Digest
import Directory
import Library
import Vocabulary

/// One part of a list.
struct Part<Row> {
    let rows: [Row]
    /// The cursor of the part after this; nil for the last.
    let next: String?

    func map<Other>(_ transform: (Row) -> Other) -> Part<Other> {
        Part<Other>(rows: rows.map(transform), next: next)
    }
}

/// The row after which a part begins, as a cursor spells it.
enum Cursor: Equatable, CustomStringConvertible {
    /// By name; true in every run of the node.
    case name(FileName)
    /// By a number that outlives the run.
    case number(UInt64)
    /// By numbers that this run has given.
    case place(SearchPlace, instance: UInt64)
    /// By shards, which are other ones in each run.
    case swarm(SwarmPlace, instance: UInt64)

    var description: String {
        switch self {
        case .name(let name): "f\(name.path)"
        case .number(let number): "d\(number)"
        case .place(let place, let instance):
            "p\(String(instance, radix: 16))-\(place.rank)-\(place.serial)"
        case .swarm(let place, let instance):
            "s\(String(instance, radix: 16))-\(place.shard)-\(place.infoHash?.hex ?? "")"
        }
    }

    /// Reads what `description` writes, else nil.
    init?(_ text: String) {
        let rest = String(text.dropFirst())
        switch text.utf8.first {
        case UInt8(ascii: "f"):
            guard let name = FileName(rest) else { return nil }
            self = .name(name)
        case UInt8(ascii: "d"):
            guard let number = UInt64(rest) else { return nil }
            self = .number(number)
        case UInt8(ascii: "p"):
            let parts = rest.split(separator: "-")
            guard parts.count == 3, let instance = UInt64(parts[0], radix: 16),
                let rank = Int(parts[1]), let serial = UInt64(parts[2])
            else { return nil }
            self = .place(SearchPlace(rank: rank, serial: serial), instance: instance)
        case UInt8(ascii: "s"):
            let parts = rest.split(separator: "-", omittingEmptySubsequences: false)
            guard parts.count == 3, let instance = UInt64(parts[0], radix: 16),
                let shard = Int(parts[1]), shard >= 0
            else { return nil }
            let place = SwarmPlace(shard: shard, infoHash: Digest160(hex: parts[2]))
            self = .swarm(place, instance: instance)
        default: return nil
        }
        guard description == text else { return nil }
    }
}

extension Page {
    /// The name after which this part begins; nil for the first part.
    func name() throws(Refusal) -> FileName? {
        guard let cursor else { return nil }
        guard case .name(let name) = Cursor(cursor) else { throw Self.unknown }
        return name
    }

    /// The number after which this part begins; 0 for the first part.
    func number() throws(Refusal) -> UInt64 {
        guard let cursor else { return 0 }
        guard case .number(let number) = Cursor(cursor) else { throw Self.unknown }
        return number
    }

    /// The place after which this part begins; nil for the first part.
    func place(in instance: UInt64) throws(Refusal) -> SearchPlace? {
        guard let cursor else { return nil }
        guard case .place(let place, let run) = Cursor(cursor) else { throw Self.unknown }
        guard run == instance else { throw Self.earlier }
        return place
    }

    /// The same, in a list of swarms.
    func swarm(in instance: UInt64) throws(Refusal) -> SwarmPlace? {
        guard let cursor else { return nil }
        guard case .swarm(let place, let run) = Cursor(cursor) else { throw Self.unknown }
        guard run == instance else { throw Self.earlier }
        return place
    }

    private static var earlier: Refusal {
        Refusal(410, "This cursor is from before a restart: begin the list anew.")
    }

    static var unknown: Refusal {
        Refusal(410, #""cursor" is nothing that this list gave as "next": begin it anew."#)
    }

    /// A part of `rows`, which begin after the cursor and are one more than wanted where there are
    /// so many.
    func part<Row>(of rows: some Collection<Row>, _ cursor: (Row) -> Cursor) -> Part<Row> {
        let shown = Array(rows.prefix(limit))
        let isLast = rows.count == shown.count
        return Part(rows: shown, next: isLast ? nil : shown.last.map { cursor($0).description })
    }
}

extension Answer {
    /// An answer, or the refusal that came in its place.
    static func or(_ answer: () throws(Refusal) -> Answer) -> Answer {
        do throws(Refusal) { return try answer() } catch { return .refused(error) }
    }
}
