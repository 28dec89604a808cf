// A place in the state folder for a file that a library makes by its path.
//
// Law. What is left of one goes: with its last holder, or else at the next start.

import Glibc
import Vocabulary

/// Immutable: a name that nobody guesses, under which there is nothing at first.
package final class ScratchFile: Sendable {
    package let path: String
    private let name: String
    private let folder: Folder

    package init(in state: StateFolder) {
        name = "\(unfinishedPrefix).\(randomEnding())"
        path = "\(state.path)/\(name)"
        folder = state.folder
    }

    /// What was made there, to be read.
    package func open() throws(DiskError) -> OpenFile {
        try OpenFile(adopting: folder.openBeneath(name, O_RDONLY | O_NONBLOCK | O_NOCTTY))
    }

    /// SQLite may have left other files beside it.
    deinit {
        for ending in ["", "-journal", "-wal", "-shm"] {
            unlinkat(folder.descriptor, name + ending, 0)
        }
    }
}
