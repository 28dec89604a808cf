// Reads a list in parts while it changes: no row comes twice, and none is left out that was there
// all the time.

import HTTPWire
import Node
import Vocabulary

/// One reading of one list.
package final class Pager {
    private let people: Operator
    private let list: String
    /// The member of the document, and what tells rows apart.
    private let member: String
    private let key: (Document) -> String
    private let world: World
    private let limit: Int
    private let run: SimulatedHost?
    private var seen: [String] = []
    private var before: Set<String> = []

    package init(
        _ list: String, member: String, of people: Operator, in world: World,
        key: @escaping (Document) -> String
    ) {
        self.list = list
        self.member = member
        self.people = people
        self.world = world
        self.key = key
        run = people.installation.host
        limit = Int.random(in: 1...7, using: &world.chance)
    }

    package func begin() {
        all { rows in
            self.before = rows
            self.next(after: nil)
        }
    }

    private func all(_ then: @escaping (Set<String>) -> Void) {
        people.ask("GET", "/api/v1/\(list)limit=1000") { [self] reply in
            guard let rows = reply.document?[member]?.list else { return }
            then(Set(rows.map(key)))
        }
    }

    private func next(after cursor: String?) {
        let place = cursor.map { "&cursor=\(PercentCoding.encodeQuery($0))" } ?? ""
        people.ask("GET", "/api/v1/\(list)limit=\(limit)\(place)") { [self] reply in
            guard people.installation.host === run, let document = reply.document,
                let rows = document[member]?.list
            else { return }
            seen += rows.map(key)
            if rows.count > limit { complain("\(rows.count) rows where \(limit) were asked for") }
            if let cursor = document["next"]?.text { return next(after: cursor) }
            all { self.judge(after: $0) }
        }
    }

    private func judge(after: Set<String>) {
        guard people.installation.host === run else { return }
        let distinct = Set(seen)
        if distinct.count != seen.count { complain("a row twice") }
        let missed = before.intersection(after).subtracting(distinct)
        if let one = missed.sorted().first { complain("no row \(one), which was there") }
    }

    private func complain(_ what: String) {
        world.complain("\(people.installation.name)'s \(list) in parts has \(what)")
    }
}
