// Dialect L's list of everything, written as its reader takes it.
//
// Law. A step writes a few hundred files, and none is made while what was written before is not
// taken: who reads slowly holds a place among the lists, and no memory.

import Directory
import HTTPWire
import Vocabulary

/// A list on its way.
struct FileListing {
    let slip: ReplySlip
    /// Holders whose turn is still to come, the last first.
    var holders: [(name: String, holder: Directory.Holder)]
    /// What was written last of the holder whose turn it is.
    var last: FileName?
    /// Entries that there is still room for.
    var room: Int
    var isFirst = true

    var isOver: Bool { room == 0 || holders.isEmpty }
}

/// A part of it, as it is written.
package enum OldListPart: Sendable {
    case beginning
    case rows([OldHolding], isFirst: Bool)
    case end
}

extension GuestDesk {
    func list(_ petition: Petition, headOnly: Bool, at now: Instant) {
        guard lists.count < Limits.guestLists else {
            let busy = OldAnswer.loginError(.busy(retryAfter: Limits.passwordsRetry))
            return desk.reply(.old(busy), to: petition, at: now)
        }
        let slip = petition.slip
        desk.switchboard.beginStream(
            desk.surface.oldListHead, to: slip, headOnly: headOnly, at: now)
        guard !headOnly else { return }
        var holders = activeNodes
        holders += guests.logins.values.filter(\.isListed)
            .map { ($0.user.text, .login(user: $0.user.text)) }
        holders += guests.bearers.values.filter(\.isListed)
            .map { ($0.user.text, .bearer(user: $0.user.text)) }
        holders.sort { $0.name > $1.name }
        desk.switchboard.push(desk.surface.encode(.beginning), on: slip)
        lists.append(
            FileListing(slip: slip, holders: holders, room: desk.settings.loginListMax))
        goOn(slip)
    }

    /// The reader has taken what was written.
    func drained(_ slip: ReplySlip) { goOn(slip) }

    /// Whether a list could go on at once.
    var hasList: Bool { lists.contains { desk.switchboard.isReady(for: $0.slip) } }

    /// A turn's worth of every list; those whose reader has gone are forgotten.
    func goOnWithLists() {
        for list in lists { goOn(list.slip) }
    }

    private func goOn(_ slip: ReplySlip) {
        guard let index = lists.firstIndex(where: { $0.slip == slip }) else { return }
        guard desk.switchboard.isStreaming(slip) else {
            lists.remove(at: index)
            return
        }
        var list = lists[index]
        // Nobody else waits for a long list.
        var looked = 0
        while desk.switchboard.isReady(for: slip), looked < Limits.guestFilesListed, !list.isOver {
            looked += 64 + write(to: &list)
        }
        lists[index] = list
        guard list.isOver else { return }
        lists.remove(at: index)
        desk.switchboard.push(desk.surface.encode(.end), on: slip)
        desk.switchboard.endStream(slip, at: lastStep)
    }

    /// Some files of the holder whose turn it is; how many were looked at for that.
    private func write(to list: inout FileListing) -> Int {
        guard let (_, holder) = list.holders.last else { return 0 }
        let count = catalogue.count(of: holder)
        let most = min(list.room, Limits.guestFilesAtOnce)
        var files: [Listing] = []
        let peer = active(holder, isLive: true)
        // Of whom there are more, a list of ten thousand would name some and not others.
        if peer != nil, count <= Limits.guestFilesListed {
            files = catalogue.listings(of: holder, after: list.last, limit: most)
        }
        if files.count < most {
            list.holders.removeLast()
            list.last = nil
        } else {
            list.last = files.last?.name
        }
        guard let peer, !files.isEmpty else { return 0 }
        let rows = files.map { file -> OldHolding in
            let own = file.url.isEmpty ? "[]" : file.url
            let place = if case .login = holder { own } else { OldPlace.text(peer.address) }
            return OldHolding(peer: peer.name, name: file.name.path, place: place)
        }
        desk.switchboard.push(
            desk.surface.encode(.rows(rows, isFirst: list.isFirst)), on: list.slip)
        list.isFirst = false
        list.room -= rows.count
        return count
    }
}
