// Where the bytes of a torrent lie that is being downloaded: in `<info-hash>.torrent.d` of the
// folder of incomplete files, under the paths that they are going to have.
//
// Law 1. Nothing is open between two jobs: a torrent may have a hundred thousand files.
// Law 2. A file that was never wanted has no file. What it shares with a wanted one in a piece lies
//        in `<info-hash>.torrent.parts`, at its place in the content: a sparse file, in which
//        nothing has to be looked up. What a torrent has for padding is zeros (BEP 47) and is not
//        written; if it is not zeros, it lies there too. When other files are wanted, `settled`
//        says where everything lies from then on.
// Law 3. It says nothing of which bytes are right: that is `PieceRecord`'s. Two jobs may write
//        different pieces at the same time.

import Digest
import Glibc
import Vocabulary

/// The place of a torrent's bytes. A value: the pool may use it while the loop does.
package struct TorrentFiles: Sendable {
    package let infoHash: Digest160
    package internal(set) var layout: TorrentLayout
    /// The folder of incomplete files.
    let folder: Folder

    package init(_ infoHash: Digest160, _ layout: TorrentLayout, in folder: Folder) {
        self.infoHash = infoHash
        self.layout = layout
        self.folder = folder
    }

    package var geometry: PieceGeometry { layout.geometry }

    /// Writes a piece to all files that it covers. Where it throws (the disk is full), some of it
    /// may be written. For the pool.
    package func write(_ bytes: [UInt8], piece: PieceIndex) throws(DiskError) {
        precondition(bytes.count == geometry.size(of: piece), "a piece is written whole")
        let range = geometry.range(of: piece)
        try bytes.span.withUnsafeBytes { (raw) throws(DiskError) in
            for span in layout.spans(of: range) {
                let start = Int(span.range.lowerBound - range.lowerBound)
                let part = raw[start..<start + span.range.count]
                try write(UnsafeRawBufferPointer(rebasing: part), at: span)
            }
        }
    }

    package enum Verdict: Sendable { case written, wrong }

    /// Writes a piece if it is the right one, in one job: the bytes are hot. For the pool.
    package func verifyAndWrite(
        _ bytes: [UInt8], piece: PieceIndex, expecting digest: Digest160
    ) throws(DiskError) -> Verdict {
        guard SHA1.of(bytes) == digest else { return .wrong }
        try write(bytes, piece: piece)
        return .written
    }

    /// The bytes of a range of the content. Throws an error of the code `ENODATA` where some of it
    /// was never written; where room was made for it, it may be zeros. For the pool.
    package func read(_ range: Range<Int64>) throws(DiskError) -> [UInt8] {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= geometry.length,
            "a range lies within the content")
        guard let bytes = try found(range) else {
            throw DiskError(saying: "this part of a torrent is not there yet", code: ENODATA)
        }
        return bytes
    }

    /// The SHA-1 of a piece as it lies there; nil where it is not wholly there. For the pool.
    package func hash(_ piece: PieceIndex) throws(DiskError) -> Digest160? {
        let range = geometry.range(of: piece)
        let digest = SHA1()
        var place = range.lowerBound
        while place < range.upperBound {
            let end = min(place + Int64(Limits.fileRead), range.upperBound)
            guard let bytes = try found(place..<end) else { return nil }
            bytes.withUnsafeBytes { digest.update($0) }
            place = end
        }
        return digest.finish()
    }

    /// Opens a file, to send from it. Only pieces that are verified may be sent: of a file that is
    /// not wanted those that it shares with others.
    package func open(file: Int) throws(DiskError) -> OpenFile {
        let entry = layout.files[file]
        return try OpenFile(
            adopting: folder.openBeneath(
                entry.hasFile ? path(of: file) : partsName,
                O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW),
            as: entry.name, from: entry.hasFile ? 0 : layout.range(of: file).lowerBound)
    }
}

// MARK: Names

extension TorrentFiles {
    var root: String { TorrentName.folder.name(of: infoHash) }
    var partsName: String { TorrentName.parts.name(of: infoHash) }

    /// Where a file lies, beneath the folder of incomplete files.
    func path(of file: Int) -> String { "\(root)/\(layout.files[file].name)" }
}

// MARK: One span of one file

extension TorrentFiles {
    private func write(
        _ bytes: UnsafeRawBufferPointer, at span: TorrentLayout.Span
    ) throws(DiskError) {
        let file = layout.files[span.file]
        if file.isPad, bytes.allSatisfy({ $0 == 0 }) { return }
        let opened =
            file.hasFile
            ? try openToWrite(path(of: span.file)) : try openToWrite(partsName, mode: 0o600)
        defer { close(opened) }
        try writeAll(bytes, to: opened, at: file.hasFile ? span.offset : span.range.lowerBound)
    }

    /// A regular file, made with the folders on the way to it if it is not there.
    func openToWrite(_ path: String, mode: mode_t = 0o644) throws(DiskError) -> Int32 {
        let opened = try openMaking(path, mode: mode)
        do throws(DiskError) {
            guard try FileStatus(of: opened).kind == .regular else {
                throw DiskError(saying: "\(path) is not a regular file", code: ENXIO)
            }
        } catch {
            close(opened)
            throw error
        }
        return opened
    }

    private func openMaking(_ path: String, mode: mode_t) throws(DiskError) -> Int32 {
        // What blocks an open here is a FIFO that somebody has put in the way.
        let flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
        do throws(DiskError) {
            return try folder.openBeneath(path, flags, mode: mode)
        } catch {
            guard error.code == ENOENT,
                let above = FileName(components(of: path).dropLast().joined(separator: "/"))
            else { throw error }
            _ = try folder.folder(above, making: true)
        }
        return try folder.openBeneath(path, flags, mode: mode)
    }

    /// The file as it is, for reading and writing; nil where there is none.
    func openThere(_ path: String) throws(DiskError) -> Int32? {
        do throws(DiskError) {
            return try folder.openBeneath(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)
        } catch {
            guard error.code == ENOENT else { throw error }
            return nil
        }
    }

    private func found(_ range: Range<Int64>) throws(DiskError) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: range.count)
        for span in layout.spans(of: range) {
            let file = layout.files[span.file]
            let start = Int(span.range.lowerBound - range.lowerBound)
            let count = try read(span, file, into: &bytes, at: start)
            // Zeros that nobody had to write are there.
            guard count == span.range.count || file.isPad else { return nil }
        }
        return bytes
    }

    private func read(
        _ span: TorrentLayout.Span, _ file: TorrentLayout.File, into bytes: inout [UInt8],
        at start: Int
    ) throws(DiskError) -> Int {
        guard let opened = try openThere(file.hasFile ? path(of: span.file) : partsName) else {
            return 0
        }
        defer { close(opened) }
        let offset = file.hasFile ? span.offset : span.range.lowerBound
        var done = 0
        while done < span.range.count {
            let count = try check("read a file") {
                bytes.withUnsafeMutableBytes { raw in
                    pread(
                        opened, raw.baseAddress.map { $0 + start + done }, span.range.count - done,
                        off_t(offset) + done)
                }
            }
            if count == 0 { break }
            done += count
        }
        return done
    }
}
