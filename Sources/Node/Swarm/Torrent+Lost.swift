// A file that changed or went while it was given: it is not offered any more, and peers hear of it.
//
// Law. What cannot be told at the moment is no change: a machine without descriptors loses nothing.

import Bytes
import Metainfo
import PeerWire
import Swarm
import Vocabulary

/// Which files of what is given are looked at next.
struct ContentWatch {
    /// The next in turn: one each second, where nobody tells of changes.
    var next = 0
    /// Files that are still to be looked at because something in their share changed.
    var left = 0
    /// Files that could not be sent.
    var suspects: Set<Int> = []
    /// When files were changed last, where only the first look tells; by their numbers.
    var modified: [Int: Int64] = [:]
    /// The number of each file that is in its place, by that; made when somebody asks.
    var numbers: [Torrent.SharedPlace: Int]?
}

extension Swarms {
    /// Of several files that are given any may change.
    func keepWatching(_ torrent: Torrent) {
        if case .shared(let places) = torrent.content, places.count > 1 {
            folders.insert(torrent.infoHash)
        } else {
            folders.remove(torrent.infoHash)
        }
    }

    /// Something in a share has changed; nil: nobody knows what.
    func changed(share: Int64, _ path: FileName?, at now: Instant) {
        for infoHash in folders {
            torrents[infoHash]?.changed(share: share, path, at: now)
        }
    }
}

extension Torrent {
    /// Once a second: whether what is given is still there.
    func lookAtContent(at now: Instant) {
        guard state == .seeding, case .shared(let places) = content else { return }
        var numbers = watch.suspects
        watch.suspects = []
        let count = min(places.count, max(1, min(watch.left, Limits.filesLookedAt)))
        watch.left = max(0, watch.left - count)
        for _ in 0..<count {
            numbers.insert(watch.next)
            watch.next = (watch.next + 1) % places.count
        }
        look(at: numbers, at: now)
    }

    /// At the start: nobody told what changed before.
    func lookAtEverything(at now: Instant) {
        guard case .shared(let places) = content else { return }
        watch.left = places.count
        lookAtContent(at: now)
    }

    /// Something could not be sent.
    func lookAtSuspects(at now: Instant) {
        let suspects = watch.suspects
        watch.suspects = []
        look(at: suspects, at: now)
    }

    fileprivate func changed(share: Int64, _ path: FileName?, at now: Instant) {
        guard state == .seeding, case .shared(let places) = content else { return }
        guard let path else {
            if places.contains(where: { $0?.share == share }) { watch.left = places.count }
            return
        }
        if let number = number(of: path, in: share, places) { look(at: [number], at: now) }
    }

    private func number(
        of path: FileName, in share: Int64, _ places: [SharedPlace?]
    ) -> Int? {
        let key = SharedPlace(share: share, path: path, modified: nil)
        if let numbers = watch.numbers { return numbers[key] }
        var numbers: [SharedPlace: Int] = [:]
        for (number, place) in places.enumerated() {
            guard let place else { continue }
            numbers[SharedPlace(share: place.share, path: place.path, modified: nil)] = number
        }
        watch.numbers = numbers
        return numbers[key]
    }

    private func look(at numbers: Set<Int>, at now: Instant) {
        guard state == .seeding, case .shared(let places) = content, let info else { return }
        for number in numbers {
            guard let place = places[number],
                hasChanged(number, place, length: info.files[number].length)
            else { continue }
            return lose(at: now)
        }
    }

    private func hasChanged(_ number: Int, _ place: SharedPlace, length: Int64) -> Bool {
        switch host.open(share: place.share, place.path) {
        case .success(let file):
            guard file.size == length else { return true }
            guard let modified = place.modified ?? watch.modified[number] else {
                watch.modified[number] = file.modified
                return false
            }
            return file.modified != modified
        case .failure(let error): return error.kind == .missing || error.kind == .denied
        }
    }

    /// What was given is another's now, or nobody's.
    func lose(at now: Instant) {
        guard case .shared(let places) = content else { return }
        host.log(.info, "swarm", "\(name) has changed on the disk and is not given any more")
        for session in Array(sessions) where session.isGreeted {
            if tellLoss(of: have, to: session, at: now) { swarms.part(from: session, at: now) }
        }
        content = .nowhere
        have = PieceSet(pieceCount: have.pieceCount)
        stopTalking(at: now)
        superSeeding = nil
        if hashAgain(places, at: now) { return }
        giveUp()
        if !isAdded { swarms.remove(self) }
    }

    /// Its files are not its own any more.
    func giveUp() {
        placedName = nil
        origin = nil
        state = .failed("its files have changed on the disk")
        swarms.remember(self)
    }

    /// Whether it could be told: who does not speak BEP 54 learns it by the end of the connection,
    /// or when it asks.
    @discardableResult
    func tellLoss(of pieces: PieceSet, to session: PeerSession, at now: Instant) -> Bool {
        guard let id = session.extensionIDs[.dontHave] else { return false }
        var bytes: [UInt8] = []
        for piece in pieces.pieces { PeerMessage.appendDontHave(piece, id: id, to: &bytes) }
        send(bytes, session, at: now)
        return true
    }
}
