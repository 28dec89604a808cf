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
        wish.isHeld = false
        candidates.resume(at: now)
        if info == nil {
            state = .naming
        } else if case .shared(let places) = content {
            haveAll(at: places)
        } else if hashingAgain != nil {
            state = .opening
        } else {
            open()
        }
        swarms.remember(self)
        dial(at: now)
    }

    /// Everything that is there is hashed again. False while it is not known what it consists of,
    /// and where it stands in its place already: then it is its share that is verified.
    func recheck(at now: Instant) -> Bool {
        guard info != nil, hashingAgain == nil else { return false }
        // Its borrower has what came of it, and is about to hash it.
        if loan != nil, state == .placing { return false }
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
        if let limit = change.downloadLimit { wish.downloadLimit = limit }
        if let limit = change.uploadLimit { wish.uploadLimit = limit }
        if let files = change.files, files != wish.files { choose(files, at: now) }
        if let levels = change.priorities {
            prefer(levels.compactMap { PiecePriority($0) }, at: now)
        }
        swarms.remember(self)
        swarms.news.note(infoHash)
    }

    /// Why it cannot be changed so; nil where it can.
    func objection(to change: TorrentChange) -> Refusal? {
        if let files = change.files {
            return info?.objection(toFiles: files) ?? objection(toChoosing: files)
        }
        guard let priorities = change.priorities else { return nil }
        guard let info else { return Refusal(409, "its metadata is not known yet") }
        guard priorities.count == info.files.count else {
            return Refusal(400, "the torrent has \(info.files.count) files, and each a priority")
        }
        guard priorities.contains(where: { $0 > 0 }) else { return .nothingWanted }
        return objection(toChoosing: priorities.indices.filter { priorities[$0] > 0 })
    }

    /// What is in its place is not begun again: who wants more of it adds it anew.
    private func objection(toChoosing files: [Int]) -> Refusal? {
        if state == .placing { return Refusal(409, "it is being put in its place just now") }
        guard case .shared(let places) = content, let info else { return nil }
        let isThere = files.allSatisfy { places[$0] != nil || info.files[$0].name == nil }
        return isThere ? nil : Refusal(409, "it is in its place: remove it, and add it anew")
    }

    /// Files that are not wanted are not chosen; of the others some come before others.
    private func prefer(_ priorities: [PiecePriority], at now: Instant) {
        let chosen = priorities.indices.filter { priorities[$0] > .unwanted }
        wish.priorities = priorities
        let isSame = chosen == (wish.files ?? Array(priorities.indices)).sorted()
        if !isSame { choose(chosen, at: now) }
        applyPriorities()
    }

    /// A piece with bytes of several files is wanted as much as the one that is wanted most.
    func applyPriorities() {
        guard let priorities = wish.priorities, let info, picker != nil else { return }
        let wanted = wanted
        var levels: [PieceIndex: PiecePriority] = [:]
        for (number, priority) in priorities.enumerated() where info.files.indices.contains(number)
        {
            for piece in info.pieces(ofFile: number) where wanted.contains(piece) {
                levels[piece] = max(levels[piece] ?? .lowest, priority)
            }
        }
        for (piece, priority) in levels { picker?.setPriority(priority, of: piece) }
    }

    /// Other files are wanted: the store is opened with them.
    private func choose(_ files: [Int], at now: Instant) {
        if case .shared = content { return }
        wish.files = files
        if wish.isHeld, info != nil { return resume(at: now) }
        guard info != nil, isRunning else { return }
        pause(at: now)
        resume(at: now)
    }
}

extension Info {
    /// Why those files cannot be chosen; nil where they can.
    func objection(toFiles numbers: [Int]) -> Refusal? {
        guard !numbers.isEmpty else { return .nothingWanted }
        guard numbers.allSatisfy(files.indices.contains) else {
            return Refusal(400, "the torrent has \(files.count) files, counted from 0")
        }
        return nil
    }
}

extension Refusal {
    fileprivate static var nothingWanted: Refusal {
        Refusal(400, "no file of the torrent would be wanted: pause it, or remove it")
    }
}
