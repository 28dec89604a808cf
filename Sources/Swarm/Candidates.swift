// Peers that are known and may be dialled: whom first, whom again and when, and whom never.
//
// Law: strangers name addresses, so an address is what it is named for only if the one who names it
// is where it is. A private address is believed of people, of the LAN and of private tellers; one
// of this machine of people and of this machine. Ports are never 0, nobody is in here twice, and
// the table is bounded: those go first who failed most, were heard of from the least reliable, and
// were not named for the longest time. Who was named by hand or is connected stays.
//
// To choose costs a look at all, which at 3,000 are tens of microseconds for each dial.

import Vocabulary

package struct Candidates: Sendable {
    /// Whether seeds are of no use to us.
    package var areSeedsUseless = false

    package private(set) var all: [Candidate] = []
    private var indices: [Endpoint: Int] = [:]
    private var own: [Endpoint] = []
    private var bans = Bans()

    package init() {}

    // MARK: Names

    /// Somebody named a peer. `teller` is the address of whoever did so, where he has one: for a
    /// peer who came himself and told his port, his own.
    package mutating func add(
        _ address: IPAddress, port: some BinaryInteger, from source: PeerSources,
        teller: IPAddress? = nil, isSeed: Bool = false, at now: Instant,
        using chance: inout Chance
    ) -> CandidateOutcome {
        guard let endpoint = Endpoint(address, port: port) else { return .refused(.noPort) }
        if let refusal = refusal(of: endpoint, from: source, teller) { return .refused(refusal) }
        if let index = indices[endpoint] {
            all[index].sources.formUnion(source)
            all[index].isSeed = all[index].isSeed || isSeed
            all[index].lastNamed = now
            // Who names a peer by hand wants it asked, and not when it has rested.
            if source.contains(.hand), all[index].state == .idle { all[index].restsUntil = now }
            return .known
        }
        guard all.count < Limits.candidates || makeRoom(for: source, at: now, using: &chance) else {
            return .refused(.full)
        }
        indices[endpoint] = all.count
        all.append(
            Candidate(endpoint: endpoint, sources: source, isSeed: isSeed, lastNamed: now))
        return .new
    }

    private func refusal(
        of endpoint: Endpoint, from source: PeerSources, _ teller: IPAddress?
    ) -> CandidateRefusal? {
        let address = endpoint.address
        let isByHand = source.contains(.hand)
        if address.isUnspecified || address.isMulticast { return .nobodyElse }
        if own.contains(endpoint) { return .ourselves }
        if bans.contains(endpoint) { return .banned }
        if isByHand { return nil }
        if address.isLoopback { return teller?.isLoopback == true ? nil : .nobodyElse }
        if address.isLinkLocal { return teller?.isLinkLocal == true ? nil : .nobodyElse }
        guard address.isPrivate, !source.isDisjoint(with: .hearsay) else { return nil }
        return teller.map { $0.isPrivate || $0.isLoopback } == true ? nil : .outOfPlace
    }

    /// The worst of a few that chance names makes room, if the new one is not worse.
    private mutating func makeRoom(
        for source: PeerSources, at now: Instant, using chance: inout Chance
    ) -> Bool {
        let samples = (0..<Limits.candidateSamples).map { _ in
            Int.random(in: all.indices, using: &chance)
        }
        let worst = samples.filter { all[$0].state == .idle && all[$0].sources.worth < 3 }
            .min { isWorse(all[$0], than: all[$1]) }
        guard let worst else { return false }
        let candidate = all[worst]
        let mayGo =
            candidate.failures > 0 || areSeedsUseless && candidate.isSeed
            || candidate.sources.worth < source.worth
            || now.since(candidate.lastNamed) > Limits.candidateAge
        if mayGo { remove(at: worst) }
        return mayGo
    }

    private func isWorse(_ one: Candidate, than other: Candidate) -> Bool {
        let useless = (one.isSeed && areSeedsUseless, other.isSeed && areSeedsUseless)
        if useless.0 != useless.1 { return useless.0 }
        return (-one.failures, one.sources.worth, one.lastNamed)
            < (-other.failures, other.sources.worth, other.lastNamed)
    }

    private mutating func remove(at index: Int) {
        indices[all[index].endpoint] = nil
        all.swapAt(index, all.count - 1)
        all.removeLast()
        if index < all.count { indices[all[index].endpoint] = index }
    }

    // MARK: Dialling

    /// Whom to dial now: of those who failed least the one that ranks highest (BEP 40), or any. He
    /// counts as dialled.
    package mutating func next(
        at now: Instant, using chance: inout Chance, rank: ((Endpoint) -> UInt32)? = nil
    ) -> Endpoint? {
        var best: (index: Int, failures: Int, rank: UInt32)?
        for index in all.indices where mayDial(all[index]) && all[index].restsUntil <= now {
            let failures = all[index].failures
            if let best, best.failures < failures { continue }
            let rank =
                rank?(all[index].endpoint) ?? UInt32.random(in: .min ... .max, using: &chance)
            if let best, best.failures == failures, best.rank >= rank { continue }
            best = (index, failures, rank)
        }
        guard let best else { return nil }
        all[best.index].state = .dialled
        return all[best.index].endpoint
    }

    /// When there is somebody to dial.
    package var nextDeadline: Instant? {
        all.lazy.filter(mayDial).map(\.restsUntil).min()
    }

    private func mayDial(_ candidate: Candidate) -> Bool {
        candidate.state == .idle && !(areSeedsUseless && candidate.isSeed)
    }

    /// Who named him; nil where nobody did.
    package func sources(of endpoint: Endpoint) -> PeerSources? {
        indices[endpoint].map { all[$0].sources }
    }

    /// He answered, or came himself.
    package mutating func connected(_ endpoint: Endpoint) {
        change(endpoint) { $0.state = .connected }
    }

    /// He did not answer, or was of no use.
    package mutating func failed(_ endpoint: Endpoint, at now: Instant) {
        change(endpoint) { candidate in
            candidate.state = .idle
            candidate.failures += 1
            let isQuick = candidate.failures <= Limits.quickFailures
            candidate.restsUntil =
                now + (isQuick ? Limits.quickRetry * candidate.failures : Limits.slowRetry)
        }
    }

    /// He was connected, of use, and is gone.
    package mutating func closed(_ endpoint: Endpoint, at now: Instant) {
        change(endpoint) { candidate in
            candidate.state = .idle
            candidate.failures = 0
            candidate.restsUntil = now + Limits.reconnectRest
        }
    }

    /// We left everybody, and go on: who did nothing wrong need not be waited for.
    package mutating func resume(at now: Instant) {
        for index in all.indices where all[index].state == .idle && all[index].failures == 0 {
            all[index].restsUntil = now
        }
    }

    /// He is known to have everything, or not.
    package mutating func isSeed(_ endpoint: Endpoint, _ isSeed: Bool) {
        change(endpoint) { $0.isSeed = isSeed }
    }

    private mutating func change(_ endpoint: Endpoint, _ body: (inout Candidate) -> Void) {
        guard let index = indices[endpoint] else { return }
        body(&all[index])
    }

    /// Those whom nobody else named are forgotten, but who is connected or dialled.
    package mutating func keep(namedBy sources: PeerSources) {
        for index in all.indices.reversed()
        where all[index].state == .idle && all[index].sources.isDisjoint(with: sources) {
            remove(at: index)
        }
    }

    // MARK: Never

    /// That is us: we listen there, or have met ourselves.
    package mutating func isOurselves(_ endpoint: Endpoint) {
        if let index = indices[endpoint] { remove(at: index) }
        guard !own.contains(endpoint) else { return }
        own.append(endpoint)
        if own.count > Limits.ownEndpoints { own.removeFirst() }
    }

    /// He lied. Of a public address all ports are banned; behind a private one there are others.
    package mutating func ban(_ endpoint: Endpoint) {
        bans.insert(endpoint)
        for index in all.indices.reversed() where bans.contains(all[index].endpoint) {
            remove(at: index)
        }
    }

    package func isBanned(_ endpoint: Endpoint) -> Bool { bans.contains(endpoint) }
}
