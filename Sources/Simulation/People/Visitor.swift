// Somebody on the LAN with curl: with nothing, with the secret, with the operator's token, and with
// proofs that were used before. What he gets is what the interface promises to such a one.

import Bytes
import Digest
import HTTPWire
import Node
import Vocabulary

package final class Visitor: Stranger {
    private enum Visit: CaseIterable {
        case health, unproven, proven, metrics, file, range, ranges, upload, replay, intrusion
        case page, stranger
    }

    /// What a visitor knows of the world he visits.
    package struct Surroundings {
        /// Somebody who runs.
        package let host: () -> Installation?
        /// What may stand under a name, one content or several.
        package let contents: (String) -> [[UInt8]]
        /// New bytes under a new name, which the world knows from now on.
        package let gift: () -> (name: String, bytes: [UInt8])

        package init(
            host: @escaping () -> Installation?, contents: @escaping (String) -> [[UInt8]],
            gift: @escaping () -> (name: String, bytes: [UInt8])
        ) {
            self.host = host
            self.contents = contents
            self.gift = gift
        }
    }

    private let world: World
    private let caller: Caller
    private let surroundings: Surroundings
    private let secret: String
    private let token: String
    private var proofs: UInt64 = 0
    private var gifts: [(name: String, bytes: [UInt8])] = []
    /// Visits whose answer was held against a promise.
    package private(set) var judged = 0

    package init(
        on machine: Machine, secret: String, token: String, in world: World,
        _ surroundings: Surroundings
    ) {
        self.world = world
        self.secret = secret
        self.token = token
        self.surroundings = surroundings
        caller = Caller(called: "visitor", on: machine, in: world)
        machine.host(self)
    }

    package func begin() {
        if let visit = world.pick(Visit.allCases), let host = surroundings.host() {
            go(visit, to: host)
        }
        world.after(world.between(.seconds(1), .seconds(4))) { self.begin() }
    }

    package func ended() {}

    private func go(_ visit: Visit, to host: Installation) {
        switch visit {
        case .health: ask("GET", "/healthz", at: host, want: 200...200)
        case .unproven: unproven(host)
        case .proven:
            ask("GET", "/api/v1/status", with: secret, at: host, want: 200...200)
        case .metrics: metrics(host)
        case .file: file(host, range: false)
        case .range: file(host, range: true)
        case .upload: upload(host)
        case .replay: replay(host)
        case .intrusion: intrude(host)
        case .page: page(host)
        case .ranges: ranges(host)
        case .stranger: stranger(host)
        }
    }

    // MARK: Asking

    private func head(
        _ method: String, _ target: String, with word: String?, at host: Installation
    ) -> HTTPRequestHead {
        var head = HTTPRequestHead(method: method, target: target)
        head.fields.add("Host", host.endpoint.description)
        if let word { head.fields.add("Authorization", "Bearer \(word)") }
        return head
    }

    private func ask(
        _ method: String, _ target: String, with word: String? = nil, body: String = "",
        at host: Installation, want: ClosedRange<Int>
    ) {
        var head = head(method, target, with: word, at: host)
        if !body.isEmpty { head.fields.add("Content-Type", "application/json") }
        ask(head, Array(body.utf8), at: host, want: want) { _, _ in }
    }

    /// Asks, complains where the answer's status is another, and hands on what is as it should be.
    private func ask(
        _ head: HTTPRequestHead, _ body: [UInt8] = [], at host: Installation,
        want: ClosedRange<Int>, _ then: @escaping (HTTPResponseHead, [UInt8]) -> Void
    ) {
        caller.ask(head, body: body, at: host.endpoint) { [self] heard in
            guard case .answered(let answer, let body) = heard else { return }
            judged += 1
            guard want.contains(answer.status) else {
                let what = "\(head.method) \(head.target)"
                return world.complain("\(host.name) answers \(what) with \(answer.status)")
            }
            if answer.status >= 400, head.method != "HEAD" { checkProblem(answer, body, of: host) }
            then(answer, body)
        }
    }

    /// Errors are problem documents (RFC 9457).
    private func checkProblem(_ head: HTTPResponseHead, _ body: [UInt8], of host: Installation) {
        let type = head.fields["content-type"] ?? ""
        guard type.hasPrefix("application/problem+json"), let document = Document(body),
            document["status"]?.integer == Int64(head.status), document["v"] == .integer(1)
        else {
            return world.complain(
                "\(host.name) refuses with \(head.status) and no problem document")
        }
    }

    // MARK: Credentials

    private static let readings = [
        "/api/v1/status", "/api/v1/nodes", "/api/v1/files", "/api/v1/downloads", "/metrics",
        "/files/favourite%201.dat", "/api/v1/events", "/api/v1/bootstraps",
    ]

    /// Without the secret nothing is read.
    private func unproven(_ host: Installation) {
        let target = world.pick(Self.readings) ?? "/metrics"
        let word = world.pick([nil, "wrong", secret + "x", String(secret.dropLast())]) ?? nil
        ask("GET", target, with: word, at: host, want: 401...404)
    }

    private static let changes: [(method: String, target: String, body: String)] = [
        ("POST", "/api/v1/downloads", "{\"name\":\"intruder.dat\"}"),
        ("POST", "/api/v1/shares", "{\"path\":\"/etc/passwd\"}"),
        ("PUT", "/api/v1/multicast", "{\"enabled\":false}"),
        ("POST", "/api/v1/nodes", "{\"address\":\"10.0.9.9:9000\"}"),
        ("POST", "/api/v1/bootstraps", "{\"address\":\"10.0.9.9:8000\"}"),
        ("DELETE", "/api/v1/nodes/10.0.1.1:9000", "{}"),
        ("DELETE", "/api/v1/shares/favourite%201.dat", "{}"),
        ("DELETE", "/api/v1/downloads/1", "{}"), ("POST", "/api/v1/downloads/1/pause", "{}"),
        ("PUT", "/files/intruder.dat", "intruder"),
    ]

    /// Whoever only knows the secret changes nothing.
    private func intrude(_ host: Installation) {
        guard let change = world.pick(Self.changes) else { return }
        let word = world.pick([nil, secret, "wrong", token + "x"]) ?? nil
        ask(
            change.method, change.target, with: word, body: change.body, at: host,
            want: 401...404)
    }

    /// A page of another origin, in the browser of somebody who is the operator; and a name that
    /// was made to lead here.
    private func page(_ host: Installation) {
        if world.happens(0.5) {
            var head = HTTPRequestHead(method: "GET", target: "/api/v1/status")
            head.fields.add("Host", "evil.example:9000")
            ask(head, at: host, want: 401...421) { _, _ in }
        } else {
            var head = head("POST", "/api/v1/downloads", with: token, at: host)
            head.fields.add("Origin", "http://evil.example")
            head.fields.add("Content-Type", "application/json")
            let body = Array("{\"name\":\"intruder.dat\"}".utf8)
            ask(head, body, at: host, want: 403...403) { _, _ in }
        }
    }

    /// A proof counts once.
    private func replay(_ host: Installation) {
        proofs += 1
        var head = head("GET", "/api/v1/status", with: nil, at: host)
        guard let secret = Secret(secret) else { return }
        let proof = Proof(
            of: head, body: [], secret: secret, time: world.wallTime(offset: 0),
            sender: 0x5157, count: proofs)
        head.fields.add("Authorization", proof.fieldValue)
        let run = host.host?.number
        // Clocks may be too far apart on bad days; then it is refused both times.
        ask(head, at: host, want: 200...401) { [self] answer, _ in
            guard answer.status == 200 else { return }
            caller.ask(head, at: host.endpoint) { [self] heard in
                guard case .answered(let again, _) = heard, again.status == 200,
                    host.host?.number == run
                else { return }
                world.complain("\(host.name) takes a proof twice")
            }
        }
    }

    /// A proof of another network's secret proves nothing here.
    private func stranger(_ host: Installation) {
        proofs += 1
        guard let other = Secret("the secret of another network") else { return }
        var head = head("GET", "/api/v1/status", with: nil, at: host)
        let proof = Proof(
            of: head, body: [], secret: other, time: world.wallTime(offset: 0), sender: 0x5157,
            count: proofs)
        head.fields.add("Authorization", proof.fieldValue)
        ask(head, at: host, want: 401...401) { _, _ in }
    }

    /// Tables say how full they are, and none is fuller than it may be.
    private func metrics(_ host: Installation) {
        let head = head("GET", "/metrics", with: secret, at: host)
        ask(head, at: host, want: 200...200) { [self] _, body in
            var (counts, limits): ([Substring: Int], [Substring: Int]) = ([:], [:])
            for line in String(decoding: body, as: UTF8.self).split(separator: "\n") {
                let words = line.split(separator: " ")
                guard let last = words.last, let number = Int(last) else { continue }
                let name = line.dropLast(last.count + 1)
                if name.hasPrefix("distrishare_table_entries{") {
                    counts[name.dropFirst(25)] = number
                } else if name.hasPrefix("distrishare_table_entries_max{") {
                    limits[name.dropFirst(29)] = number
                }
            }
            let isFine = counts.allSatisfy { $0.value <= limits[$0.key] ?? -1 }
            if counts.isEmpty || !isFine {
                world.complain("\(host.name)'s tables are fuller than they may be: \(counts)")
            }
        }
    }
}

