// Tokens that were given out: 256 random bits each, of which only the SHA-256 is kept.
//
// Law 1. A token is looked up by its digest, so no time that it takes tells of the token.
// Law 2. Sessions end: by themselves, by a word, with their user, or because he began others.
// Law 3. Time is the clock's of the wall, for sessions outlive a restart.

import Digest
import Vocabulary

package struct Sessions {
    private var records: [Digest256: SessionRecord] = [:]
    /// Each user's, in the order in which they began.
    private var byUser: [UserName: [Digest256]] = [:]

    package init(_ records: [SessionRecord] = [], at time: WallTime) {
        let live = records.filter { !$0.isOver(at: time) }.sorted { $0.began < $1.began }
        for record in live.suffix(Limits.sessions) { insert(record) }
    }

    package var count: Int { records.count }
    package var all: some Collection<SessionRecord> { records.values }

    /// The session of a token, if it lives.
    package func session(of digest: Digest256, at time: WallTime) -> SessionRecord? {
        guard let record = records[digest], !record.isOver(at: time) else { return nil }
        return record
    }

    /// Begins a session, and ends those that there is no more room for; they are given back. Nil:
    /// there is no room for anybody's.
    package mutating func begin(_ record: SessionRecord, at time: WallTime) -> [SessionRecord]? {
        var ended = forgetOver(of: record.user, at: time)
        while let all = byUser[record.user], all.count >= Limits.sessionsPerUser {
            // The oldest of those that end by themselves: the others' law is somebody else's.
            let first = all.first { records[$0]?.expires != nil } ?? all[0]
            ended += end(first).map { [$0] } ?? []
        }
        if records.count >= Limits.sessions { ended += forgetOver(at: time) }
        guard records.count < Limits.sessions else { return nil }
        insert(record)
        return ended
    }

    package mutating func end(_ digest: Digest256) -> SessionRecord? {
        guard let record = records.removeValue(forKey: digest) else { return nil }
        byUser[record.user]?.removeAll { $0 == digest }
        if byUser[record.user]?.isEmpty == true { byUser[record.user] = nil }
        return record
    }

    package mutating func endAll(of user: UserName) -> [SessionRecord] {
        (byUser[user] ?? []).compactMap { end($0) }
    }

    /// Forgets what is over; gives it back. O(sessions).
    package mutating func forgetOver(at time: WallTime) -> [SessionRecord] {
        records.values.filter { $0.isOver(at: time) }.compactMap { end($0.digest) }
    }

    private mutating func forgetOver(of user: UserName, at time: WallTime) -> [SessionRecord] {
        (byUser[user] ?? []).filter { records[$0]?.isOver(at: time) ?? true }
            .compactMap { end($0) }
    }

    private mutating func insert(_ record: SessionRecord) {
        guard records.updateValue(record, forKey: record.digest) == nil else { return }
        byUser[record.user, default: []].append(record.digest)
    }
}

extension SessionRecord {
    fileprivate func isOver(at time: WallTime) -> Bool { expires.map { $0 <= time } ?? false }
}
