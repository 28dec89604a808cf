// What a peer shares, as its bootstraps hear of it: followed from change to change, and never
// looked through as a whole but once after the start.
//
// Law. What it is as a whole is said when every file has been looked at; until then nothing is.

import Directory
import Library
import Vocabulary

final class OwnIndex {
    private let library: Library
    /// What each name was when it was looked at last. Many tables, by the first bits of a hash: one
    /// of a hundred thousand names that grows holds the loop for tens of milliseconds.
    private var tables = [[FileName: IndexDigest]](repeating: [:], count: 64)
    private var digest = IndexDigest()
    private var count = 0
    /// How far the first walk is; nil: it is done.
    private var walk: Walk? = .init()
    /// Names that came, went or changed; the first `done` were looked at.
    private var changed: [FileName] = []
    private var done = 0

    private struct Walk {
        var last: FileName?
    }

    init(_ library: Library) {
        self.library = library
        library.isFollowed = true
    }

    /// What the index is as a whole; nil: not all of it was looked at.
    var whole: IndexReport.Whole? {
        hasWork ? nil : IndexReport.Whole(count: count, digest: digest)
    }

    var hasWork: Bool { walk != nil || done < changed.count || library.hasFollowed }

    /// Looks at some of what is new. Returns the names that are not what they were.
    func work() -> [FileName] {
        if library.hasFollowed {
            if done == changed.count { (changed, done) = ([], 0) }
            changed += library.takeFollowed()
        }
        if walk != nil {
            walkOn()
            return []
        }
        let step = changed[done...].prefix(Limits.indexStep)
        done += step.count
        return step.filter { look(at: $0, library.file(named: $0)) }
    }

    /// What a name is now; nil: no file.
    func listing(of name: FileName) -> Listing? { library.file(named: name).map(Listing.init) }

    /// Files by name, from the first after `name` on.
    func listings(after name: FileName?, limit: Int) -> [Listing] {
        library.files(after: name, limit: limit).map(Listing.init)
    }

    /// In the order of names; what changes meanwhile is looked at afterwards, wherever it stands.
    private func walkOn() {
        let files = library.files(after: walk?.last, limit: Limits.indexStep)
        for file in files { _ = look(at: file.name, file) }
        walk = files.last.map { Walk(last: $0.name) }
    }

    /// Whether it is another than it was.
    private func look(at name: FileName, _ file: SharedFile?) -> Bool {
        let table = name.hashValue & (tables.count - 1)
        let now = file.map { IndexDigest(of: Listing($0)) }
        let before = tables[table][name]
        guard before != now else { return false }
        tables[table][name] = now
        if let before {
            digest.subtract(before)
            count -= 1
        }
        if let now {
            digest.add(now)
            count += 1
        }
        return true
    }
}

extension Listing {
    init(_ file: SharedFile) {
        self.init(name: file.name, size: file.size, digest: file.digest, infoHash: file.infoHash)
    }
}
