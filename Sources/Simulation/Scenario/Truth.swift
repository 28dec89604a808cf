// What was ever put into the network, so that what comes out of it can be held against it.

import Digest
import Vocabulary

package struct Truth {
    /// All contents that ever stood under a name.
    private var versions: [String: [Digest256]] = [:]
    private var contents: [Digest256: [UInt8]] = [:]
    /// Names, in the order in which they came.
    package private(set) var names: [String] = []
    private var made: UInt64

    package init(seed: UInt64) { made = seed &* 0x9e37_79b9 }

    /// New bytes under a name: of sizes that are nothing, a byte, just about a chunk, or more.
    package mutating func make(_ name: String, using chance: inout Chance) -> [UInt8] {
        let sizes = [0, 1, 4095, 4096, 4097, 20_000, 65_536, 150_000]
        let small = Int.random(in: 0..<3, using: &chance) > 0
        let size =
            small
            ? Int.random(in: 0...8000, using: &chance) : sizes.randomElement(using: &chance) ?? 0
        return make(name, ofSize: size)
    }

    package mutating func make(_ name: String, ofSize size: Int) -> [UInt8] {
        made &+= 1
        let bytes = Content.bytes(seed: made, count: size)
        add(bytes, as: name)
        return bytes
    }

    /// Somebody has put these bytes under that name.
    package mutating func add(_ bytes: [UInt8], as name: String) {
        let digest = SHA256.of(bytes)
        if versions[name] == nil { names.append(name) }
        if !versions[name, default: []].contains(digest) {
            versions[name, default: []].append(digest)
        }
        contents[digest] = bytes
    }

    package func contents(of name: String) -> [[UInt8]] {
        (versions[name] ?? []).compactMap { contents[$0] }
    }

    package func isUnambiguous(_ name: String) -> Bool { versions[name]?.count == 1 }

    /// Whether these bytes stood under this name, or under the one that it is a second "(2)" of.
    package func knows(_ digest: Digest256, as name: String) -> Bool {
        if versions[name]?.contains(digest) == true { return true }
        return names.contains { original in
            guard versions[original]?.contains(digest) == true, let first = FileName(original)
            else { return false }
            return (2...20).contains { first.numbered($0)?.path == name }
        }
    }
}
