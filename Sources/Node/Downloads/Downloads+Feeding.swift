// Who is asked for what: holders are given ranges, those that fail are left, and when nobody is
// left somebody is looked for.

import Digest
import HTTPWire
import JSONWire
import Vocabulary

extension Downloads {
    // MARK: Beginning

    /// Opens what there may be of the content, or asks the first holder what it has.
    func prepare(_ download: Download, at now: Instant) {
        if !hasRoom(for: download.needed), !download.isBegun,
            let other = download.otherSize(where: hasRoom(for:))
        {
            // Somebody's word that it is larger than the disk is no reason to wait.
            download.follow(other)
        }
        guard hasRoom(for: download.needed) else {
            return pause(download, roomReason(for: download), at: now)
        }
        if joinSwarm(download, at: now) { return }
        let transfer = Transfer(
            at: now, expected: download.digest, segment: desk.settings.segmentLength)
        if let size = download.size, let key = download.part ?? download.digest {
            if download.digest == nil {
                transfer.validator = download.validator
                transfer.bound = download.sources.first { $0.isHopeful && !$0.isOld }
            } else {
                download.validator = ""
            }
            let plan = PartPlan(
                key: key, size: size, isFresh: false, torrent: torrentLeft(of: download))
            open(download, transfer, plan, at: now)
        } else {
            download.received = 0
            download.state = .fetching(transfer)
            changed(download, at: now)
            feed(download, at: now)
        }
    }

    /// Opens the part file that the transfer writes to.
    func open(
        _ download: Download, _ transfer: Transfer, _ plan: PartPlan, at now: Instant
    ) {
        guard !isOpen(plan.key) else {
            return rest(download, "another download fetches the same content", at: now)
        }
        let incoming = desk.newIncoming()
        transfer.incoming = incoming
        transfer.key = plan.key
        transfer.torrent = plan.torrent
        download.part = plan.key
        download.state = .opening(transfer)
        remember(download)
        host.openPart(incoming, plan)
        changed(download, at: now)
    }

    func opened(_ incoming: IncomingID, present: RangeSet<Int64>, at now: Instant) {
        guard let download = download(with: incoming), case .opening(let transfer) = download.state,
            let size = download.size
        else { return }
        transfer.take(size: size, present: present)
        download.received = transfer.received
        if download.torrent != nil {
            // What it has left is the part now.
            download.torrent = nil
            remember(download)
        }
        if transfer.received > 0, !transfer.isWhole {
            host.log(
                .info, "download",
                "\(download.title) goes on: \(transfer.received) of \(size) bytes are here")
        }
        download.state = .fetching(transfer)
        feed(download, at: now)
    }

    /// Everything that arrived is thrown away, and whoever has not lied is asked anew.
    func beginAgain(_ download: Download, at now: Instant) {
        letGo(of: download, keeping: false, at: now)
        guard download.hasHolder || download.takeOtherSize() else {
            let (failure, reason) = download.lastFailure ?? (.notFound, "nobody holds it")
            return fail(download, failure, reason, at: now)
        }
        prepare(download, at: now)
    }

    // MARK: Feeding

    /// Gives every holder that may be asked something to do, as far as there is something.
    func feed(_ download: Download, at now: Instant) {
        guard case .fetching(let transfer) = download.state else { return }
        if transfer.isWhole { return seal(download, transfer, at: now) }
        chooseWitness(download, transfer, at: now)
        let candidates = download.candidates(for: transfer)
        let most = transfer.size == nil ? 1 : Limits.holdersAtOnce
        for source in candidates where source.isReady(at: now) {
            guard transfer.lanes.count < most else { break }
            guard transfer.lane(of: source) == nil,
                let range = transfer.range(for: source, isAlone: candidates.count == 1, at: now)
            else { continue }
            begin(download, transfer, source, range, at: now)
            // Whoever could not even be asked has changed everything.
            guard download.isFetching(transfer) else { return }
        }
        if transfer.lanes.isEmpty { adrift(download, transfer, at: now) }
        wake(at: now + Limits.downloadTick)
    }

    private func begin(
        _ download: Download, _ transfer: Transfer, _ source: Source, _ range: Range<Int64>,
        at now: Instant
    ) {
        let lane = transfer.begin(source, range, at: now)
        source.meter.begin(at: now)
        dial(download, transfer, lane, at: now)
    }

