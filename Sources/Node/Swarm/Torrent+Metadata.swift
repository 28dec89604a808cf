// The info dictionary, asked of peers block by block where only its hash is known (BEP 9).

import Bytes
import Digest
import Metainfo
import PeerWire
import Swarm
import Vocabulary

extension Torrent {
    /// Asks the peer for what it can give.
    func askForMetadata(_ session: PeerSession, at now: Instant) {
        guard state == .naming, !isReadingMetadata, !isBarred(session),
            let id = session.extensionIDs[.metadata]
        else { return }
        var bytes: [UInt8] = []
        while let number = metadata.nextRequest(to: session.key, at: now) {
            MetadataMessage.request(number).append(id: id, to: &bytes)
        }
        send(bytes, session, at: now)
    }

    /// Once a second: what was asked of one and has not come is asked of another.
    func lookForMetadata(at now: Instant) {
        for session in sessions where session.isGreeted { askForMetadata(session, at: now) }
    }

    func metadataArrived(
        _ number: Int, _ totalSize: Int, _ block: [UInt8], _ session: PeerSession, at now: Instant
    ) throws(PeerViolation) {
        guard state == .naming, !isReadingMetadata else { return }
        let outcome = try metadata.receive(
            number, totalSize: totalSize, block, from: session.key, at: now)
        switch outcome {
        case .incomplete: askForMetadata(session, at: now)
        case .complete(let raw): metadataIsWhole(raw, at: now)
        case .wrong(let liar):
            host.log(.info, "swarm", "\(name): what came as its metadata is another's")
            guard liar == session.key else { return }
            if let listening = session.listening { candidates.ban(listening) }
            throw .metadataWrong
        }
    }

    private func metadataIsWhole(_ raw: [UInt8], at now: Instant) {
        if raw.count > Limits.metainfoInline {
            isReadingMetadata = true
            return swarms.read(raw, of: self)
        }
        metadataRead(Result { () throws(MetainfoError) in try Info(raw: raw) }, at: now)
    }

    /// All of it is read, and was what the info-hash said.
    func metadataRead(_ result: Result<Info, MetainfoError>, at now: Instant) {
        let info: Info
        do throws(MetainfoError) {
            info = try result.get()
        } catch {
            // The hash is right, so nobody lied: the torrent itself is none.
            stopTalking(at: now)
            state = .failed("its metadata cannot be used: \(error)")
            return swarms.remember(self)
        }
        learn(info)
        // Somebody may have paused it while it was read.
        guard state == .naming else { return swarms.remember(self) }
        if info.isPrivate { forgetHearsay(at: now) }
        host.log(.info, "swarm", "\(info.name) is the name of \(infoHash.hex)")
        let isOther = loan.map { !$0.fits(info) } ?? false
        // The borrower sees that, and asks others.
        if isOther { loan = nil }
        if isOther, !isAdded {
            stopTalking(at: now)
            state = .failed("it is not the file that is wanted")
        } else if let files = wish.files, !files.contains(where: info.files.indices.contains) {
            stopTalking(at: now)
            state = .failed("it has none of the files that were chosen")
        } else if wish.isHeld {
            // What is wanted of it is said by somebody who sees what there is.
            pause(at: now)
        } else {
            open()
            for session in Array(sessions) { read(session, at: now) }
        }
        swarms.remember(self)
    }

    /// What the peer said of its pieces means something now.
    private func read(_ session: PeerSession, at now: Instant) {
        do throws(PeerViolation) {
            try readKept(session, at: now)
        } catch {
            swarms.violated(session, error, at: now)
        }
    }

    /// Of a private torrent only its trackers may tell (BEP 27).
    private func forgetHearsay(at now: Instant) {
        for session in Array(sessions) where session.source.isDisjoint(with: [.tracker, .hand]) {
            swarms.close(session, at: now)
        }
        candidates.keep(namedBy: [.tracker, .hand])
    }
}
