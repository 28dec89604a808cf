// Users at a bootstrap: who logs in, who is made, and what is written down before anybody is told.
//
//     login    attempt ─hash─▶ settle ─commit─▶ the session begins, and is told
//     change   ─hash─▶ commit ─▶ it is so, and is told
//
// Law 1. What is told is on the disk: a change holds once the ledger has it, and not before.
// Law 2. What waits has an end: passwords in their queue, changes in theirs; beyond it is 503.
// Law 3. A password is in memory while it is hashed, and nowhere else.

import Accounts
import Bytes
import Digest
import Vocabulary

/// What a password is hashed for.
enum HashErrand {
    case verify(UserName, LoginPurpose)
    /// A new user; he is written down, and told or logged in.
    case add(UserName, UserRole, AddPurpose)
    /// Another password of a user.
    case change(UserName, UserChange, Petition)
}

/// What somebody logs in for.
enum LoginPurpose {
    case session(Petition)
    /// Dialect B, with the address that its client has.
    case bearer(HostPort, Petition)
    /// Dialect L, with what its client has.
    case directory([OldFile], Petition)

    var petition: Petition {
        switch self {
        case .session(let petition), .bearer(_, let petition), .directory(_, let petition):
            petition
        }
    }

    var remote: Remote { petition.slip.remote }
}

/// What a user is made for.
enum AddPurpose {
    case answer(Petition)
    /// He logs in with that.
    case login(LoginPurpose)
}

/// A question that waits for its answer.
struct Petition {
    let ask: Ask
    let slip: ReplySlip
}

/// A session that is to begin once it is written down.
struct NewSession {
    let record: SessionRecord
    let token: Token
    /// What the password was checked against: it may be another one until then.
    let key: Digest256
}

/// What is being written down.
enum Commit {
    case session(NewSession, Petition)
    /// A client of dialect B, with its session.
    case guest(NewSession, GuestRecord, Petition)
    /// One session in another's place.
    case refresh(NewSession, instead: Digest256, Petition)
    case logout(Digest256, Petition)
    case add(UserRecord, AddPurpose)
    case change(UserRecord, Petition)
    case remove(UserName, Petition)
}

final class UserDesk {
    unowned let desk: Desk
    var accounts: Accounts
    private var queue = PasswordQueue()
    private var commits: [JobID: Commit] = [:]
    /// Users that are being made, changed or removed: one change at a time.
    private var reserved: Set<UserName> = []
    private var nextSweep = Instant.start
    /// Whom dialects B and L have brought.
    weak var guestDesk: GuestDesk?
    private var refusals = LineBudget(aMinute: Limits.refusalsTold)

    init(_ desk: Desk, _ memory: Memory) {
        self.desk = desk
        let host = desk.host
        accounts = Accounts(
            users: memory.users, sessions: memory.sessions, key: host.randomDigest(),
            salt: Array(host.randomDigest().bytes.prefix(Limits.saltLength)), at: host.wallTime)
    }

    var tables: [TableSize] {
        accounts.sizes.map { TableSize(name: $0.name, count: $0.count, limit: $0.limit) } + [
            TableSize(
                name: "passwords", count: queue.count,
                limit: Limits.passwordsWaiting + Limits.passwordsAtOnce),
            TableSize(name: "user changes", count: commits.count, limit: Limits.changesPromised),
        ]
    }

    func holder(ofToken word: [UInt8], at time: WallTime) -> SessionHolder? {
        let digest = Token.digest(of: word)
        guard let (user, _) = accounts.holder(of: digest, at: time) else { return nil }
        return SessionHolder(name: user.name, role: user.role, session: digest)
    }

    /// Everything that is to be remembered of users.
    var changes: [LedgerChange] {
        accounts.users.all.map { LedgerChange.rememberUser($0) }
            + accounts.sessions.all.map { LedgerChange.rememberSession($0) }
    }

    // MARK: Time

    /// Sessions that are over are forgotten now and then; to whoever asks they are over at once.
    var nextDeadline: Instant? { accounts.sessions.count == 0 ? nil : nextSweep }

    func deadlineReached(at now: Instant) {
        guard now >= nextSweep else { return }
        nextSweep = now + Limits.sessionSweep
        // A token that a clock of next year calls over is good again when it is set right.
        guard !desk.clock.hasJumped else { return }
        for session in accounts.forgetOver(at: desk.host.wallTime) {
            desk.host.record(.forgetSession(session.digest))
        }
    }

    // MARK: Hashing

    func hasRoom(for remote: Remote) -> Bool { queue.hasRoom(for: remote.address) }

    func hash(
        _ password: Password, by recipe: PasswordRecipe, from remote: Remote,
        for errand: HashErrand
    ) {
        queue.append(password, by: recipe, from: remote.address, for: errand)
        hashNext()
    }

    func newRecipe() -> PasswordRecipe {
        PasswordRecipe(salt: Array(desk.host.randomDigest().bytes.prefix(Limits.saltLength)))
    }

    private func hashNext() {
        while let (job, entry) = queue.next({ desk.newJob() }) {
            desk.host.hashPassword(entry.password.bytes, by: entry.recipe, for: job)
        }
    }

