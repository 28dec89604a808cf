// One download, from the wish to the file in its place.
//
// ```
//   waiting ─▶ searching ─▶ opening ─▶ fetching ─▶ sealing ─▶ placing ─▶ done
//                 ▲                     │   ▲  │      │
//                 │                     │   └──┴──────┘ wrong digest: who lied is found and left
//                 └────── paused ◀──────┘ no room, or a person's wish
// ```
// A large file that is known to be a torrent comes by its swarm: `swarming` stands between
// searching and opening, and what it has brought is opened as if an earlier run had left it.
// Not drawn: a name is looked up on the way to searching (`resolving`), what may be here already
// is digested first (`looking`), as is a file that has the name wanted (`comparing`, and then it is
// placed under another), and `delivering` comes before done. Before it has ended a download may
// fail in any state, and be cancelled in any but placing.
//
// Law. A state carries what exists in it. What has arrived, and from whom, lives in `Transfer`;
// only how much it was is kept here as well, for those who look on when the transfer is gone.

import Digest
import Vocabulary

final class Download {
    enum State {
        case waiting
        case resolving(JobID)
        /// After a restart: is it there already, and only that was forgotten?
        case looking(JobID)
        case searching
        case swarming(Swarming)
        /// What an earlier run left is being opened.
        case opening(Transfer)
        case fetching(Transfer)
        case sealing(Transfer)
        /// Under which name it is tried; the digest is what arrived.
        case placing(Transfer, FileName, number: Int, size: Int64, Digest256)
        /// A file of that name is there: is it the same?
        case comparing(Transfer, FileName, number: Int, size: Int64, Digest256, JobID)
        /// On its way to where it is wanted.
        case delivering(FileName, isVerified: Bool)
        /// Looked at again at `until`; nil where a person must say so.
        case paused(reason: String, until: Instant?)
        case done(FileName, isVerified: Bool)
        case failed(DownloadView.Failure, String)
        case cancelled
    }

    let id: Int64
    let request: DownloadRequest
    var state = State.waiting
    /// Holders, best first. None is ever taken out: what is known of it is still known.
    var sources: [Source] = []
    /// What is wanted, once a search has said it.
    var target: FileName?
    var size: Int64?
    var digest: Digest256?
    var received: Int64 = 0
    /// What a stream filled the disk with, and a little more: so much it needs at least.
    var roomWanted: Int64?
    var lastFailure: (DownloadView.Failure, String)?
    var choices: [SearchView.Content] = []
    /// What is kept of it in a part file, and what the only holder calls that content.
    var part: Digest256?
    var validator = ""
    /// The torrent by which it comes, or of which something is left; beside a part only until what
    /// the torrent brought is that part.
    var torrent: Digest160?
    /// One brought nothing more, or something else.
    var isDoneWithSwarms = false
    /// Where the file is wanted besides; nil once the host has been told to bring it there.
    var delivery: DescriptorID?
    var isDelivered = false
    /// Its file was not in `downloads/` before.
    var isNew = false
    /// It was wanted before a restart: nobody may be known yet, so not to be found is no failure
    /// until then.
    var patientUntil: Instant?
    /// It may have been placed just before the program ended.
    var mayBeHere = false
    /// Further addresses of the node that is to be asked.
    var otherPlaces: [Endpoint] = []
    /// Where the web's server is, once it was looked up, and by what way we came there.
    var web: WebRoute?

    init(id: Int64, request: DownloadRequest) {
        self.id = id
        self.request = request
        if case .url(let address, let digest) = request.what {
            web = WebRoute(address: address)
            self.digest = digest
        }
        if case .into(let descriptor) = request.delivery { delivery = descriptor }
    }

    var transfer: Transfer? {
        switch state {
        case .opening(let transfer), .fetching(let transfer), .sealing(let transfer),
            .placing(let transfer, _, _, _, _), .comparing(let transfer, _, _, _, _, _):
            transfer
        default: nil
        }
    }

    var isSwarming: Bool { if case .swarming = state { true } else { false } }

    func isFetching(_ transfer: Transfer) -> Bool {
        if case .fetching(let current) = state { current === transfer } else { false }
    }

    /// Whether it takes one of the places of those that run.
    var isRunning: Bool {
        switch state {
        case .waiting, .paused, .done, .failed, .cancelled: false
        default: true
        }
    }

