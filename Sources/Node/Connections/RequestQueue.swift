// Whole requests of one connection that wait for their turn.
//
// Law. Taking one costs the same however many wait: a read may bring ten thousand.

import HTTPWire
import Vocabulary

struct RequestQueue {
    struct Entry {
        let request: Request
        /// Its body is a file, which has come whole before its turn.
        let isUpload: Bool
    }

    private var entries: [Entry?] = []
    /// Entries at the front that were taken.
    private var taken = 0
    private(set) var uploads = 0
    /// Bytes of the bodies that wait.
    private(set) var bodyBytes = 0

    var isEmpty: Bool { taken == entries.count }
    var count: Int { entries.count - taken }

    /// The request that waits alone, with no body.
    var only: Request? {
        guard count == 1, let entry = entries[taken], !entry.isUpload else { return nil }
        return entry.request
    }

    mutating func append(_ request: Request, isUpload: Bool = false) {
        entries.append(Entry(request: request, isUpload: isUpload))
        bodyBytes += request.body.count
        if isUpload { uploads += 1 }
    }

    mutating func takeFirst() -> Entry? {
        guard taken < entries.count, let first = entries[taken] else { return nil }
        entries[taken] = nil
        taken += 1
        bodyBytes -= first.request.body.count
        if first.isUpload { uploads -= 1 }
        forgetTaken()
        return first
    }

    mutating func removeAll() { self = RequestQueue() }

    /// An idle connection keeps the room of a few requests, and a busy one twice what waits.
    private mutating func forgetTaken() {
        if taken == entries.count {
            entries.removeAll(keepingCapacity: entries.capacity <= 4)
            taken = 0
        } else if taken >= Limits.pipelinedRequests, taken * 2 >= entries.count {
            entries.removeFirst(taken)
            taken = 0
        }
    }
}
