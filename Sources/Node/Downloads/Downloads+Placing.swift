// What becomes of a file that has arrived whole: is it what was wanted, and what is it called?
//
// Law. Nothing is ever replaced. The same content under the same name is done at once; another
// content becomes `name (2).ext`.

import Digest
import Vocabulary

extension Downloads {
    func sealed(_ incoming: IncomingID, size: Int64, _ digest: Digest256, at now: Instant) {
        guard let download = download(with: incoming), case .sealing(let transfer) = download.state
        else { return }
        if let expected = transfer.expected, expected != digest {
            return digestIsWrong(download, transfer, at: now)
        }
        digestIsRight(download, transfer)
        download.received = size
        download.size = size
        guard let name = download.target else {
            return fail(download, .other, "it has no name", at: now)
        }
        place(download, transfer, as: name, 1, size, digest)
    }

    private func place(
        _ download: Download, _ transfer: Transfer, as name: FileName, _ number: Int,
        _ size: Int64, _ digest: Digest256
    ) {
        guard let incoming = transfer.incoming else { return }
        download.state = .placing(transfer, name, number: number, size: size, digest)
        host.place(incoming, as: name, in: .downloads)
    }

    func placed(
        _ incoming: IncomingID, _ result: Result<FileName, WorldError>, at now: Instant
    ) {
        guard let download = download(with: incoming),
            case .placing(let transfer, let name, let number, let size, let digest) = download.state
        else { return }
        switch result {
        case .success(let placed):
            owner.placed(placed, digest, at: now)
            download.isNew = true
            download.digest = digest
            finish(download, as: placed, isVerified: transfer.expected != nil, at: now)
        case .failure(let error) where error.kind == .taken:
            if let there = owner.digestOfDownload(name) {
                return compared(download, to: there, at: now)
            }
            let job = desk.newJob()
            download.state = .comparing(
                transfer, name, number: number, size: size, digest, job)
            host.hash(share: Shares.downloads, name, for: job)
        case .failure(let error) where error.kind == .full:
            pause(download, "no room: \(error)", at: now)
        case .failure(let error): fail(download, .disk, error.description, at: now)
        }
    }

    /// Whether the digest was for one of ours.
    func hashed(_ job: JobID, _ digest: Digest256?, at now: Instant) -> Bool {
        if let download = all.first(where: {
            if case .looking(job) = $0.state { true } else { false }
        }) {
            lookedFor(download, digest, at: now)
            return true
        }
        let found = all.first { download in
            if case .comparing(_, _, _, _, _, job) = download.state { true } else { false }
        }
        guard let download = found,
            case .comparing(let transfer, let name, let number, let size, let own, _) =
                download.state
        else { return false }
        download.state = .placing(transfer, name, number: number, size: size, own)
        compared(download, to: digest, at: now)
        return true
    }

    /// The program may have ended between placing a file and remembering it.
    private func lookedFor(_ download: Download, _ there: Digest256?, at now: Instant) {
        if let there, there == download.digest, let target = download.target {
            download.received = download.size ?? 0
            owner.placed(target, there, at: now)
            return finish(download, as: target, isVerified: true, at: now)
        }
        download.state = .waiting
        startWaiting(at: now)
    }

    /// A file of that name is there; `there` is its digest, nil where it cannot be read.
    private func compared(_ download: Download, to there: Digest256?, at now: Instant) {
        guard
            case .placing(let transfer, let name, let number, let size, let digest) = download.state
        else { return }
        if there == digest {
            if let incoming = transfer.incoming { host.discard(incoming) }
            download.digest = digest
            return finish(download, as: name, isVerified: transfer.expected != nil, at: now)
        }
        let original = download.target ?? name
        guard number < Limits.namesTried, let next = original.numbered(number + 1) else {
            return fail(download, .disk, "every name for it is taken", at: now)
        }
        place(download, transfer, as: next, number + 1, size, digest)
    }

    func incomingFailed(_ incoming: IncomingID, _ error: WorldError, at now: Instant) {
        guard let download = download(with: incoming) else { return }
        failed(download, error, at: now)
    }

    /// The disk does not take it.
    func failed(_ download: Download, _ error: WorldError, at now: Instant) {
        switch error.kind {
        case .full: pause(download, "the disk is full", at: now)
        case .exhausted: pause(download, error.description, at: now)
        default: fail(download, .disk, error.description, at: now)
        }
    }
}