// MARK: Files

extension Visitor {
    private func file(_ host: Installation, range: Bool) {
        guard let path = world.pick(host.disk.paths(beneath: SimulatedDisk.shared)) else { return }
        let name = String(path.dropFirst(SimulatedDisk.shared.count + 1))
        var head = head(
            world.happens(0.1) ? "HEAD" : "GET", "/files/" + PercentCoding.encodePath(name),
            with: secret, at: host)
        let first = Int.random(in: 0...5000, using: &world.chance)
        let last = first + Int.random(in: 0...3000, using: &world.chance)
        if range { head.fields.add("Range", "bytes=\(first)-\(last)") }
        ask(head, at: host, want: 200...503) { [self] answer, body in
            guard [200, 206].contains(answer.status) else { return }
            checkFields(answer, of: host, name)
            guard head.method == "GET", !host.disk.lies else { return }
            checkBody(answer, body, from: first, of: host, name)
            if !range { conditionally(head, answer, at: host) }
        }
    }

    /// Several ranges, one beyond the end, one in a unit that nobody knows; or only what has not
    /// changed.
    private func ranges(_ host: Installation) {
        guard let path = world.pick(host.disk.paths(beneath: SimulatedDisk.shared)) else { return }
        let name = String(path.dropFirst(SimulatedDisk.shared.count + 1))
        let target = "/files/" + PercentCoding.encodePath(name)
        var head = head("GET", target, with: secret, at: host)
        let (field, value, wanted) =
            world.pick([
                ("Range", "bytes=0-9,20-29,500-", 200...503), ("Range", "bytes=900000-", 404...503),
                ("Range", "lines=1-2", 200...503), ("If-Match", "\"other\"", 404...503),
                ("If-Modified-Since", "Thu, 01 Jan 2099 00:00:00 GMT", 200...503),
            ]) ?? ("Range", "bytes=0-0", 200...503)
        head.fields.add(field, value)
        ask(head, at: host, want: wanted) { [self] answer, _ in
            if [200, 206].contains(answer.status) { checkFields(answer, of: host, name) }
        }
    }