    func hashed(_ job: JobID, _ result: Result<Digest256, WorldError>, at now: Instant) {
        guard let entry = queue.ended(job) else { return }
        hashNext()
        switch (result, entry.errand) {
        case (.failure, .verify(_, let purpose)): refuse(purpose, .busy, at: now)
        case (.failure, .add(let name, _, let purpose)):
            reserved.remove(name)
            refuse(purpose, .busy, at: now)
        case (.failure, .change(let name, _, let petition)):
            reserved.remove(name)
            refuse(petition, .busy, at: now)
        case (.success(let key), .verify(let name, let purpose)):
            settle(name, entry, key, purpose, at: now)
        case (.success(let key), .add(let name, let role, let purpose)):
            let record = UserRecord(
                name: name, role: role, recipe: entry.recipe, key: key,
                created: desk.host.wallTime)
            commit(.add(record, purpose), [.rememberUser(record)], at: now)
        case (.success(let key), .change(let name, let change, let petition)):
            self.change(name, change, (entry.recipe, key), petition, at: now)
        }
    }

    // MARK: Names that are being changed

    /// Why a user of that name cannot be made; nil where he can, and then the name is kept for him.
    func reserve(new name: UserName) -> Refusal? {
        guard accounts.users[name] == nil, !reserved.contains(name) else {
            return Refusal(409, "there is a user of that name")
        }
        guard accounts.users.count + reserved.count < Limits.users else {
            return Refusal(507, "there are \(Limits.users) users, and there is no room for more")
        }
        reserved.insert(name)
        return nil
    }

    /// Why a user cannot be changed; nil where he can, and nobody else does until `release`.
    func reserve(known name: UserName) -> Refusal? {
        guard accounts.users[name] != nil else { return .noUser }
        guard reserved.insert(name).inserted else {
            return Refusal(409, "somebody changes that user at the moment")
        }
        return nil
    }

    func release(_ name: UserName) { reserved.remove(name) }

    // MARK: Writing down

    /// Whether one more change may wait for the disk.
    var mayCommit: Bool { commits.count < Limits.changesPromised }

    func commit(_ commit: Commit, _ changes: [LedgerChange], at now: Instant) {
        guard mayCommit else { return failed(commit, .busy, at: now) }
        let job = desk.newJob()
        commits[job] = commit
        desk.host.record(changes, for: job)
    }

    func recorded(_ job: JobID, _ result: Result<Void, WorldError>, at now: Instant) {
        guard let commit = commits.removeValue(forKey: job) else { return }
        switch result {
        case .success: done(commit, at: now)
        case .failure(let error):
            let status = error.kind == .full ? 507 : 503
            failed(commit, Refusal(status, "it could not be written down: \(error)"), at: now)
        }
    }

    private func failed(_ commit: Commit, _ refusal: Refusal, at now: Instant) {
        switch commit {
        case .session(_, let petition): refuse(.session(petition), refusal, at: now)
        case .guest(_, let guest, let petition):
            refuse(.bearer(guest.said, petition), refusal, at: now)
        case .refresh(_, _, let petition), .logout(_, let petition):
            refuse(petition, refusal, at: now)
        case .add(let record, let purpose):
            release(record.name)
            refuse(purpose, refusal, at: now)
        case .change(let record, let petition):
            release(record.name)
            refuse(petition, refusal, at: now)
        case .remove(let name, let petition):
            release(name)
            refuse(petition, refusal, at: now)
        }
    }

    private func done(_ commit: Commit, at now: Instant) {
        switch commit {
        case .session(let session, let petition):
            begin(session, petition, isNew: true, at: now)
        case .guest(let session, let guest, let petition):
            begin(session, guest, petition, at: now)
        case .refresh(let session, let old, let petition):
            _ = accounts.end(old)
            begin(session, petition, isNew: false, at: now)
        case .logout(let digest, let petition):
            _ = accounts.end(digest)
            desk.reply(.done, to: petition, at: now)
        case .add(let record, let purpose):
            release(record.name)
            accounts.set(record)
            added(record, purpose, at: now)
        case .change(let record, let petition):
            release(record.name)
            let isSame = accounts.users[record.name]?.key == record.key
            accounts.set(record)
            if !isSame { guestDesk?.dismiss(record.name, isRemoved: false, at: now) }
            desk.reply(
                .account(.user(UserView(record), isNew: false)), to: petition, at: now)
        case .remove(let name, let petition):
            release(name)
            accounts.remove(name)
            guestDesk?.dismiss(name, isRemoved: true, at: now)
            desk.reply(.done, to: petition, at: now)
        }
    }

    // MARK: Saying no

    func refuse(_ petition: Petition, _ refusal: Refusal, at now: Instant) {
        desk.reply(.refused(refusal), to: petition, at: now)
    }

    /// One line of many: whoever tries a name all night fills no disk.
    func tell(_ line: @autoclosure () -> String, at now: Instant) {
        if refusals.spend(at: now) { desk.host.log(.warning, "users", line()) }
    }
}

extension Desk {
    func reply(_ answer: Answer, to petition: Petition, at now: Instant) {
        reply(answer, to: petition.ask, petition.slip, at: now)
    }
}

extension Refusal {
    static let noUser = Refusal(404, "there is no such user")

    static var busy: Refusal {
        var refusal = Refusal(503, "too many passwords wait to be checked; try again later")
        refusal.retryAfter = Limits.passwordsRetry
        return refusal
    }
}

extension Host {
    /// 256 bits that nobody can guess.
    func randomDigest() -> Digest256 {
        let bytes = (0..<4).flatMap { _ -> [UInt8] in
            let word = random()
            return (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) }
        }
        guard let digest = Digest256(bytes) else {
            preconditionFailure("four times eight bytes are a digest")
        }
        return digest
    }
}

extension Remote {
    /// Nil on this machine's own socket.
    var address: IPAddress? {
        switch self {
        case .local: nil
        case .tcp(let endpoint): endpoint.address
        }
    }
}
