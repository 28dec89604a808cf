// Which pieces of a torrent are verified, over a crash: a head with a bit for each piece that is on
// the disk itself, then a line for each that was verified since.
//
// ```
//   "DSPIECES" version=1 count length pieceLength infoHash[20] boot      8 4 4 8 8 20 8 bytes
//   bits, and the SHA-256 of all that stands before                      (count + 7) / 8, 32
//   number check                                                         8 8, as often as needed
// ```
// Numbers are little-endian. A number whose highest bit is set is no piece: so many lines from the
// first are on the disk itself.
//
// Law 1. Lines are only ever added; a line that does not check ends what is believed. A head that
//        does not check is not believed, nor is anything behind it: then the record before it is.
// Law 2. After the machine has started anew only the bits and the lines that a number says so of
//        count: the power may have failed. Whoever says so has put the pieces on the disk before.
// Law 3. A piece that is found wrong is forgotten in the record before, too.
// One job of the pool has it at a time: the loop lends it, and waits. Nothing is open in between.

import Digest
import Glibc
import Vocabulary

/// `<info-hash>.torrent.resume` in the folder of incomplete files.
package final class PieceRecord {
    /// What is verified and recorded.
    package private(set) var verified: PieceSet
    /// What of that a power cut could still take away.
    package var unsynced: PieceSet { verified.subtracting(synced) }
    private var synced: PieceSet
    /// Behind the head, and how many of them there were when it was last written anew.
    private var lines = 0
    private var linesAtFirst = 0
    private let linesMost: Int
    private var rewrites = 0
    /// How often something was forgotten.
    private var losses = 0
    private let head: RecordHead
    private let folder: Folder

    /// Opens what an earlier run left, or begins anew where nothing is to be believed. What is
    /// believed and has no bytes any more is forgotten. For the pool.
    /// - Parameter recordLength: bytes of lines after which the record is written anew.
    package init(
        of files: TorrentFiles, cancel: Cancellation = Cancellation(),
        recordLength: Int = Limits.pieceRecordLength
    ) throws(DiskError) {
        head = RecordHead(files.infoHash, files.geometry)
        folder = files.folder
        linesMost = recordLength / RecordHead.lineLength
        let (earlier, isLast) = try Self.believed(head, in: folder)
        let there = try files.present(cancel: cancel)
        verified = earlier.verified.intersection(there)
        synced = earlier.synced.intersection(there)
        // A damaged record must not take the place of the one before it.
        try rewrite(keeping: isLast && verified == earlier.verified)
    }

    /// Records pieces whose bytes are verified and written. Where it throws (the disk is full),
    /// they are not recorded; they are as good as before. For the pool.
    package func add(_ pieces: [PieceIndex]) throws(DiskError) {
        let new = pieces.filter { !verified.contains($0) }
        guard !new.isEmpty else { return }
        let before = verified
        for piece in new { verified.insert(piece) }
        do throws(DiskError) {
            guard lines + new.count - linesAtFirst <= linesMost else { return try rewrite() }
            try append(new.flatMap { head.line(UInt64($0.number)) })
            lines += new.count
        } catch {
            verified = before
            throw error
        }
    }

    /// What is recorded now and is to be synced; for `markSynced`, when it has been.
    package var mark: Mark {
        Mark(pieces: unsynced, lines: lines, rewrites: rewrites, losses: losses)
    }

    package struct Mark: Sendable {
        package let pieces: PieceSet
        fileprivate let lines: Int
        fileprivate let rewrites: Int
        fileprivate let losses: Int
    }

    /// The pieces of `mark` are on the disk itself; others may have been recorded meanwhile. For
    /// the pool.
    package func markSynced(_ mark: Mark) throws(DiskError) {
        // What was forgotten meanwhile may have come again, and that is not synced.
        guard mark.losses == losses, !mark.pieces.isEmpty else { return }
        let before = synced
        for piece in mark.pieces.pieces { synced.insert(piece) }
        do throws(DiskError) {
            guard mark.rewrites == rewrites else { return try rewrite() }
            try append(head.line(RecordHead.syncedBit | UInt64(mark.lines)))
            lines += 1
        } catch {
            synced = before
            throw error
        }
    }

    /// Forgets pieces that were found to be wrong, or gone. For the pool.
    package func forget(_ pieces: [PieceIndex]) throws(DiskError) {
        for piece in pieces {
            verified.remove(piece)
            synced.remove(piece)
        }
        losses += 1
        try rewrite(keeping: false)
    }

    // MARK: Writing

    private var name: String { TorrentName.record.name(of: head.infoHash) }
    private var earlierName: String { TorrentName.earlierRecord.name(of: head.infoHash) }

    /// Writes it anew, in one step; the one before stays, unless it says what is not true.
    private func rewrite(keeping isKept: Bool = true) throws(DiskError) {
        let rest = unsynced.pieces
        var bytes = head.bytes(synced)
        bytes.reserveCapacity(bytes.count + rest.count * RecordHead.lineLength)
        for piece in rest { bytes += head.line(UInt64(piece.number)) }
        close(try replaceFile(name, with: bytes, keeping: isKept ? earlierName : nil, in: folder))
        if !isKept { unlinkat(folder.descriptor, earlierName, 0) }
        try folder.sync()
        lines = rest.count
        linesAtFirst = rest.count
        rewrites += 1
    }

    private func append(_ line: [UInt8]) throws(DiskError) {
        let file = try folder.openBeneath(name, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)
        defer { close(file) }
        let end = head.length + lines * RecordHead.lineLength
        try line.span.withUnsafeBytes { (raw) throws(DiskError) in
            try writeAll(raw, to: file, at: Int64(end))
        }
    }

    // MARK: Reading

    /// And whether it is the last one that was written.
    private static func believed(
        _ head: RecordHead, in folder: Folder
    ) throws(DiskError) -> (RecordHead.Content, isLast: Bool) {
        for kind in [TorrentName.record, .earlierRecord] {
            let name = kind.name(of: head.infoHash)
            if let bytes = try contentOfFile(name, in: folder, most: head.lengthMost),
                let content = head.content(of: bytes)
            {
                return (content, kind == .record)
            }
        }
        let none = PieceSet(pieceCount: head.geometry.pieceCount)
        return (RecordHead.Content(verified: none, synced: none), false)
    }
}
