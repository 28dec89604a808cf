// Clients of dialects B and L at a bootstrap: who is listed, and for how long.
//
// Law 1. What they have is the catalogue's, who they are is `UserDesk`'s; here is only that they
//        are here.
// Law 2. A probe lengthens a life and never gates one; but an address that is another's is told to
//        nobody before a probe has reached it.

import Accounts
import Digest
import Directory
import Vocabulary

final class GuestDesk {
    unowned let desk: Desk
    unowned let users: UserDesk
    let catalogue: Catalogue
    var guests = Guests()
    private var nextSweep = Instant.start
    private var recallUntil = Instant.start
    private var isTakingStock = true
    private var stockTaken: UserName?
    /// Who had something before a restart and has not come since, and since when that is known.
    private var absent: [Directory.Holder: Instant] = [:]
    /// The last time that something was done.
    var lastStep = Instant.start
    /// Names of addresses that are looked up, and for whom.
    private var lookups: [JobID: (user: UserName, session: Digest256)] = [:]
    /// Lists of everything that their readers have not taken yet.
    var lists: [FileListing] = []

    init(_ desk: Desk, _ users: UserDesk, _ catalogue: Catalogue) {
        self.desk = desk
        self.users = users
        self.catalogue = catalogue
    }

    var tables: [TableSize] {
        [
            TableSize(name: "guests B", count: guests.bearers.count, limit: Limits.guests),
            TableSize(name: "guests L", count: guests.logins.count, limit: Limits.guests),
            TableSize(name: "guests missed", count: absent.count, limit: 2 * Limits.users),
            TableSize(name: "guest lists", count: lists.count, limit: Limits.guestLists),
        ]
    }

    func isSpoken(_ dialect: OldDialect) -> Bool {
        switch dialect {
        case .bearer: desk.settings.servesBearer
        case .login: desk.settings.servesLogin
        }
    }

    // MARK: Coming

    /// Dialect B: a login that is written down. False: there is no room.
    func enter(_ record: GuestRecord, isRecalled: Bool = false, at now: Instant) -> Bool {
        var guest = BearerGuest(
            user: record.user, said: record.said, sender: record.sender, session: record.session,
            at: now)
        guest.wasReached = record.wasReached
        let isNew = guests.bearers[record.user]?.isListed != true
        guard guests.enter(guest) else { return false }
        absent[.bearer(user: record.user.text)] = nil
        if isNew, !isRecalled {
            desk.host.log(
                .info, "guests", "\(record.user) came by dialect B, from \(record.sender)")
        }
        catalogue.setLive(.bearer(user: record.user.text), true)
        locate(record, at: now)
        return true
    }

    /// Those who were listed before a restart, and whose token still is one.
    func recall(_ records: [GuestRecord], at now: Instant) {
        recallUntil = now + Limits.guestProbeInterval
        for record in records {
            let holder = users.accounts.holder(of: record.session, at: desk.host.wallTime)
            guard holder != nil, enter(record, isRecalled: true, at: now) else {
                desk.host.record(.forgetGuest(record.user))
                continue
            }
        }
    }

    private func locate(_ record: GuestRecord, at now: Instant) {
        guard GuestPlace.needsLookup(record.said) else {
            let place = GuestPlace(said: record.said, resolved: nil, from: record.sender)
            return self.place(record.user, place, at: now)
        }
        guard lookups.count < Limits.probesPerSecond else { return }
        let job = desk.newJob()
        lookups[job] = (record.user, record.session)
        desk.host.resolve(record.said.host, for: job)
    }

    /// Whether that was one of ours.
    func resolved(
        _ job: JobID, _ result: Result<[IPAddress], WorldError>, at now: Instant
    ) -> Bool {
        guard let (user, session) = lookups.removeValue(forKey: job) else { return false }
        guard let guest = guests.bearers[user], guest.session == session else { return true }
        // Where a name leads to the sender, among other places, it is the sender's.
        let found = (try? result.get()) ?? []
        let address = found.contains(guest.sender) ? guest.sender : found.first
        let place = GuestPlace(said: guest.said, resolved: address, from: guest.sender)
        self.place(user, place, at: now)
        return true
    }

