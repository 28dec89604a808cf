// Taking a file out of a folder without losing it.

import CLinux
import Glibc
import Vocabulary

/// Moves `name` from one folder to the same name beneath another on the same file system; where
/// that is taken, to `name (2)` and so on. Returns what it is called there. Nothing is deleted and
/// nothing replaced. For the pool.
package func withdraw(
    _ name: FileName, from source: Folder, to target: Folder
) throws(DiskError) -> FileName {
    let from = try parent(of: name, in: source, making: false)
    var wanted = name
    for number in 2...Limits.namesTried {
        let to = try parent(of: wanted, in: target, making: true)
        if linux_rename_new(from.descriptor, name.base, to.descriptor, wanted.base) == 0 {
            try to.sync()
            try from.sync()
            return wanted
        }
        guard errno == EEXIST, let next = name.numbered(number) else { break }
        wanted = next
    }
    throw DiskError("move \(name) aside", code: errno)
}

private func parent(
    of name: FileName, in folder: Folder, making: Bool
) throws(DiskError) -> Folder {
    let above = components(of: name.path).dropLast().joined(separator: "/")
    guard let above = FileName(above) else { return folder }
    return try folder.folder(above, making: making)
}
