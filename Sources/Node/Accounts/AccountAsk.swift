// What is asked and answered about users and their sessions.
//
// Law. A password or a token has a type of its own, which cannot be printed: a log or an error
// that quotes what was asked has neither in it.

import Digest
import Vocabulary

package enum AccountAsk: Sendable {
    case login(Credential)
    /// Of the session whose token came with the request, both.
    case logout
    case refresh
    case current
    case list(Page)
    case show(UserName)
    case add(NewUser)
    case change(UserName, UserChange)
    case remove(UserName)
}

/// Who somebody says he is.
package struct Credential: Sendable {
    package var name: UserName
    package var password: Password

    package init(name: UserName, password: Password) {
        self.name = name
        self.password = password
    }
}

package struct NewUser: Sendable {
    package var credential: Credential
    /// Nil: a member.
    package var role: UserRole?

    package init(_ credential: Credential, role: UserRole?) {
        self.credential = credential
        self.role = role
    }
}

/// Nil is left as it is.
package struct UserChange: Sendable {
    package var role: UserRole?
    package var password: Password?

    package init(role: UserRole?, password: Password?) {
        self.role = role
        self.password = password
    }
}

package enum AccountAnswer: Sendable {
    /// A session has begun, or another one in its place.
    case session(SessionView, isNew: Bool)
    /// The session that was asked by: whose it is, and how many seconds it has left.
    case current(UserView, left: Int64?)
    case shown(UserView)
    case users([UserView], next: String?)
    case user(UserView, isNew: Bool)
}

package struct SessionView: Sendable {
    package var token: Token
    package var user: UserView
    /// Seconds that the token is good.
    package var lifetime: Int64
    package var quota: Quota

    package init(token: Token, user: UserView, lifetime: Int64, quota: Quota) {
        self.token = token
        self.user = user
        self.lifetime = lifetime
        self.quota = quota
    }
}

package struct UserView: Sendable, Equatable {
    package var name: UserName
    package var role: UserRole
    package var created: WallTime

    package init(name: UserName, role: UserRole, created: WallTime) {
        self.name = name
        self.role = role
        self.created = created
    }

    init(_ record: UserRecord) {
        self.init(name: record.name, role: record.role, created: record.created)
    }
}

/// Whose token a request carries.
package struct SessionHolder: Sendable, Equatable {
    package let name: UserName
    package let role: UserRole
    /// Of the token.
    package let session: Digest256
}

extension AccountAsk {
    var right: Right {
        switch self {
        case .login, .logout, .refresh, .current: .nothing
        case .list, .show, .add, .change, .remove: .administer
        }
    }

    /// What a person did, for the log.
    var summary: String {
        switch self {
        case .add(let new): "user \(new.credential.name) added as \(new.role ?? .member)"
        case .change(let name, let change):
            "user \(name) changed"
                + (change.role.map { ", now \($0)" } ?? "")
                + (change.password == nil ? "" : ", with another password")
        case .remove(let name): "user \(name) removed"
        case .list, .show: "users listed"
        case .login, .logout, .refresh, .current: "asked"  // each says it itself
        }
    }
}
