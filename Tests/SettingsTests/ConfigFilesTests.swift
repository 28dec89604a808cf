// The files that we install explain every key, and what they say is true.

import Settings
import Testing
import Vocabulary

@Suite struct InstalledConfigs {
    static let files = ["Config/peer.toml", "Config/bootstrap.toml"]

    @Test(arguments: files) func everyKeyIsExplained(path: String) throws {
        let explained = try explanations(in: projectFile(path).text)
        for key in Key.all {
            let comment = try #require(explained[key.name]?.comment, "\(key.name) is missing")
                .lowercased()
            #expect(comment.contains(key.allowed.lowercased() + ";"), "\(key.name): limit")
            #expect(
                comment.contains("; default \(key.initial)".lowercased()), "\(key.name): default")
            let purpose = key.purpose.lowercased()
            #expect(comment.hasPrefix(purpose), "\(key.name): purpose")
            #expect(comment.hasSuffix("(at start)") == !key.isReloadable, "\(key.name): reload")
        }
    }

    @Test(arguments: files) func whatIsCommentedOutIsTheDefault(path: String) throws {
        let explained = try explanations(in: projectFile(path).text)
        for key in Key.all where explained[key.name]?.isCommentedOut == true {
            #expect(explained[key.name]?.value == key.initial, "\(key.name)")
        }
        #expect(Set(explained.keys) == Set(Key.all.map(\.name)))
    }

    @Test func theTableTellsTheDefaultsOfSettings() throws {
        let scene = try Scene()
        for key in Key.all {
            let settings = try scene.load("\(key.name) = \(key.initial)")
            #expect(settings == Settings(), "\(key.name)")
        }
    }

    @Test func thePeersFileIsAPeer() throws {
        #expect(try Settings.load(path: projectFile("Config/peer.toml").path) == Settings())
    }

    @Test func theBootstrapsFileIsABootstrap() throws {
        var expected = Settings()
        expected.role = .bootstrap
        expected.port = 8000
        expected.state = "/var/lib/distrishare/bootstrap"
        #expect(try Settings.load(path: projectFile("Config/bootstrap.toml").path) == expected)
    }
}

private struct Explanation {
    var comment: String
    var isCommentedOut: Bool
    var value: String
}

/// The keys of a file, set or commented out ("#key = value"), with the comment above each.
private func explanations(in text: String) -> [String: Explanation] {
    var found: [String: Explanation] = [:]
    var comment: [Substring] = []
    var table = ""
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        if line.hasPrefix("# ") {
            comment.append(line.dropFirst(2))
        } else if line.hasPrefix("[") {
            table = line.dropFirst().dropLast() + "."
        } else if let equals = line.firstIndex(of: "="), !comment.isEmpty {
            let key = line[..<equals].drop { $0 == "#" }.dropLast()
            found[table + key] = Explanation(
                comment: comment.joined(separator: " "), isCommentedOut: line.hasPrefix("#"),
                value: String(line[equals...].dropFirst(2)))
        }
        if !line.hasPrefix("# ") { comment = [] }
    }
    return found
}