    /// A shared file must never run on the node's origin.
    private func checkFields(_ head: HTTPResponseHead, of host: Installation, _ name: String) {
        let isSafe =
            head.fields["x-content-type-options"] == "nosniff"
            && head.fields["content-security-policy"] == "sandbox; default-src 'none'"
            && head.fields["content-disposition"]?.hasPrefix("attachment") == true
            && head.fields["etag"] != nil
        if !isSafe { world.complain("\(host.name) sends \(name) without what makes it safe") }
    }

    /// The bytes are the file's, as long as nobody wrote into it.
    private func checkBody(
        _ head: HTTPResponseHead, _ body: [UInt8], from first: Int, of host: Installation,
        _ name: String
    ) {
        let contents = surroundings.contents(name)
        guard contents.count == 1 else { return }
        let whole = contents[0]
        let wanted =
            head.status == 206
            ? Array(whole[min(first, whole.count)..<min(first + body.count, whole.count)]) : whole
        if body != wanted { world.complain("\(host.name) sends other bytes as \(name)") }
        if let told = head.fields["repr-digest"],
            told != "sha-256=:\(Base64.encode(SHA256.of(whole).bytes)):"
        {
            world.complain("\(host.name) names another digest of \(name)")
        }
    }

    /// Who has it already is told so: the same tag is never another content.
    private func conditionally(
        _ head: HTTPRequestHead, _ answer: HTTPResponseHead, at host: Installation
    ) {
        guard let tag = answer.fields["etag"] else { return }
        var again = head
        again.fields.add("If-None-Match", tag)
        ask(again, at: host, want: 200...503) { [self] answer, _ in
            guard answer.status == 200, answer.fields["etag"] == tag else { return }
            world.complain("\(host.name) sends again what is known by its tag \(tag)")
        }
    }

    /// 201 for a new one, 200 for the same content, 409 for another; nothing is ever replaced.
    private func upload(_ host: Installation) {
        guard host.settings.role == .peer else { return }
        var gift = gifts.count > 3 && world.happens(0.5) ? gifts[gifts.count - 1] : nil
        if gift == nil {
            let new = surroundings.gift()
            gifts.append(new)
            gift = new
        }
        guard let gift else { return }
        let isOther = world.happens(0.3)
        let bytes = isOther ? gift.bytes + [1] : gift.bytes
        let path = "\(SimulatedDisk.shared)/\(gift.name)"
        // The other content is nobody's gift: it may only come where something stands already.
        guard !isOther || host.disk.file(at: path) != nil else { return }
        let head = head(
            "PUT", "/files/" + PercentCoding.encodePath(gift.name), with: token, at: host)
        ask(head, bytes, at: host, want: 200...507) { [self] answer, _ in
            guard [200, 201].contains(answer.status), surroundings.contents(gift.name).count == 1,
                let there = host.disk.file(at: path)
            else { return }
            if there.digest != SHA256.of(bytes) {
                world.complain("\(host.name) says \(answer.status) and has not \(gift.name)")
            }
        }
    }
}
