// How a lane ends: its range has come, or it failed and others get what it left. (How a download
// ends is in `Downloads`.)

import Bytes
import HTTPWire
import JSONWire
import Vocabulary

extension Downloads {
    func fetchEnded(_ id: Int64, _ number: Int, _ outcome: CallOutcome, at now: Instant) {
        guard let download = download(id), case .fetching(let transfer) = download.state,
            let lane = transfer.lane(number)
        else { return }
        switch outcome {
        case .response: answered(download, transfer, lane, at: now)
        case .spoken: endedOld(download, transfer, lane, at: now)
        case .silent where lane.isReused && !lane.isArriving,
            .failed(.cut) where lane.isReused && !lane.isArriving:
            // It closed what we had kept, as anybody may; that is no failure.
            dial(download, transfer, lane, at: now)
        case .foreign: failed(download, transfer, lane, .other, "it does not speak HTTP", at: now)
        case .touched, .silent:
            failed(download, transfer, lane, .other, "it said nothing", at: now)
        case .failed(let failure):
            failed(download, transfer, lane, .unreachable, failure.rawValue, at: now)
        }
    }

    private func answered(
        _ download: Download, _ transfer: Transfer, _ lane: Lane, at now: Instant
    ) {
        if case .stream = transfer.form {
            transfer.end(lane)
            return seal(download, transfer, at: now)
        }
        guard lane.isDone else {
            return failed(download, transfer, lane, .unreachable, "it ended too soon", at: now)
        }
        laneDone(download, transfer, lane, at: now)
    }

    /// A range has come whole. The connection brings the next one, if it can.
    func laneDone(_ download: Download, _ transfer: Transfer, _ lane: Lane, at now: Instant) {
        let source = lane.source
        source.attempts = 0
        source.lastRate = source.meter.rate(at: now)
        let candidates = download.candidates(for: transfer)
        if !lane.bringsMore, candidates.contains(where: { $0 === source }),
            let connection = lane.connection,
            let range = transfer.range(for: source, isAlone: candidates.count == 1, at: now)
        {
            lane.turn(to: range, skips: transfer.taken(range), at: now)
            if let dialect = request(for: lane, transfer),
                desk.switchboard.ask(
                    .fetch(download: download.id, lane: lane.number), dialect, on: connection,
                    at: now)
            {
                return
            }
        }
        hangUp(lane)
        transfer.end(lane)
        feed(download, at: now)
    }

    /// An old node closed: that is the end of the file, or all that it said was an error.
    private func endedOld(
        _ download: Download, _ transfer: Transfer, _ lane: Lane, at now: Instant
    ) {
        if transfer.incoming == nil {
            let said = lane.undecided
            if JSONReply.errors.contains(said) {
                lane.source.standing = .gone
                return failed(
                    download, transfer, lane, said == JSONReply.noFile ? .notFound : .refused,
                    "it answered: \(String(decoding: said, as: UTF8.self))", at: now)
            }
            if said.isEmpty, !lane.source.saidFound {
                return failed(
                    download, transfer, lane, .other, "it closed without a byte", at: now)
            }
            transfer.becomeStream()
            let incoming = desk.newIncoming()
            transfer.incoming = incoming
            host.createIncoming(incoming)
            said.withSpan { host.append($0, to: incoming) }
            transfer.received += Int64(said.count)
            lane.source.received += Int64(said.count)
            download.received = transfer.received
        }
        transfer.giver = lane.source
        transfer.end(lane)
        seal(download, transfer, at: now)
    }

    func hangUp(_ lane: Lane) {
        if let connection = lane.connection { desk.switchboard.hangUp(callOn: connection) }
        lane.connection = nil
    }

    /// This holder did not give what it was asked for: others will, or itself after a rest.
    func failed(
        _ download: Download, _ transfer: Transfer, _ lane: Lane,
        _ failure: DownloadView.Failure, _ reason: String, at now: Instant
    ) {
        let source = lane.source
        host.log(.info, "download", "\(download.title) from \(source.label): \(reason)")
        download.lastFailure = (failure, "\(source.label): \(reason)")
        hangUp(lane)
        transfer.end(lane)
        source.lastRate = source.meter.rate(at: now)
        // Where nothing can be kept it was no progress, however much it was.
        source.failed(after: transfer.canGoOn ? lane.fresh : 0, at: now)
        // And of a bound transfer it is kept only for the one it is bound to.
        if !transfer.canGoOn || transfer.bound === source && source.standing != .usable {
            return beginAgain(download, at: now)
        }
        feed(download, at: now)
    }

    func seal(_ download: Download, _ transfer: Transfer, at now: Instant) {
        guard let incoming = transfer.incoming else { return }
        host.seal(incoming)
        download.state = .sealing(transfer)
        changed(download, at: now)
    }
}