    private func place(_ user: UserName, _ place: GuestPlace, at now: Instant) {
        guests.update(bearer: user) { $0.place = place }
        knock(at: user, at: now)
    }

    /// Dialect L: another login. False: there is no room.
    func enter(_ guest: LoginGuest, _ files: [Listing]) -> Catalogue.Intake? {
        let isNew = guests.logins[guest.user]?.isListed != true
        guard guests.enter(guest) else { return nil }
        if isNew {
            desk.host.log(.info, "guests", "\(guest.user) came by dialect L, from \(guest.sender)")
        }
        let holder = Directory.Holder.login(user: guest.user.text)
        absent[holder] = nil
        catalogue.setLive(holder, true)
        return catalogue.replace(files, of: holder, at: desk.host.wallTime)
    }

    // MARK: Probing

    private func knock(at user: UserName, at now: Instant) {
        guard let guest = guests.bearers[user], guest.wantsProbe(at: now),
            let endpoint = guest.place.endpoint,
            desk.neighbourhood.budget.spend(for: guest.sender, at: now)
        else { return }
        guests.update(bearer: user) {
            $0.isBeingProbed = true
            $0.lastProbe = now
        }
        let call = Call(.guest(user, guest.session), at: endpoint, .touch, isStream: false)
        desk.switchboard.dial(call, timeout: desk.settings.probeTimeout, at: now)
    }

    func probeEnded(
        _ user: UserName, _ session: Digest256, _ outcome: CallOutcome, at now: Instant
    ) {
        guard let before = guests.bearers[user], before.session == session else { return }
        let isFailed = if case .failed = outcome { true } else { false }
        guests.update(bearer: user) { guest in
            guest.isBeingProbed = false
            guard !isFailed else { return guest.failures += 1 }
            guest.failures = 0
            guest.wasReached = true
            if case .unproved(let endpoint, let host) = guest.place {
                guest.place = .known(endpoint, host: host)
            }
        }
        guard let after = guests.bearers[user] else { return }
        if after.wasReached, !before.wasReached { remember(after) }
        catalogue.setLive(.bearer(user: user.text), after.isLive)
    }

    func remember(_ guest: BearerGuest) { desk.host.record(change(guest)) }

    /// Everything that is to be remembered of guests, without their files.
    var changes: [LedgerChange] { guests.bearers.values.map(change) }

    private func change(_ guest: BearerGuest) -> LedgerChange {
        .rememberGuest(
            GuestRecord(
                user: guest.user, said: guest.said, sender: guest.sender, session: guest.session,
                wasReached: guest.wasReached))
    }

    // MARK: Time

    var nextDeadline: Instant? {
        if lists.isEmpty {
            return guests.isEmpty && absent.isEmpty && !isTakingStock ? nil : nextSweep
        }
        return hasList ? lastStep : nextSweep
    }

    /// O(guests), once a second.
    func deadlineReached(at now: Instant) {
        lastStep = now
        goOnWithLists()
        guard now >= nextSweep else { return }
        nextSweep = now + Limits.sweepInterval
        for user in due(at: now) { look(after: user, at: now) }
        for user in guests.overdue(after: desk.settings.loginStaleAfter, at: now) {
            leave(login: user, at: now)
        }
        forgetLongGone(at: now)
        // After a restart the catalogue learns of their files later than we of them.
        if now < recallUntil {
            for guest in guests.bearers.values { tell(guest) }
        } else {
            takeStock(at: now)
        }
    }

