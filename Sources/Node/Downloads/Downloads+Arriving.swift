// While bytes arrive: what a holder's answer says, where its bytes go, and when it has to wait.

import Bytes
import Digest
import HTTPWire
import JSONWire
import Vocabulary

extension Downloads {
    private func lane(_ id: Int64, _ number: Int) -> (Download, Transfer, Lane)? {
        guard let download = download(id), case .fetching(let transfer) = download.state,
            let lane = transfer.lane(number)
        else { return nil }
        return (download, transfer, lane)
    }

    // MARK: The head

    func streamBegan(_ id: Int64, _ number: Int, _ head: HTTPResponseHead, at now: Instant) {
        guard let (download, transfer, lane) = lane(id, number) else { return }
        if lane.source.isWeb, WebRoute.isRedirect(head.status) {
            return redirected(download, transfer, lane, head, at: now)
        }
        if let refusal = Refused(by: head) {
            if !refusal.isPassing { lane.source.standing = .gone }
            return failed(download, transfer, lane, refusal.failure, refusal.reason, at: now)
        }
        let told = head.fields["repr-digest"].flatMap(ContentDigest.inField)
        if let wanted = transfer.expected, let told, wanted != told {
            return otherContent(download, transfer, lane, at: now)
        }
        if transfer.size == nil {
            takeFirstHead(download, transfer, lane, head, told, at: now)
        } else {
            takeHead(download, transfer, lane, head, at: now)
        }
    }

    private func otherContent(
        _ download: Download, _ transfer: Transfer, _ lane: Lane, at now: Instant
    ) {
        lane.source.standing = .gone
        let reason = "it holds another content now"
        failed(download, transfer, lane, .verification, reason, at: now)
    }

    /// An answer to a request for a range, or for a whole file whose length is known.
    private func takeHead(
        _ download: Download, _ transfer: Transfer, _ lane: Lane, _ head: HTTPResponseHead,
        at now: Instant
    ) {
        guard let size = transfer.size else { return }
        if head.status == 206 {
            guard let range = ContentRange(head.fields["content-range"] ?? ""),
                range.bytes == lane.asked, range.total == size,
                head.bodyLength.map({ $0 == Int64(lane.asked.count) }) ?? true
            else { return otherContent(download, transfer, lane, at: now) }
        } else {
            // So long was what was found under this name: a liar's length must not make us wait
            // for room while others hold the file.
            if let length = head.bodyLength, length != size {
                return otherContent(download, transfer, lane, at: now)
            }
            if let validator = transfer.validator, validator != head.validator {
                return otherContent(download, transfer, lane, at: now)
            }
            if lane.asked.lowerBound > 0 {
                lane.source.takesRanges = false
                return failed(
                    download, transfer, lane, .other, "it sends whole files only", at: now)
            }
            lane.bringsMore = lane.end < size
        }
        lane.isArriving = true
    }

    /// Nobody had said how long the file is: this answer does.
    private func takeFirstHead(
        _ download: Download, _ transfer: Transfer, _ lane: Lane, _ head: HTTPResponseHead,
        _ told: Digest256?, at now: Instant
    ) {
        guard head.status == 200 else {
            return failed(download, transfer, lane, .other, "it sent a part", at: now)
        }
        lane.isArriving = true
        transfer.expected = transfer.expected ?? told
        guard let size = head.bodyLength else {
            guard lane.source.isWeb else {
                lane.source.standing = .gone
                let reason = "it did not say how long the file is"
                return failed(download, transfer, lane, .other, reason, at: now)
            }
            transfer.becomeStream()
            return create(transfer)
        }
        if let wanted = download.size, wanted != size {
            return otherContent(download, transfer, lane, at: now)
        }
        download.size = size
        guard hasRoom(for: size) else {
            return pause(download, roomReason(for: download), at: now)
        }
        begin(download, transfer, lane, size, head, at: now)
    }

    private func begin(
        _ download: Download, _ transfer: Transfer, _ lane: Lane, _ size: Int64,
        _ head: HTTPResponseHead, at now: Instant
    ) {
        let validator = head.validator
        let key =
            download.digest
            ?? SHA256.of(
                Array("\(lane.source.label)\n\(validator ?? "\(host.random())")\n\(size)".utf8))
        guard !isOpen(key) else {
            return rest(download, "another download fetches the same content", at: now)
        }
        transfer.take(size: size, on: lane)
        lane.source.size = size
        transfer.key = key
        if download.digest != nil {
            transfer.bound = nil
        } else {
            transfer.validator = validator
        }
        if download.digest != nil || validator != nil {
            (download.part, download.validator) = (key, transfer.validator ?? "")
            remember(download)
        }
        let incoming = desk.newIncoming()
        transfer.incoming = incoming
        host.openPart(incoming, PartPlan(key: key, size: size, isFresh: true))
        changed(download, at: now)
        if lane.isDone { laneDone(download, transfer, lane, at: now) }
    }

    private func create(_ transfer: Transfer) {
        let incoming = desk.newIncoming()
        transfer.incoming = incoming
        host.createIncoming(incoming)
    }

    // MARK: The body

