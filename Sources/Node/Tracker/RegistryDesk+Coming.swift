// .torrent files that come to the registry, from their first byte until they are on the disk.

import Bytes
import Digest
import Directory
import HTTPWire
import Metainfo
import Vocabulary

extension RegistryDesk {
    /// Whether that is the head of a .torrent that comes.
    func isOne(_ head: HTTPRequestHead) -> Bool {
        guard head.method == "PUT", let path = head.path?.utf8 else { return false }
        return path.starts(with: "/api/v1/torrents/".utf8)
    }

    func begins(
        _ head: HTTPRequestHead, from remote: Remote, to slip: ReplySlip, at now: Instant
    ) {
        let isProof = head.fields["authorization"].map { Proof(fieldValue: $0) != nil } ?? false
        var admitted: RegistryUploads.Admitted?
        if !isProof {
            admitted = admit(head, [], from: remote, to: slip, at: now)
            guard admitted != nil else { return }
        }
        let coming = RegistryUploads.Coming(
            slip: slip, head: head, remote: remote, admitted: admitted)
        if let refusal = uploads.begin(coming) { refuse(slip, refusal, at: now) }
    }

    /// Nil where he was answered already.
    private func admit(
        _ head: HTTPRequestHead, _ bytes: [UInt8], from remote: Remote, to slip: ReplySlip,
        at now: Instant
    ) -> RegistryUploads.Admitted? {
        let request = Request(head: head, body: bytes)
        guard let ask = desk.admit(request, from: remote, to: slip, at: now) else { return nil }
        guard case .registry(.register(let key)) = ask else {
            refuse(slip, Refusal(404, "there is nothing that takes such a file"), at: now)
            return nil
        }
        return RegistryUploads.Admitted(
            key: key, owner: request.user?.name.text ?? "", mayReplace: request.right >= .operate)
    }

    func arrived(_ bytes: RawSpan, for slip: ReplySlip, at now: Instant) {
        guard !uploads.arrived(bytes, for: slip) else { return }
        let refusal = Refusal(413, "a .torrent has at most \(Limits.torrentLength) bytes here")
        refuse(slip, refusal, at: now)
    }

    func broke(for slip: ReplySlip) { _ = uploads.ended(for: slip) }

    func ended(for slip: ReplySlip, at now: Instant) {
        guard let coming = uploads.ended(for: slip) else { return }
        let admitted =
            coming.admitted
            ?? admit(coming.head, coming.bytes, from: coming.remote, to: slip, at: now)
        guard let admitted else { return }
        // One who was let in just now takes a place among those who were.
        guard uploads.count < Limits.torrentUploads else {
            return refuse(slip, Refusal(429, "too many .torrent files are on their way"), at: now)
        }
        let known = RegistryUploads.Known(slip: slip, admitted: admitted, bytes: coming.bytes)
        if coming.bytes.count > Limits.metainfoInline {
            let job = desk.newJob()
            uploads.reading[job] = known
            return desk.host.readMetainfo(coming.bytes, for: job)
        }
        let bytes = coming.bytes
        read(Result { () throws(MetainfoError) in try Metainfo(torrent: bytes) }, known, at: now)
    }

    /// Whether that was a .torrent for the registry.
    func metainfoRead(
        _ job: JobID, _ result: Result<Metainfo, MetainfoError>, at now: Instant
    ) -> Bool {
        guard let known = uploads.reading.removeValue(forKey: job) else { return false }
        read(result, known, at: now)
        return true
    }

    private func read(
        _ result: Result<Metainfo, MetainfoError>, _ known: RegistryUploads.Known, at now: Instant
    ) {
        switch result {
        case .success(let metainfo): take(metainfo.info, known, at: now)
        case .failure(.notYetSpoken):
            let refusal = Refusal(
                400, "a .torrent of BEP 52 alone is not taken: make one for clients of BEP 3, too")
            refuse(known.slip, refusal, at: now)
        case .failure(let error):
            refuse(known.slip, Refusal(400, "that is no .torrent: \(error)"), at: now)
        }
    }

    private func take(_ info: Info, _ known: RegistryUploads.Known, at now: Instant) {
        let torrent = RegisteredTorrent(
            infoHash: info.infoHash,
            otherHash: info.otherHash.flatMap {
                Digest160(Array($0.bytes.prefix(Digest160.length)))
            }, name: info.name,
            size: info.geometry.length, length: known.bytes.count, owner: known.admitted.owner,
            since: desk.host.wallTime.seconds)
        guard known.admitted.key.names(torrent.infoHash, otherHash: torrent.otherHash) else {
            let refusal = Refusal(
                409, "the .torrent's info-hash is \(torrent.infoHash.hex), not that of the path")
            return refuse(known.slip, refusal, at: now)
        }
        if let before = registry[torrent.infoHash] {
            return takeAgain(torrent, before, known, at: now)
        }
        write(torrent, known, isNew: true, at: now)
    }

    /// As its owner, or the operator, says now; to others it is what it was, and that is done.
    private func takeAgain(
        _ torrent: RegisteredTorrent, _ before: RegisteredTorrent, _ known: RegistryUploads.Known,
        at now: Instant
    ) {
        guard known.admitted.mayReplace || before.isOwned(by: known.admitted.owner) else {
            return reply(.registered(before, isNew: false), known.admitted.key, known.slip, at: now)
        }
        var torrent = torrent
        (torrent.owner, torrent.since) = (before.owner, before.since)
        write(torrent, known, isNew: false, at: now)
    }

    private func write(
        _ torrent: RegisteredTorrent, _ known: RegistryUploads.Known, isNew: Bool, at now: Instant
    ) {
        if let refusal = refusal(of: torrent) { return refuse(known.slip, refusal, at: now) }
        let job = desk.newJob()
        uploads.writing[job] = RegistryUploads.Writing(
            slip: known.slip, torrent: torrent, key: known.admitted.key, isNew: isNew)
        desk.host.record([.rememberRegistered(torrent, torrent: known.bytes)], for: job)
    }

    private func refusal(of torrent: RegisteredTorrent) -> Refusal? {
        let isNew = registry[torrent.infoHash] == nil
        if isNew, catalogue.memory >= catalogue.memoryMax {
            return Refusal(507, "this bootstrap's memory is full")
        }
        switch registry.objection(to: torrent) {
        case nil: return nil
        case .quota(let quota):
            return Refusal(
                507, "\(quota) torrents are registered by you, and more may not be here")
        case .ownersLength:
            let most = Limits.registeredLengthPerOwner
            return Refusal(507, "your .torrent files would have more than \(most) bytes together")
        case .full: return Refusal(507, "this bootstrap has no room for more torrents")
        }
    }

    func wasWritten(
        _ writing: RegistryUploads.Writing, _ result: Result<Void, WorldError>, at now: Instant
    ) {
        if case .failure(let error) = result {
            return refuse(writing.slip, .unwritten(error), at: now)
        }
        // The same may have come twice at once.
        let isNew = writing.isNew && registry[writing.torrent.infoHash] == nil
        registry.insert(writing.torrent)
        list(writing.torrent)
        if isNew {
            desk.host.log(
                .info, "registry",
                "\(writing.torrent.infoHash.hex) registered, \(writing.torrent.inWords)")
        }
        reply(.registered(writing.torrent, isNew: isNew), writing.key, writing.slip, at: now)
    }

    private func reply(
        _ answer: RegistryAnswer, _ key: TorrentKey, _ slip: ReplySlip, at now: Instant
    ) {
        desk.reply(.registry(answer), to: .registry(.register(key)), slip, at: now)
    }
}
