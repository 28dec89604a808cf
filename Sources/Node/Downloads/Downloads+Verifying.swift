// A file has arrived whole, and its digest is wrong: who lied?
//
// Where one holder gave everything, it did. Where several did, one of them becomes the witness: it
// is asked for everything that the others gave, and what differs is noted. If the file is right
// then, those lied whose bytes differed; if not, the witness did, and the next is asked. Every
// round ends with a right file or with a liar less, so there are no more rounds than holders.

import Digest
import Vocabulary

extension Downloads {
    func digestIsWrong(_ download: Download, _ transfer: Transfer, at now: Instant) {
        download.lastFailure = (.verification, "the bytes that came are not the file's")
        if let infoHash = transfer.torrent {
            return torrentLied(infoHash, download, at: now)
        }
        if let giver = transfer.giver {
            lied(giver, download)
            return beginAgain(download, at: now)
        }
        if let witness = transfer.witness {
            lied(witness.source, download)
            return judgeAgain(download, transfer, at: now)
        }
        let givers = transfer.provenance.givers
        if givers.isEmpty { return isNotEmpty(download, transfer, at: now) }
        if givers.count == 1, let giver = download.source(givers[0]) {
            lied(giver, download)
            return beginAgain(download, at: now)
        }
        guard givers.contains(where: { $0 != Provenance.disk }) else {
            host.log(
                .warning, "download",
                "\(download.title): what an earlier run left of it was wrong, and is fetched again")
            return beginAgain(download, at: now)
        }
        host.log(
            .warning, "download",
            "\(download.title) has wrong bytes; \(givers.count) gave them, and one is asked again")
        judgeAgain(download, transfer, at: now)
    }

    /// Nobody gave a byte, for it was said to have none; so that was a lie.
    private func isNotEmpty(_ download: Download, _ transfer: Transfer, at now: Instant) {
        let tellers = download.sources.filter { $0.size == transfer.size && $0.standing != .lied }
        for source in tellers { lied(source, download) }
        guard tellers.isEmpty else { return beginAgain(download, at: now) }
        let reason = "it is not empty, and nobody sends anything"
        fail(download, .verification, reason, at: now, keeping: false)
    }

    /// Asks the next witness for everything that is not its own.
    private func judgeAgain(_ download: Download, _ transfer: Transfer, at now: Instant) {
        for source in download.sources { source.foundAgain() }
        guard let source = bestWitness(download, transfer, at: now) else {
            return beginAgain(download, at: now)
        }
        call(source, asWitnessIn: transfer)
        download.state = .fetching(transfer)
        feed(download, at: now)
    }

    private func call(_ source: Source, asWitnessIn transfer: Transfer) {
        if transfer.witness == nil {
            transfer.witness = Witness(source)
        } else {
            transfer.witness?.source = source
        }
        transfer.wantAgain(but: source.number)
    }

    /// Whoever gave most, and can be asked: then least is fetched again. But nobody waits for one
    /// that rests while another could begin.
    func bestWitness(
        _ download: Download, _ transfer: Transfer, but other: Source? = nil, at now: Instant
    ) -> Source? {
        let hopeful = download.sources.filter {
            $0.isHopeful && $0 !== other && download.mayServe($0, transfer)
        }
        let ready = hopeful.filter { $0.isReady(at: now) }
        return (ready.isEmpty ? hopeful : ready).max { left, right in
            transfer.provenance.ranges(of: left.number).total
                < transfer.provenance.ranges(of: right.number).total
        }
    }

    /// A witness that went away is followed by another.
    func chooseWitness(_ download: Download, _ transfer: Transfer, at now: Instant) {
        guard let witness = transfer.witness, !witness.source.isHopeful, transfer.lanes.isEmpty,
            let next = bestWitness(download, transfer, at: now)
        else { return }
        call(next, asWitnessIn: transfer)
    }

    /// The file is right; if there was a witness, it is known now who was not.
    func digestIsRight(_ download: Download, _ transfer: Transfer) {
        for number in transfer.witness?.liars ?? [] {
            if let source = download.source(number) { lied(source, download) }
        }
    }

    private func lied(_ source: Source, _ download: Download) {
        // As a witness it was found out, and now its bytes are, too.
        guard source.standing != .lied else { return }
        source.standing = .lied
        host.log(
            .warning, "download",
            "\(source.label) sent wrong bytes for \(download.title), and is not asked again")
        download.lastFailure = (.verification, "\(source.label): it sent wrong bytes")
    }
}

extension Download {
    func source(_ number: Int) -> Source? {
        sources.indices.contains(number) ? sources[number] : nil
    }
}
