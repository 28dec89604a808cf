// .torrent files on their way in: kept in memory until they are whole, and a long one until the
// pool has read it.

import Bytes
import Vocabulary

struct TorrentUploads {
    enum Outcome {
        case taken
        /// The body is something else.
        case notHere
        case refused(TorrentOptions, Refusal)
    }

    private struct Upload {
        let slip: ReplySlip
        let options: TorrentOptions
        var bytes: [UInt8] = []
    }

    private var all: [Upload] = []
    private var reading: [JobID: (options: TorrentOptions, slip: ReplySlip)] = [:]

    /// Nil: it may come.
    mutating func begin(_ options: TorrentOptions, _ slip: ReplySlip) -> Refusal? {
        guard all.count + reading.count < Limits.torrentUploads else {
            return Refusal(429, "too many .torrent files are on their way; try again")
        }
        all.append(Upload(slip: slip, options: options))
        return nil
    }

    mutating func arrived(_ bytes: RawSpan, for slip: ReplySlip) -> Outcome {
        guard let row = all.firstIndex(where: { $0.slip == slip }) else { return .notHere }
        guard all[row].bytes.count + bytes.byteCount <= Limits.torrentLength else {
            let options = all.remove(at: row).options
            let refusal = Refusal(
                413, "a .torrent has at most \(Limits.torrentLength) bytes here")
            return .refused(options, refusal)
        }
        all[row].bytes.append(contentsOf: bytes)
        return .taken
    }

    /// What came, if that was a .torrent; it is forgotten.
    mutating func ended(for slip: ReplySlip) -> (TorrentOptions, [UInt8])? {
        guard let row = all.firstIndex(where: { $0.slip == slip }) else { return nil }
        let upload = all.remove(at: row)
        return (upload.options, upload.bytes)
    }

    /// The pool reads it; the upload counts until then.
    mutating func reads(_ options: TorrentOptions, for slip: ReplySlip, as job: JobID) {
        reading[job] = (options, slip)
    }

    mutating func read(_ job: JobID) -> (options: TorrentOptions, slip: ReplySlip)? {
        reading.removeValue(forKey: job)
    }
}
