// Who has a name here, and what he may do.
//
// Law. The table ends at its limit, and nobody is pushed out of it.

import Vocabulary

package struct Users {
    private var records: [UserName: UserRecord] = [:]
    /// In order, made when a list is asked for and something has changed.
    private var ordered: [UserName]?

    package init(_ records: [UserRecord] = []) {
        for record in records { self.records[record.name] = record }
    }

    package var count: Int { records.count }
    package var isFull: Bool { records.count >= Limits.users }

    package subscript(name: UserName) -> UserRecord? { records[name] }
    package var all: some Collection<UserRecord> { records.values }

    /// At most `count` users in the order of their names, from after `cursor` on.
    package mutating func page(after cursor: UserName?, _ count: Int) -> [UserRecord] {
        let names = ordered ?? records.keys.sorted()
        ordered = names
        var start = 0
        if let cursor {
            var end = names.count
            while start < end {
                let middle = (start + end) / 2
                if names[middle] <= cursor { start = middle + 1 } else { end = middle }
            }
        }
        return names[start...].prefix(count).compactMap { records[$0] }
    }

    /// Takes a user in, or what is new of one. There must be room.
    package mutating func set(_ record: UserRecord) {
        precondition(records[record.name] != nil || !isFull, "users end at their limit")
        if records.updateValue(record, forKey: record.name) == nil { ordered = nil }
    }

    package mutating func remove(_ name: UserName) {
        if records.removeValue(forKey: name) != nil { ordered = nil }
    }
}
