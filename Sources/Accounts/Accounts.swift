// Users, their sessions, and what it takes to begin one.
//
// Law 1. A name that nobody has costs whoever tries it the same as a wrong password: the hash is
//        made all the same, and counted all the same.
// Law 2. Everything here is decided at once. A password's hash is made elsewhere: `attempt` says
//        that it is wanted and by which recipe, `settle` what it says.

import Bytes
import Digest
import Vocabulary

package struct Accounts {
    package var users: Users
    package private(set) var sessions: Sessions
    private var byName = Attempts<UserName>()
    private var byAddress = Attempts<IPAddress>()
    private var verified: Verified
    /// What is hashed where there is nobody.
    private let nobody: PasswordRecipe

    /// - Parameters:
    ///   - key: 256 bits that nobody can guess, of this run alone.
    ///   - salt: for names that nobody has.
    package init(
        users: [UserRecord] = [], sessions: [SessionRecord] = [], key: Digest256, salt: [UInt8],
        at time: WallTime
    ) {
        let all = Users(users)
        self.users = all
        self.sessions = Sessions(sessions.filter { all[$0.user] != nil }, at: time)
        verified = Verified(key: key)
        nobody = PasswordRecipe(salt: salt)
    }

    /// How full each table is.
    package var sizes: [(name: String, count: Int, limit: Int)] {
        [
            ("users", users.count, Limits.users), ("sessions", sessions.count, Limits.sessions),
            ("names that tried", byName.count, Limits.attemptsCounted),
            ("addresses that tried", byAddress.count, Limits.attemptsCounted),
            ("verified passwords", verified.count, Limits.users),
        ]
    }

    // MARK: Passwords

    /// What is to be done with a name and a password.
    package enum Attempt: Equatable, Sendable {
        /// It is he: the password was verified within the hour.
        case known
        /// Hash the password by this recipe, and `settle`.
        case hash(PasswordRecipe)
        /// Too often; not before.
        case wait(Duration)
        /// It would have to be hashed, and there is no room for that. It does not count.
        case busy
    }

    /// Somebody says that he is `name`. `address` is nil on this machine's own socket.
    package mutating func attempt(
        _ name: UserName, _ password: [UInt8], from address: IPAddress?, mayHash: Bool,
        at now: Instant
    ) -> Attempt {
        let source = Self.counted(address)
        let byAddress = source.flatMap { self.byAddress.wait(of: $0, at: now) }
        let byName = self.byName.wait(of: name, at: now)
        // Others who try his name do not lock him out where he is.
        let isHome = byAddress == nil && verified.isHome(address, of: name, at: now)
        if byName == nil && byAddress == nil || isHome, users[name] != nil,
            verified.knows(name, password, at: now)
        {
            return .known
        }
        if let wait = [byName, byAddress].compactMap(\.self).max() { return .wait(wait) }
        guard mayHash else { return .busy }
        begin(name, source, at: now)
        return .hash(users[name]?.recipe ?? nobody)
    }

    private mutating func begin(_ name: UserName, _ source: IPAddress?, at now: Instant) {
        byName.begin(name, at: now)
        if let source { byAddress.begin(source, at: now) }
    }

    /// The hash is made. Whether it was the right password: of the user that there is now.
    package mutating func settle(
        _ name: UserName, _ password: [UInt8], by recipe: PasswordRecipe, key: Digest256,
        from address: IPAddress?, at now: Instant
    ) -> Bool {
        let record = users[name]
        // Against something in every case, and never against nothing.
        let isSame = equalInConstantTime(key.bytes, (record?.key ?? SHA256.of([])).bytes)
        guard let record, record.recipe == recipe, isSame else { return false }
        byName.succeeded(record.name)
        if let source = Self.counted(address) { byAddress.succeeded(source) }
        verified.verified(record.name, password, from: address, at: now)
        return true
    }

    /// Somebody wants a name of his own, which costs a hash too.
    package mutating func attemptToRegister(
        from address: IPAddress?, at now: Instant
    ) -> Duration? {
        guard let source = Self.counted(address) else { return nil }
        if let wait = byAddress.wait(of: source, at: now) { return wait }
        byAddress.begin(source, at: now)
        return nil
    }

    /// Attempts that may begin now without a wait.
    package func freeAttempts(
        of name: UserName?, from address: IPAddress?, at now: Instant
    ) -> Int {
        let ofName = name.map { byName.free(of: $0, at: now) } ?? Limits.freeAttempts
        let source = Self.counted(address)
        return min(ofName, source.map { byAddress.free(of: $0, at: now) } ?? Limits.freeAttempts)
    }

    /// Whom attempts by address are counted for: not for loopback, where everybody of this machine
    /// has the same one.
    private static func counted(_ address: IPAddress?) -> IPAddress? {
        address.flatMap { $0.isLoopback ? nil : $0.network }
    }

    // MARK: Sessions

    /// The user whose token that is, and his session.
    package func holder(
        of digest: Digest256, at time: WallTime
    ) -> (UserRecord, SessionRecord)? {
        guard let session = sessions.session(of: digest, at: time), let user = users[session.user]
        else { return nil }
        return (user, session)
    }

    /// Begins a session, and gives back those that ended for it; nil where there is no room.
    package mutating func begin(
        _ session: SessionRecord, at time: WallTime
    ) -> [SessionRecord]? {
        sessions.begin(session, at: time)
    }

    package mutating func end(_ digest: Digest256) -> SessionRecord? { sessions.end(digest) }

    package mutating func forgetOver(at time: WallTime) -> [SessionRecord] {
        sessions.forgetOver(at: time)
    }

    // MARK: Changes

    /// A new user, or what is new of one. Another password ends what began with the one before.
    package mutating func set(_ record: UserRecord) {
        if let before = users[record.name], before.key != record.key {
            _ = sessions.endAll(of: record.name)
            verified.forget(record.name)
        }
        users.set(record)
    }

    package mutating func remove(_ name: UserName) {
        users.remove(name)
        verified.forget(name)
        _ = sessions.endAll(of: name)
    }
}
