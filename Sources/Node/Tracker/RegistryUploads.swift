// .torrent files on their way into the registry, in memory until they are whole and known.
//
//     coming ──▶ being read (a long one, on the pool) ──▶ being written ──▶ registered
//
// Law. There are few at a time. Whoever shows a token is let in or refused before his bytes come;
//      a proof is over all of the bytes, so its sender is let in when they are there, and such
//      senders have places of their own: who proves nothing takes none from a user.

import Bytes
import Digest
import HTTPWire
import Vocabulary

struct RegistryUploads {
    struct Coming {
        let slip: ReplySlip
        let head: HTTPRequestHead
        let remote: Remote
        /// Nil for one who is let in when all of it is there.
        let admitted: Admitted?
        var bytes: [UInt8] = []
    }

    /// Who may register it, under which name.
    struct Admitted {
        let key: TorrentKey
        let owner: String
        let mayReplace: Bool
    }

    struct Known {
        let slip: ReplySlip
        let admitted: Admitted
        let bytes: [UInt8]
    }

    struct Writing {
        let slip: ReplySlip
        let torrent: RegisteredTorrent
        let key: TorrentKey
        let isNew: Bool
    }

    private var coming: [Coming] = []
    var reading: [JobID: Known] = [:]
    var writing: [JobID: Writing] = [:]

    /// Those who were let in, at whichever stage.
    var count: Int { coming.count { $0.admitted != nil } + reading.count + writing.count }
    private var strangers: Int { coming.count { $0.admitted == nil } }

    /// Nil: it may come.
    mutating func begin(_ upload: Coming) -> Refusal? {
        let before = upload.admitted == nil ? strangers : count
        guard before < Limits.torrentUploads else {
            var refusal = Refusal(429, "too many .torrent files are on their way")
            refusal.retryAfter = 1
            return refusal
        }
        coming.append(upload)
        return nil
    }

    /// False: it is longer than a .torrent may be, and forgotten.
    mutating func arrived(_ bytes: RawSpan, for slip: ReplySlip) -> Bool {
        guard let row = coming.firstIndex(where: { $0.slip == slip }) else { return true }
        guard coming[row].bytes.count + bytes.byteCount <= Limits.torrentLength else {
            coming.remove(at: row)
            return false
        }
        coming[row].bytes.append(contentsOf: bytes)
        return true
    }

    /// What came; it is forgotten here.
    mutating func ended(for slip: ReplySlip) -> Coming? {
        coming.firstIndex { $0.slip == slip }.map { coming.remove(at: $0) }
    }
}
