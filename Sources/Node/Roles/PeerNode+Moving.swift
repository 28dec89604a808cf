// Files that move into the library and out of it because a person said so.

import Library
import Vocabulary

extension PeerNode {
    /// Shares a file or folder in the way that is asked for. What was passed is used up or
    /// forgotten.
    func share(_ request: ShareRequest, _ ask: Ask, _ slip: ReplySlip, at now: Instant) {
        let passed = request.isPassed ? desk.switchboard.takeDescriptor(with: slip) : nil
        guard request.isPassed == (passed != nil) else {
            return desk.reply(.refused(.nothingPassed), to: ask, slip, at: now)
        }
        if request.way == .asCopy { return copy(request.hostPath, passed, ask, slip, at: now) }
        let answer = shelf.share(request, passed, at: now)
        if let passed { host.forget(passed) }
        swarms?.publicSharesChanged(at: now)
        desk.reply(answer, to: ask, slip, at: now)
    }

    /// Copies a file of this machine into `shared_files/`.
    private func copy(
        _ path: String, _ passed: DescriptorID?, _ ask: Ask, _ slip: ReplySlip, at now: Instant
    ) {
        guard let name = path.lastPathPart.flatMap({ FileName($0) }) else {
            if let passed { host.forget(passed) }
            return desk.reply(
                .refused(.init(400, "that is no name for a shared file")), to: ask, slip, at: now)
        }
        guard let job = newMove(ask, slip, at: now) else {
            if let passed { host.forget(passed) }
            return
        }
        if let passed {
            host.copy(passed, as: name, for: job)
        } else {
            host.copy(path, as: name, for: job)
        }
    }

    func copied(_ job: JobID, _ result: Result<FileName, WorldError>, at now: Instant) {
        guard let move = shelf.moves.removeValue(forKey: job) else { return }
        switch result {
        case .success(let name):
            shelf.changed(share: Shares.own, name, isClosed: true, at: now)
            desk.reply(.shared(name), to: move.ask, move.slip, at: now)
        case .failure(let error):
            desk.reply(.refused(error.refusal), to: move.ask, move.slip, at: now)
        }
    }

    /// Starts a download whose file goes into the descriptor that came with the request.
    func startDelivery(
        _ request: DownloadRequest, _ ask: Ask, _ slip: ReplySlip, at now: Instant
    ) {
        guard let passed = desk.switchboard.takeDescriptor(with: slip) else {
            return desk.reply(.refused(.nothingPassed), to: ask, slip, at: now)
        }
        var request = request
        request.delivery = .into(passed)
        let answer = answer(to: .startDownload(request), at: now)
        if case .refused = answer { host.forget(passed) }
        desk.reply(answer, to: ask, slip, at: now)
    }

    /// Ends a share by reference, or moves a file out of `shared_files/`: it is not deleted, for
    /// it may be the only one.
    func unshare(_ name: FileName, _ ask: Ask, _ slip: ReplySlip, at now: Instant) {
        if shelf.unshare(name) {
            swarms?.publicSharesChanged(at: now)
            desk.reply(.done, to: ask, slip, at: now)
            return shelf.tellNews(to: desk.events)
        }
        guard let file = shelf.library.file(named: name) else {
            return desk.reply(.missing("share"), to: ask, slip, at: now)
        }
        guard file.share == Shares.own else {
            let reason =
                file.share == Shares.downloads
                ? "downloads are shared as a whole; see share_downloads in the config"
                : "it is part of a shared folder; unshare the folder"
            return desk.reply(.refused(.init(409, reason)), to: ask, slip, at: now)
        }
        guard let job = newMove(ask, slip, at: now) else { return }
        host.withdraw(file.path, for: job)
    }

    func withdrawn(
        _ job: JobID, _ path: FileName, _ result: Result<FileName, WorldError>, at now: Instant
    ) {
        guard let move = shelf.moves.removeValue(forKey: job) else { return }
        switch result {
        case .success(let kept):
            host.log(
                .info, "library", "\(path) is not shared any more; it lies in unshared/\(kept)")
            shelf.changed(share: Shares.own, path, isClosed: true, at: now)
            desk.reply(.done, to: move.ask, move.slip, at: now)
        case .failure(let error):
            desk.reply(.refused(error.refusal), to: move.ask, move.slip, at: now)
        }
    }

    /// Nil where too many are under way, which is answered here.
    private func newMove(_ ask: Ask, _ slip: ReplySlip, at now: Instant) -> JobID? {
        guard shelf.moves.count < Limits.copiesAtOnce else {
            let refusal = Refusal(429, "too many files are being moved; try again")
            desk.reply(.refused(refusal), to: ask, slip, at: now)
            return nil
        }
        let job = desk.newJob()
        shelf.moves[job] = Shelf.Move(ask: ask, slip: slip)
        return job
    }
}

extension Refusal {
    /// The document says that a descriptor comes along, and none did.
    static let nothingPassed = Refusal(
        400, "no descriptor came with the request; they are passed over the control socket")
}
