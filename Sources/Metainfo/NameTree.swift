// Finds each file of a torrent a path of its own.
//
// Law. No two files are one, and none is where a folder is. Who comes first keeps the name; the
// next is numbered, "name (2).ext". All of it takes time as the names do, and ends at `Limits`.

import Vocabulary

struct NameTree {
    /// A name in a folder; 0 is the torrent's own.
    private struct Place: Hashable {
        let folder: Int
        let name: FileName
    }

    /// What is somewhere already, with the number that the last of the same name got.
    private var taken: [Place: Int] = [:]
    /// Folders by what the torrent calls them, and what they are called.
    private var folders: [Place: (number: Int, name: FileName)] = [:]
    /// Names that were tried and were taken.
    private var failures = 0

    /// The path beneath the torrent's folder for a file of those components.
    mutating func path(_ components: [FileName]) throws(MetainfoError) -> [FileName] {
        guard let last = components.last else { preconditionFailure("a path has a name") }
        var folder = 0
        var path: [FileName] = []
        for component in components.dropLast() {
            let found = try self.folder(Place(folder: folder, name: component))
            folder = found.number
            path.append(found.name)
        }
        return path + [try claim(Place(folder: folder, name: last))]
    }

    private mutating func folder(
        _ place: Place
    ) throws(MetainfoError) -> (number: Int, name: FileName) {
        if let known = folders[place] { return known }
        guard folders.count < Limits.filesPerTorrent else { throw .tooManyFiles }
        let new = (number: folders.count + 1, name: try claim(place))
        folders[place] = new
        return new
    }

    /// The name, or the next that is free.
    private mutating func claim(_ place: Place) throws(MetainfoError) -> FileName {
        guard var number = taken[place] else {
            taken[place] = 1
            return place.name
        }
        while number < Limits.equalNames {
            number += 1
            let other = Place(
                folder: place.folder, name: SafeName.numbered(place.name, number))
            if taken[other] == nil {
                taken[other] = 1
                taken[place] = number
                return other.name
            }
            failures += 1
            guard failures < Limits.filesPerTorrent else { break }
        }
        throw .tooManyDuplicateNames
    }
}