    func dial(_ download: Download, _ transfer: Transfer, _ lane: Lane, at now: Instant) {
        lane.isReused = false
        guard let dialect = request(for: lane, transfer) else {
            lane.source.standing = .gone
            let reason = "its name is too long for an old node"
            return failed(download, transfer, lane, .other, reason, at: now)
        }
        let call = Call(
            .fetch(download: download.id, lane: lane.number), at: lane.source.endpoint, dialect,
            isStream: true, staysOpen: !lane.source.isOld)
        lane.connection = desk.switchboard.dial(call, timeout: Limits.dialTimeout, at: now)
    }

    /// What a holder is asked; nil where it cannot be.
    func request(for lane: Lane, _ transfer: Transfer) -> Call.Dialect? {
        var fields: [(name: String, value: String)] = []
        let isWhole = lane.asked.lowerBound == 0 && lane.asked.upperBound == transfer.size
        if lane.source.takesRanges, !isWhole, !lane.asked.isEmpty {
            fields.append(("range", "bytes=\(lane.asked.lowerBound)-\(lane.asked.upperBound - 1)"))
            if let validator = transfer.validator { fields.append(("if-range", validator)) }
        }
        switch lane.source.access {
        case .old(let name):
            return JSONAsk.download(filename: name.path, secret: desk.secretForOldPeers)
                .map { .json($0) }
        case .node:
            return lane.source.holder.map {
                desk.request("GET", $0.target, to: $0.endpoint, fields, staysOpen: true)
            }
        case .web(let address): return WebRoute.request(address, fields)
        }
    }

    // MARK: Nobody is left

    /// Nobody sends. Somebody may after a rest; else others are looked for, with patience.
    private func adrift(_ download: Download, _ transfer: Transfer, at now: Instant) {
        let candidates = download.candidates(for: transfer)
        guard candidates.isEmpty else { return }  // they rest; the next tick asks them
        if let other = download.otherWay(to: transfer.bound) {
            transfer.bound = other
            return feed(download, at: now)
        }
        if let bound = transfer.bound, download.sources.contains(where: { $0.isHopeful }) {
            // What the others call by that name is another content, as far as anybody knows.
            let reason = "\(bound.label) does not send the rest of it"
            host.log(.info, "download", "\(download.title) begins anew: \(reason)")
            return beginAgain(download, at: now)
        }
        let (failure, reason) = download.lastFailure ?? (.notFound, "nobody holds it")
        // Where everybody has said no, nobody is waited for.
        let isHopeless = !download.sources.contains {
            $0.standing == .usable && download.mayServe($0, transfer)
        }
        let isPatient =
            transfer.size != nil && now.since(transfer.lastByte) < Limits.downloadPatience
        if mayTryOtherSize(download, transfer, isOver: isHopeless || !isPatient),
            download.takeOtherSize()
        {
            return beginAgain(download, at: now)
        }
        guard !isHopeless, isPatient else { return fail(download, failure, reason, at: now) }
        if transfer.searches == 0 {
            transfer.searches = 1
            transfer.nextSearch = now + Limits.searchRest
            changed(download, at: now)
        }
    }

    /// What came of one length is given up for another only where nobody goes on with it, and not
    /// for the word of fewer.
    private func mayTryOtherSize(
        _ download: Download, _ transfer: Transfer, isOver: Bool
    ) -> Bool {
        guard transfer.size != nil, download.digest != nil, let other = download.otherSize() else {
            return false
        }
        return transfer.received == 0
            || isOver && download.votes(for: other) >= download.votes(for: download.size)
    }

    private func searchAgain(_ download: Download, _ transfer: Transfer, at now: Instant) {
        guard !transfer.isSearching, isTimeToSearch(transfer, at: now) else { return }
        let isAdrift = transfer.lanes.isEmpty
        if !isAdrift {
            transfer.nextSearch = now + Limits.searchAgainInterval
            guard transfer.bound == nil, download.digest != nil, download.request.from == nil else {
                return
            }
        } else {
            let pause = Limits.searchRest * (1 << min(transfer.searches, 6))
            transfer.nextSearch = now + min(pause, Limits.searchRestMax)
            transfer.searches += 1
        }
        guard let digest = download.digest, !download.sources.contains(where: \.isWeb) || !isAdrift,
            transfer.bound == nil
        else {
            // Nobody else can have this content: the same ones are asked again.
            for source in download.candidatesForRetry(transfer) { source.foundAgain() }
            return feed(download, at: now)
        }
        transfer.isSearching = true
        let from = download.request.from.flatMap { from in
            IPAddress(from.host).flatMap { Endpoint($0, port: from.port) }
        }
        owner.search(for: download.id, .digest(digest), at: from, now)
    }

