// What the kernel says about shared folders while they are watched.
//
// Law. A change is a hint, never a fact: whoever hears of it looks again. So a change that is
// reported twice is harmless, and where changes may have been lost, an overflow says so.

import CLinux
import Glibc
import Vocabulary

/// One thing that happened in a shared folder.
package struct Change: Sendable, Equatable {
    package enum Kind: Sendable {
        /// Somebody who wrote to the file closed it, or moved it here whole: look at once.
        case closed
        /// It is being written, or its rights changed: look when it has been quiet for a while.
        case modified
        case removed
        /// Add its watches, then scan it: what came before the watch was not reported.
        case folderAdded
        /// The folder and everything in it, and their watches. Without a path: the share itself.
        case folderRemoved
        /// Changes were lost: scan the whole share.
        case overflow
    }

    package let share: Int64
    /// Nil for the share as a whole.
    package let path: FileName?
    package let kind: Kind

    package init(share: Int64, path: FileName?, kind: Kind) {
        self.share = share
        self.path = path
        self.kind = kind
    }
}

/// Whether a share's changes will be heard of.
package enum Watching: Sendable, Equatable {
    /// All its folders are watched; `new` of them were not before.
    case watched(new: Int)
    /// They will not all be: scan at an interval. The sentence says why.
    case scanAtInterval(String)
    /// There is no descriptor left to set a watch with: ask again in a moment.
    case notNow(DiskError)
}

/// Watches folders. The C word is `inotify`. Belongs to the loop, which watches `descriptor`.
package final class Watcher {
    /// Readable when there are changes to read. Non-blocking.
    package let descriptor: Int32
    /// By watch number. Shares that overlap watch the same folder under several names.
    private var places: [Int32: [Place]] = [:]
    private let buffer = UnsafeMutableRawBufferPointer.allocate(
        byteCount: Limits.changesRead, alignment: 8)

    private struct Place: Equatable {
        let share: Int64
        /// Nil for the share's own folder.
        let folder: FileName?
    }

    package init() throws(DiskError) {
        descriptor = try check("watch folders") {
            inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        }
    }

    deinit {
        close(descriptor)
        buffer.deallocate()
    }

    /// Folders that are watched.
    package var count: Int { places.count }

    /// Watches the folder of a share and `folders` beneath it. May be asked again at any time.
    package func add(share: Int64, _ root: Folder, folders: [FileName]) -> Watching {
        add(share: share, Watches.set(on: descriptor, root, folders: folders))
    }

    /// Takes over what the pool has set for a share. What happened in between was not reported, as
    /// what happened before was not.
    package func add(share: Int64, _ watches: Watches) -> Watching {
        let known = count
        for (number, folder) in watches.set {
            let place = Place(share: share, folder: folder)
            if places[number]?.contains(place) != true {
                places[number, default: []].append(place)
            }
        }
        if let error = watches.failure, error.isOutOfDescriptors { return .notNow(error) }
        if let refused = watches.refused { return .scanAtInterval(refused) }
        return .watched(new: max(0, count - known))
    }

    /// The share that the pool has set these for is gone.
    package func drop(_ watches: Watches) {
        for (number, _) in watches.set where places[number] == nil {
            inotify_rm_watch(descriptor, number)
        }
    }

    /// Watches nothing of the share any more.
    package func remove(share: Int64) {
        forget { $0.share == share }
    }

    /// The changes of one read; empty when there are none. What belongs to no shared name (it
    /// begins with a dot, or is no `FileName`) is not reported.
    package func read() -> [Change] {
        // EAGAIN: nothing there. Nothing else can befall a descriptor of our own.
        let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        var changes: [Change] = []
        var offset = 0
        while offset + MemoryLayout<inotify_event>.size <= count {
            let event = buffer.load(fromByteOffset: offset, as: inotify_event.self)
            let start = offset + MemoryLayout<inotify_event>.size
            offset = start + Int(event.len)
            let name = buffer[start..<offset].prefix { $0 != 0 }
            take(event, String(validating: name, as: UTF8.self), into: &changes)
        }
        return changes
    }
}

@available(*, unavailable) extension Watcher: Sendable {}

extension Watcher {
    private func forget(where isOver: (Place) -> Bool) {
        for (number, named) in places {
            let left = named.filter { !isOver($0) }
            if left.count == named.count { continue }
            places[number] = left.isEmpty ? nil : left
            if left.isEmpty { inotify_rm_watch(descriptor, number) }
        }
    }
}

// Reading events.
extension Watcher {
    private func take(_ event: inotify_event, _ name: String?, into changes: inout [Change]) {
        let mask = Int(event.mask)
        if mask & Int(IN_Q_OVERFLOW) != 0 {
            for share in Set(places.values.joined().map(\.share)).sorted() {
                changes.append(Change(share: share, path: nil, kind: .overflow))
            }
            return
        }
        guard let named = places[event.wd] else { return }
        if mask & Int(IN_IGNORED) != 0 { places[event.wd] = nil }
        if mask & Int(IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT) != 0 {
            // A folder inside is reported by the one around it; only the outermost has nobody.
            for place in named where place.folder == nil {
                changes.append(Change(share: place.share, path: nil, kind: .folderRemoved))
            }
        }
        guard let name, let kind = kind(of: mask) else { return }
        for place in named {
            guard let path = place.folder.map({ FileName("\($0.path)/\(name)") }) ?? FileName(name)
            else { continue }
            if kind == .folderRemoved { forget(share: place.share, beneath: path) }
            let change = Change(share: place.share, path: path, kind: kind)
            // A program that writes in small pieces says the same thing over and over.
            if changes.last != change { changes.append(change) }
        }
    }

    private func kind(of mask: Int) -> Change.Kind? {
        let appeared = mask & Int(IN_CREATE | IN_MOVED_TO) != 0
        let went = mask & Int(IN_DELETE | IN_MOVED_FROM) != 0
        if mask & Int(IN_ISDIR) != 0 {
            return appeared ? .folderAdded : went ? .folderRemoved : nil
        }
        if went { return .removed }
        if mask & Int(IN_CLOSE_WRITE | IN_MOVED_TO) != 0 { return .closed }
        // A hard link is created and never closed; it, too, is taken when it was quiet.
        return mask & Int(IN_CREATE | IN_MODIFY | IN_ATTRIB) != 0 ? .modified : nil
    }

    /// A folder that was moved away would go on reporting under its old name.
    private func forget(share: Int64, beneath path: FileName) {
        let inside = path.path + "/"
        forget {
            $0.share == share
                && ($0.folder == path || $0.folder?.path.utf8.starts(with: inside.utf8) == true)
        }
    }
}
