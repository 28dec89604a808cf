// Requests of the directories of old, dialects B and L: seven paths without a prefix.
//
// Law 1. Whatever is wrong with one is told in its dialect's words: no request on these paths is
//        answered with a document of ours.
// Law 2. `/login` is both's: with parameters in its query it is L's, else B's.

import HTTPWire
import JSONWire
import Node
import Vocabulary

enum OldRoute {
    /// Nil where the path is none of theirs.
    static func ask(_ path: String, _ request: Request) -> OldAsk? {
        let method = request.head.method
        switch path {
        case "/login":
            let isL = request.head.target.utf8.contains(UInt8(ascii: "?"))
            guard method == "POST" else {
                return isL ? notAllowed(login: ["POST"]) : notAllowed(bearer: ["POST"])
            }
            return isL ? login(request.head) : bearerLogin(request.body)
        case "/indice", "/buscar", "/logout":
            guard method == "POST" else { return notAllowed(bearer: ["POST"]) }
            return bearer(path, request)
        case "/buscar_archivos", "/peers_activos", "/ver_archivos":
            guard method == "GET" || method == "HEAD" else {
                return notAllowed(login: ["GET", "HEAD"])
            }
            return directory(path, request.head)
        default: return nil
        }
    }

    private static func notAllowed(bearer methods: [String]) -> OldAsk {
        .unreadable(.bearer, .bearerError(.notAllowed(methods)))
    }

    private static func notAllowed(login methods: [String]) -> OldAsk {
        .unreadable(.login, .loginError(.notAllowed(methods)))
    }
}

// MARK: Dialect B

extension OldRoute {
    private static func bearer(_ path: String, _ request: Request) -> OldAsk {
        if path == "/buscar" {
            guard let name = text("archivo", object(request.body)) else {
                return .unreadable(.bearer, .bearerError(.missingFileName))
            }
            return .find(name: name)
        }
        // The token is looked at before the body.
        guard let token = token(request.head) else {
            return .unreadable(.bearer, .bearerError(.tokenMissing))
        }
        let body = object(request.body)
        let user = text("username", body)
        guard path == "/indice" else { return .bearerLogout(token: token, user: user) }
        guard let user, case .list(let values) = body?["archivos"] else {
            return .index(token: token, nil)
        }
        let files = values.compactMap(\.string)
        guard files.count == values.count else { return .index(token: token, nil) }
        return .index(token: token, IndexBody(user: user, files: files))
    }

    private static func bearerLogin(_ bytes: [UInt8]) -> OldAsk {
        let body = object(bytes)
        guard let name = text("username", body), let password = text("password", body),
            let url = text("url", body), let address = address(url)
        else { return .unreadable(.bearer, .bearerError(.missingFields)) }
        // What can be nobody's name or password is somebody's wrong one.
        guard let name = UserName(name), let password = Password(password) else {
            return .unreadable(.bearer, .bearerError(.incorrectPassword))
        }
        return .bearerLogin(Credential(name: name, password: password), url: address)
    }

    /// `grpc://HOST:PORT`
    private static func address(_ url: String) -> HostPort? {
        let scheme = "grpc://".utf8
        guard url.utf8.starts(with: scheme) else { return HostPort(url) }
        let rest = url.utf8.dropFirst(scheme.count).prefix { $0 != UInt8(ascii: "/") }
        return HostPort(Substring(rest))
    }

    /// Behind the word Bearer, as one word.
    private static func token(_ head: HTTPRequestHead) -> [UInt8]? {
        let words = (head.fields["authorization"] ?? "").utf8
            .split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard words.count == 2, Substring(words[0]).lowercased() == "bearer", !words[1].isEmpty
        else { return nil }
        return Array(words[1])
    }

    private static func object(_ bytes: [UInt8]) -> JSONValue? {
        var reader = JSONReader(bytes)
        guard let value = try? reader.whole(), case .object = value else { return nil }
        return value
    }

    /// A text that is not empty: an empty one is missing, to these programs.
    private static func text(_ name: String, _ body: JSONValue?) -> String? {
        guard let text = body?[name]?.string, !text.isEmpty else { return nil }
        return text
    }
}

// MARK: Dialect L

extension OldRoute {
    private static func directory(_ path: String, _ head: HTTPRequestHead) -> OldAsk {
        switch path {
        case "/peers_activos": return .activePeers
        case "/ver_archivos": return .allFiles(headOnly: head.method == "HEAD")
        default:
            guard let name = head.query("filename") else {
                return .unreadable(.login, .loginError(.missing(["filename"])))
            }
            return .search(name: name)
        }
    }

    private static func login(_ head: HTTPRequestHead) -> OldAsk {
        let names = ["username", "password", "files_index"]
        let values = names.map { head.query($0) }
        guard let name = values[0], let password = values[1], let index = values[2] else {
            let missing = zip(names, values).filter { $0.1 == nil }.map(\.0)
            return .unreadable(.login, .loginError(.missing(missing)))
        }
        guard let files = files(index) else {
            return .unreadable(.login, .loginError(.wrongFiles))
        }
        guard let name = UserName(name), let password = Password(password) else {
            return .unreadable(.login, .loginError(.wrongPassword))
        }
        return .login(Credential(name: name, password: password), files: files)
    }

    /// A list of `{"filename": NAME, "url": …}`, or nil.
    private static func files(_ index: String) -> [OldFile]? {
        var reader = JSONReader(Array(index.utf8))
        guard let value = try? reader.whole(), case .list(let entries) = value else { return nil }
        var files: [OldFile] = []
        for entry in entries {
            guard let name = entry["filename"]?.string, !name.isEmpty else { return nil }
            let place = OldJSON.bytes(of: entry["url"] ?? .list([]))
            guard place.count <= Limits.guestPlaceLength else { return nil }
            files.append(OldFile(name: name, place: String(decoding: place, as: UTF8.self)))
        }
        return files
    }
}