    /// Sooner where all who send drip: one of those alone would hold the download.
    private func isTimeToSearch(_ transfer: Transfer, at now: Instant) -> Bool {
        let drip = !transfer.lanes.isEmpty && transfer.lanes.allSatisfy { drips($0, at: now) }
        let early = drip ? Limits.searchAgainInterval - Limits.searchAgainDripping : .zero
        return transfer.nextSearch <= now + early
    }

    func searchedAgain(
        _ download: Download, _ transfer: Transfer, _ findings: [Finding], at now: Instant
    ) {
        guard let digest = download.digest else { return }
        let found = findings.filter { $0.digest == digest }
        download.meet(found.sorted { $0.latency < $1.latency })
        feed(download, at: now)
    }

    // MARK: Looking after

    /// Once a second: who has stalled is left, who is slow gives to those who wait.
    func lookAfter(_ download: Download, _ transfer: Transfer, at now: Instant) {
        for lane in transfer.lanes where lane.isHeld { lane.heldAt = now }
        for lane in transfer.lanes where isStalled(lane, download, transfer, at: now) {
            if transfer.witness != nil {
                dismiss(lane, download, transfer)
            } else {
                failed(download, transfer, lane, .unreachable, "no bytes came", at: now)
            }
            guard download.isFetching(transfer) else { return }
        }
        relieve(download, transfer, at: now)
        searchAgain(download, transfer, at: now)
        if !transfer.lanes.isEmpty { changed(download, at: now) }
        feed(download, at: now)
    }

    /// Silent for a third of the idle time, while others could send: alone it gets all of it.
    private func isStalled(
        _ lane: Lane, _ download: Download, _ transfer: Transfer, at now: Instant
    ) -> Bool {
        guard !lane.isHeld, transfer.size != nil else { return false }
        let isSilent = now.since(max(lane.lastByte, lane.heldAt)) >= desk.settings.idleTimeout / 3
        if transfer.witness != nil {
            return (isSilent || drips(lane, at: now))
                && bestWitness(download, transfer, but: lane.source, at: now) != nil
        }
        return isSilent && download.candidates(for: transfer).contains { $0 !== lane.source }
    }

    /// It sends, and less than anybody could: from a witness nobody takes its rest over.
    private func drips(_ lane: Lane, at now: Instant) -> Bool {
        let least = Int64(Double(Limits.bodyWindowLength) / Limits.bodyWindow.inSeconds)
        return now.since(max(lane.began, lane.heldAt)) >= Limits.bodyWindow
            && lane.source.meter.rate(at: now) < least
    }

    /// Somebody else is the witness from now on.
    private func dismiss(_ lane: Lane, _ download: Download, _ transfer: Transfer) {
        host.log(.info, "download", "\(download.title): \(lane.source.label) is too slow")
        hangUp(lane)
        transfer.end(lane)
        lane.source.attempts = Limits.attemptsPerHolder
    }

    /// The last ranges are not left to the slowest: a holder that waits and is faster takes over.
    private func relieve(_ download: Download, _ transfer: Transfer, at now: Instant) {
        guard transfer.missing.isEmpty, transfer.lanes.count < Limits.holdersAtOnce,
            let slowest = transfer.lanes.max(by: {
                transfer.time(of: $0, at: now) < transfer.time(of: $1, at: now)
            }), now.since(slowest.began) >= .seconds(3), !slowest.isHeld,
            transfer.time(of: slowest, at: now) > Limits.slowRest,
            slowest.left < 2 * transfer.segment
        else { return }
        let rate = slowest.source.meter.rate(at: now)
        let waits = download.candidates(for: transfer).contains { source in
            source.isReady(at: now) && transfer.lane(of: source) == nil && source.takesRanges
                && (source.lastRate == 0 || source.lastRate > 4 * rate)
        }
        guard waits else { return }
        host.log(.info, "download", "\(download.title): \(slowest.source.label) is too slow")
        hangUp(slowest)
        transfer.end(slowest)
        slowest.source.lastRate = max(rate, 1)
        slowest.source.restsUntil = now + Limits.searchRestMax
    }
}

extension Download {
    /// Another address of the same server of the web.
    func otherWay(to bound: Source?) -> Source? {
        guard let bound, bound.isWeb else { return nil }
        return sources.first { $0.isHopeful && $0.access == bound.access }
    }

    /// Those that are asked again where nobody else can be.
    func candidatesForRetry(_ transfer: Transfer) -> [Source] {
        transfer.bound.map { [$0] } ?? sources
    }
}