    /// It gets its name at this moment: nothing can stop that any more.
    var isPlacing: Bool { if case .placing = state { true } else { false } }

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
        case .url(let address, _): return address.fileName.path
        }
    }

    /// Something of it is kept, or is about to be.
    var isBegun: Bool { part != nil || torrent != nil }

    /// Bytes that it still needs room for; nobody needs less than one.
    var needed: Int64 { max(1, (size ?? 1) - received, roomWanted ?? 1) }

    /// Whom the search asks for: once the content is known, that and no other.
    var question: Question {
        if isBegun, validator.isEmpty, let digest { return .digest(digest) }
        switch request.what {
        case .name(let name): return .name(name)
        case .digest(let digest): return .digest(digest)
        case .url(let address, let digest):
            return digest.map { .digest($0) } ?? .name(address.fileName)
        }
    }

    /// The content that a person asked for by its digest.
    var wantedDigest: Digest256? {
        switch request.what {
        case .name: isBegun && validator.isEmpty ? digest : nil
        case .digest(let digest): digest
        case .url(_, let digest): digest
        }
    }

    /// Of what was found, what was asked for: the very name, else the same last part.
    func fitting(_ findings: [Finding]) -> [Finding] {
        if let wantedDigest { return findings.filter { $0.digest == wantedDigest } }
        guard case .name(let name) = request.what else { return [] }
        let exact = findings.filter { $0.name == name }
        return exact.isEmpty ? findings.filter { $0.name.base == name.path } : exact
    }
}

// MARK: Holders

extension Download {
    /// Takes over what a search found; who is known already is kept, with what is known of him.
    /// Known he is by his address: anybody may say another's id, and would be taken for him.
    func meet(_ findings: [Finding]) {
        for finding in findings {
            guard let endpoint = finding.endpoint else { continue }
            let access: Source.Access =
                finding.kind == .old ? .old(finding.name) : .node(finding.name)
            let known = sources.first { source in
                source.endpoint == endpoint
                    && (source.access == access || source.standing == .lied)
            }
            if let known {
                known.size = finding.size
                known.torrent = finding.torrent ?? known.torrent
                known.foundAgain()
                continue
            }
            guard sources.count < Limits.holders else { return }
            let label =
                finding.holderName.isEmpty
                ? endpoint.description : "\(finding.holderName) (\(endpoint))"
            let source = Source(
                number: sources.count, endpoint: endpoint, id: finding.id, access: access,
                label: label, size: finding.size, saidFound: finding.kind == .old)
            source.torrent = finding.torrent
            sources.append(source)
        }
    }

    /// Those that may be asked in this transfer, now or after a rest.
    func candidates(for transfer: Transfer) -> [Source] {
        if let witness = transfer.witness { return [witness.source].filter(\.isHopeful) }
        if let bound = transfer.bound { return [bound].filter(\.isHopeful) }
        // The web's server may have several addresses, and is one server for all that.
        let web = sources.first { $0.isWeb && $0.isHopeful }
        return sources.filter {
            $0.isHopeful && (!$0.isWeb || $0 === web) && mayServe($0, transfer)
        }
    }

    /// An old node sends a stream, and nobody knows where it ends: it has no place among ranges.
    /// Nor has one that says another length.
    func mayServe(_ source: Source, _ transfer: Transfer) -> Bool {
        (transfer.size == nil || !source.isOld) && agrees(source)
    }
}

// MARK: Showing

extension Download {
    func view(at now: Instant) -> DownloadView {
        var view = DownloadView(
            id: id, name: title, state: shownState, reason: nil, failure: nil, received: received,
            size: size, digest: digest, isVerified: false,
            holder: transfer?.lanes.first?.source.label, rate: 0, choices: choices)
        if case .url(let address, _) = request.what { view.url = address.description }
        view.isDelivered = isDelivered
        view.rate = transfer?.meter.rate(at: now) ?? 0
        view.holders = sources.map { source in
            source.view(isFetching: transfer?.lane(of: source) != nil, at: now)
        }
        switch state {
        case .swarming(let swarming): fill(&view, swarming, at: now)
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

    var shownState: DownloadView.State {
        switch state {
        case .waiting: .waiting
        case .resolving, .searching, .looking: .searching
        case .fetching(let transfer) where transfer.lanes.isEmpty: .searching
        case .swarming(let swarming) where !swarming.isUnderWay: .searching
        case .opening, .fetching, .swarming: .running
        case .sealing, .placing, .comparing, .delivering: .verifying
        case .paused: .paused
        case .done: .done
        case .failed: .failed
        case .cancelled: .cancelled
        }
    }
}
