// Searches of a peer: who is asked, and what they answer.

import Directory
import HTTPWire
import JSONWire
import Library
import Vocabulary

extension PeerNode {
    /// A person's search.
    func search(_ words: String, _ ask: Ask, _ slip: ReplySlip, at now: Instant) {
        guard searches.count < Limits.searches else {
            return desk.reply(
                .refused(.init(429, "too many searches are running")), to: ask, slip, at: now)
        }
        let targets = registrar.catalogues + everybody(at: now)
        begin(.words(words), for: .person(ask, slip), targets, at: now)
    }

    func search(for download: Int64, _ question: Question, at endpoint: Endpoint?, _ now: Instant) {
        begin(question, for: .download(download), targets(at: endpoint, now), at: now)
    }

    private func begin(
        _ question: Question, for asker: Asker, _ targets: [Search.Target], at now: Instant
    ) {
        searchNumbers += 1
        let search = Search(
            number: searchNumbers, question: question, asker: asker, targets: targets,
            findings: ownFindings(question), at: now)
        searches.append(search)
        askOn(search, at: now)
    }

    // MARK: Whom to ask

    private func targets(at endpoint: Endpoint?, _ now: Instant) -> [Search.Target] {
        guard let endpoint else { return registrar.catalogues + everybody(at: now) }
        if let key = neighbourhood.table.key(at: endpoint), let neighbour = neighbourhood.table[key]
        {
            return [target(key, neighbour)]
        }
        return [
            Search.Target(
                endpoint: endpoint, key: nil, name: endpoint.description, kind: .unknown)
        ]
    }

    /// Everybody but those that are known not to answer. First who was vouched for: strangers who
    /// never answer may be thousands, and not all are asked in time.
    private func everybody(at now: Instant) -> [Search.Target] {
        let there = neighbourhood.neighbours(.all, at: now).filter { $0.1.liveness != .down }
        let sure = there.filter { $0.1.vouched != nil }
        return (sure + there.filter { $0.1.vouched == nil }).map { target($0.key, $0.1) }
    }

    private func target(_ key: Neighbours.Key, _ neighbour: Neighbour) -> Search.Target {
        Search.Target(
            endpoint: neighbour.endpoint, key: key, name: neighbour.name, kind: neighbour.kind)
    }

    private func ownFindings(_ question: Question) -> [Finding] {
        let files =
            switch question {
            case .words(let words): shelf.views(words: words)
            case .name(let name): shelf.views(words: name.path)
            case .digest(let digest): shelf.views(with: digest)
            }
        return files.prefix(Limits.searchHits).map { file in
            Finding(
                name: file.name, size: file.size, digest: file.digest, endpoint: nil,
                id: desk.identity.id, holderName: desk.settings.name, kind: .ours, latency: .zero)
        }
    }

    // MARK: Asking

    private func askOn(_ search: Search, at now: Instant) {
        // A room of thousands is asked in waves; who has not been asked by then is silent.
        let isLate = now.since(search.started) >= Limits.searchTimeout * 3
        while !isLate, let row = search.nextTarget() {
            ask(search, row, at: now)
        }
        guard isLate && search.outstanding == 0 || search.isOver else { return }
        end(search, at: now)
    }

    private func ask(_ search: Search, _ row: Int, at now: Instant) {
        let target = search.targets[row]
        guard target.kind == .old else {
            let dialect = desk.request("GET", search.question.target, to: target.endpoint)
            return dial(search, row, dialect, at: now)
        }
        let object = search.question.wholeName.flatMap {
            JSONAsk.search(filename: $0.path, secret: desk.secretForOldPeers)
        }
        // An old node can only be asked for a whole name.
        guard let object else {
            search.outstanding -= 1
            return
        }
        dial(search, row, .json(object), at: now)
    }

    private func dial(_ search: Search, _ row: Int, _ dialect: Call.Dialect, at now: Instant) {
        let call = Call(
            .search(search.number, asked: row), at: search.targets[row].endpoint, dialect,
            isStream: false)
        desk.switchboard.dial(call, timeout: Limits.searchTimeout, at: now)
    }

    // MARK: Answers

    func searchEnded(_ number: Int, _ row: Int, _ outcome: CallOutcome, at now: Instant) {
        guard let search = searches.first(where: { $0.number == number }) else { return }
        let target = search.targets[row]
        search.outstanding -= 1
        if target.isCatalogue {
            heardCatalogue(search, outcome, at: now)
            return askOn(search, at: now)
        }
        switch outcome {
        case .response(let head, let body):
            heardOurs(search, target, head, body, at: now)
        case .foreign where target.kind != .old, .silent where target.kind == .unknown:
            // It was taken for one of ours: the same question in the old dialect.
            search.targets[row].kind = .old
            search.outstanding += 1
            ask(search, row, at: now)
        case .spoken(let said): heardOld(search, target, said, at: now)
        case .failed(.exhausted):
            search.silent += 1
            search.hindrance = search.hindrance ?? .exhausted
        case .foreign, .silent, .touched, .failed: search.silent += 1
        }
        askOn(search, at: now)
    }

    private func heardOurs(
        _ search: Search, _ target: Search.Target, _ head: HTTPResponseHead, _ body: [UInt8],
        at now: Instant
    ) {
        let node = Neighbourhood.node(in: head)
        if let (id, instance) = node, target.key != nil {
            neighbourhood.met(id, instance, at: target.endpoint, target.key, now)
        }
        guard node?.0 != desk.identity.id else { return }
        guard head.status == 200, let files = desk.surface.decodeFiles(body) else {
            search.silent += 1
            if [401, 403].contains(head.status) {
                search.hindrance = .refused(target.endpoint, head.status)
            }
            return
        }
        let latency = now.since(search.started)
        search.findings += files.prefix(Limits.searchHits).map { file in
            Finding(
                name: file.name, size: file.size, digest: file.digest, endpoint: target.endpoint,
                id: node?.0, holderName: target.name, kind: .ours, latency: latency,
                torrent: file.infoHash)
        }
    }

    private func heardOld(
        _ search: Search, _ target: Search.Target, _ said: [UInt8], at now: Instant
    ) {
        if let key = target.key { neighbourhood.answered(key, as: .old, at: now) }
        guard said == JSONReply.found, let name = search.question.wholeName else {
            if said != JSONReply.notFound { search.silent += 1 }
            return
        }
        search.findings.append(
            Finding(
                name: name, size: nil, digest: nil, endpoint: target.endpoint, id: nil,
                holderName: target.name, kind: .old, latency: now.since(search.started)))
    }

    private func end(_ search: Search, at now: Instant) {
        searches.removeAll { $0.number == search.number }
        search.silent += search.targets.dropFirst(search.asked).count { !$0.isCatalogue }
        switch search.asker {
        case .person(let ask, let slip): desk.reply(.found(search.view), to: ask, slip, at: now)
        case .download(let id):
            downloads.searched(
                id, search.findings, asked: search.holdersCount, silent: search.silent,
                search.hindrance, at: now)
        }
    }
}
