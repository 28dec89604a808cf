// What the tool says of users, in the languages that it speaks.

extension Phrases {
    func passwordOf(_ user: String) -> String {
        say("password of \(safe(user)): ", "contraseña de \(safe(user)): ")
    }
    var passwordAgain: String { say("once more: ", "otra vez: ") }
    var passwordsDiffer: String {
        say("those are two passwords; nothing was done", "son dos contraseñas; no se hizo nada")
    }
    func noPassword(_ limit: Int) -> String {
        say(
            "a password has 1 to \(limit) bytes of text",
            "una contraseña tiene de 1 a \(limit) bytes de texto")
    }
    func userAdded(_ user: String) -> String {
        say("\(safe(user)) is a user now", "\(safe(user)) es ahora un usuario")
    }
    func userRemoved(_ user: String) -> String {
        say("\(safe(user)) is no user any more", "\(safe(user)) ya no es un usuario")
    }
    func passwordChanged(_ user: String) -> String {
        say(
            "\(safe(user)) has another password now, and logs in anew",
            "\(safe(user)) tiene ahora otra contraseña, y entra de nuevo")
    }
}
