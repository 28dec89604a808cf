// Users and sessions, as documents.

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

/// What a token's holder may know of it again: all but the token.
struct CurrentSessionDocument: Document {
    let user: UserView
    let left: Int64?

    func write(to json: inout JSONWriter) {
        json.add("expires_s", left)
        json.add("role", user.role.rawValue)
        json.add("user", user.name.text)
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
