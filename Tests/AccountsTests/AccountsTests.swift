// Who is let in, and who waits.

import Digest
import Testing
import Vocabulary

@testable import Accounts

private let noon = WallTime(seconds: 1_790_000_000)
private let far = IPAddress("10.0.0.7")
private let other = IPAddress("10.0.0.8")

func name(_ text: String) -> UserName {
    guard let name = UserName(text) else { preconditionFailure("\(text) is a name") }
    return name
}

private func digest(_ text: String) -> Digest256 { SHA256.of(Array(text.utf8)) }

private func second(_ count: Double) -> Instant {
    Instant(nanoseconds: UInt64((1000 + count) * 1e9))
}

/// Cheap, and tells right from wrong.
private func key(_ password: String, _ recipe: PasswordRecipe) -> Digest256 {
    SHA256.authentication(of: Array(password.utf8), key: recipe.salt)
}

private func record(_ user: String, _ password: String, _ role: UserRole = .member) -> UserRecord {
    let recipe = PasswordRecipe(salt: Array(digest(user).bytes.prefix(Limits.saltLength)))
    return UserRecord(
        name: name(user), role: role, recipe: recipe, key: key(password, recipe), created: noon)
}

private func accounts(_ users: UserRecord..., sessions: [SessionRecord] = []) -> Accounts {
    Accounts(
        users: users, sessions: sessions, key: digest("key"),
        salt: Array(digest("nobody").bytes.prefix(Limits.saltLength)), at: noon)
}

extension Accounts {
    /// A whole attempt, with its hash; nil where it has to wait.
    fileprivate mutating func tries(
        _ user: String, _ password: String, from address: IPAddress? = far, at now: Instant
    ) -> Bool? {
        let bytes = Array(password.utf8)
        switch attempt(name(user), bytes, from: address, mayHash: true, at: now) {
        case .known: return true
        case .wait, .busy: return nil
        case .hash(let recipe):
            return settle(
                name(user), bytes, by: recipe, key: key(password, recipe), from: address, at: now)
        }
    }
}

@Suite("A login") struct LoginTests {
    @Test("takes the right password and no other") func right() {
        var accounts = accounts(record("ada", "engine"))
        #expect(accounts.tries("ada", "loom", at: second(0)) == false)
        #expect(accounts.tries("ada", "engine", at: second(1)) == true)
        #expect(accounts.tries("ada", "Engine", at: second(2)) == false)
    }

    @Test("by a name that nobody has costs a hash like any other") func nobody() {
        var accounts = accounts(record("ada", "engine"))
        let known = accounts.attempt(name("ada"), [1], from: far, mayHash: true, at: second(0))
        let unknown = accounts.attempt(name("bob"), [1], from: far, mayHash: true, at: second(0))
        guard case .hash(let first) = known, case .hash(let second) = unknown else {
            Issue.record("\(known), \(unknown)")
            return
        }
        #expect(first.costBits == second.costBits && first.salt.count == second.salt.count)
        #expect(accounts.tries("bob", "", at: moment(1)) == false)
        // Not even the hash of nothing lets anybody in.
        let isIn = accounts.settle(
            name("bob"), [], by: second, key: SHA256.of([]), from: far, at: moment(1))
        #expect(!isIn)
    }

    @Test("that repeats what was verified within the hour costs no hash") func cached() {
        var accounts = accounts(record("ada", "engine"))
        let password = Array("engine".utf8)
        func attempt(_ bytes: [UInt8], at time: Double) -> Accounts.Attempt {
            accounts.attempt(name("ada"), bytes, from: far, mayHash: true, at: second(time))
        }
        #expect(accounts.tries("ada", "engine", at: second(0)) == true)
        for time in stride(from: 30.0, to: 3600, by: 30) {
            #expect(attempt(password, at: time) == .known)
        }
        #expect(attempt(password, at: 3600) != .known, "an hour is an hour")
        #expect(accounts.tries("ada", "engine", at: second(3601)) == true)
        #expect(attempt(Array("engin".utf8), at: 3602) != .known)
        var changed = record("ada", "another")
        changed.created = noon
        accounts.set(changed)
        #expect(attempt(password, at: 3603) != .known, "the password is another one now")
    }

