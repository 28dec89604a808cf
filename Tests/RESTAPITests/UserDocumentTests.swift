// Users, sessions and the directories of old, on the wire.

import Digest
import HTTPWire
import Node
import RESTAPI
import Testing
import Vocabulary

private func user(_ text: String) -> UserName {
    guard let name = UserName(text) else { preconditionFailure("\(text) is a name") }
    return name
}

private let ada = UserView(name: user("ada é/"), role: .admin, created: WallTime(seconds: 7))

@Suite("Requests about users") struct UserRouteTests {
    @Test("ask what their paths say") func asks() {
        let credential = #"{"name":"ada","password":"engine"}"#
        guard case .account(.login(let login)) = ask("POST", "/api/v1/sessions", credential).ask,
            case .account(.logout) = ask("DELETE", "/api/v1/sessions/current").ask,
            case .account(.refresh) = ask("POST", "/api/v1/sessions/refresh").ask,
            case .account(.list(let page)) = ask("GET", "/api/v1/users?limit=3").ask,
            case .account(.add(let new)) = ask("POST", "/api/v1/users", credential).ask,
            case .account(.change(let name, let change)) = ask(
                "PUT", "/api/v1/users/a%2Fb%20%C3%A9", #"{"role":"reader"}"#
            ).ask,
            case .account(.remove(let gone)) = ask("DELETE", "/api/v1/users/current").ask
        else {
            Issue.record("a request is not found")
            return
        }
        #expect(login.name == user("ada") && login.password.bytes == Array("engine".utf8))
        #expect(page.limit == 3 && new.role == nil)
        #expect(name == user("a/b é") && change.role == .reader && change.password == nil)
        #expect(gone == user("current"))
    }

