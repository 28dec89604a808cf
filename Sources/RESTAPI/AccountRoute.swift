// Requests about users and sessions: what the path names, and what is asked of it.
//
// Law. What is wrong with a name or a password is told without it.

import HTTPWire
import Node
import Vocabulary

/// What follows `/api/v1/`.
enum AccountPlace: Equatable {
    case sessions
    case current
    case refresh
    case users
    case user(String)

    init?(_ place: String) {
        switch place {
        case "sessions": self = .sessions
        case "sessions/current": self = .current
        case "sessions/refresh": self = .refresh
        case "users": self = .users
        default:
            let prefix = "users/".utf8
            guard place.utf8.starts(with: prefix), place.utf8.count > prefix.count else {
                return nil
            }
            self = .user(String(Substring(place.utf8.dropFirst(prefix.count))))
        }
    }

    var methods: [String] {
        switch self {
        case .sessions, .refresh: ["POST"]
        case .current: ["GET", "HEAD", "DELETE"]
        case .users: ["GET", "HEAD", "POST"]
        case .user: ["GET", "HEAD", "PUT", "DELETE"]
        }
    }

    func view(_ head: HTTPRequestHead) throws(Refusal) -> AccountAsk {
        switch self {
        case .users: return .list(try Query.page(head))
        case .user(let name): return .show(try Self.name(name))
        case .current: return .current
        case .sessions, .refresh: preconditionFailure("`methods` has no GET for this path")
        }
    }

    func change(_ request: Request) throws(Refusal) -> AccountAsk {
        switch self {
        case .sessions: return .login(try Self.credential(Body(request.body)))
        case .refresh: return .refresh
        case .users:
            let body = try Body(request.body)
            return .add(NewUser(try Self.credential(body), role: try Self.role(body)))
        case .user(let name):
            let body = try Body(request.body)
            let change = UserChange(role: try Self.role(body), password: try Self.password(body))
            guard change.role != nil || change.password != nil else {
                throw Refusal(400, #"Neither "role" nor "password" is there to be changed."#)
            }
            return .change(try Self.name(name), change)
        case .current: preconditionFailure("`methods` has no change for this path")
        }
    }

    var deletion: AccountAsk {
        get throws(Refusal) {
            switch self {
            case .current: .logout
            case .user(let name): .remove(try Self.name(name))
            case .sessions, .refresh, .users:
                preconditionFailure("`methods` has no DELETE for this path")
            }
        }
    }

    /// Of the path: no name of ours is nobody's.
    private static func name(_ text: String) throws(Refusal) -> UserName {
        guard let name = UserName(text) else { throw Refusal(404, "There is no such user.") }
        return name
    }

    private static func credential(_ body: Body) throws(Refusal) -> Credential {
        guard let name = UserName(try body.text("name")) else {
            throw Body.wrong(
                "name",
                "1 to \(Limits.userNameLength) characters that can be seen, without spaces around "
                    + "them")
        }
        guard let password = try password(body) else {
            throw Refusal(400, #""password" is missing."#)
        }
        return Credential(name: name, password: password)
    }

    private static func password(_ body: Body) throws(Refusal) -> Password? {
        guard let text = try body.textIfAny("password") else { return nil }
        guard let password = Password(text) else {
            throw Body.wrong("password", "1 to \(Limits.passwordLength) bytes long")
        }
        return password
    }

    private static func role(_ body: Body) throws(Refusal) -> UserRole? {
        guard let text = try body.textIfAny("role") else { return nil }
        guard let role = UserRole(rawValue: text) else {
            throw Body.wrong("role", "admin, member or reader")
        }
        return role
    }
}
