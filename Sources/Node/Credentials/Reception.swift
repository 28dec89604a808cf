// Who asks, and what may they? Every document request of every surface passes here first.
//
// Law. Whoever may open the control socket is the operator and the admin. Over TCP the operator's
// token is the operator, a user's token is that user, the secret opens search, files and the
// reading half, and a node that proves it says what is its own; without a secret the node listens
// on loopback only, and whoever is there may do as much.

import Accounts
import Bytes
import Directory
import HTTPWire
import Vocabulary

/// What somebody may do; each may do all that stands before it.
enum Right: Int, Comparable {
    case nothing, read
    /// To say what one has oneself: a node of ours, or a member.
    case contribute
    case operate
    /// Users are an admin's business.
    case administer

    static func < (left: Right, right: Right) -> Bool { left.rawValue < right.rawValue }
}

struct Reception {
    private let surface: any Surface
    private var settings: NodeSettings
    private var checker: ProofChecker?
    /// The Host field that was found to be ours last: a browser or a script says the same again.
    private var ownHost: String?
    /// Who has users; nil on a peer.
    var users: UserDesk?

    /// Somebody, as far as the request tells.
    private struct Caller {
        let right: Right
        /// He knew something that a page of a stranger cannot know.
        var isProven = true
    }

    init(settings: NodeSettings, surface: any Surface) {
        self.settings = settings
        self.surface = surface
        checker = settings.secret.map { ProofChecker(secret: $0) }
    }

    mutating func reload(_ new: NodeSettings) {
        if new.secret?.bytes != settings.secret?.bytes {
            checker = new.secret.map { ProofChecker(secret: $0) }
        }
        settings = new
        ownHost = nil
    }

    /// 401 says that a credential would help; 403, that this one does not, or that none is taken.
    private func refusal(of ask: Ask, to caller: Caller) -> Refusal {
        let hasTokens = settings.operatorToken != nil || users != nil
        let wouldHelp =
            ask.right == .read || (hasTokens || ask.right == .contribute) && !caller.isProven
        return Refusal(wouldHelp ? 401 : 403, ask.right.hint)
    }

    var table: TableSize {
        TableSize(name: "proof senders", count: checker?.count ?? 0, limit: Limits.proofSenders)
    }

    /// What the request asks, if whoever sent it may ask that.
    mutating func admit(
        _ request: Request, from remote: Remote, at time: WallTime
    ) -> Result<Ask, Refusal> {
        let asked = request.asked ?? surface.ask(request)
        request.asked = asked
        (request.user, request.right) = (nil, .nothing)
        if case .success(let ask) = asked, ask.isOpen { return asked }
        let caller: Caller
        switch self.caller(of: request, from: remote, at: time) {
        case .success(let known): caller = known
        case .failure(let refusal): return .failure(refusal)
        }
        request.right = caller.right
        // Before anything is said of paths and bodies: who is no page of ours learns nothing here.
        if let refusal = browserRefusal(request, caller, from: remote) {
            return .failure(refusal)
        }
        guard case .success(let ask) = asked else { return asked }
        let isHere = if case .metrics = ask { remote.isThisMachine } else { false }
        guard caller.right >= ask.right || isHere || isWelcome(ask) else {
            return .failure(refusal(of: ask, to: caller))
        }
        return .success(ask)
    }
}

extension Reception {
    /// Where users make themselves, nobody needs to be anybody for that; of a role they are not
    /// asked.
    private func isWelcome(_ ask: Ask) -> Bool {
        guard case .account(.add(let new)) = ask else { return false }
        return settings.selfRegistration && new.role == nil && users != nil
    }
}

// MARK: Credentials

extension Reception {
    /// Whether a request that is open to all comes from somebody who knows the secret, or more.
    mutating func isMember(
        _ request: Request, from remote: Remote, at time: WallTime
    ) -> Bool {
        guard case .success(let caller) = caller(of: request, from: remote, at: time) else {
            return false
        }
        return caller.right >= .read && (caller.isProven || settings.secret == nil)
    }

    private mutating func caller(
        of request: Request, from remote: Remote, at time: WallTime
    ) -> Result<Caller, Refusal> {
        if case .local = remote {
            // Whatever he says besides; a token tells which session he means.
            let word = request.credential.flatMap(Self.word)
            request.user = word.flatMap { users?.holder(ofToken: $0, at: time) }
            return .success(Caller(right: .administer))
        }
        guard let field = request.credential else {
            let right: Right = settings.secret == nil ? .contribute : .nothing
            return .success(Caller(right: right, isProven: false))
        }
        if let proof = Proof(fieldValue: field) { return checked(proof, request, at: time) }
        guard let word = Self.word(in: field) else {
            return .failure(.init(401, "the credential is of a kind that this node does not know"))
        }
        if let token = settings.operatorToken, equalInConstantTime(word, token.bytes) {
            return .success(Caller(right: .operate))
        }
        if let secret = settings.secret, equalInConstantTime(word, secret.bytes) {
            return .success(Caller(right: .read))
        }
        if let user = users?.holder(ofToken: word, at: time) {
            request.user = user
            return .success(Caller(right: user.role.right))
        }
        return .failure(.init(401, "the credential is wrong"))
    }

