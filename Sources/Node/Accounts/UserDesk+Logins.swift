// Logging in and out.
//
// Law. Whoever is refused hears the same words, at the same price, whether the name or the password
// was wrong.

import Accounts
import Digest
import Vocabulary

extension UserDesk {
    func login(
        _ credential: Credential, for purpose: LoginPurpose, from remote: Remote, at now: Instant
    ) {
        let attempt = accounts.attempt(
            credential.name, credential.password.bytes, from: remote.address,
            mayHash: hasRoom(for: remote), at: now)
        switch attempt {
        case .known: loggedIn(credential.name, purpose, isFresh: false, at: now)
        case .busy: refuse(purpose, .busy, at: now)
        case .wait(let time):
            tell("\(credential.name) tries to log in too often, from \(remote.place)", at: now)
            refuse(purpose, .tooOften(time), at: now)
        case .hash(let recipe):
            hash(
                credential.password, by: recipe, from: remote,
                for: .verify(credential.name, purpose))
        }
    }

    func settle(
        _ name: UserName, _ entry: PasswordQueue.Entry, _ key: Digest256, _ purpose: LoginPurpose,
        at now: Instant
    ) {
        let remote = purpose.remote
        let isRight = accounts.settle(
            name, entry.password.bytes, by: entry.recipe, key: key, from: remote.address, at: now)
        guard isRight else {
            tell("\(name) was not let in, from \(remote.place)", at: now)
            return refuse(purpose, .wrongPassword, at: now)
        }
        loggedIn(name, purpose, isFresh: true, at: now)
    }

    /// The password was right.
    func loggedIn(
        _ name: UserName, _ purpose: LoginPurpose, isFresh: Bool, at now: Instant
    ) {
        // Of a password that was checked a moment ago one line is enough.
        if isFresh {
            desk.host.log(.info, "users", "\(name) logged in, from \(purpose.remote.place)")
        }
        switch purpose {
        case .session(let petition):
            guard let session = newSession(of: name, lifetime: Limits.sessionTime) else {
                return refuse(purpose, .noRoomForSession, at: now)
            }
            commit(.session(session, petition), [.rememberSession(session.record)], at: now)
        case .bearer(let url, let petition):
            enter(bearer: name, at: url, petition, at: now)
        case .directory(let files, let petition):
            enter(login: name, with: files, petition, at: now)
        }
    }

    /// Nil where there is no room for one, or no user any more.
    func newSession(of name: UserName, lifetime: Int64?) -> NewSession? {
        guard let user = accounts.users[name], accounts.sessions.count < Limits.sessions else {
            return nil
        }
        let token = Token(bits: desk.host.randomDigest())
        let time = desk.host.wallTime
        let record = SessionRecord(
            digest: token.digest, user: user.name, began: time,
            expires: lifetime.map { WallTime(seconds: time.seconds + $0) })
        return NewSession(record: record, token: token, key: user.key)
    }

    /// The session is written down.
    func begin(_ session: NewSession, _ petition: Petition, isNew: Bool, at now: Instant) {
        // While it was written the user may have gone, got another password, or the last place have
        // been taken.
        guard let user = accounts.users[session.record.user], user.key == session.key,
            let ended = accounts.begin(session.record, at: desk.host.wallTime)
        else {
            desk.host.record(.forgetSession(session.record.digest))
            return refuse(petition, .noRoomForSession, at: now)
        }
        for other in ended { desk.host.record(.forgetSession(other.digest)) }
        let view = SessionView(
            token: session.token, user: UserView(user), lifetime: Limits.sessionTime,
            quota: quota(of: user.name, from: petition.slip.remote, at: now))
        desk.reply(.account(.session(view, isNew: isNew)), to: petition, at: now)
    }

    func logout(_ user: SessionHolder?, _ petition: Petition, at now: Instant) {
        guard let user else { return refuse(petition, .noSession, at: now) }
        commit(.logout(user.session, petition), [.forgetSession(user.session)], at: now)
    }

    func refresh(_ user: SessionHolder?, _ petition: Petition, at now: Instant) {
        guard let user else { return refuse(petition, .noSession, at: now) }
        guard let session = newSession(of: user.name, lifetime: Limits.sessionTime) else {
            return refuse(petition, .noRoomForSession, at: now)
        }
        commit(
            .refresh(session, instead: user.session, petition),
            [.forgetSession(user.session), .rememberSession(session.record)], at: now)
    }

    func current(_ user: SessionHolder?, _ petition: Petition, at now: Instant) {
        let time = desk.host.wallTime
        guard let user, let (record, session) = accounts.holder(of: user.session, at: time) else {
            return refuse(petition, .noSession, at: now)
        }
        let left = session.expires.map { $0.seconds - time.seconds }
        desk.reply(.account(.current(UserView(record), left: left)), to: petition, at: now)
    }

    // MARK: Saying no

    func refuse(_ purpose: LoginPurpose, _ refusal: Refusal, at now: Instant) {
        switch purpose {
        case .session(let petition):
            var refusal = refusal
            if case .account(.login(let credential)) = petition.ask, refusal.quota == nil {
                refusal.quota = quota(
                    of: credential.name, from: petition.slip.remote, at: now)
            }
            refuse(petition, refusal, at: now)
        case .bearer: answer(purpose, Self.bearerError(refusal), at: now)
        case .directory: answer(purpose, Self.loginError(refusal), at: now)
        }
    }

    func quota(of name: UserName?, from remote: Remote, at now: Instant) -> Quota {
        let free = accounts.freeAttempts(of: name, from: remote.address, at: now)
        let isWhole = free == Limits.freeAttempts
        return Quota(
            .logins, remaining: free, reset: isWhole ? 0 : Limits.attemptMemory.components.seconds)
    }
}

extension Refusal {
    static let wrongPassword = Refusal(401, "the name or the password is wrong")
    static let noSession = Refusal(401, "that takes the token of a session")
    static let noRoomForSession = Refusal(503, "there is no room for another session")

    static func tooOften(_ wait: Duration) -> Refusal {
        let seconds = max(1, (wait.nanoseconds + 999_999_999) / 1_000_000_000)
        var refusal = Refusal(429, "too many attempts; the next one may be made in \(seconds) s")
        refusal.retryAfter = seconds
        refusal.quota = Quota(.logins, remaining: 0, reset: seconds)
        return refusal
    }
}
