// Everybody a node knows, once each.
//
// Law 1. A node is here once by its id, however many addresses it has.
// Law 2. The table ends at its limit: a stranger never pushes out somebody who has answered.
// Law 3. The order is that of arrival, the same on every run (the simulator replays by seed).

import Vocabulary

package struct Neighbours {
    /// Names a neighbour for as long as it is in the table.
    package struct Key: Hashable, Sendable, Comparable {
        /// Grows with the time of arrival, and is given once.
        package let number: UInt64
        fileprivate init(number: UInt64) { self.number = number }
        package static func < (left: Key, right: Key) -> Bool { left.number < right.number }
    }

    private let own: NodeID
    private let limit: Int
    /// Sorted by number, since numbers only grow.
    private var rows: [(key: Key, neighbour: Neighbour)] = []
    private var numbers: UInt64 = 0
    private var keysByID: [NodeID: Key] = [:]
    private var keysByEndpoint: [Endpoint: Key] = [:]
    /// Addresses at which we have met ourselves.
    private var ownEndpoints: Set<Endpoint> = []
    /// Grows whenever a listed node comes, goes or changes what others are told of it; how many
    /// files it has goes with the next list, for in a busy network somebody's number always
    /// changes.
    package private(set) var generation: UInt64
    /// How many of the rows are not listed.
    package private(set) var unlisted = 0
    /// Since `takeNews` was last called.
    private var news = NeighbourNews()

    /// - Parameter generation: where to begin; another one at every start, so that nobody takes
    ///   this list for one that was told before.
    package init(own: NodeID, limit: Int, generation: UInt64 = 1) {
        self.own = own
        self.limit = limit
        self.generation = generation
    }

    package var count: Int { rows.count }
    package var keys: [Key] { rows.map(\.key) }

    package func key(of id: NodeID) -> Key? { keysByID[id] }
    package func key(at endpoint: Endpoint) -> Key? { keysByEndpoint[endpoint] }
    package func isOwn(_ endpoint: Endpoint) -> Bool { ownEndpoints.contains(endpoint) }

    package subscript(key: Key) -> Neighbour? { row(of: key).map { rows[$0].neighbour } }

    /// How many listed neighbours there are of each liveness. O(n), and nobody is copied.
    package var livenesses: [Neighbour.Liveness: Int] {
        var counts: [Neighbour.Liveness: Int] = [:]
        for row in rows.indices where rows[row].neighbour.isListed {
            counts[rows[row].neighbour.liveness, default: 0] += 1
        }
        return counts
    }

    /// Calls `visit` with each listed neighbour, in the order of arrival.
    package func forEachListed(_ visit: (Neighbour) -> Void) {
        for row in rows.indices where rows[row].neighbour.isListed { visit(rows[row].neighbour) }
    }

    /// The first listed neighbours with numbers above `number` that are wanted, at most `limit`, in
    /// the order of arrival.
    package func listed(
        after number: UInt64, limit: Int, where isWanted: (Neighbour) -> Bool
    ) -> [(key: Key, neighbour: Neighbour)] {
        var found: [(key: Key, neighbour: Neighbour)] = []
        for row in place(after: number)..<rows.count where found.count < limit {
            guard rows[row].neighbour.isListed, isWanted(rows[row].neighbour) else { continue }
            found.append(rows[row])
        }
        return found
    }

    /// How many neighbours there are at an address. O(n), a nanosecond each.
    package func count(at address: IPAddress) -> Int {
        rows.count { $0.neighbour.endpoint.address == address }
    }

    /// The listed neighbours that were seen last, the latest first; of those that were seen in the
    /// same moment the later arrival. Who was vouched for comes before all others: whom the list
    /// has no room for was named by strangers. O(n log n), on two words a row: nobody is copied but
    /// those that are wanted.
    package func mostRecent(_ count: Int) -> [Neighbour] {
        var order: [(seen: UInt64, row: Int)] = []
        order.reserveCapacity(rows.count)
        for row in rows.indices where rows[row].neighbour.isListed {
            let neighbour = rows[row].neighbour
            let first: UInt64 = neighbour.vouched == nil ? 0 : 1 << 63
            order.append((neighbour.lastSeen.nanoseconds | first, row))
        }
        order.sort { $0.seen == $1.seen ? $0.row > $1.row : $0.seen > $1.seen }
        return order.prefix(count).map { rows[$0.row].neighbour }
    }

    /// Changes a neighbour in place. Its addresses and id are changed by the words below only.
    package mutating func update(_ key: Key, _ change: (inout Neighbour) -> Void) {
        guard let row = row(of: key) else { return }
        let before = rows[row].neighbour
        change(&rows[row].neighbour)
        let after = rows[row].neighbour
        news.changed(key, from: before, to: after)
        if before.isListed != after.isListed { unlisted += after.isListed ? -1 : 1 }
        if before.isListed != after.isListed || after.isListed && !before.isCalledTheSame(as: after)
        {
            generation += 1
        }
    }

    /// What is new since the last call.
    package mutating func takeNews() -> NeighbourNews {
        defer { if !news.isEmpty { news = NeighbourNews() } }
        return news
    }

    private func row(of key: Key) -> Int? {
        let row = place(after: key.number - 1)
        return row < rows.count && rows[row].key == key ? row : nil
    }

    /// The first row with a number above `number`: they are sorted, so it is found by halving.
    private func place(after number: UInt64) -> Int {
        var low = 0
        var high = rows.count
        while low < high {
            let middle = (low + high) / 2
            if rows[middle].key.number <= number { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

// MARK: Coming

extension Neighbours {
    /// The neighbour at an address, made if need be. Nil: it is ourselves, or there is no room.
    package mutating func learn(_ endpoint: Endpoint, at now: Instant) -> Key? {
        learn(endpoint, isVouched: false, at: now)
    }

    private mutating func learn(
        _ endpoint: Endpoint, isVouched: Bool, at now: Instant
    ) -> Key? {
        if ownEndpoints.contains(endpoint) { return nil }
        if let known = keysByEndpoint[endpoint] { return known }
        guard rows.count < limit || makeRoom(isVouched: isVouched) else { return nil }
        numbers += 1
        let key = Key(number: numbers)
        rows.append((key, Neighbour(endpoint: endpoint, at: now)))
        unlisted += 1
        keysByEndpoint[endpoint] = key
        return key
    }

    /// The neighbour with an id, at this address or another; the two are joined where they were
    /// known apart. `isReached` says that we have met this id at this address ourselves just now;
    /// `isVouched`, that somebody said so who knows the secret.
    package mutating func learn(
        _ id: NodeID, _ endpoint: Endpoint, isReached: Bool, isVouched: Bool = false,
        at now: Instant
    ) -> Key? {
        if id == own {
            meetOurselves(at: endpoint)
            return nil
        }
        guard let key = keysByID[id] ?? adopt(id, endpoint, isReached, isVouched, at: now),
            let row = row(of: key)
        else { return nil }
        if isVouched { rows[row].neighbour.vouched = endpoint }
        let known = rows[row].neighbour
        guard known.endpoint != endpoint else { return key }
        // What others say does not take an address from somebody who has answered there. And an id
        // is no secret: whoever answers with it does not take it from where it was vouched for.
        let isFree = keysByEndpoint[endpoint].map { $0 == key || self[$0]?.id == nil } ?? true
        if isReached && !known.holdsItsPlace || isFree && known.liveness != .alive {
            move(key, to: endpoint)
        }
        return key
    }

    /// The first time that this id is heard of.
    private mutating func adopt(
        _ id: NodeID, _ endpoint: Endpoint, _ isReached: Bool, _ isVouched: Bool, at now: Instant
    ) -> Key? {
        if let other = keysByEndpoint[endpoint].flatMap({ self[$0]?.id }), other != id {
            guard isReached else { return nil }
            // Somebody else lives at this address now.
            vacate(endpoint)
        }
        guard let key = learn(endpoint, isVouched: isReached && isVouched, at: now),
            let row = row(of: key)
        else { return nil }
        let before = rows[row].neighbour
        rows[row].neighbour.id = id
        if before.isListed { generation += 1 }
        news.changed(key, from: before, to: rows[row].neighbour)
        keysByID[id] = key
        return key
    }

    /// Makes `endpoint` the first address of a neighbour, and joins what was known there.
    private mutating func move(_ key: Key, to endpoint: Endpoint) {
        var there: Neighbour?
        if let other = keysByEndpoint[endpoint], other != key {
            there = self[other].flatMap { $0.endpoint == endpoint ? $0 : nil }
            vacate(endpoint)
        }
        guard let row = row(of: key) else { return }
        var neighbour = rows[row].neighbour
        neighbour.aliases.removeAll { $0 == endpoint }
        neighbour.aliases.insert(neighbour.endpoint, at: 0)
        for dropped in neighbour.aliases.dropFirst(3) { keysByEndpoint[dropped] = nil }
        neighbour.aliases = Array(neighbour.aliases.prefix(3))
        neighbour.endpoint = endpoint
        if let there { neighbour.join(there) }
        if neighbour.isListed, !rows[row].neighbour.isListed { unlisted -= 1 }
        news.changed(key, from: rows[row].neighbour, to: neighbour)
        rows[row].neighbour = neighbour
        keysByEndpoint[endpoint] = key
        if neighbour.isListed { generation += 1 }
    }

    /// Whoever was known at an address is not there any more. Who has moved on from it lives on.
    private mutating func vacate(_ endpoint: Endpoint) {
        guard let key = keysByEndpoint[endpoint], let row = row(of: key) else { return }
        if rows[row].neighbour.endpoint == endpoint { return forget(key) }
        rows[row].neighbour.aliases.removeAll { $0 == endpoint }
        keysByEndpoint[endpoint] = nil
    }

    package mutating func meetOurselves(at endpoint: Endpoint) {
        vacate(endpoint)
        // A handful: one for each interface. A liar who fills it only hides his own addresses.
        if ownEndpoints.count < 64 { ownEndpoints.insert(endpoint) }
    }

    /// Gives up the oldest who was never listed, and for somebody who knows the secret the oldest
    /// who has shown no id: anybody on the LAN can fill a table with such. False: there is none.
    private mutating func makeRoom(isVouched: Bool) -> Bool {
        guard
            let gone = rows.first(where: { !$0.neighbour.isListed })
                ?? (isVouched ? rows.first { $0.neighbour.isNameless } : nil)
        else { return false }
        forget(gone.key)
        return true
    }
}

// MARK: Going

extension Neighbours {
    package mutating func forget(_ key: Key) {
        guard let row = row(of: key) else { return }
        let gone = rows.remove(at: row).neighbour
        if !gone.isListed { unlisted -= 1 }
        if let id = gone.id { keysByID[id] = nil }
        for endpoint in [gone.endpoint] + gone.aliases where keysByEndpoint[endpoint] == key {
            keysByEndpoint[endpoint] = nil
        }
        if gone.isListed {
            generation += 1
            news.went(key, gone)
        }
    }
}

extension Neighbour {
    /// Whether nothing but an address is known of it, and nobody here asked for it.
    fileprivate var isNameless: Bool { id == nil && sources.isDisjoint(with: .added) }

    /// Whether others would be told the same of both.
    func tellsTheSame(as other: Neighbour) -> Bool {
        isCalledTheSame(as: other) && files == other.files
    }

    /// The same, whatever they share.
    fileprivate func isCalledTheSame(as other: Neighbour) -> Bool {
        endpoint == other.endpoint && name == other.name && zone == other.zone
            && version == other.version && kind == other.kind
    }

    /// Takes over what was known of the same node under another address.
    fileprivate mutating func join(_ other: Neighbour) {
        sources.formUnion(other.sources)
        namedBy += other.namedBy.filter { !namedBy.contains($0) }
        isListed = isListed || other.isListed
        lastSeen = max(lastSeen, other.lastSeen)
        if let hello = other.lastHello { lastHello = max(lastHello ?? hello, hello) }
    }
}