    private static let longestError = JSONReply.errors.map(\.count).max() ?? 0

    func streamArrived(_ id: Int64, _ number: Int, _ bytes: RawSpan, at now: Instant) {
        guard let (download, transfer, lane) = lane(id, number) else { return }
        pace(lane, bytes.byteCount, at: now)
        if lane.source.isOld, transfer.incoming == nil {
            // Up to the longest error it may still be one; after that it is content.
            lane.undecided.append(contentsOf: bytes)
            lane.lastByte = now
            guard lane.undecided.count > Self.longestError else { return }
            transfer.becomeStream()
            create(transfer)
            let first = lane.undecided
            lane.undecided = []
            first.withSpan { append($0, download, transfer, lane, at: now) }
        } else if transfer.size == nil {
            append(bytes, download, transfer, lane, at: now)
        } else {
            take(bytes, download, transfer, lane, at: now)
        }
    }

    private func append(
        _ bytes: RawSpan, _ download: Download, _ transfer: Transfer, _ lane: Lane,
        at now: Instant
    ) {
        guard let incoming = transfer.incoming else { return }
        lane.advance(by: Int64(bytes.byteCount), at: now)
        count(bytes.byteCount, download, transfer, lane, at: now)
        host.append(bytes, to: incoming)
        holdAll(transfer)
    }

    private func take(
        _ bytes: RawSpan, _ download: Download, _ transfer: Transfer, _ lane: Lane,
        at now: Instant
    ) {
        guard let incoming = transfer.incoming, lane.isArriving else { return }
        let count = min(Int64(bytes.byteCount), lane.left)
        let place = lane.next
        lane.advance(by: count, at: now)
        // An answer without a length may go on for ever, and nobody waits for its end.
        if Int64(bytes.byteCount) > count { lane.bringsMore = true }
        var wanted = count > 0 ? RangeSet(place..<place + count) : RangeSet()
        wanted.subtract(lane.skips)
        for range in wanted.ranges {
            let start = Int(range.lowerBound - place)
            transfer.arriving.note(range, from: lane.source.number)
            host.write(
                bytes.extracting(start..<start + range.count), at: range.lowerBound, to: incoming)
        }
        self.count(Int(wanted.total), download, transfer, lane, at: now)
        holdAll(transfer)
        // Where the answer ends here as well, its end is told next, and the connection is kept.
        if lane.isDone, lane.bringsMore { laneDone(download, transfer, lane, at: now) }
    }

    private func count(
        _ bytes: Int, _ download: Download, _ transfer: Transfer, _ lane: Lane, at now: Instant
    ) {
        // What is here already and passes by is no progress.
        guard bytes > 0 else { return }
        lane.fresh += Int64(bytes)
        transfer.unwritten += Int64(bytes)
        transfer.lastByte = now
        transfer.searches = 0
        transfer.meter.add(bytes, at: now)
        lane.source.meter.add(bytes, at: now)
        lane.source.received += Int64(bytes)
        // What is fetched again, to find out who lied, is here already.
        if transfer.witness == nil { transfer.received += Int64(bytes) }
        download.received = transfer.received
    }

    // MARK: The disk

    /// Lets all senders wait while the disk is behind, and go on when it has caught up.
    private func holdAll(_ transfer: Transfer) {
        if !transfer.isDiskBehind, transfer.unwritten > Limits.unwrittenBytes {
            transfer.isDiskBehind = true
        } else if transfer.isDiskBehind, transfer.unwritten <= Limits.unwrittenBytes / 2 {
            transfer.isDiskBehind = false
        }
        for lane in transfer.lanes { hold(lane, transfer) }
    }

    func hold(_ lane: Lane, _ transfer: Transfer) {
        let isHeld = transfer.isDiskBehind || lane.paceUntil != nil
        guard isHeld != lane.isHeld, let connection = lane.connection else { return }
        lane.isHeld = isHeld
        desk.switchboard.hold(connection, isHeld)
    }

    /// Bytes of a stream are on the disk.
    func appended(_ incoming: IncomingID, total: Int64, at now: Instant) {
        guard let download = download(with: incoming), case .fetching(let transfer) = download.state
        else { return }
        transfer.unwritten = transfer.received - total
        holdAll(transfer)
        // An old node never says how long its file is: it takes at least this much to come on.
        if !hasRoom(for: 0) { download.roomWanted = transfer.received + Int64(Limits.writeLength) }
        watchRoom(download, at: now)
    }

    /// Ranges of a part file are on the disk.
    func written(
        _ incoming: IncomingID, _ ranges: [Range<Int64>], differing: [Range<Int64>],
        at now: Instant
    ) {
        guard let download = download(with: incoming), let transfer = download.transfer else {
            return
        }
        transfer.written(ranges, differing: differing)
        guard case .fetching = download.state else { return }
        holdAll(transfer)
        watchRoom(download, at: now)
    }

    /// What is on the way has its room; but others fill the disk meanwhile.
    private func watchRoom(_ download: Download, at now: Instant) {
        if !hasRoom(for: 0) { pause(download, roomReason(for: download), at: now) }
    }
}