    @Test(
        "that are broken are told why, and never with the password",
        arguments: [
            ("POST", "/api/v1/sessions", #"{"name":"ada"}"#, 400),
            ("POST", "/api/v1/sessions", #"{"name":" ada","password":"hush"}"#, 400),
            ("POST", "/api/v1/sessions", #"{"name":"ada","password":7}"#, 400),
            ("POST", "/api/v1/users", #"{"name":"ada","password":"hush","role":"king"}"#, 400),
            ("PUT", "/api/v1/users/ada", "{}", 400),
            ("PUT", "/api/v1/users/%20", #"{"role":"admin"}"#, 404),
            ("GET", "/api/v1/sessions", "", 405), ("POST", "/api/v1/sessions/current", "{}", 405),
            ("POST", "/api/v1/users/ada", "{}", 405), ("GET", "/api/v1/users/", "", 404),
            ("GET", "/api/v1/users/%20", "", 404),
        ])
    func broken(_ method: String, _ path: String, _ body: String, _ status: Int) {
        let refusal = ask(method, path, body).refusal
        #expect(refusal?.status == status, "\(path): \(refusal?.detail ?? "")")
        #expect(refusal?.detail.contains("hush") == false)
    }

    @Test("want JSON's type, which no form of a page has") func type() {
        let body = #"{"name":"ada","password":"engine"}"#
        #expect(ask("POST", "/api/v1/sessions", body, type: "text/plain").refusal?.status == 415)
        #expect(ask("DELETE", "/api/v1/sessions/current", type: nil).refusal?.status == 415)
    }
}

@Suite("Answers about users") struct UserDocumentTests {
    @Test("show the token once, and how often one may try again") func session() {
        let token = Token(bits: SHA256.of([]))
        let view = SessionView(
            token: token, user: ada, lifetime: 60, quota: Quota(.logins, remaining: 4, reset: 9))
        let begun = response(.account(.session(view, isNew: true)))
        #expect(begun.status == 201)
        #expect(begun.fields["Location"] == "/api/v1/sessions/current")
        #expect(begun.fields["Cache-Control"] == "no-store")
        #expect(begun.fields["RateLimit"] == #""logins";r=4;t=9"#)
        #expect(begun.fields["RateLimit-Policy"] == #""logins";q=5;w=3600"#)
        #expect(
            begun.text
                == #"{"expires_s":60,"role":"admin","token":"\#(token.text)","user":"ada é/","#
                + #""v":1}"#)
        #expect(response(.account(.session(view, isNew: false))).status == 200)
    }

    @Test("show users without what they are checked against") func users() {
        let made = response(.account(.user(ada, isNew: true)))
        #expect(made.status == 201)
        #expect(made.fields["Location"] == "/api/v1/users/ada%20%C3%A9%2F")
        #expect(made.text == #"{"created":7,"name":"ada é/","role":"admin","v":1}"#)
        #expect(
            response(.account(.users([ada], next: nil))).text
                == #"{"next":null,"users":[{"created":7,"name":"ada é/","role":"admin"}],"v":1}"#)
    }

    @Test("show a session again without its token") func current() {
        let now = response(.account(.current(ada, left: 60)))
        #expect(now.text == #"{"expires_s":60,"role":"admin","user":"ada é/","v":1}"#)
        #expect(now.fields["Cache-Control"] == "no-store")
        let endless = response(.account(.current(ada, left: nil)))
        #expect(endless.text.hasPrefix(#"{"expires_s":null,"#))
    }

    @Test("say when to come again") func refusal() {
        var refusal = Refusal(429, "Too often.")
        refusal.retryAfter = 8
        refusal.quota = Quota(.logins, remaining: 0, reset: 8)
        let answer = surface.response(to: refusal)
        #expect(answer.fields["Retry-After"] == "8")
        #expect(answer.fields["RateLimit"] == #""logins";r=0;t=8"#)
    }
}

@Suite("The directories of old") struct OldRouteTests {
    private func old(_ method: String, _ target: String, _ body: String = "") -> OldAsk? {
        guard case .old(let old)? = ask(method, target, body, type: nil).ask else { return nil }
        return old
    }

    private func said(_ method: String, _ target: String, _ body: String = "") -> String? {
        guard case .unreadable(_, let answer)? = old(method, target, body) else { return nil }
        let response = response(.old(answer))
        return "\(response.status) \(response.text)"
    }

    @Test("share a login: a query is L's, a body B's") func login() {
        let body = #"{"username":"ada","password":"x","url":"grpc://pc.example:50051/"}"#
        guard case .bearerLogin(let credential, let url)? = old("POST", "/login", body),
            case .login(let other, let files)? = old(
                "POST",
                "/login?username=a+b&password=%26%3D&files_index="
                    + "%5B%7B%22filename%22%3A%22a%22%2C"
                    + "%22url%22%3A%5B1%2Cnull%2C%22%C3%A9%22%5D%7D%5D"
            )
        else {
            Issue.record("no login")
            return
        }
        #expect(credential.name == user("ada") && "\(url)" == "pc.example:50051")
        #expect(other.name == user("a b") && other.password.bytes == Array("&=".utf8))
        #expect(files.map(\.place) == [#"[1,null,"é"]"#])
    }

    @Test("keep their errors, whatever is wrong") func errors() {
        #expect(
            said("POST", "/login", #"{"username":"","password":"x","url":"grpc://h:1"}"#)
                == #"400 {"status":"error","message":"Missing fields"}"#)
        #expect(
            said("POST", "/login?x")
                == "422 {\"detail\":["
                + ["username", "password", "files_index"].map {
                    #"{"type":"missing","loc":["query","\#($0)"],"msg":"Field required","#
                        + #""input":null}"#
                }.joined(separator: ",") + "]}")
        #expect(said("GET", "/login") == #"405 {"status":"error","message":"Method not allowed"}"#)
        #expect(said("PUT", "/ver_archivos") == #"405 {"detail":"Method Not Allowed"}"#)
        #expect(
            said("POST", "/login?username=a&password=b&files_index=%5B")
                == #"400 {"detail":"Formato inválido en files_index"}"#)
        let long = String(repeating: "x", count: Limits.guestPlaceLength)
        #expect(
            said(
                "POST",
                "/login?username=a&password=b&files_index=%5B%7B%22filename%22%3A%22a%22%2C"
                    + "%22url%22%3A%22\(long)%22%7D%5D")?.hasPrefix("400") == true)
    }

    @Test("quote names as JSON does") func names() {
        let answer = response(.old(.loginError(.notFound(name: "a\"\\\n.txt"))))
        #expect(answer.text == #"{"detail":"Archivo 'a\"\\\n.txt' no encontrado"}"#)
    }
}
