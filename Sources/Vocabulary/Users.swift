// Users, as they are written down: names, roles, what a password is checked against, and sessions.
//
// Law. A password is never here, and neither is a token: what is written down is what they are
// checked against.

import Digest

/// What a user may do; each may do all that stands before it.
package enum UserRole: String, Sendable, CaseIterable, Comparable {
    /// Searches, and fetches.
    case reader
    /// Announces what is his own besides.
    case member
    /// Changes the node and its users besides.
    case admin

    private var rank: Int {
        switch self {
        case .reader: 0
        case .member: 1
        case .admin: 2
        }
    }

    package static func < (left: UserRole, right: UserRole) -> Bool { left.rank < right.rank }
}

/// A user's name: 1 to `Limits.userNameLength` characters that can be shown, with no space around
/// them. Two spellings of one text are one name (Unicode's canonical equivalence).
package struct UserName: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let text: String

    /// The only way text from a person or the network becomes a name.
    package init?(_ text: some StringProtocol) {
        let text = String(text)
        let scalars = text.unicodeScalars
        guard (1...Limits.userNameLength).contains(scalars.count),
            scalars.first != " ", scalars.last != " ", scalars.allSatisfy(Self.isShown)
        else { return nil }
        self.text = text
    }

    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
            .paragraphSeparator:
            false
        default: true
        }
    }

    package static func < (left: UserName, right: UserName) -> Bool { left.text < right.text }
    package var description: String { text }
}

/// A password, as somebody said it: 1 to `Limits.passwordLength` bytes. It is never printed.
package struct Password: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    package let bytes: [UInt8]

    package init?(_ text: String) {
        guard (1...Limits.passwordLength).contains(text.utf8.count) else { return nil }
        bytes = Array(text.utf8)
    }

    package var description: String { "(a password)" }
    package var debugDescription: String { description }
}

/// A token, as it is sent: 64 hexadecimal digits. It is never printed.
package struct Token: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    package let text: String

    /// From bits that nobody can guess.
    package init(bits: Digest256) { text = bits.hex }

    package var digest: Digest256 { Token.digest(of: Array(text.utf8)) }
    package static func digest(of word: [UInt8]) -> Digest256 { SHA256.of(word) }

    package var description: String { "(a token)" }
    package var debugDescription: String { description }
}

/// How a password becomes a key: scrypt's parameters (RFC 7914, section 2).
package struct PasswordRecipe: Hashable, Sendable {
    package let salt: [UInt8]
    /// N is two to this.
    package let costBits: Int
    package let block: Int
    package let lanes: Int

    /// Nil where this program would not hash by it: for its memory, or its time.
    package init?(salt: [UInt8], costBits: Int, block: Int, lanes: Int) {
        guard (1...Limits.scryptCostBitsMax).contains(costBits),
            (1...Limits.scryptBlock).contains(block), (1...Limits.scryptLanes).contains(lanes),
            !salt.isEmpty, salt.count <= 64
        else { return nil }
        (self.salt, self.costBits, self.block, self.lanes) = (salt, costBits, block, lanes)
    }

    /// Today's.
    package init(salt: [UInt8]) {
        precondition(salt.count == Limits.saltLength, "a salt of ours has its length")
        self.salt = salt
        costBits = Limits.scryptCostBits
        block = Limits.scryptBlock
        lanes = Limits.scryptLanes
    }
}

/// A user as he is written down.
package struct UserRecord: Hashable, Sendable {
    package var name: UserName
    package var role: UserRole
    package var recipe: PasswordRecipe
    /// What the recipe makes of the password.
    package var key: Digest256
    package var created: WallTime

    package init(
        name: UserName, role: UserRole, recipe: PasswordRecipe, key: Digest256, created: WallTime
    ) {
        self.name = name
        self.role = role
        self.recipe = recipe
        self.key = key
        self.created = created
    }
}

/// A session as it is written down.
package struct SessionRecord: Hashable, Sendable {
    /// The SHA-256 of its token.
    package var digest: Digest256
    package var user: UserName
    package var began: WallTime
    /// Nil: it lives as long as somebody else says.
    package var expires: WallTime?

    package init(digest: Digest256, user: UserName, began: WallTime, expires: WallTime?) {
        self.digest = digest
        self.user = user
        self.began = began
        self.expires = expires
    }
}

/// A client of dialect B that is listed: it logs in once, so a restart must know it.
package struct GuestRecord: Hashable, Sendable {
    package var user: UserName
    /// What it said.
    package var said: HostPort
    package var sender: IPAddress
    /// Of its token.
    package var session: Digest256
    package var wasReached: Bool

    package init(
        user: UserName, said: HostPort, sender: IPAddress, session: Digest256, wasReached: Bool
    ) {
        self.user = user
        self.said = said
        self.sender = sender
        self.session = session
        self.wasReached = wasReached
    }
}
