// One run, fetched from a web seed: the way to its server, the request, and the bytes (BEP 19).
//
// Law 1. Each address is judged before it is asked, for a stranger named it: what only this network
//        reaches is asked for plain files alone, and no redirect leads there from outside.
// Law 2. An answer is the range that was asked for, or nothing of it is kept.

import Bytes
import HTTPWire
import Metainfo
import Swarm
import Vocabulary

extension Torrent {
    func webSeed(_ key: PeerKey) -> WebSeed? { webSeeds.first { $0.key == key } }

    /// Asks for the next part of the run; padding is zeros, and is not asked for.
    func goOn(
        _ seed: WebSeed, _ errand: WebErrand, on connection: ConnectionID?, at now: Instant
    ) {
        guard let info else { return }
        while let part = errand.part, info.files[part.file].kind == .padding {
            let zeros = [UInt8](
                repeating: 0, count: Int(min(errand.partLeft, Int64(Limits.blockLength))))
            zeros.withSpan { take($0, of: seed, errand, at: now) }
            if errand.partLeft == 0 { errand.endPart() }
        }
        guard let part = errand.part else { return ran(seed, errand, on: connection, at: now) }
        if seed.way?.file != part.file {
            guard let address = try? seed.address(ofFile: part.file, of: info) else {
                return discard(seed, "what it would be asked for is no address", at: now)
            }
            seed.way = (part.file, WebRoute(address: address))
            return lookUp(seed, errand, on: connection, at: now)
        }
        ask(seed, errand, on: connection, at: now)
    }

    // MARK: The way

    private func lookUp(
        _ seed: WebSeed, _ errand: WebErrand, on connection: ConnectionID?, at now: Instant
    ) {
        guard let place = seed.way?.route.address.place else { return }
        if let found = seed.found, found.place == place {
            return meet(seed, errand, at: [found.address], on: connection, at: now)
        }
        if let address = IPAddress(place.host) {
            return meet(seed, errand, at: [address], on: connection, at: now)
        }
        let job = swarms.desk.newJob()
        seed.state = .resolving(job, errand)
        swarms.webLookUps[job] = (infoHash, seed.key)
        host.resolve(place.host, for: job)
    }

    func webSeedResolved(
        _ key: PeerKey, _ job: JobID, _ result: Result<[IPAddress], WorldError>, at now: Instant
    ) {
        guard let seed = webSeed(key), case .resolving(job, let errand) = seed.state else { return }
        switch result {
        case .success(let addresses): meet(seed, errand, at: addresses, on: nil, at: now)
        case .failure(let error): failed(seed, "\(error)", at: now)
        }
    }

    /// Takes one of its server's addresses, another after each failure.
    private func meet(
        _ seed: WebSeed, _ errand: WebErrand, at addresses: [IPAddress],
        on connection: ConnectionID?, at now: Instant
    ) {
        guard let route = seed.way?.route else { return }
        let admitted = addresses.filter { address in
            var trial = route
            return route.address.mayBeAsked(at: address) && trial.admit(address)
        }
        guard !admitted.isEmpty else {
            let reason = "it is at an address where no web seed is asked"
            return failed(seed, addresses.isEmpty ? "its name has no address" : reason, at: now)
        }
        let address = admitted[seed.failures % admitted.count]
        _ = seed.way?.route.admit(address)
        seed.found = (route.address.place, address)
        ask(seed, errand, on: connection, at: now)
    }

    // MARK: The request

    private func ask(
        _ seed: WebSeed, _ errand: WebErrand, on connection: ConnectionID?, at now: Instant
    ) {
        guard let part = errand.part, let route = seed.way?.route, let found = seed.found,
            let endpoint = Endpoint(found.address, port: route.address.place.port)
        else { return failed(seed, "its address has no port", at: now) }
        let range = "bytes=\(part.range.lowerBound)-\(part.range.upperBound - 1)"
        let request = request(route.address, to: endpoint, of: seed, [("range", range)])
        let purpose = Purpose.webSeed(infoHash, seed.key)
        let switchboard = swarms.desk.switchboard
        errand.isAnswered = false
        errand.isReused =
            connection.map {
                endpoint == seed.dialled && switchboard.ask(purpose, request, on: $0, at: now)
            } ?? false
        if errand.isReused, let connection {
            seed.state = .asking(connection, errand)
            return
        }
        let call = Call(purpose, at: endpoint, request, isStream: true, staysOpen: true)
        seed.dialled = endpoint
        seed.state = .asking(
            switchboard.dial(call, timeout: Limits.webSeedTimeout, at: now), errand)
    }

    private func request(
        _ address: WebAddress, to endpoint: Endpoint, of seed: WebSeed,
        _ fields: [(name: String, value: String)]
    ) -> Call.Dialect {
        guard let holder = seed.holder else { return WebRoute.request(address, fields) }
        return swarms.desk.request("GET", holder.target, to: endpoint, fields, staysOpen: true)
    }

    // MARK: The answer

