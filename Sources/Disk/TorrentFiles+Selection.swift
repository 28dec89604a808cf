// Other files of a torrent are wanted than before.
//
// Law 1. No verified byte is lost, and none is looked for where it does not lie: what was wanted
//        once keeps its file until the end, and what is wanted late gets all that lay beside.
// Law 2. A file appears with all that lay beside, synced, or not at all: so that it is there says
//        where its bytes are, also after a crash.

import Glibc
import Vocabulary

extension TorrentFiles {
    /// Where each file lies, now that these are wanted; before anything is written or looked for.
    /// For the pool.
    package func settled(cancel: Cancellation) throws(DiskError) -> TorrentFiles {
        var settled = self
        let parts = try openThere(partsName)
        defer { if let parts { close(parts) } }
        for (file, entry) in layout.files.enumerated() where !entry.isPad {
            try cancel.check("looking for what is there")
            if try hasOwn(file) {
                settled.layout.keepsFile(file)
            } else if entry.isWanted, let parts {
                try bring(file, from: parts, cancel)
            }
        }
        return settled
    }

    private func hasOwn(_ file: Int) throws(DiskError) -> Bool {
        guard let opened = try openThere(path(of: file)) else { return false }
        close(opened)
        return true
    }

    /// Its bytes that lie beside become a file.
    private func bring(
        _ file: Int, from parts: Int32, _ cancel: Cancellation
    ) throws(DiskError) {
        let range = layout.range(of: file)
        var next = try data(of: parts, from: range.lowerBound, in: range)
        guard next != nil else { return }
        let own = try UnplacedFile(in: folder, stem: unfinishedPrefix)
        do throws(DiskError) {
            while let data = next {
                try copy(data, of: parts, to: own, from: range.lowerBound, cancel)
                next = try self.data(of: parts, from: data.upperBound, in: range)
            }
            try own.seal()
            let parts = components(of: path(of: file))
            guard let above = FileName(parts.dropLast().joined(separator: "/")) else {
                throw DiskError(saying: "\(path(of: file)) is in no folder", code: ENOENT)
            }
            try own.rename(
                to: parts[parts.count - 1], in: folder.folder(above, making: true))
        } catch {
            own.discard()
            throw error
        }
    }

    private func data(
        of parts: Int32, from place: Int64, in range: Range<Int64>
    ) throws(DiskError) -> Range<Int64>? {
        guard place < range.upperBound, let data = try nextData(parts, after: place),
            data.lowerBound < range.upperBound
        else { return nil }
        return data.clamped(to: place..<range.upperBound)
    }

    private func copy(
        _ data: Range<Int64>, of parts: Int32, to own: UnplacedFile, from start: Int64,
        _ cancel: Cancellation
    ) throws(DiskError) {
        var bytes = [UInt8](repeating: 0, count: min(Limits.fileRead, data.count))
        var place = data.lowerBound
        while place < data.upperBound {
            try cancel.check("moving what is there")
            let wanted = min(bytes.count, Int(data.upperBound - place))
            let count = try check("read a file") {
                bytes.withUnsafeMutableBytes { pread(parts, $0.baseAddress, wanted, off_t(place)) }
            }
            if count == 0 { return }
            try bytes.span.withUnsafeBytes { (raw) throws(DiskError) in
                try own.write(UnsafeRawBufferPointer(rebasing: raw[..<count]), at: place - start)
            }
            place += Int64(count)
        }
    }
}