    /// Once after a start: whoever had something before it and has not come since. Some users a
    /// second.
    private func takeStock(at now: Instant) {
        guard isTakingStock else { return }
        let some = users.accounts.users.page(after: stockTaken, Limits.guestsStocked)
        stockTaken = some.last?.name
        isTakingStock = some.count == Limits.guestsStocked
        for user in some.map(\.name) {
            let holders: [(Directory.Holder, Bool)] = [
                (.bearer(user: user.text), guests.bearers[user] == nil),
                (.login(user: user.text), guests.logins[user] == nil),
            ]
            for (holder, isAway) in holders where isAway && catalogue.knows(holder) {
                absent[holder] = now
            }
        }
    }

    private func tell(_ guest: BearerGuest) {
        catalogue.setLive(.bearer(user: guest.user.text), guest.isLive)
    }

    /// Clients of dialect B for whom something is to be done, in the order of their names: those
    /// are few, and to put all of them in order each second would hold up a turn.
    private func due(at now: Instant) -> [UserName] {
        let time = desk.host.wallTime
        return guests.bearers.values.filter { guest in
            guest.isListed
                && (guest.wantsProbe(at: now) || guest.isGone(at: now)
                    || users.accounts.holder(of: guest.session, at: time) == nil)
        }.map(\.user).sorted()
    }

    private func look(after user: UserName, at now: Instant) {
        guard let guest = guests.bearers[user], guest.isListed else { return }
        // Whoever logged out elsewhere has no token any more, and whose user is gone neither.
        let holder = users.accounts.holder(of: guest.session, at: desk.host.wallTime)
        guard holder != nil else { return leave(bearer: user, because: "its token ended", at: now) }
        guard !guest.isGone(at: now) else {
            let why =
                guest.wasReached
                ? "\(guest.failures) probes failed" : "nobody reached it in a day"
            return leave(bearer: user, because: why, at: now)
        }
        knock(at: user, at: now)
    }

    /// Dialect B: it is offline, and its token is none any more.
    func leave(bearer user: UserName, because why: String, at now: Instant) {
        guard let guest = guests.bearers[user], guest.isListed else { return }
        guests.update(bearer: user) {
            $0.isListed = false
            $0.lastRequest = now
        }
        catalogue.setLive(.bearer(user: user.text), false)
        users.end(guest.session)
        desk.host.record(.forgetGuest(user))
        desk.host.log(.info, "guests", "\(user) (dialect B) is gone: \(why)")
    }

    private func leave(login user: UserName, at now: Instant) {
        guard let guest = guests.logins[user] else { return }
        guests.leave(login: user)
        catalogue.setLive(.login(user: user.text), false)
        users.end(guest.session)
        let silence = now.since(guest.lastLogin).components.seconds
        desk.host.log(
            .info, "guests", "\(user) (dialect L) is gone: no login for \(silence) s")
    }

    private func forgetLongGone(at now: Instant) {
        let bearers = guests.bearers.values.filter {
            !$0.isListed && now.since($0.lastRequest) >= Limits.guestMemory
        }
        for user in bearers.map(\.user).sorted() {
            guests.forget(bearer: user)
            catalogue.remove(.bearer(user: user.text))
        }
        let logins = guests.logins.values.filter {
            !$0.isListed && now.since($0.lastLogin) >= Limits.guestMemory
        }
        for user in logins.map(\.user).sorted() {
            guests.forget(login: user)
            catalogue.remove(.login(user: user.text))
        }
        let missed = absent.filter { now.since($0.value) >= Limits.guestMemory }.map(\.key)
        for holder in missed.sorted(by: { $0.key < $1.key }) {
            absent[holder] = nil
            catalogue.remove(holder)
        }
    }

    /// The user is no more, or has another password.
    func dismiss(_ user: UserName, isRemoved: Bool, at now: Instant) {
        leave(bearer: user, because: "its user was changed", at: now)
        if guests.logins[user] != nil { leave(login: user, at: now) }
        guard isRemoved else { return }
        guests.forget(bearer: user)
        guests.forget(login: user)
        for holder in [Directory.Holder.bearer(user: user.text), .login(user: user.text)] {
            absent[holder] = nil
            catalogue.remove(holder)
        }
    }
}
