// Users listed, made, changed and removed.

import Accounts
import Digest
import Vocabulary

extension UserDesk {
    func answer(
        _ what: AccountAsk, by user: SessionHolder?, to slip: ReplySlip, at now: Instant
    ) {
        let petition = Petition(ask: .account(what), slip: slip)
        switch what {
        case .login(let credential):
            login(credential, for: .session(petition), from: slip.remote, at: now)
        case .logout: logout(user, petition, at: now)
        case .refresh: refresh(user, petition, at: now)
        case .current: current(user, petition, at: now)
        case .list(let page): list(page, petition, at: now)
        case .show(let name):
            guard let record = accounts.users[name] else {
                return refuse(petition, .noUser, at: now)
            }
            desk.reply(.account(.shown(UserView(record))), to: petition, at: now)
        case .add(let new): add(new, petition, at: now)
        case .change(let name, let change): self.change(name, change, petition, at: now)
        case .remove(let name): remove(name, petition, at: now)
        }
    }

    private func list(_ page: Page, _ petition: Petition, at now: Instant) {
        let cursor = page.cursor.flatMap { UserName($0) }
        guard page.cursor == nil || cursor != nil else {
            return refuse(petition, Page.unknown, at: now)
        }
        let rows = accounts.users.page(after: cursor, page.limit + 1)
        let shown = rows.prefix(page.limit).map { UserView($0) }
        let next = rows.count > page.limit ? shown.last?.name.text : nil
        desk.reply(.account(.users(shown, next: next)), to: petition, at: now)
    }

    // MARK: Adding

    private func add(_ new: NewUser, _ petition: Petition, at now: Instant) {
        let remote = petition.slip.remote
        guard hasRoom(for: remote) else { return refuse(petition, .busy, at: now) }
        if let wait = waitToRegister(petition, at: now) {
            return refuse(petition, .tooOften(wait), at: now)
        }
        if let refusal = reserve(new: new.credential.name) {
            return refuse(petition, refusal, at: now)
        }
        hash(
            new.credential.password, by: newRecipe(), from: remote,
            for: .add(new.credential.name, new.role ?? .member, .answer(petition)))
    }

    /// An admin makes as many as he likes; whoever makes himself is counted by his address.
    private func waitToRegister(_ petition: Petition, at now: Instant) -> Duration? {
        let isAdmin = desk.isAdmin(petition.slip)
        guard !isAdmin else { return nil }
        return accounts.attemptToRegister(from: petition.slip.remote.address, at: now)
    }

    /// He is written down, and is a user now.
    func added(_ record: UserRecord, _ purpose: AddPurpose, at now: Instant) {
        switch purpose {
        case .answer(let petition):
            desk.reply(.account(.user(UserView(record), isNew: true)), to: petition, at: now)
        case .login(let purpose):
            desk.host.log(
                .info, "users", "\(record.name) made himself, from \(purpose.remote.place)")
            loggedIn(record.name, purpose, isFresh: false, at: now)
        }
    }

    func refuse(_ purpose: AddPurpose, _ refusal: Refusal, at now: Instant) {
        switch purpose {
        case .answer(let petition): refuse(petition, refusal, at: now)
        case .login(let purpose): refuse(purpose, refusal, at: now)
        }
    }

    // MARK: Changing

    private func change(
        _ name: UserName, _ change: UserChange, _ petition: Petition, at now: Instant
    ) {
        guard change.password == nil || hasRoom(for: petition.slip.remote) else {
            return refuse(petition, .busy, at: now)
        }
        if let refusal = reserve(known: name) { return refuse(petition, refusal, at: now) }
        guard let password = change.password else {
            return self.change(name, change, nil, petition, at: now)
        }
        hash(
            password, by: newRecipe(), from: petition.slip.remote,
            for: .change(name, change, petition))
    }

    func change(
        _ name: UserName, _ change: UserChange, _ password: (PasswordRecipe, Digest256)?,
        _ petition: Petition, at now: Instant
    ) {
        guard var record = accounts.users[name] else {
            preconditionFailure("a user who is being changed is removed by nobody")
        }
        if let role = change.role { record.role = role }
        if let (recipe, key) = password { (record.recipe, record.key) = (recipe, key) }
        var changes = [LedgerChange.rememberUser(record)]
        // What began with the password before has ended.
        if password != nil { changes.append(.forgetSessions(of: record.name)) }
        commit(.change(record, petition), changes, at: now)
    }

    private func remove(_ name: UserName, _ petition: Petition, at now: Instant) {
        if let refusal = reserve(known: name) { return refuse(petition, refusal, at: now) }
        let known = accounts.users[name]?.name ?? name
        commit(.remove(known, petition), [.forgetUser(known)], at: now)
    }
}
