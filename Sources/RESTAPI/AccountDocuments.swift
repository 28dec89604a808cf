// Users and sessions, as documents; and how often one may log in, as fields.

import HTTPWire
import Node
import Vocabulary

struct SessionDocument: Document {
    let session: SessionView

    func write(to json: inout JSONWriter) {
        json.add("expires_s", session.lifetime)
        json.add("role", session.user.role.rawValue)
        json.add("token", session.token.text)
        json.add("user", session.user.name.text)
        json.add("v", 1)
    }
}

struct UserDocument: Document {
    let user: UserView
    let isAlone: Bool

    func write(to json: inout JSONWriter) {
        json.add("created", user.created.seconds)
        json.add("name", user.name.text)
        json.add("role", user.role.rawValue)
        if isAlone { json.add("v", 1) }
    }
}

struct UsersDocument: Document {
    let users: [UserView]
    let next: String?

    func write(to json: inout JSONWriter) {
        json.add("next", next)
        json.add("users", users.map { UserDocument(user: $0, isAlone: false) })
        json.add("v", 1)
    }
}

extension Quota {
    /// The RateLimit fields of draft-ietf-httpapi-ratelimit-headers-10: a policy by its name, what
    /// is left of it, and seconds until it is whole.
    func add(to fields: inout HTTPFields) {
        let window = Limits.attemptMemory.components.seconds
        fields.add("RateLimit-Policy", "\"logins\";q=\(Limits.freeAttempts);w=\(window)")
        fields.add("RateLimit", "\"logins\";r=\(remaining);t=\(reset)")
    }
}
