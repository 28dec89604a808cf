// Files that move into the library and out of it because a person said so.

import Library
import Vocabulary

extension PeerNode {
    /// Copies a file of this machine into `shared_files/`.
    func copy(_ path: String, _ ask: Ask, _ slip: ReplySlip, at now: Instant) {
        guard let base = path.split(separator: "/").last, let name = FileName(base) else {
            return desk.reply(
                .refused(.init(400, "that is no name for a shared file")), to: ask, slip, at: now)
        }
        guard let job = newMove(ask, slip, at: now) else { return }
        host.copy(path, as: name, for: job)
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

    /// Ends a share by reference, or moves a file out of `shared_files/`: it is not deleted, for
    /// it may be the only one.
    func unshare(_ name: FileName, _ ask: Ask, _ slip: ReplySlip, at now: Instant) {
        if shelf.unshare(name) {
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