    func webSeedAnswered(_ key: PeerKey, _ head: HTTPResponseHead, at now: Instant) {
        guard let seed = webSeed(key), case .asking(let connection, let errand) = seed.state,
            let info, let part = errand.part
        else { return }
        if WebRoute.isRedirect(head.status) {
            swarms.desk.switchboard.hangUp(callOn: connection)
            seed.found = nil
            // No node sends anybody elsewhere, and the proof is for its place alone.
            guard seed.holder == nil else { return discard(seed, "it redirects", at: now) }
            if let problem = seed.way?.route.follow(head.fields["location"]) {
                return failed(seed, problem, at: now)
            }
            return lookUp(seed, errand, on: nil, at: now)
        }
        if let refusal = Refused(by: head) {
            return refusal.failure == .notFound
                ? discard(seed, refusal.reason, at: now) : failed(seed, refusal.reason, at: now)
        }
        guard head.brings(part.range, of: info.files[part.file].length) else {
            let isWhole = head.status == 200
            return failed(
                seed, isWhole ? "it sends whole files only" : "it sent another range", at: now)
        }
        errand.isAnswered = true
    }

    func webSeedSent(_ key: PeerKey, _ bytes: RawSpan, at now: Instant) {
        guard let seed = webSeed(key), case .asking(let connection, let errand) = seed.state,
            errand.isAnswered
        else { return }
        guard Int64(bytes.byteCount) <= errand.partLeft else {
            return failed(seed, "it sent more than it was asked for", at: now)
        }
        seed.received += UInt64(bytes.byteCount)
        seed.receiving.add(bytes.byteCount, at: now)
        downloaded += UInt64(bytes.byteCount)
        receiving.add(bytes.byteCount, at: now)
        take(bytes, of: seed, errand, at: now)
        if let dialled = seed.dialled {
            swarms.pace(bytes.byteCount, connection, from: dialled, at: now)
        }
    }

    /// Block by block, as peers send them.
    private func take(
        _ bytes: RawSpan, of seed: WebSeed, _ errand: WebErrand, at now: Instant
    ) {
        guard let geometry else { return }
        var place = 0
        while place < bytes.byteCount {
            let block = errand.arriving?.range ?? geometry.block(at: errand.next)
            if errand.arriving == nil { errand.arriving = arriving(block, from: seed.key) }
            let offset = Int(errand.next - geometry.range(of: block).lowerBound)
            let count = min(block.length - offset, bytes.byteCount - place)
            errand.arriving?.put(bytes.extracting(place..<place + count), at: offset)
            errand.advance(by: count)
            place += count
            guard offset + count == block.length, let whole = errand.arriving else { continue }
            errand.arriving = nil
            errand.lastBlock = now
            settle(whole, from: seed.key, at: now)
        }
    }

    func webSeedCallEnded(_ key: PeerKey, _ outcome: CallOutcome, at now: Instant) {
        guard let seed = webSeed(key), case .asking(let connection, let errand) = seed.state else {
            return
        }
        switch outcome {
        case .response where errand.isAnswered && errand.partLeft == 0:
            errand.endPart()
            (seed.failures, seed.problem) = (0, nil)
            goOn(seed, errand, on: connection, at: now)
        case .response: failed(seed, "its answer was cut short", at: now)
        case .silent where errand.isReused, .failed(.cut) where errand.isReused:
            // It was closed while the request was on its way: that says nothing of the server.
            guard !errand.isAnswered else { return failed(seed, "it was cut", at: now) }
            ask(seed, errand, on: nil, at: now)
        case .failed(let failure): failed(seed, failure.rawValue, at: now)
        case .foreign, .silent, .spoken, .touched:
            failed(seed, "what is there does not speak HTTP", at: now)
        }
    }
}

extension WebAddress {
    /// A torrent of a stranger may name whom it likes: what only this network or machine reaches is
    /// asked for files, and not for what a query makes it do (libtorrent's rule).
    fileprivate func mayBeAsked(at address: IPAddress) -> Bool {
        switch address.reach {
        case nil: false
        case .world: true
        case .loopback, .link, .network: !target.utf8.contains(UInt8(ascii: "?"))
        }
    }
}

extension HTTPResponseHead {
    /// Whether what follows is that range of a file so long.
    fileprivate func brings(_ range: Range<Int64>, of length: Int64) -> Bool {
        guard bodyLength ?? Int64(range.count) == Int64(range.count) else { return false }
        if status == 200 { return range == 0..<length }
        guard let told = ContentRange(fields["content-range"] ?? "") else { return false }
        return told.bytes == range && told.total == length
    }
}

extension PieceGeometry {
    /// The block that begins there, or has that byte.
    fileprivate func block(at offset: Int64) -> BlockRange {
        guard let piece = piece(offset / Int64(pieceLength)) else {
            preconditionFailure("the byte is one of the content")
        }
        return block(Int(offset % Int64(pieceLength)) / Limits.blockLength, of: piece)
    }
}

extension Swarms {
    /// Whether that was a look-up of a web seed.
    func webSeedResolved(
        _ job: JobID, _ result: Result<[IPAddress], WorldError>, at now: Instant
    ) -> Bool {
        guard let (infoHash, key) = webLookUps.removeValue(forKey: job) else { return false }
        torrents[infoHash]?.webSeedResolved(key, job, result, at: now)
        return true
    }
}
