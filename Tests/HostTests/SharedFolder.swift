// A folder that a stage's host shares, for stories of files that are hashed.

import Disk
import Glibc
import Host
import Node
import Testing
import Vocabulary

struct SharedFolder {
    static let id: Int64 = 7
    let path: String

    /// Makes it, and has the host share it.
    init(on stage: Stage) throws {
        path = stage.path + "/shared"
        mkdir(path, 0o755)
        let name = try #require(FileName("shared"))
        let share = ShareRecord(id: Self.id, hostPath: path, name: name, isFolder: true)
        _ = try stage.host.attach(share).get()
    }

    func write(_ bytes: [UInt8], _ name: String) throws {
        let file = open("\(path)/\(name)", O_CREAT | O_TRUNC | O_WRONLY, 0o644)
        try #require(file >= 0)
        defer { close(file) }
        try #require(Glibc.write(file, bytes, bytes.count) == bytes.count)
    }

    /// Bytes that differ from step to step.
    static func content(_ length: Int, seed: UInt8) -> [UInt8] {
        var bytes = [UInt8](repeating: seed, count: length)
        for place in stride(from: 0, to: length, by: 4093) {
            bytes[place] = UInt8(truncatingIfNeeded: place &* 7 &+ place >> 8)
        }
        return bytes
    }
}
