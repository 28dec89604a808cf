// What clients of dialects B and L are answered.
//
// Law. B's answers carry an address that its clients can dial: a holder without one is left out.
// L's are in the order of the holders' names, the same every time.

import Accounts
import Bytes
import Digest
import Directory
import HTTPWire
import Vocabulary

extension GuestDesk {
    func answer(_ what: OldAsk, _ petition: Petition, at now: Instant) {
        guard isSpoken(what.dialect) else {
            return desk.reply(.refused(.init(404, "There is no such path.")), to: petition, at: now)
        }
        switch what {
        case .bearerLogin(let credential, let url):
            users.enter(credential, for: .bearer(url, petition), at: now)
        case .login(let credential, let files):
            users.enter(credential, for: .directory(files, petition), at: now)
        case .allFiles(let headOnly): list(petition, headOnly: headOnly, at: now)
        case .index(let token, let body):
            let answer = index(token, body, at: now)
            guard case .ok = answer else { return reply(answer, petition, at: now) }
            desk.acknowledgements.tell(.answer(.old(answer), petition))
        case .find(let name): reply(.results(find(name)), petition, at: now)
        case .bearerLogout(let token, let user):
            reply(logout(token, user, at: now), petition, at: now)
        case .search(let name): reply(search(name), petition, at: now)
        case .activePeers: reply(.peers(activePeers), petition, at: now)
        case .unreadable(_, let answer): reply(answer, petition, at: now)
        }
    }

    private func reply(_ answer: OldAnswer, _ petition: Petition, at now: Instant) {
        desk.reply(.old(answer), to: petition, at: now)
    }

    // MARK: Dialect B

    /// A folder's names are more than strangers have to say: whose token is good may say them.
    func bodyLimit(of head: HTTPRequestHead) -> Int {
        guard head.method == "POST", head.path == "/indice", isSpoken(.bearer),
            let field = head.fields["authorization"], let space = field.utf8.firstIndex(of: 0x20),
            guest(Array(field.utf8[space...].dropFirst())) != nil
        else { return Limits.requestBodyLength }
        return Limits.guestIndexLength
    }

    /// Whose token that is, of those who are listed.
    private func guest(_ token: [UInt8]) -> BearerGuest? {
        let digest = Token.digest(of: token)
        guard let (user, _) = users.accounts.holder(of: digest, at: desk.host.wallTime),
            let guest = guests.bearers[user.name], guest.isListed, guest.session == digest
        else { return nil }
        return guest
    }

    private func index(_ token: [UInt8], _ body: IndexBody?, at now: Instant) -> OldAnswer {
        guard let guest = guest(token) else { return .bearerError(.invalidToken) }
        guard let body else { return .bearerError(.missingFields) }
        guard UserName(body.user) == guest.user else { return .bearerError(.invalidToken) }
        guard body.files.isEmpty || users.mayAnnounce(guest.user) else {
            return .bearerError(.forbidden)
        }
        guests.update(bearer: guest.user) { $0.lastRequest = now }
        let files = body.files.compactMap { FileName($0).map { Listing(name: $0) } }
        let holder = Directory.Holder.bearer(user: guest.user.text)
        switch catalogue.replace(files, of: holder, at: desk.host.wallTime) {
        case .all:
            catalogue.setLive(holder, guest.isLive)
            return .ok
        case .cut: return .bearerError(.tooManyFiles)
        case .full: return .bearerError(.full)
        }
    }

    private func logout(_ token: [UInt8], _ user: String?, at now: Instant) -> OldAnswer {
        guard let guest = guest(token) else { return .bearerError(.invalidToken) }
        guard let user else { return .bearerError(.missingUsername) }
        guard UserName(user) == guest.user else { return .bearerError(.invalidToken) }
        leave(bearer: guest.user, because: "it logged out", at: now)
        return .ok
    }

    /// Whoever has it and can be dialled: the live ones first. Nodes of ours do not speak the
    /// dialect's half of gRPC.
    private func find(_ name: String) -> [(url: String, user: String)] {
        guard let file = FileName(name) else { return [] }
        var results: [(url: String, user: String)] = []
        for holding in catalogue.holdings(of: file) where results.count < Limits.guestHolders {
            guard let (address, user) = dialled(holding) else { continue }
            results.append(("grpc://\(address)/download/\(name)", user))
        }
        return results
    }

    /// Where a holder is dialled, and what he is called.
    private func dialled(_ holding: Holding) -> (address: String, user: String)? {
        switch holding.holder {
        case .node, .torrent: return nil
        case .bearer(let user):
            guard let guest = UserName(user).flatMap({ guests.bearers[$0] }), guest.isListed,
                case .known(let endpoint, let host) = guest.place, !host.contains(":")
            else { return nil }
            return ("\(host):\(endpoint.port)", user)
        case .login(let user):
            guard let guest = UserName(user).flatMap({ guests.logins[$0] }), guest.isListed,
                let address = OldPlace.address(in: holding.listing.url, from: guest.sender)
            else { return nil }
            return (address, user)
        }
    }

    // MARK: Dialect L

    private func search(_ name: String) -> OldAnswer {
        let holdings = FileName(name).map { catalogue.holdings(of: $0) } ?? []
        guard !holdings.isEmpty else { return .loginError(.notFound(name: name)) }
        let active = holdings.compactMap { old($0) }.sorted { $0.peer < $1.peer }
        guard !active.isEmpty else { return .loginError(.notActive(name: name)) }
        return .holders(name: name, Array(active.prefix(Limits.guestHolders)))
    }

    /// As dialect L tells of it; nil where the holder is not active.
    private func old(_ holding: Holding) -> OldHolding? {
        let file = holding.listing
        guard let peer = active(holding.holder, isLive: holding.isLive) else { return nil }
        let place: String
        switch holding.holder {
        case .login: place = file.url.isEmpty ? "[]" : file.url
        case .bearer, .node, .torrent: place = OldPlace.text(peer.address)
        }
        return OldHolding(peer: peer.name, name: file.name.path, place: place)
    }

    /// What a holder is called and where it is, if it is active.
    func active(_ holder: Directory.Holder, isLive: Bool) -> (name: String, address: String)? {
        switch holder {
        case .login(let user):
            guard let guest = UserName(user).flatMap({ guests.logins[$0] }), guest.isListed else {
                return nil
            }
            return (user, "")
        case .bearer(let user):
            guard isLive, let guest = UserName(user).flatMap({ guests.bearers[$0] }),
                guest.isListed, case .known(let endpoint, let host) = guest.place
            else { return nil }
            return (user, host.contains(":") ? "\(endpoint)" : "\(host):\(endpoint.port)")
        case .node(let id):
            guard isLive, let key = desk.neighbourhood.table.key(of: id),
                let node = desk.neighbourhood.table[key], node.isListed
            else { return nil }
            return (node.name, "\(node.endpoint)")
        // Old clients are in no swarm.
        case .torrent: return nil
        }
    }

    /// Everybody who is active, by whichever door, once each.
    private var activePeers: [String] {
        var names = Set(guests.logins.values.filter(\.isListed).map(\.user.text))
        names.formUnion(guests.bearers.values.filter(\.isLive).map(\.user.text))
        for holder in activeNodes { names.insert(holder.name) }
        return names.sorted()
    }

    /// Our own nodes that are listed and not known to be down.
    var activeNodes: [(name: String, holder: Directory.Holder)] {
        desk.neighbourhood.table.mostRecent(Limits.nodesTold).compactMap { node in
            guard let id = node.id, node.liveness != .down else { return nil }
            return (node.name, .node(id))
        }
    }
}
