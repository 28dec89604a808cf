// The end of `get -o`: a finished file goes into a descriptor that a person's tool holds open.
//
// Law 1. A download that is to be delivered is done when its file is whole and flushed there.
// Law 2. A delivery is of this run: after a restart the download goes on without it.

import Digest
import Vocabulary

struct Deliveries {
    /// Downloads whose files wait for a place on the pool.
    fileprivate var waiting: [Int64] = []
    fileprivate var running: [JobID: Int64] = [:]
}

extension Downloads {
    /// Whether the finished file goes somewhere first; `finish` is called again when it is there.
    func deliver(_ download: Download, _ name: FileName, isVerified: Bool) -> Bool {
        guard download.delivery != nil else { return false }
        download.state = .delivering(name, isVerified: isVerified)
        deliveries.waiting.append(download.id)
        deliverNext()
        return true
    }

    private func deliverNext() {
        while deliveries.running.count < Limits.deliveriesAtOnce, !deliveries.waiting.isEmpty {
            // Somebody may have cancelled it meanwhile.
            guard let download = download(deliveries.waiting.removeFirst()),
                case .delivering(let name, _) = download.state, let target = download.delivery
            else { continue }
            let job = desk.newJob()
            deliveries.running[job] = download.id
            download.delivery = nil
            let (share, path) = owner.place(of: name, download.digest)
            host.deliver(
                share: share, path, to: target, removing: isLeaving(download, share), for: job)
        }
    }

    /// Where downloads are not shared, one that came for somebody else's folder is not kept.
    private func isLeaving(_ download: Download, _ share: Int64) -> Bool {
        download.isNew && share == Shares.downloads && !desk.settings.shareDownloads
    }

    func delivered(_ job: JobID, _ result: Result<Void, WorldError>, at now: Instant) {
        guard let id = deliveries.running.removeValue(forKey: job) else { return }
        defer { deliverNext() }
        guard let download = download(id),
            case .delivering(let name, let isVerified) = download.state
        else { return }
        switch result {
        case .success:
            download.isDelivered = true
            if isLeaving(download, Shares.downloads) { owner.removed(name, at: now) }
            finish(download, as: name, isVerified: isVerified, at: now)
        case .failure(let error):
            fail(download, .disk, "\(name) is here, but not where it is wanted: \(error)", at: now)
        }
    }

    /// The download ends without its delivery.
    func forgetDelivery(_ download: Download) {
        guard let target = download.delivery else { return }
        download.delivery = nil
        host.forget(target)
    }
}
