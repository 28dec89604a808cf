// What waits to be sent on one connection: bytes in memory, and ranges of files that stay files
// until the moment they are sent. It exists while something waits.

import Vocabulary

/// A range of an open file. The owner keeps the descriptor open as long as the range lives.
struct FileRange {
    let owner: AnyObject
    let fd: Int32
    var offset: Int64
    let end: Int64
    /// Up to here the owner had it read from disk: it is not asked for twice.
    var residentUntil: Int64 = 0
    /// Short ranges are sent without asking whether they are in memory.
    let asks: Bool

    var count: Int { Int(end - offset) }
}

final class Outbox {
    enum Piece {
        case bytes([UInt8], from: Int)
        case file(FileRange)
    }

    private var pieces: [Piece] = []
    /// Bytes that are held in memory.
    private(set) var bytesHeld = 0
    /// Ranges of files among the pieces.
    private var files = 0

    var holdsFile: Bool { files > 0 }
    var isEmpty: Bool { pieces.isEmpty }

    /// Bytes of both kinds. O(pieces): the longest queues are those of pipelined requests.
    var bytesUnsent: Int {
        pieces.reduce(0) { sum, piece in
            switch piece {
            case .bytes(let bytes, let start): sum + bytes.count - start
            case .file(let file): sum + file.count
            }
        }
    }

    /// The file whose turn it is.
    var fileOwner: AnyObject? {
        for case .file(let file) in pieces { return file.owner }
        return nil
    }

    func append(_ bytes: UnsafeRawBufferPointer) {
        bytesHeld += bytes.count
        let last = pieces.count - 1
        if last >= 0, case .bytes(var held, let start) = pieces[last],
            held.count + bytes.count <= Limits.queuedPiece
        {
            // so that `held` is the only one, and grows in place
            pieces[last] = .bytes([], from: 0)
            held.append(contentsOf: bytes)
            pieces[last] = .bytes(held, from: start)
        } else {
            pieces.append(.bytes(Array(bytes), from: 0))
        }
    }

    func append(_ file: FileRange) {
        files += 1
        pieces.append(.file(file))
    }

    /// The owner has had the range read in.
    func becameResident(until offset: Int64) {
        guard case .file(var file) = pieces.first else { return }
        file.residentUntil = offset
        pieces[0] = .file(file)
    }

    /// Sends from the front until nothing is left or something stands in the way.
    func flush(on connection: Connection) -> Progress {
        while let piece = pieces.first {
            let progress = flush(piece, on: connection)
            guard progress == .all else { return progress }
            pieces.removeFirst()  // O(pieces), see above
        }
        return .all
    }

    private func flush(_ piece: Piece, on connection: Connection) -> Progress {
        switch piece {
        case .bytes(let bytes, let start):
            let (sent, progress) = bytes.withUnsafeBytes {
                connection.transmit(
                    UnsafeRawBufferPointer(rebasing: $0[start...]), more: pieces.count > 1)
            }
            bytesHeld -= sent
            pieces[0] = .bytes(bytes, from: start + sent)
            return progress
        case .file(var file):
            let progress = connection.transmit(&file)
            pieces[0] = .file(file)
            if progress == .all { files -= 1 }
            return progress
        }
    }
}
