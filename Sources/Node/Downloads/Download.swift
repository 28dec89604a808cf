// One download, from the wish to the file in its place.
//
// ```
//   waiting ─▶ searching ─▶ fetching ─▶ sealing ─▶ placing ─▶ done
//                 ▲           │  │         │ (wrong digest: the holder is named and left)
//                 │           │  └─────────┴──▶ next holder, or failed
//                 └─ paused ◀─┘ no room
// ```
// Law. A state carries what exists in it; what has arrived lives in `Transfer` and nowhere else.

import Digest
import Vocabulary

final class Download {
    enum State {
        case waiting
        case resolving(JobID)
        case searching
        case fetching(Transfer)
        case sealing(Transfer)
        /// Under which name it is tried; the digest is what arrived.
        case placing(Transfer, FileName, number: Int, size: Int64, Digest256)
        /// A file of that name is there: is it the same?
        case comparing(Transfer, FileName, number: Int, size: Int64, Digest256, JobID)
        /// On its way to where it is wanted.
        case delivering(FileName, isVerified: Bool)
        case paused(reason: String, until: Instant)
        case done(FileName, isVerified: Bool)
        case failed(DownloadView.Failure, String)
        case cancelled
    }

    let id: Int64
    let request: DownloadRequest
    var state = State.waiting
    /// Holders that were not tried enough, best first.
    var sources: [Source] = []
    /// What is wanted, once a search has said it.
    var target: FileName?
    var size: Int64?
    var digest: Digest256?
    var received: Int64 = 0
    var lastFailure: (DownloadView.Failure, String)?
    var choices: [SearchView.Content] = []
    /// Where the file is wanted besides; nil once the host has been told to bring it there.
    var delivery: DescriptorID?
    var isDelivered = false
    /// Its file was not in `downloads/` before.
    var isNew = false
    /// It was wanted before a restart: nobody may be known yet, so not to be found is no failure
    /// until then.
    var patientUntil: Instant?

    init(id: Int64, request: DownloadRequest) {
        self.id = id
        self.request = request
        if case .into(let descriptor) = request.delivery { delivery = descriptor }
    }

    /// One holder, and what it calls the file.
    struct Source {
        let endpoint: Endpoint
        let name: FileName
        let kind: Kind
        let label: String
        var attempts = 0
        /// An old node that has just said FOUND may send an empty file.
        let saidFound: Bool
    }

    /// What is arriving.
    struct Transfer {
        let source: Source
        let started: Instant
        var connection: ConnectionID?
        var incoming: IncomingID?
        /// Nil until the holder said it; an old node never does.
        var size: Int64?
        var expected: Digest256?
        var received: Int64 = 0
        var written: Int64 = 0
        var isHeld = false
        /// An old node's first bytes, as long as they may still turn out to be an error.
        var undecided: [UInt8] = []
    }

    var transfer: Transfer? {
        switch state {
        case .fetching(let transfer), .sealing(let transfer), .placing(let transfer, _, _, _, _),
            .comparing(let transfer, _, _, _, _, _):
            transfer
        default: nil
        }
    }

    /// Whether it takes one of the places of those that run.
    var isRunning: Bool {
        switch state {
        case .waiting, .paused, .done, .failed, .cancelled: false
        default: true
        }
    }

    var isEnded: Bool {
        switch state {
        case .done, .failed, .cancelled: true
        default: false
        }
    }

    /// The name for people, before a search has said a better one.
    var title: String {
        if let target { return target.path }
        switch request.what {
        case .name(let name): return name.path
        case .digest(let digest): return digest.hex
        }
    }
}

// MARK: Showing

extension Download {
    func view(at now: Instant) -> DownloadView {
        var view = DownloadView(
            id: id, name: title, state: shownState, reason: nil, failure: nil, received: received,
            size: size, digest: digest, isVerified: false, holder: transfer?.source.label,
            rate: 0, choices: choices)
        view.isDelivered = isDelivered
        if let transfer {
            let elapsed = now.since(transfer.started).inSeconds
            view.rate = elapsed > 0 ? Int64(Double(transfer.received) / elapsed) : 0
        }
        switch state {
        case .paused(let reason, _): view.reason = reason
        case .failed(let failure, let reason):
            view.failure = failure
            view.reason = reason
        case .done(let name, let isVerified), .delivering(let name, let isVerified):
            view.name = name.path
            view.isVerified = isVerified
        default: break
        }
        return view
    }

    private var shownState: DownloadView.State {
        switch state {
        case .waiting: .waiting
        case .resolving, .searching: .searching
        case .fetching: .running
        case .sealing, .placing, .comparing, .delivering: .verifying
        case .paused: .paused
        case .done: .done
        case .failed: .failed
        case .cancelled: .cancelled
        }
    }

    /// What is remembered of it; one that had not ended begins anew after a restart.
    func record(at time: WallTime) -> DownloadRecord {
        var isVerified = false
        var name = title
        if case .done(let placed, let verified) = state {
            (isVerified, name) = (verified, placed.path)
        }
        var state = shownState.rawValue
        if case .failed(let failure, let reason) = self.state {
            state = "failed:\(failure.rawValue):\(reason)"
        } else if !isEnded {
            state = "wanted"
        }
        var wanted = digest
        if case .digest(let digest) = request.what {
            wanted = digest
            // 64 digits would be a name: what is wanted by its content is remembered without one.
            if !isEnded { name = "" }
        }
        return DownloadRecord(
            id: id, name: name, state: state, size: size ?? received, digest: wanted,
            source: request.from?.description ?? "", finished: isEnded ? time : nil,
            verified: isVerified)
    }

    /// A download that was remembered.
    convenience init?(_ record: DownloadRecord) {
        let what: DownloadRequest.What
        if let name = FileName(record.name) {
            what = .name(name)
        } else if let digest = record.digest {
            what = .digest(digest)
        } else {
            return nil
        }
        self.init(id: record.id, request: .init(what: what, from: HostPort(record.source)))
        size = record.size
        digest = record.digest
        received = record.finished == nil ? 0 : record.size
        let words = record.state.split(separator: ":", maxSplits: 2).map(String.init)
        switch words.first {
        case "done":
            guard case .name(let name) = what else { return nil }
            state = .done(name, isVerified: record.verified)
        case "cancelled": state = .cancelled
        case "failed":
            let failure = words.count > 1 ? DownloadView.Failure(rawValue: words[1]) : nil
            state = .failed(failure ?? .other, words.count > 2 ? words[2] : "")
        default:
            state = .waiting
            size = nil
        }
    }
}
