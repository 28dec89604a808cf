// Torrents that are lent: a download fetches its file by the file's own swarm, and gives it its
// name itself.
//
// Law 1. A torrent is lent to one download at a time, and brings one file: as long as the download
//        says, and cut as our own content is.
// Law 2. What nobody added is here for as long as it is lent. Who adds it meanwhile keeps it: it
//        goes on by itself when it is given back.
// Law 3. A lent torrent does not place its file. When that is whole its store is let go of, and
//        others are given from what is still open, until the file has its name.

import Digest
import Metainfo
import Swarm
import Vocabulary

/// Whom a torrent is lent to, and for what.
struct Loan {
    let download: Int64
    /// Bytes of the file.
    let size: Int64

    /// Whether a torrent is such a file.
    func fits(_ info: Info) -> Bool {
        !info.isFolder && info.files.count == 1 && info.files[0].name != nil
            && info.geometry == PieceGeometry.own(length: size)
    }
}

extension Swarms {
    /// Whether anybody could be in a swarm with us: who may be no stranger has a secret to prove.
    var mayBeJoined: Bool { admitsStrangers || desk.settings.secret != nil }

    /// A torrent that is fetched from now on; nil where it is somebody else's.
    /// - Parameter peers: who has all of it.
    func lend(_ infoHash: Digest160, _ loan: Loan, peers: [Endpoint], at now: Instant) -> Torrent? {
        guard let torrent = torrentToLend(infoHash, loan) else { return nil }
        torrent.loan = loan
        for endpoint in peers {
            torrent.learn(of: endpoint, .bootstrap, teller: endpoint.address, at: now)
        }
        torrent.dial(at: now)
        return torrent
    }

    private func torrentToLend(_ infoHash: Digest160, _ loan: Loan) -> Torrent? {
        if let known = torrents[infoHash] { return known.mayBeLent(loan) ? known : nil }
        guard torrents.count < Limits.torrents, !owner.hasShared(infoHash) else { return nil }
        let torrent = Torrent(infoHash, in: self, isAdded: false, TorrentWish())
        insert(torrent)
        return torrent
    }

    /// It is whole, and its store is let go of: the borrower takes over what came of it.
    func handOver(_ torrent: Torrent) {
        guard case .store(let store) = torrent.content else { return }
        torrent.keepOpen(store)
        torrent.content = .nowhere
        stores[store] = nil
        host.parkStore(store)
    }

    /// Its file has its name: it is seeded, as long as somebody talks about it.
    func settle(_ torrent: Torrent, at place: Torrent.SharedPlace, _ now: Instant) {
        torrent.loan = nil
        guard torrents[torrent.infoHash] === torrent, torrent.state == .placing else { return }
        var place = place
        if case .success(let file) = host.open(share: place.share, place.path) {
            place.modified = file.modified
        }
        if torrent.isAdded, place.share == Shares.downloads { torrent.placedName = place.path }
        torrent.isPlaced(at: [place], now)
        remember(torrent)
        letGo(torrent, at: now)
    }

    /// The borrower does not want it any more. False: it goes on by itself, with what came of it.
    @discardableResult
    func takeBack(_ torrent: Torrent, keeping isKept: Bool, at now: Instant) -> Bool {
        torrent.loan = nil
        guard torrents[torrent.infoHash] === torrent else { return true }
        guard !torrent.isAdded else {
            // What it had is the borrower's by now.
            if torrent.state == .placing {
                torrent.openFiles = [:]
                torrent.open()
            }
            return false
        }
        torrent.stopTalking(at: now)
        if case .store(let store) = torrent.content {
            stores[store] = nil
            isKept ? host.parkStore(store) : host.discardStore(store)
        }
        torrent.content = .nowhere
        remove(torrent)
        return true
    }
}

extension Torrent {
    /// It stays without a peer: somebody added it, or it is lent.
    var isKept: Bool { isAdded || loan != nil }

    fileprivate func mayBeLent(_ loan: Loan) -> Bool {
        guard isAdded, self.loan == nil, recalled == nil, wish.files == nil, !wish.isHeld else {
            return false
        }
        switch state {
        case .naming, .opening, .leeching: return info.map(loan.fits) ?? true
        case .placing, .seeding, .paused, .failed: return false
        }
    }

    /// What others are given from when the store is let go of.
    fileprivate func keepOpen(_ store: StoreID) {
        guard openFiles[0] == nil, case .success(let file) = host.openStored(0, of: store) else {
            return
        }
        openFiles[0] = file
    }
}
