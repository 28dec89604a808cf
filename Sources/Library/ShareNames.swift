// What files and shares are called in the library.

import Vocabulary

extension [Int64: ShareRecord] {
    /// What a file of a share is called in the library; nil where there is no such share, or the
    /// name would be too long.
    func name(of share: Int64, _ path: FileName) -> FileName? {
        if Library.unnamedShares.contains(share) { return path }
        guard let record = self[share] else { return nil }
        return record.isFolder ? path.beneath(record.name) : record.name
    }
}

extension FileName {
    /// "name-2", or "name-2.txt" before the ending; itself for 1. Shortened where it would be too
    /// long for a file system.
    func suffixed(_ number: Int, beforeEnding: Bool) -> FileName? {
        if number == 1 { return self }
        var stem = path[...]
        var ending = path[path.endIndex...]
        if beforeEnding, let dot = path.utf8.lastIndex(of: UInt8(ascii: ".")),
            path[dot...].utf8.count < base.utf8.count
        {
            (stem, ending) = (path[..<dot], path[dot...])
        }
        while !stem.isEmpty {
            if let name = FileName("\(stem)-\(number)\(ending)") { return name }
            stem = stem.dropLast()
        }
        return nil
    }
}
