// Files in their place that were written since: they are hashed again before they are given again.
//
// Law. What was seen before hashing is what is given after it, or nothing is: the times that are
// remembered are those of the files that were hashed.

import Digest
import Metainfo
import Vocabulary

/// What the pool hashes again.
struct HashingAgain {
    let job: JobID
    /// As they were seen when it began.
    let places: [Torrent.SharedPlace?]
    /// When the files were written that were known to be right.
    let times: [Int64]
}

extension Torrent {
    /// When its files in `downloads/` were written, as far as they are known to be right.
    var placedTimes: [Int64] {
        if let hashingAgain { return hashingAgain.times }
        guard placedName != nil, case .shared(let places) = content else { return [] }
        return places.map { $0?.modified ?? 0 }
    }

    /// Nothing of it is given until it is known whether its files are still what they were. False
    /// where they are not all there, which needs no hashing, are too many for a turn, or have
    /// padding or files between them that were not chosen: such a torrent has failed.
    func hashAgain(_ places: [SharedPlace?], at now: Instant) -> Bool {
        guard isAdded, placedName != nil, let info, let seen = seen(places, info) else {
            return false
        }
        let job = swarms.desk.newJob()
        let times = places.map { $0?.modified ?? 0 }
        hashingAgain = HashingAgain(
            job: job,
            places: seen.map { part in
                SharedPlace(
                    share: part.share, path: part.file.path, modified: part.file.modified)
            }, times: times)
        swarms.hashing[job] = self
        state = .opening
        host.hashContent(seen, info.geometry, for: job)
        swarms.remember(self)
        return true
    }

    /// All files of the content as they are now, where each is there and as long as it was.
    private func seen(_ places: [SharedPlace?], _ info: Info) -> [ContentPart]? {
        guard places.count <= Limits.filesLookedAt, places.count == info.files.count else {
            return nil
        }
        var parts: [ContentPart] = []
        for (place, file) in zip(places, info.files) {
            guard let place, case .success(let opened) = host.open(share: place.share, place.path),
                opened.size == file.length
            else { return nil }
            parts.append(
                ContentPart(
                    share: place.share,
                    file: ScannedFile(
                        path: place.path, size: opened.size, modified: opened.modified,
                        inode: opened.inode)))
        }
        return parts
    }

    fileprivate func hashedAgain(_ result: Result<[UInt8], WorldError>, at now: Instant) {
        guard let places = hashingAgain?.places, let info else { return }
        hashingAgain = nil
        if case .success(let hashes) = result, hashes == info.pieceHashes {
            host.log(.info, "swarm", "\(name) is what it was, and given again")
            let isPaused = state == .paused
            haveAll(at: places)
            if isPaused { state = .paused }
            swarms.remember(self)
            tellWhatIsHere(at: now)
            dial(at: now)
        } else {
            giveUp()
        }
    }
}

extension Swarms {
    /// Whether that was of a torrent that is in its place.
    func contentHashed(
        _ job: JobID, _ result: Result<[UInt8], WorldError>, at now: Instant
    ) -> Bool {
        guard let torrent = hashing.removeValue(forKey: job) else { return false }
        torrent.hashedAgain(result, at: now)
        return true
    }

    /// Nobody wants to know any more.
    func cancelHashing(of torrent: Torrent) {
        guard let job = torrent.hashingAgain?.job else { return }
        torrent.hashingAgain = nil
        if hashing.removeValue(forKey: job) != nil { host.cancelHashing(job) }
    }
}
