// What clients of the directories of old ask, dialects B and L, and what they are answered.
//
// Law. Texts and statuses are theirs, and programs compare them: an answer says which it is, and
// the surface writes it in its dialect's words.

import Digest
import Vocabulary

package enum OldDialect: Sendable, Equatable {
    /// B: bearer tokens.
    case bearer
    /// L: periodic logins.
    case login
}

package enum OldAsk: Sendable {
    case bearerLogin(Credential, url: HostPort)
    /// `token`: what came as one. `body`: nil where fields are missing, which is told afterwards.
    case index(token: [UInt8], IndexBody?)
    case find(name: String)
    case bearerLogout(token: [UInt8], user: String?)

    case login(Credential, files: [OldFile])
    case search(name: String)
    case activePeers
    case allFiles(headOnly: Bool)

    /// It is none of them; the answer is ready.
    case unreadable(OldDialect, OldAnswer)

    /// Who speaks so.
    package var dialect: OldDialect {
        switch self {
        case .bearerLogin, .index, .find, .bearerLogout: .bearer
        case .login, .search, .activePeers, .allFiles: .login
        case .unreadable(let dialect, _): dialect
        }
    }
}

package struct IndexBody: Sendable {
    package let user: String
    package let files: [String]

    package init(user: String, files: [String]) {
        self.user = user
        self.files = files
    }
}

/// A file as a client of dialect L tells of it.
package struct OldFile: Sendable {
    package let name: String
    /// JSON, as it was said.
    package let place: String

    package init(name: String, place: String) {
        self.name = name
        self.place = place
    }
}

/// A file and who has it, as dialect L tells it.
package struct OldHolding: Sendable, Equatable {
    package let peer: String
    package let name: String
    /// JSON.
    package let place: String

    package init(peer: String, name: String, place: String) {
        self.peer = peer
        self.name = name
        self.place = place
    }
}

package enum OldAnswer: Sendable {
    // B
    case bearerToken(Token)
    case ok
    case results([(url: String, user: String)])
    case bearerError(BearerError)

    // L
    case loginToken(Token)
    case holders(name: String, [OldHolding])
    case peers([String])
    case loginError(LoginError)
}

package enum BearerError: Sendable, Equatable {
    case missingFields, missingFileName, missingUsername
    case incorrectPassword, tokenMissing, invalidToken
    case forbidden, tooMany(retryAfter: Int64), busy(retryAfter: Int64), full, tooManyFiles
    case notAllowed([String])
}

package enum LoginError: Sendable, Equatable {
    case wrongPassword, wrongFiles
    /// Parameters of the query.
    case missing([String])
    case notFound(name: String), notActive(name: String)
    case forbidden, tooMany(retryAfter: Int64), busy(retryAfter: Int64), full, tooManyFiles
    case notAllowed([String])
}
