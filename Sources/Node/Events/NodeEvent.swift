// What happened, for those who watch.

import Digest
import Vocabulary

/// A change of something that lists show. It carries the row as the list would show it now, so a
/// watcher needs no second question.
package enum NodeEvent: Sendable {
    case nodeCame(NodeView)
    case nodeChanged(NodeView)
    case nodeWent(NodeView)
    /// A file is shared, or has another content: what is known of it counts anew.
    case fileAdded(FileView)
    /// Its digest is known now; whoever did not know the file learns of it here.
    case fileHashed(FileView)
    case fileRemoved(FileName)
    case downloadChanged(DownloadView)
    /// It is in another state, or its numbers have moved; without files, peers and pieces.
    case torrentChanged(TorrentView)
    case torrentRemoved(Digest160)
    /// So much happened at once that it is not told piece by piece: read the lists again.
    case resync
}

/// What an event is called between two machines: which run of the node, and which of its events.
///
/// Spelled `5f3a-17`. A run that is over told other events by the same numbers, so the run belongs
/// to the name.
package struct EventID: Equatable, Sendable, CustomStringConvertible {
    package let instance: UInt64
    /// Counts from 1; 0 is the place before the first.
    package let number: UInt64

    package init(instance: UInt64, number: UInt64) {
        self.instance = instance
        self.number = number
    }

    /// Reads what `description` writes, else nil.
    package init?(_ text: String) {
        let parts = text.utf8.split(
            separator: UInt8(ascii: "-"), omittingEmptySubsequences: false
        ).map { Substring($0) }
        guard parts.count == 2, let instance = UInt64(parts[0], radix: 16),
            let number = UInt64(parts[1])
        else { return nil }
        self.init(instance: instance, number: number)
        guard description == text else { return nil }
    }

    package var description: String { "\(String(instance, radix: 16))-\(number)" }
}
