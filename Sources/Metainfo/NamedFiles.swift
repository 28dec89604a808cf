// The files of an info dictionary with names that are safe to write.

import Vocabulary

struct NamedFiles {
    private(set) var files: [ContentFile] = []
    /// The paths that were spelled otherwise, by number of the file.
    private(set) var spelledPaths: [Int: [[UInt8]]] = [:]
    private var tree = NameTree()
    private var offset: Int64 = 0

    /// Files beneath `folder`, or the one file that is called `name`.
    init(
        _ spelled: [SpelledFile], in folder: FileName?, orOne name: FileName
    ) throws(MetainfoError) {
        files.reserveCapacity(spelled.count)
        for file in spelled {
            let kind: ContentFile.Kind
            switch file.kind {
            case .regular: kind = .regular(try self.name(of: file, in: folder) ?? name)
            case .padding: kind = .padding
            case .link: kind = .link
            }
            files.append(ContentFile(kind: kind, offset: offset, length: file.length))
            offset += file.length
        }
    }

    /// Nil without a folder.
    private mutating func name(
        of file: SpelledFile, in folder: FileName?
    ) throws(MetainfoError) -> FileName? {
        guard let folder else { return nil }
        let safe = file.path.compactMap(SafeName.of)
        let path = try tree.path(safe.isEmpty ? [Self.nameless] : safe)
        let isAsSpelled =
            path.count == file.path.count
            && zip(path, file.path).allSatisfy { $0.path.utf8.elementsEqual($1) }
        if !isAsSpelled { spelledPaths[files.count] = file.path }
        let whole = ([folder] + path).map(\.path).joined(separator: "/")
        guard let name = FileName(whole) else { throw .invalidName }
        return name
    }

    /// What a file is called whose path has nothing in it that could be a name.
    private static let nameless: FileName = {
        guard let name = FileName("_") else { preconditionFailure("this is a name") }
        return name
    }()
}