    @Test("waits longer and longer after five that failed, and is forgotten in an hour")
    func lockOut() {
        var accounts = accounts(record("ada", "engine"))
        for _ in 1...5 { #expect(accounts.tries("ada", "x", at: second(0)) == false) }
        #expect(accounts.tries("ada", "engine", at: second(0.5)) == nil)
        #expect(accounts.tries("ada", "x", at: second(1)) == false)
        #expect(accounts.tries("ada", "x", at: second(2.5)) == nil)
        #expect(accounts.tries("ada", "x", at: second(3)) == false)
        #expect(accounts.tries("ada", "x", at: second(6.5)) == nil)
        #expect(accounts.tries("ada", "engine", at: second(7)) == true, "right ends it")
        #expect(accounts.freeAttempts(of: name("ada"), from: far, at: second(7)) == 5)

        var now = 10.0
        for _ in 1...40 {
            while accounts.tries("ada", "x", at: second(now)) == nil { now += 60 }
        }
        let wait = accounts.attempt(name("ada"), [1], from: far, mayHash: true, at: second(now))
        #expect(wait == .wait(Limits.attemptDelayMax))
        #expect(accounts.tries("ada", "engine", at: second(now + 3600)) == true)
    }

    @Test("is counted by name and by address, and by name alone on this machine") func both() {
        var accounts = accounts(record("ada", "engine"), record("bob", "builder"))
        for user in ["a", "b", "c", "d", "e"] {
            #expect(accounts.tries(user, "x", at: second(0)) == false)
        }
        #expect(accounts.tries("ada", "engine", at: second(0)) == nil, "the address waits")
        #expect(accounts.tries("ada", "engine", from: other, at: second(0)) == true)
        for user in ["a", "b", "c", "d", "e", "f", "g"] {
            #expect(accounts.tries(user, "x", from: .loopback, at: second(10_000)) == false)
        }
        for _ in 1...5 {
            #expect(accounts.tries("bob", "x", from: .loopback, at: second(20_000)) == false)
        }
        #expect(accounts.tries("bob", "builder", from: .loopback, at: second(20_000)) == nil)
        #expect(accounts.tries("bob", "builder", from: nil, at: second(20_000)) == nil)
    }

    @Test("of a whole network of IPv6 is counted as one address") func sixes() {
        var accounts = accounts()
        for host in 1...5 {
            let address = IPAddress("2001:db8:0:1::\(host)")
            #expect(accounts.tries("user \(host)", "x", from: address, at: second(0)) == false)
        }
        let sixth = IPAddress("2001:db8:0:1:ffff::6")
        #expect(accounts.tries("user 6", "x", from: sixth, at: second(0)) == nil)
        let elsewhere = IPAddress("2001:db8:0:2::1")
        #expect(accounts.tries("user 6", "x", from: elsewhere, at: second(0)) == false)
    }

    @Test("from where he was verified goes on while others try his name") func home() {
        var accounts = accounts(record("ada", "engine"))
        #expect(accounts.tries("ada", "engine", from: far, at: second(0)) == true)
        for _ in 1...5 {
            #expect(accounts.tries("ada", "x", from: other, at: second(1)) == false)
        }
        #expect(accounts.tries("ada", "engine", from: far, at: second(1)) == true)
        #expect(accounts.tries("ada", "engine", from: other, at: second(1)) == nil)
        // And a guess from there is no cheaper than anywhere.
        #expect(accounts.tries("ada", "y", from: far, at: second(1)) == nil)
    }

    @Test("for which there is no room to hash does not count") func busy() {
        var accounts = accounts(record("ada", "engine"))
        for _ in 1...20 {
            let attempt = accounts.attempt(
                name("ada"), [1], from: far, mayHash: false, at: second(0))
            #expect(attempt == .busy)
        }
        #expect(accounts.tries("ada", "engine", at: second(0)) == true)
    }

    @Test("by many names fills no table") func bounded() {
        var accounts = accounts()
        for number in 0..<(Limits.attemptsCounted + 1000) {
            _ = accounts.tries("user \(number)", "x", from: .loopback, at: second(0))
        }
        for size in accounts.sizes { #expect(size.count <= size.limit, "\(size.name)") }
    }

    @Test("that was tried most is forgotten last") func order() {
        var attempts = Attempts<Int>()
        for _ in 1...7 { attempts.begin(-1, at: second(0)) }
        for number in 0..<(2 * Limits.attemptsCounted) { attempts.begin(number, at: second(1)) }
        #expect(attempts.wait(of: -1, at: second(1)) != nil)
    }
}

private func moment(_ count: Double) -> Instant { second(count) }

@Suite("A user's name") struct UserNameTests {
    @Test(
        "can be shown",
        arguments: ["ada", "Ádám", "o'brien", "a b", "名前", "a/b", "..", "x@y.example"])
    func good(_ text: String) { #expect(UserName(text)?.text == text) }

    @Test(
        "is no trick",
        arguments: [
            "", " ", " ada", "ada ", "a\nb", "a\u{0}b", "a\u{202e}b", "\u{1b}[2J", "a\u{200b}b",
            String(repeating: "x", count: Limits.userNameLength + 1),
        ])
    func bad(_ text: String) { #expect(UserName(text) == nil) }

    @Test("is one however it is spelled") func spelled() {
        #expect(name("é") == name("e\u{301}"))
        #expect(name("Ada") != name("ada"))
    }

    @Test("lists go on after the last one") func pages() {
        var users = Users(["c", "a", "b", "d"].map { record($0, "x") })
        #expect(users.page(after: nil, 2).map(\.name.text) == ["a", "b"])
        #expect(users.page(after: name("b"), 2).map(\.name.text) == ["c", "d"])
        users.remove(name("c"))
        #expect(users.page(after: name("b"), 2).map(\.name.text) == ["d"])
        #expect(users.page(after: name("zz"), 2).isEmpty)
    }
}

@Suite("A session") struct SessionTests {
    private func session(
        _ token: String, of user: String = "ada", began: Int64 = 0, for seconds: Int64? = 100
    ) -> SessionRecord {
        let start = noon.seconds + began
        return SessionRecord(
            digest: digest(token), user: name(user), began: WallTime(seconds: start),
            expires: seconds.map { WallTime(seconds: start + $0) })
    }

    private func time(_ seconds: Int64) -> WallTime { WallTime(seconds: noon.seconds + seconds) }

    @Test("is known by its token until it is over") func expires() {
        var accounts = accounts(record("ada", "engine", .admin))
        #expect(accounts.begin(session("t"), at: noon) == [])
        #expect(accounts.holder(of: digest("t"), at: time(99))?.0.role == .admin)
        #expect(accounts.holder(of: digest("t"), at: time(100)) == nil)
        #expect(accounts.holder(of: digest("u"), at: noon) == nil)
        #expect(accounts.forgetOver(at: time(100)).map(\.digest) == [digest("t")])
        #expect(accounts.sessions.count == 0)
    }

    @Test("without an end lives until it is ended") func endless() {
        var accounts = accounts(record("ada", "engine"))
        _ = accounts.begin(session("t", for: nil), at: noon)
        #expect(accounts.holder(of: digest("t"), at: time(1 << 40)) != nil)
        #expect(accounts.end(digest("t")) != nil)
        #expect(accounts.end(digest("t")) == nil)
        #expect(accounts.holder(of: digest("t"), at: noon) == nil)
    }

    @Test("ends with its user, and with his password") func revoked() {
        var accounts = accounts(record("ada", "engine"), record("bob", "builder"))
        _ = accounts.begin(session("t"), at: noon)
        _ = accounts.begin(session("u", of: "bob"), at: noon)
        var promoted = record("ada", "engine")
        promoted.role = .reader
        accounts.set(promoted)
        #expect(accounts.holder(of: digest("t"), at: noon)?.0.role == .reader)
        accounts.set(record("ada", "another"))
        #expect(accounts.holder(of: digest("t"), at: noon) == nil)
        accounts.remove(name("bob"))
        #expect(accounts.holder(of: digest("u"), at: noon) == nil)
        #expect(accounts.sessions.count == 0)
    }

    @Test("too many of one user end the oldest of his") func bounded() {
        var accounts = accounts(record("ada", "engine"), record("bob", "builder"))
        _ = accounts.begin(session("bob", of: "bob"), at: noon)
        for number in 0..<Limits.sessionsPerUser {
            #expect(accounts.begin(session("\(number)", began: Int64(number)), at: noon) == [])
        }
        let ended = accounts.begin(session("last", began: 50), at: time(50))
        #expect(ended?.map(\.digest) == [digest("0")])
        #expect(accounts.holder(of: digest("bob"), at: time(50)) != nil)
        #expect(accounts.sessions.count == Limits.sessionsPerUser + 1)
    }

    @Test("of before a restart is known again, if it and its user are") func remembered() {
        let sessions = [
            session("over", began: -200), session("nobody's", of: "eve"), session("good"),
        ]
        let accounts = accounts(record("ada", "engine"), sessions: sessions)
        #expect(accounts.sessions.count == 1)
        #expect(accounts.holder(of: digest("good"), at: noon) != nil)
    }

    @Test("has a token that is never printed") func silent() {
        let token = Token(bits: digest("x"))
        #expect(token.text.utf8.count == 64)
        #expect("\(token) \(String(reflecting: token))" == "(a token) (a token)")
        let password = Password("engine")
        #expect("\(String(describing: password))" == "Optional((a password))")
    }
}
