// Passwords that are hashed, and those that wait for it.
//
// Law. Few at a time and few that wait: a flood of logins costs the pool half of itself, and the
// loop nothing. One address has a share of the queue, and this machine all of it.

import Vocabulary

struct PasswordQueue {
    struct Entry {
        let password: Password
        let recipe: PasswordRecipe
        /// Whom it is counted for; nil for this machine.
        let source: IPAddress?
        let errand: HashErrand
    }

    private var waiting: [Entry] = []
    private var running: [JobID: Entry] = [:]

    var count: Int { waiting.count + running.count }
    var isIdle: Bool { count == 0 }

    func hasRoom(for address: IPAddress?) -> Bool {
        guard waiting.count < Limits.passwordsWaiting else { return false }
        guard let source = Self.counted(address) else { return true }
        let own = waiting.count { $0.source == source }
        return own < Limits.passwordsWaitingPerAddress
    }

    /// There must be room.
    mutating func append(
        _ password: Password, by recipe: PasswordRecipe, from address: IPAddress?,
        for errand: HashErrand
    ) {
        precondition(hasRoom(for: address), "who finds no room is told so")
        waiting.append(
            Entry(
                password: password, recipe: recipe, source: Self.counted(address), errand: errand))
    }

    /// The next that may be hashed.
    mutating func next(_ job: () -> JobID) -> (JobID, Entry)? {
        guard running.count < Limits.passwordsAtOnce, !waiting.isEmpty else { return nil }
        let (id, entry) = (job(), waiting.removeFirst())
        running[id] = entry
        return (id, entry)
    }

    mutating func ended(_ job: JobID) -> Entry? { running.removeValue(forKey: job) }

    private static func counted(_ address: IPAddress?) -> IPAddress? {
        address.flatMap { $0.isLoopback ? nil : $0.network }
    }
}
