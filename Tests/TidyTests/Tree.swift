// The project's own text, as the tidiness rules read it.
//
// Law: only files that belong to the project, found from where this file lies; nothing that a build
// or a tool made, and no corpus, which is meant to be what nobody would write.

import Glibc

/// One file of the project, in lines.
struct SourceFile {
    /// From the project's root, such as `Sources/Node/PeerNode.swift`.
    let path: String
    let lines: [String]
    let mode: mode_t

    var name: String { String(path.split(separator: "/").last ?? "") }
    var isSwift: Bool { path.hasSuffix(".swift") }

    /// The target that a file under Sources belongs to.
    var target: String? {
        let parts = path.split(separator: "/")
        return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
    }

    /// The lines with comments and the text of string literals taken out, numbered from 1.
    var code: [(number: Int, text: String)] {
        var inLongString = false
        var result: [(number: Int, text: String)] = []
        for (index, line) in lines.enumerated() {
            let isFence = line.contains("\"\"\"")
            if !inLongString && !isFence { result.append((index + 1, withoutWords(line))) }
            // Two fences on one line open and close.
            if isFence && line.ranges(of: "\"\"\"").count == 1 { inLongString.toggle() }
        }
        return result
    }
}

/// A line of Swift up to its comment, with string literals emptied.
private func withoutWords(_ line: String) -> String {
    var result = ""
    var inString = false
    var previous: Character = " "
    for character in line {
        if inString {
            if character == "\"" && previous != "\\" { inString = false }
        } else if character == "\"" {
            inString = true
        } else if character == "/" && previous == "/" {
            result.removeLast()
            return result
        } else {
            result.append(character)
        }
        // A backslash that is itself escaped escapes nothing.
        previous = previous == "\\" && character == "\\" ? " " : character
    }
    return result
}

enum Tree {
    /// Tests/TidyTests/Tree.swift, three names up.
    static let root = String(
        #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 })

    /// What is written by hand.
    static let files: [SourceFile] =
        ["Sources", "Tests", "Scripts", "Config", "Packaging", "Systemd", ".ci"]
        .flatMap(files(under:))
        + ["Package.swift", "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"]
        .compactMap(file(at:))

    static let swift = files.filter(\.isSwift)
    static let sources = swift.filter { $0.path.hasPrefix("Sources/") }

    private static func files(under folder: String) -> [SourceFile] {
        names(in: folder).flatMap { name in
            let path = folder + "/" + name
            return isFolder(path) ? files(under: path) : file(at: path).map { [$0] } ?? []
        }
    }

    private static func names(in folder: String) -> [String] {
        guard let stream = opendir(root + "/" + folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { bytes in
                bytes.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix("."), !["__pycache__", "corpus"].contains(name) {
                names.append(name)
            }
        }
        return names.sorted()
    }

    private static func isFolder(_ path: String) -> Bool {
        mode(of: path).map { $0 & S_IFMT == S_IFDIR } ?? false
    }

    private static func mode(of path: String) -> mode_t? {
        var about = stat()
        return stat(root + "/" + path, &about) == 0 ? about.st_mode : nil
    }

    private static func file(at path: String) -> SourceFile? {
        guard let mode = mode(of: path), let text = text(of: path) else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        return SourceFile(path: path, lines: lines, mode: mode)
    }

    private static func text(of path: String) -> String? {
        guard let file = fopen(root + "/" + path, "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&block, 1, block.count, file)
            if count == 0 { return String(validating: bytes, as: UTF8.self) }
            bytes += block[..<count]
        }
    }
}
