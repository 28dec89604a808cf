// user list, add, passwd, remove: the users of a bootstrap.
//
// Law. A password comes from the terminal or from standard input, and goes to the node in a body.

import HTTPWire

extension Session {
    func user() throws {
        let isRole = arguments.options["--admin"] != nil || arguments.options["--reader"] != nil
        guard !isRole || words.first == "add" else { throw wrongUse }
        switch (words.first, words.count) {
        case ("list", 1): try listUsers()
        case ("add", 2): try addUser(words[1])
        case ("passwd", 2): try changePassword(of: words[1])
        case ("remove", 2):
            try changeUser("DELETE", Self.place(of: words[1]), Nothing(), phrases.userRemoved)
        default: throw wrongUse
        }
    }

    private func listUsers() throws {
        let reply = try list("/api/v1/users", "users", connection())
        try show(reply) {
            var table = table("name", "role", "created")
            for user in try read(UserList.self, reply).users {
                let role = Output.isTerminal ? term(user.role) : user.role
                let date = Output.isTerminal ? HTTPDate.text(seconds: user.created) : nil
                let created = date ?? "\(user.created)"
                table.add([user.name, role, created])
            }
            table.show()
        }
    }

    private func addUser(_ name: String) throws {
        let (isAdmin, isReader) = (
            arguments.options["--admin"] != nil, arguments.options["--reader"] != nil
        )
        guard !(isAdmin && isReader) else { throw wrongUse }
        // Before anybody types a password: is there somebody to take it?
        _ = try connection()
        let role = isAdmin ? "admin" : isReader ? "reader" : "member"
        let user = NewUser(name: name, password: try newPassword(of: name), role: role)
        try changeUser("POST", "/api/v1/users", user, phrases.userAdded)
    }

    private func changePassword(of name: String) throws {
        _ = try connection()
        let change = NewPassword(password: try newPassword(of: name))
        try changeUser("PUT", Self.place(of: name), change, phrases.passwordChanged)
    }

    private func changeUser(
        _ method: String, _ target: String, _ document: some Encodable, _ done: (String) -> String
    ) throws {
        let reply = try checked(connection().change(method, target, document))
        show(reply) {
            if Output.isTerminal { Output.write(done(words[1])) }
        }
    }

    private static func place(of name: String) -> String {
        "/api/v1/users/" + PercentCoding.encodeQuery(name)
    }
}

private struct NewUser: Encodable {
    let name: String
    let password: String
    let role: String
}

private struct NewPassword: Encodable {
    let password: String
}

private struct Nothing: Encodable {}
