// Room for a torrent before its bytes come, and what has come when nobody wrote it down.
//
// Law. Making room changes no byte that is there. While room is made, nothing is written.

import CLinux
import Glibc
import Vocabulary

extension TorrentFiles {
    /// How room is made.
    package enum Allocation: Sendable {
        /// Files get their lengths and no blocks.
        case sparse
        /// The file system reserves the blocks (fallocate(2)); where it cannot, as `sparse`.
        case reserved
        /// Zeros are written where there is nothing: for file systems that cannot reserve, and for
        /// disks that like their files in one piece.
        case written
    }

    /// Makes every wanted file as long as it is going to be. Throws an error that `isFull` where
    /// there is no room, and one that `isCancelled` soon after `cancel`. For the pool.
    package func allocate(_ how: Allocation, cancel: Cancellation) throws(DiskError) {
        for (file, entry) in layout.files.enumerated() where entry.isKept {
            let opened = try openToWrite(path(of: file))
            defer { close(opened) }
            switch how {
            case .sparse: break
            case .reserved: try reserve(opened, entry.length, cancel)
            case .written: try fill(opened, entry.length, cancel)
            }
            if try FileStatus(of: opened).size < entry.length {
                try check("lengthen a file") { ftruncate(opened, off_t(entry.length)) }
            }
            try cancel.check("making room")
        }
    }

    private func reserve(
        _ opened: Int32, _ length: Int64, _ cancel: Cancellation
    ) throws(DiskError) {
        var place: Int64 = 0
        while place < length {
            try cancel.check("making room")
            let step = min(length - place, Limits.reservedAtOnce)
            do throws(DiskError) {
                try check("reserve room") { linux_reserve(opened, place, step) }
            } catch {
                if [EOPNOTSUPP, ENOSYS].contains(error.code) { return }
                throw error
            }
            place += step
        }
    }

    private func fill(_ opened: Int32, _ length: Int64, _ cancel: Cancellation) throws(DiskError) {
        let zeros = [UInt8](repeating: 0, count: Limits.fileRead)
        var place: Int64 = 0
        while let data = try nextData(opened, after: place) {
            try write(zeros, to: opened, place..<min(data.lowerBound, length), cancel)
            place = data.upperBound
        }
        try write(zeros, to: opened, place..<max(place, length), cancel)
    }

    private func write(
        _ zeros: [UInt8], to opened: Int32, _ hole: Range<Int64>, _ cancel: Cancellation
    ) throws(DiskError) {
        var place = hole.lowerBound
        while place < hole.upperBound {
            try cancel.check("making room")
            let step = min(zeros.count, Int(hole.upperBound - place))
            try zeros.span.withUnsafeBytes { (raw) throws(DiskError) in
                try writeAll(UnsafeRawBufferPointer(rebasing: raw[..<step]), to: opened, at: place)
            }
            place += Int64(step)
        }
    }

    /// The pieces of which every file that they cover has some bytes: those that are worth hashing
    /// where no record is believed. A piece of zeros alone may be missing on file systems that
    /// keep no zeros. For the pool.
    package func present(cancel: Cancellation) throws(DiskError) -> PieceSet {
        var pieces = PieceSet(pieceCount: geometry.pieceCount, all: true)
        let parts = try openThere(partsName)
        defer { if let parts { close(parts) } }
        for (file, entry) in layout.files.enumerated() where !entry.isPad && entry.length > 0 {
            try cancel.check("looking for what is there")
            let range = layout.range(of: file)
            guard entry.hasFile else {
                try remove(from: &pieces, whatLacks: parts, range, shift: 0)
                continue
            }
            let opened = try openThere(path(of: file))
            defer { if let opened { close(opened) } }
            try remove(from: &pieces, whatLacks: opened, range, shift: range.lowerBound)
        }
        return pieces
    }

    /// Removes the pieces of which a file has nothing that lies in `range` of the content, which
    /// begins `shift` before the file does.
    private func remove(
        from pieces: inout PieceSet, whatLacks opened: Int32?, _ range: Range<Int64>, shift: Int64
    ) throws(DiskError) {
        var place = range.lowerBound
        while place < range.upperBound {
            let data = try opened.flatMap { opened throws(DiskError) in
                try nextData(opened, after: place - shift)
            }
            let start = min((data?.lowerBound).map { $0 + shift } ?? .max, range.upperBound)
            remove(from: &pieces, hole: place..<start, of: range)
            place = min((data?.upperBound).map { $0 + shift } ?? .max, range.upperBound)
        }
    }

    private func remove(
        from pieces: inout PieceSet, hole: Range<Int64>, of range: Range<Int64>
    ) {
        for number in layout.pieces(of: hole) {
            guard let piece = geometry.piece(number) else { continue }
            let own = geometry.range(of: piece).clamped(to: range)
            if hole.lowerBound <= own.lowerBound, own.upperBound <= hole.upperBound {
                pieces.remove(piece)
            }
        }
    }
}

/// The next bytes of a file that have blocks; nil where there are none any more.
func nextData(_ opened: Int32, after place: Int64) throws(DiskError) -> Range<Int64>? {
    do throws(DiskError) {
        let start = try check("look for data") {
            lseek(opened, off_t(place), Int32(linux_seek_data))
        }
        let end = try check("look for a hole") { lseek(opened, start, Int32(linux_seek_hole)) }
        return Int64(start)..<Int64(end)
    } catch {
        switch error.code {
        case ENXIO: return nil
        // A file system that does not know: then all of it may be data.
        case EINVAL:
            let size = try FileStatus(of: opened).size
            return place < size ? place..<size : nil
        default: throw error
        }
    }
}
