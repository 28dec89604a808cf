// What people do with one torrent.

import Metainfo
import Swarm
import Vocabulary

extension Torrent {
    /// Leaves all peers; what has arrived is kept.
    func pause(at now: Instant) {
        guard isRunning else { return }
        stopTalking(at: now)
        if case .store(let store) = content {
            host.parkStore(store)
            swarms.stores[store] = nil
            content = .nowhere
        }
        state = .paused
        swarms.remember(self)
    }

    /// Goes on where it was.
    func resume(at now: Instant) {
        guard !isRunning else { return }
        isWaitingForRoom = false
        if info == nil {
            state = .naming
        } else if case .shared(let places) = content {
            haveAll(at: places)
        } else {
            open()
        }
        swarms.remember(self)
        dial(at: now)
    }

    /// Everything that is there is hashed again. False while it is not known what it consists of,
    /// and where it stands in its place already: then it is its share that is verified.
    func recheck(at now: Instant) -> Bool {
        guard info != nil else { return false }
        if case .shared = content { return false }
        pause(at: now)
        open(isChecked: true)
        return true
    }

    func change(_ change: TorrentChange, at now: Instant) {
        if let isSequential = change.isSequential {
            wish.isSequential = isSequential
            picker?.order = isSequential ? .sequential : .rarestFirst
        }
        if let isOn = change.isSuperSeeding {
            wish.isSuperSeeding = isOn
            isOn ? beginSuperSeeding() : endSuperSeeding(at: now)
        }
        if let ratio = change.seedRatio { wish.seedRatio = ratio }
        if let time = change.seedTime { wish.seedTime = time }
        if let files = change.files, files != wish.files { choose(files, at: now) }
        swarms.remember(self)
    }

    /// Other files are wanted: the store is opened with them.
    private func choose(_ files: [Int], at now: Instant) {
        if case .shared = content { return }
        wish.files = files
        guard info != nil, isRunning else { return }
        pause(at: now)
        resume(at: now)
    }
}
