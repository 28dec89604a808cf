// Users who come by dialects B and L: their login is the same, and what begins with it is not.
//
// Law. In both a first login makes the user, where users may make themselves; else it is a wrong
// password like any other.

import Accounts
import Digest
import Directory
import Vocabulary

extension UserDesk {
    func enter(_ credential: Credential, for purpose: LoginPurpose, at now: Instant) {
        guard desk.settings.selfRegistration, accounts.users[credential.name] == nil else {
            return login(credential, for: purpose, from: purpose.remote, at: now)
        }
        let remote = purpose.remote
        guard hasRoom(for: remote) else { return refuse(purpose, .busy, at: now) }
        if let wait = accounts.attemptToRegister(from: remote.address, at: now) {
            return refuse(purpose, .tooOften(wait), at: now)
        }
        if let refusal = reserve(new: credential.name) {
            return refuse(purpose, refusal.status == 409 ? .busy : refusal, at: now)
        }
        hash(
            credential.password, by: newRecipe(), from: remote,
            for: .add(credential.name, .member, .login(purpose)))
    }

    /// Whether a user may say what he has.
    func mayAnnounce(_ name: UserName) -> Bool {
        accounts.users[name].map { $0.role >= .member } ?? false
    }

    /// Dialect B: the session lives as long as the client is listed, and is written down with it.
    func enter(bearer name: UserName, at url: HostPort, _ petition: Petition, at now: Instant) {
        let purpose = LoginPurpose.bearer(url, petition)
        guard let sender = petition.slip.remote.address ?? IPAddress("127.0.0.1"),
            let session = newSession(of: name, lifetime: nil)
        else { return refuse(purpose, .noRoomForSession, at: now) }
        let guest = GuestRecord(
            user: session.record.user, said: url, sender: sender,
            session: session.record.digest, wasReached: false)
        let before = guestDesk?.guests.bearers[name]?.session
        let ended = before.map { [LedgerChange.forgetSession($0)] } ?? []
        commit(
            .guest(session, guest, petition),
            ended + [.rememberSession(session.record), .rememberGuest(guest)], at: now)
    }

    /// It is written down.
    func begin(_ session: NewSession, _ guest: GuestRecord, _ petition: Petition, at now: Instant) {
        let time = desk.host.wallTime
        // A new login ends the one before.
        if let before = guestDesk?.guests.bearers[guest.user]?.session {
            _ = accounts.end(before)
        }
        guard let user = accounts.users[guest.user], user.key == session.key,
            let ended = accounts.begin(session.record, at: time)
        else {
            desk.host.record(.forgetSession(session.record.digest))
            desk.host.record(.forgetGuest(guest.user))
            return refuse(.bearer(guest.said, petition), .noRoomForSession, at: now)
        }
        for other in ended { desk.host.record(.forgetSession(other.digest)) }
        guard guestDesk?.enter(guest, at: now) == true else {
            end(session.record.digest)
            desk.host.record(.forgetGuest(guest.user))
            return refuse(.bearer(guest.said, petition), .noRoomForSession, at: now)
        }
        desk.reply(.old(.bearerToken(session.token)), to: petition, at: now)
    }

    /// Dialect L: its client comes again in half a minute, so nothing is written down.
    func enter(
        login name: UserName, with files: [OldFile], _ petition: Petition, at now: Instant
    ) {
        let purpose = LoginPurpose.directory(files, petition)
        guard files.isEmpty || mayAnnounce(name) else {
            return answer(purpose, .loginError(.forbidden), at: now)
        }
        let life = 2 * max(1, desk.settings.loginStaleAfter.components.seconds)
        guard let desk = guestDesk, let sender = petition.slip.remote.address ?? IPAddress("::1"),
            let session = newSession(of: name, lifetime: life)
        else { return refuse(purpose, .noRoomForSession, at: now) }
        if let before = desk.guests.logins[session.record.user]?.session {
            _ = accounts.end(before)
        }
        for other in accounts.begin(session.record, at: self.desk.host.wallTime) ?? [] {
            self.desk.host.record(.forgetSession(other.digest))
        }
        let guest = LoginGuest(
            user: session.record.user, sender: sender, session: session.record.digest, at: now)
        let listings = files.compactMap { file in
            FileName(file.name).map { Listing(name: $0, url: file.place) }
        }
        switch desk.enter(guest, listings) {
        case .all: answer(purpose, .loginToken(session.token), at: now)
        case .cut: answer(purpose, .loginError(.tooManyFiles), at: now)
        case .full: answer(purpose, .loginError(.full), at: now)
        case nil: refuse(purpose, .noRoomForSession, at: now)
        }
    }

    func end(_ session: Digest256) {
        if accounts.end(session) != nil { desk.host.record(.forgetSession(session)) }
    }

    // MARK: Words

    func answer(_ purpose: LoginPurpose, _ answer: OldAnswer, at now: Instant) {
        desk.reply(.old(answer), to: purpose.petition, at: now)
    }

    /// A refusal, in dialect B's words.
    static func bearerError(_ refusal: Refusal) -> OldAnswer {
        switch refusal.status {
        case 401: .bearerError(.incorrectPassword)
        case 429: .bearerError(.tooMany(retryAfter: refusal.retryAfter ?? 1))
        case 507: .bearerError(.full)
        default: .bearerError(.busy(retryAfter: refusal.retryAfter ?? Limits.passwordsRetry))
        }
    }

    /// And in dialect L's.
    static func loginError(_ refusal: Refusal) -> OldAnswer {
        switch refusal.status {
        case 401: .loginError(.wrongPassword)
        case 429: .loginError(.tooMany(retryAfter: refusal.retryAfter ?? 1))
        case 507: .loginError(.full)
        default: .loginError(.busy(retryAfter: refusal.retryAfter ?? Limits.passwordsRetry))
        }
    }
}
