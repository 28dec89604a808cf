// The files of a peer as they are shown: to people, and to other nodes that search.

import Digest
import Library
import Vocabulary

extension Shelf {
    /// Files by words, best first, or by digest.
    func views(words: String) -> [FileView] {
        library.search(words, limit: Limits.searchHits).map(view(of:))
    }

    func views(with digest: Digest256) -> [FileView] { library.files(with: digest).map(view(of:)) }

    /// A file as it is shown.
    func view(of file: SharedFile) -> FileView {
        var view = FileView(
            name: file.name, size: file.size, digest: file.digest, modified: file.modified,
            infoHash: file.infoHash)
        view.isPublic = isPublic(share: file.share)
        return view
    }

    /// A part of all files by name, of those that fit the words best first, or of those with the
    /// digest. A part of a hundred thousand by name costs no more than itself.
    func page(
        _ page: Page, words: String?, digest: Digest256?
    ) throws(Refusal) -> Part<FileView> {
        let instance = desk.identity.instance
        let limit = page.limit + 1
        if digest == nil, words == nil {
            let files = library.files(after: try page.name(), limit: limit)
            return page.part(of: files) { .name($0.name) }.map(view(of:))
        }
        let place = try page.place(in: instance)
        let found =
            if let digest {
                library.files(with: digest, after: place, limit: limit)
            } else {
                library.search(words ?? "", after: place, limit: limit)
            }
        return page.part(of: found) { .place($0.place, instance: instance) }
            .map { view(of: $0.file) }
    }
}
