// Files that stay open between two downloads of them, so that a hot small file costs no `open`.
//
// Law. A file is handed out for `Limits.openFileTime` after its name was last looked at, no longer;
// what was replaced on the disk is replaced here a second later, or at once when it is forgotten.
// What is held of a file's content goes with it.

import Vocabulary

/// The least recently used file goes first. Belongs to the loop. A hit allocates nothing.
package final class FileCache {
    private struct Key: Hashable {
        let share: Int64
        let name: FileName
    }

    /// A place in the table, and in the ring from the newest to the oldest.
    private struct Slot {
        var key: Key
        var file: OpenFile
        var opened: Instant
        /// The whole of a small file that is asked for again and again.
        var content: [UInt8]?
        var asks: UInt8 = 0
        var newer: Int
        var older: Int
    }

    private var slots: [Slot] = []
    private var index: [Key: Int] = [:]
    private var newest = 0
    private let capacity: Int

    package init(capacity: Int = Limits.openFiles) {
        precondition(capacity > 0, "a cache that holds nothing is no cache")
        self.capacity = capacity
    }

    package var count: Int { index.count }

    /// The open file, where its name was looked at less than a second ago.
    package func file(share: Int64, _ name: FileName, at now: Instant) -> OpenFile? {
        guard let place = index[Key(share: share, name: name)],
            now.since(slots[place].opened) < Limits.openFileTime
        else { return nil }
        touch(place)
        return slots[place].file
    }

    /// The content of the file that was handed out last, where it is small and was asked for
    /// before; nil where the kernel has to send it. Never waits for a disk.
    package func content(of file: OpenFile) -> [UInt8]? {
        guard !slots.isEmpty, slots[newest].file === file, file.size <= Limits.hotFileLength else {
            return nil
        }
        if let content = slots[newest].content { return content }
        guard slots[newest].asks > 0 else {
            slots[newest].asks = 1
            return nil
        }
        slots[newest].content = file.cachedContent()
        return slots[newest].content
    }

    /// The open file, opened in `folder` if it has to be. Blocks where the disk is slow.
    package func open(
        share: Int64, _ name: FileName, in folder: Folder, at now: Instant
    ) throws(DiskError) -> OpenFile {
        if let file = file(share: share, name, at: now) { return file }
        let opened: OpenFile
        do {
            opened = try folder.open(name)
        } catch {
            forget(share: share, name)
            throw error
        }
        insert(opened, share: share, name, at: now)
        return opened
    }

    /// Keeps a file that was opened elsewhere (on the pool).
    package func insert(_ file: OpenFile, share: Int64, _ name: FileName, at now: Instant) {
        let key = Key(share: share, name: name)
        if let place = index[key] {
            if !slots[place].file.status.isSame(as: file.status) {
                (slots[place].content, slots[place].asks) = (nil, 0)
            }
            slots[place].file = file
            slots[place].opened = now
            return touch(place)
        }
        if slots.count < capacity { return append(key, file, now) }
        let oldest = slots[newest].newer  // the ring closes: before the newest stands the oldest
        index[slots[oldest].key] = nil
        slots[oldest].key = key
        slots[oldest].file = file
        slots[oldest].opened = now
        (slots[oldest].content, slots[oldest].asks) = (nil, 0)
        index[key] = oldest
        touch(oldest)
    }

    /// Lets go of a file that changed or went.
    package func forget(share: Int64, _ name: FileName) {
        guard let place = index.removeValue(forKey: Key(share: share, name: name)) else { return }
        unlink(place)
        let last = slots.count - 1
        if place != last { move(last, to: place) }
        slots.removeLast()
    }

    /// Lets go of everything, for when descriptors are short.
    package func forgetAll() {
        slots.removeAll()
        index.removeAll()
        newest = 0
    }
}

// The ring.
extension FileCache {
    private func append(_ key: Key, _ file: OpenFile, _ now: Instant) {
        let place = slots.count
        slots.append(Slot(key: key, file: file, opened: now, newer: place, older: place))
        index[key] = place
        link(place)
    }

    private func touch(_ place: Int) {
        guard place != newest else { return }
        unlink(place)
        link(place)
    }

    private func link(_ place: Int) {
        if slots.count > 1 {
            let oldest = slots[newest].newer
            slots[place].older = newest
            slots[place].newer = oldest
            slots[newest].newer = place
            slots[oldest].older = place
        }
        newest = place
    }

    private func unlink(_ place: Int) {
        let (newer, older) = (slots[place].newer, slots[place].older)
        slots[newer].older = older
        slots[older].newer = newer
        if newest == place { newest = older }
    }

    private func move(_ source: Int, to target: Int) {
        slots[target] = slots[source]
        index[slots[target].key] = target
        let (newer, older) = (slots[source].newer, slots[source].older)
        // Alone in the ring, its neighbours are itself.
        slots[target].newer = newer == source ? target : newer
        slots[target].older = older == source ? target : older
        slots[slots[target].newer].older = target
        slots[slots[target].older].newer = target
        if newest == source { newest = target }
    }
}
