// What Package.swift says of each target: the map that imports are held against.
//
// SwiftPM lets an import through that its target did not declare, when another target was built
// before it. So the arrows are read out of the manifest, and looked after here.

struct DeclaredTarget {
    /// The manifest's word: pure, shore, executable.
    let kind: String
    let name: String
    let uses: Set<String>
}

enum Manifest {
    /// Every `pure("Name", uses: "A", "B", c: "C")` and its like, by name.
    static let targets: [String: DeclaredTarget] = {
        let text = Tree.files.first { $0.path == "Package.swift" }?.lines
            .map { $0.prefix { $0 != "/" } }.joined(separator: " ")
        guard let text else { return [:] }
        let calls = text.matches(of: /\b(pure|shore|executable)\(\s*("[^)]*)\)/)
        let declared = calls.map { call in
            let words = call.2.matches(of: /"([^"]+)"/).map { String($0.1) }
            return DeclaredTarget(
                kind: String(call.1), name: words[0], uses: Set(words.dropFirst()))
        }
        return Dictionary(declared.map { ($0.name, $0) }) { first, _ in first }
    }()

    static let pure = Set(targets.values.filter { $0.kind == "pure" }.map(\.name))
}
