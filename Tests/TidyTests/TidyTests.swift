// The dull things, so that reviews can be about ideas. Each rule lists its sins as `rule: path`,
// with the line; what OldSins knows is forgiven, what is new is not.

import Glibc
import Testing

struct Sin: CustomStringConvertible {
    let rule: String
    let path: String
    let detail: String

    var key: String { rule + ": " + path }
    var description: String { path + detail }
}

/// The sins that nobody knew of; and with them the known ones that are gone.
func expectTidy(_ rule: String, _ sins: [(path: String, detail: String)]) {
    let found = sins.map { Sin(rule: rule, path: $0.path, detail: $0.detail) }
    let new = found.filter { !OldSins.list.contains($0.key) }
    if !new.isEmpty {
        Issue.record("\(rule):\n\(new.map(\.description).joined(separator: "\n"))")
    }
    let mended = OldSins.list.filter { $0.hasPrefix(rule + ": ") }.subtracting(found.map(\.key))
    if !mended.isEmpty {
        Issue.record("mended, so take it off the list: \(mended.sorted())")
    }
}

/// Every line of the files where the pattern matches.
private func lines(
    _ files: [SourceFile], matching pattern: some RegexComponent
) -> [(path: String, detail: String)] {
    files.flatMap { file in
        file.lines.enumerated().filter { $0.element.contains(pattern) }
            .map { (file.path, ":\($0.offset + 1): \($0.element.prefix(80))") }
    }
}

/// The same, in code only: neither in comments nor in strings.
private func code(
    _ files: [SourceFile], matching pattern: some RegexComponent
) -> [(path: String, detail: String)] {
    files.flatMap { file in
        file.code.filter { $0.text.contains(pattern) }
            .map { (file.path, ":\($0.number): \($0.text.prefix(80))") }
    }
}

@Suite("Text") struct TextTests {
    @Test("the tree is found") func thereIsSomethingToTidy() {
        #expect(Tree.sources.count > 10)
        #expect(Manifest.targets.count > 10)
        #expect(Manifest.pure.contains("Node"))
    }

    @Test("a line fits into 100 columns") func columns() {
        let written = Tree.files.filter { !$0.path.hasSuffix(".md") && $0.path != made }
        expectTidy(
            "columns",
            written.flatMap { file in
                file.lines.enumerated().filter { $0.element.count > 100 }
                    .map { (file.path, ":\($0.offset + 1) has \($0.element.count)") }
            })
    }

    /// A description of all paths is one idea, and what is made by a script is nobody's reading.
    private var long: Set<String> {
        ["Config/openapi.yaml", "Sources/RESTAPI/OpenAPIDocument.swift", made]
    }

    private let made = "Sources/distrishared/Link/order"

    @Test("a file is one idea: at most 400 lines") func length() {
        expectTidy(
            "length",
            Tree.files.filter {
                $0.lines.count > 401 && !$0.path.hasSuffix(".md") && !long.contains($0.path)
            }
            .map { ($0.path, " has \($0.lines.count) lines") })
    }

    @Test("a Swift file opens with what it is for") func opening() {
        let unopened = Tree.sources.filter { $0.lines.first?.hasPrefix("//") != true }
        expectTidy("opening", unopened.map { ($0.path, "") })
    }

    @Test("nothing is left for somebody") func leftOvers() {
        // Spelled so that this line is not one of them.
        let words = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]
        expectTidy(
            "left over",
            Tree.files.flatMap { file in
                file.lines.enumerated().filter { line in
                    let said = line.element.split { !$0.isLetter }
                    return words.contains { said.contains(Substring($0)) }
                }.map { (file.path, ":\($0.offset + 1): \($0.element.prefix(80))") }
            })
    }

    @Test("no path of somebody's machine") func machines() {
        let places = ["/wo" + "rk/", "../sha" + "red", "/Us" + "ers/", "/tmp/w" + "t/"]
        expectTidy(
            "machine",
            Tree.files.flatMap { file in
                file.lines.enumerated().filter { line in
                    places.contains { line.element.contains($0) }
                }.map { (file.path, ":\($0.offset + 1): \($0.element.prefix(80))") }
            })
    }

    @Test("what is a script can be run") func scripts() {
        let scripts = Tree.files.filter {
            $0.path.hasPrefix("Scripts/") && !$0.path.hasPrefix("Scripts/lib/")
                || $0.path == ".ci/run"
        }
        #expect(scripts.count >= 7)
        expectTidy(
            "run bit",
            scripts.filter { $0.mode & S_IXUSR == 0 || $0.lines.first?.hasPrefix("#!") != true }
                .map { ($0.path, "") })
    }
}

