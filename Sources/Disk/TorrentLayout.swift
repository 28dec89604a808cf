// Which bytes of a torrent lie in which file. Arithmetic alone: nothing here touches the disk.

import Vocabulary

/// The files of a torrent, in their order.
package struct TorrentLayout: Sendable, Equatable {
    package struct File: Sendable, Equatable {
        /// Its path within the torrent.
        package let name: FileName
        package let length: Int64
        /// Zeros that push the next file to the beginning of a piece (BEP 47); never on the disk.
        package let isPad: Bool
        package let isWanted: Bool
        /// Whether its bytes lie in a file of its own; else they lie beside, with those of others.
        /// What was wanted once keeps its file.
        fileprivate(set) var hasFile: Bool

        package init(_ name: FileName, length: Int64, isPad: Bool = false, isWanted: Bool = true) {
            self.name = name
            self.length = length
            self.isPad = isPad
            self.isWanted = isWanted
            hasFile = isWanted && !isPad
        }

        /// Whether it is there in the end.
        var isKept: Bool { isWanted && !isPad }
    }

    package private(set) var files: [File]
    package let geometry: PieceGeometry
    /// Whether the torrent is a folder of files; else it is one file.
    package let isFolder: Bool
    /// Where each file begins in the content, in bytes.
    let starts: [Int64]

    /// Nil where the files are not as long as the content together, where one has no length that
    /// there is, and where there should be one file and is not.
    package init?(_ files: [File], _ geometry: PieceGeometry, isFolder: Bool) {
        var starts: [Int64] = []
        starts.reserveCapacity(files.count)
        var end: Int64 = 0
        for file in files {
            guard file.length >= 0, file.length <= geometry.length - end else { return nil }
            starts.append(end)
            end += file.length
        }
        guard end == geometry.length, isFolder || files.count == 1 else { return nil }
        self.files = files
        self.geometry = geometry
        self.isFolder = isFolder
        self.starts = starts
    }

    /// The same, where a file lies that is not wanted any more.
    mutating func keepsFile(_ file: Int) { files[file].hasFile = true }

    /// Where the file stands in the content, in bytes.
    func range(of file: Int) -> Range<Int64> {
        starts[file]..<starts[file] + files[file].length
    }

    /// A part of one file.
    struct Span: Equatable {
        let file: Int
        /// Where it stands in the content, in bytes; never empty.
        let range: Range<Int64>
        /// Where it begins in its file, in bytes.
        let offset: Int64
    }

    /// What `range` of the content is made of, in order.
    func spans(of range: Range<Int64>) -> [Span] {
        var spans: [Span] = []
        var file = firstFile(endingAfter: range.lowerBound)
        var place = range.lowerBound
        while place < range.upperBound {
            let own = self.range(of: file)
            let end = min(own.upperBound, range.upperBound)
            if place < end {
                spans.append(Span(file: file, range: place..<end, offset: place - own.lowerBound))
                place = end
            }
            file += 1
        }
        return spans
    }

    private func firstFile(endingAfter place: Int64) -> Int {
        var (low, high) = (0, files.count)
        while low < high {
            let middle = (low + high) / 2
            if range(of: middle).upperBound > place { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The pieces that have a byte of `range`; none of an empty one.
    func pieces(of range: Range<Int64>) -> Range<Int> {
        guard !range.isEmpty else { return 0..<0 }
        let length = Int64(geometry.pieceLength)
        return Int(range.lowerBound / length)..<Int((range.upperBound - 1) / length) + 1
    }
}
