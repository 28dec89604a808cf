// What is remembered of a download over a restart, and what becomes of it then.

import Digest
import Vocabulary

extension Download {
    /// What is remembered of it; one that had not ended goes on after a restart.
    func record(at time: WallTime) -> DownloadRecord {
        var isVerified = false
        var name = title
        if case .done(let placed, let verified) = state {
            (isVerified, name) = (verified, placed.path)
        }
        // 64 digits would be a name: what is wanted by its content is remembered without one.
        if case .digest = request.what, !isBegun {
            if case .done = state {} else { name = "" }
        }
        var record = DownloadRecord(
            id: id, name: name, state: word, size: size ?? DownloadRecord.unknownSize,
            digest: wantedDigest ?? digest, source: request.from?.description ?? "",
            finished: isEnded ? time : nil, verified: isVerified)
        if case .url(let address, _) = request.what { record.url = address.description }
        record.part = part
        record.validator = validator
        record.torrent = torrent
        return record
    }

    private var word: String {
        switch state {
        case .done, .cancelled: shownState.rawValue
        case .failed(let failure, let reason): "failed:\(failure.rawValue):\(reason)"
        case .paused(_, until: nil): "paused"
        default: "wanted"
        }
    }

    /// A download that was remembered.
    convenience init?(_ record: DownloadRecord) {
        let name = FileName(record.name)
        let what: DownloadRequest.What
        if !record.url.isEmpty {
            guard let address = try? WebAddress(record.url) else { return nil }
            what = .url(address, record.validator.isEmpty ? record.digest : nil)
        } else if let digest = record.digest, record.part != nil || record.torrent != nil,
            record.validator.isEmpty
        {
            // Of which there is a part, that is wanted and no other, whatever becomes of the part.
            what = .digest(digest)
        } else if let name {
            what = .name(name)
        } else if let digest = record.digest {
            what = .digest(digest)
        } else {
            return nil
        }
        self.init(id: record.id, request: .init(what: what, from: HostPort(record.source)))
        target = name
        size = record.size < 0 ? nil : record.size
        digest = record.digest
        part = record.part
        validator = record.validator
        torrent = record.torrent
        received = record.finished == nil ? 0 : max(0, record.size)
        let words = record.state.split(separator: ":", maxSplits: 2).map(String.init)
        switch words.first {
        case "done":
            guard let name else { return nil }
            state = .done(name, isVerified: record.verified)
        case "cancelled": state = .cancelled
        case "failed":
            let failure = words.count > 1 ? DownloadView.Failure(rawValue: words[1]) : nil
            state = .failed(failure ?? .other, words.count > 2 ? words[2] : "")
        default:
            recalled()
            if words.first == "paused" { state = .paused(reason: Self.byHand, until: nil) }
        }
    }

    static let byHand = "a person paused it"

    private func recalled() {
        state = .waiting
        guard !isBegun else {
            mayBeHere = digest != nil && target != nil
            return
        }
        // Nothing had come of it: it is looked for as if it were new.
        (size, target) = (nil, nil)
        if case .name = request.what { digest = nil }
    }
}