@Suite("Swift") struct SwiftTests {
    @Test("Foundation stays out, and its essentials in the tool") func foundation() {
        let below = Tree.sources.filter { $0.target != "distrishare" }
        let pattern = /\bimport\s+(?:\w+\s+)?Foundation(?:\.|\s|$)/
        let essentials = /\bimport\s+(?:\w+\s+)?FoundationEssentials\b/
        expectTidy(
            "Foundation", code(Tree.swift, matching: pattern) + code(below, matching: essentials))
    }

    @Test("one thread: nothing to wait for, nothing to lock, but in Offload") func oneThread() {
        let elsewhere = Tree.sources.filter { $0.name != "Offload.swift" }
        let words =
            #/
            \b(async|await|actor|Mutex|NSLock|DispatchQueue|pthread_\w+|Thread\.\w+)\b
            |@MainActor|@unchecked\ Sendable|nonisolated\(unsafe\)
            /#
        expectTidy("one thread", code(elsewhere, matching: words))
    }

    @Test("an error is named, not forced") func force() {
        expectTidy("force", code(Tree.sources, matching: /\btry!|\bas!|\bfatalError\(/))
    }

    @Test("a library prints nothing") func printing() {
        let libraries = Tree.sources.filter {
            Manifest.targets[$0.target ?? ""]?.kind != "executable"
        }
        expectTidy("print", code(libraries, matching: /(?:^|[^.\w])(?:debugPrint|print)\(/))
    }

    @Test("a test does not sleep") func sleeping() {
        let tests = Tree.swift.filter { $0.path.hasPrefix("Tests/") }
        expectTidy("sleep", code(tests, matching: /\b(?:u|nano)?sleep\(|Task\.sleep/))
    }
}

@Suite("Map") struct MapTests {
    @Test("an import follows an arrow of the manifest") func imports() {
        let pattern = /^\s*(?:@\w+ )?(?:\w+ )?import (?:struct |enum |func |class |let |var )?(\w+)/
        expectTidy(
            "import",
            Tree.sources.flatMap { file -> [(path: String, detail: String)] in
                guard let target = file.target, let declared = Manifest.targets[target] else {
                    return []
                }
                let allowed = declared.uses.union(surroundings(of: declared))
                return file.code.compactMap { line in
                    guard let module = line.text.firstMatch(of: pattern)?.1,
                        !allowed.contains(String(module))
                    else { return nil }
                    return (file.path, ":\(line.number) imports \(module)")
                }
            })
    }

    /// What comes with Swift and needs no arrow. A pure target has no surroundings.
    private func surroundings(of target: DeclaredTarget) -> Set<String> {
        let essentials: Set<String> =
            target.name == "distrishare" ? ["FoundationEssentials"] : []
        return target.kind == "pure" ? essentials : essentials.union(["Glibc", "Synchronization"])
    }

    @Test("what is pure stands on what is pure") func arrows() {
        // OpenSSL's digests and zlib's gzip, as plain functions of their arguments.
        let ground = Manifest.pure.union(["Digest", "Gzip"])
        let wrong = Manifest.targets.values.filter {
            $0.kind == "pure" && !$0.uses.isSubset(of: ground)
        }
        #expect(wrong.isEmpty, "\(wrong.map(\.name))")
    }

    @Test("pure code is given time and chance") func timeAndChance() {
        let pure = Tree.sources.filter { Manifest.pure.contains($0.target ?? "") }
        let words =
            #/
            \b(ContinuousClock|SuspendingClock|SystemRandomNumberGenerator)\b
            |\.random\(in:[^,)]*\)|\.shuffled\(\)|\.randomElement\(\)
            /#
        expectTidy("time and chance", code(pure, matching: words))
    }

    @Test("a limit is there to be kept") func deadLimits() {
        let homes = Tree.sources.filter { $0.path.hasPrefix("Sources/Vocabulary/Limits") }
        let names = homes.flatMap { home in
            home.code.compactMap { $0.text.firstMatch(of: /static let (\w+)/)?.1 }
                .map { (path: home.path, name: String($0)) }
        }
        #expect(names.count > 100, "the limits are found")
        let words = Set(
            Tree.sources.filter { !$0.path.hasPrefix("Sources/Vocabulary/Limits") }.flatMap(\.code)
                .flatMap { $0.text.matches(of: /\bLimits\.(\w+)/).map { String($0.1) } })
        expectTidy(
            "dead limit",
            names.filter { !words.contains($0.name) }
                .map { ($0.path, ": \($0.name) is used nowhere") })
    }
}