    private mutating func checked(
        _ proof: Proof, _ request: Request, at time: WallTime
    ) -> Result<Caller, Refusal> {
        // Somebody who has a secret may still talk to a node without one: it is on loopback.
        // What cannot be checked proves nothing, and any page can invent it.
        guard let verdict = checker?.check(proof, of: request.head, body: request.body, at: time)
        else { return .success(Caller(right: .contribute, isProven: false)) }
        switch verdict {
        case .good: return .success(Caller(right: .contribute))
        case .wrong: return .failure(.init(401, "the secret is another one"))
        case .stale(let seconds):
            let apart = seconds.magnitude
            return .failure(.init(401, "the clocks of the two machines are \(apart) s apart"))
        case .usedBefore: return .failure(.init(401, "the proof was used before"))
        case .tooManySenders: return .failure(.init(429, "too many senders of proofs"))
        }
    }

    /// The secret that a person's tool sent: a Bearer token, or the password of Basic.
    private static func word(in field: String) -> [UInt8]? {
        let parts = field.split(separator: " ", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        switch parts[0].lowercased() {
        case "bearer": return Array(parts[1].utf8)
        case "basic":
            guard let pair = Base64.decode(parts[1]), let colon = pair.firstIndex(of: 58) else {
                return nil
            }
            return Array(pair[(colon + 1)...])
        default: return nil
        }
    }
}

// MARK: Browsers

extension Reception {
    /// A page of a stranger, shown by a browser on this machine, must not reach what is open to
    /// loopback: its name, rebound to our address, is no name of ours (CVE-2018-5702), and its
    /// origin is foreign.
    private mutating func browserRefusal(
        _ request: Request, _ caller: Caller, from remote: Remote
    ) -> Refusal? {
        guard case .tcp = remote else { return nil }
        let changes = !["GET", "HEAD", "OPTIONS"].contains(request.head.method)
        if changes, let origin = request.head.fields["origin"], !isOwn(origin, request),
            !settings.origins.contains(origin)
        {
            return .init(403, "a change may not come from a page of another origin")
        }
        if caller.isProven { return nil }
        guard let field = request.hostField, field == ownHost || isOwnHost(field) else {
            return .init(421, "this node is not called that; see [api] hosts in its config")
        }
        ownHost = field
        return nil
    }

    private func isOwn(_ origin: String, _ request: Request) -> Bool {
        guard let host = request.head.fields["host"], isOwnHost(host) else { return false }
        return origin == "http://\(host)" || origin == "https://\(host)"
    }

    private func isOwnHost(_ field: String) -> Bool {
        var host = field.lowercased()
        if host.hasPrefix("[") {
            guard let end = host.firstIndex(of: "]") else { return false }
            return IPAddress(host[host.index(after: host.startIndex)..<end]) != nil
        }
        if let colon = host.lastIndex(of: ":") { host = String(host[..<colon]) }
        if host.hasSuffix(".") { host.removeLast() }
        return IPAddress(host) != nil || host == "localhost" || host.hasSuffix(".localhost")
            || settings.hostNames.contains { $0.lowercased() == host }
    }
}

extension UserRole {
    var right: Right {
        switch self {
        case .reader: .read
        case .member: .contribute
        case .admin: .administer
        }
    }
}

extension Right {
    fileprivate var hint: String {
        switch self {
        case .operate:
            "changes are made through the control socket, or with the operator's token"
        case .administer: "users are changed through the control socket, or by an admin"
        case .contribute: "that takes a node that proves the network's secret, or a member's token"
        case .read: "this network has a secret, and the request does not prove that it knows it"
        case .nothing: "nobody may do that"
        }
    }
}

extension Remote {
    fileprivate var isThisMachine: Bool {
        switch self {
        case .local: true
        case .tcp(let endpoint): endpoint.address.isLoopback
        }
    }
}

extension Ask {
    /// What it takes to ask this. Metrics are open to this machine, too.
    var right: Right {
        switch self {
        case .health, .description, .old, .tracker: .nothing
        case .status, .nodes, .files, .downloads, .download, .bootstraps, .content, .search,
            .events, .metrics:
            .read
        case .register, .heartbeat, .goodbye: .contribute
        case .account(let ask): ask.right
        // It has all users in it.
        case .backUp: .administer
        case .registry(let ask): ask.right
        case .torrent(let ask): ask.isView ? .read : .operate
        case .upload, .startDownload, .pauseDownload, .resumeDownload, .cancelDownload, .share,
            .unshare, .verify, .addNode, .removeNode, .addBootstrap, .removeBootstrap,
            .switchMulticast:
            .operate
        }
    }

    /// Open to all, by whatever name and with whatever credential: it says nothing of this node
    /// that a stranger could use, or (a tracker) says itself who may.
    fileprivate var isOpen: Bool {
        switch self {
        // Dialects B and L look after themselves, and are called by whatever name.
        case .health, .description, .old, .tracker: true
        default: false
        }
    }
}
