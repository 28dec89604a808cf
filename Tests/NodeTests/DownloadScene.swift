// One file that is wanted, and those who hold it: honest, lying, vanishing and old.

import Bytes
import Digest
import HTTPWire
import Testing
import Vocabulary

@testable import Node

let content = bytes("the content of a file")
let digest = SHA256.of(content)
let first = endpoint("10.0.0.1:9000")
let second_ = endpoint("10.0.0.2:9000")

func fileView(_ digest: Digest256?) -> FileView {
    FileView(name: name("a.txt"), size: Int64(content.count), digest: digest, modified: 0)
}

/// A holder that names `told` in a search and sends `sent`; nil cuts the line in the middle, and
/// `most` cuts it after so many bytes.
func holder(
    _ who: String, told: Digest256? = digest, field: Digest256? = nil, _ sent: [UInt8]? = content,
    most: Int = .max
) -> Door {
    .ours { said in
        if said.contains("/healthz") { return answer(200, by: id(who)) }
        if said.contains("/api/v1/files?") { return found([fileView(told)], by: id(who)) }
        let fields = field.map { [("repr-digest", "sha-256=:\(Base64.encode($0.bytes)):")] } ?? []
        if most < .max {
            // The head, and of the body so many bytes.
            let whole = part(of: content, said, by: id(who), fields)
            let end = whole.firstRange(of: bytes("\r\n\r\n"))?.upperBound ?? 0
            return Array(whole[..<min(whole.count, end + most)])
        }
        if let sent { return part(of: sent, said, by: id(who), fields) }
        return Array(part(of: content, said, by: id(who), fields).dropLast(5))
    }
}

/// What one of ours answers to a request for a file, or for a range of it.
func part(
    of sent: [UInt8], _ said: String, by node: NodeID, _ fields: [(String, String)] = []
) -> [UInt8] {
    guard let field = said.split(separator: "\r\n").first(where: { $0.hasPrefix("Range: bytes=") })
    else { return answer(200, by: node, fields, sent) }
    let places = field.dropFirst(13).split(separator: "-").compactMap { Int($0) }
    let range = places[0]..<places[1] + 1
    let told = ("content-range", "bytes \(places[0])-\(places[1])/\(sent.count)")
    return answer(206, by: node, fields + [told], Array(sent[range]))
}

func old(_ sent: [UInt8], finds: Bool = true) -> Door {
    .old { $0.contains("search") ? bytes(finds ? "FOUND" : "NOT_FOUND") : sent }
}

extension Scene where Actor == PeerNode {
    var download: DownloadView? { node.downloads.all.last?.view(at: now) }

    func get(_ body: String = #"{"name":"a.txt"}"#) {
        let status = operate("POST", "/api/v1/downloads", body).status
        #expect(status == 202, "the download is taken")
    }

    /// The disk does what it was asked: writes, seals, and places where the name is free.
    func disk(taken: [String: Digest256] = [:]) {
        while !host.sealing.isEmpty || !host.placing.isEmpty || !host.hashes.isEmpty
            || !host.unwritten.isEmpty
        {
            if workOnPart() { continue }
            if !host.hashes.isEmpty {
                let hash = host.hashes.removeFirst()
                let seen = ScannedFile(path: hash.path, size: 1, modified: 1, inode: 1)
                let there = taken[hash.path.path] ?? digest
                complete(.hashed(hash.job, share: hash.share, seen, there, pieces: []))
            } else {
                let (file, name) = host.placing.removeFirst()
                let isTaken = taken[name.path] != nil
                complete(
                    .placed(file, isTaken ? .failure(WorldError(.taken, "taken")) : .success(name)))
            }
        }
    }

    /// One thing of those that the disk does before a part has a name: it writes, or it seals.
    /// False: there is none.
    func workOnPart() -> Bool {
        if !host.unwritten.isEmpty {
            let (file, range, differing) = host.unwritten.removeFirst()
            complete(.written(file, [range], differing: differing))
            return true
        }
        guard !host.sealing.isEmpty else { return false }
        let file = host.sealing.removeFirst()
        let bytes = host.incoming[file] ?? []
        complete(.sealed(file, size: Int64(bytes.count), SHA256.of(bytes)))
        return true
    }

    func asked(_ endpoint: Endpoint) -> Int {
        said(to: endpoint).count { $0.hasPrefix("GET /files/") || $0.contains("download") }
    }
}

func downloading(
    _ doors: [Endpoint: Door], _ change: (inout NodeSettings) -> Void = { _ in }
) -> Scene<PeerNode> {
    let known = doors.keys.sorted { $0.description < $1.description }
    let scene = peer {
        $0.known = known.compactMap { HostPort($0.description) }
        change(&$0)
    }
    scene.doors = doors
    scene.settle()
    scene.get()
    return scene
}

/// A peer that is fetching from a holder which has taken the call; the test plays the holder.
func fetching(
    _ size: Int64 = 1000, told: Digest256? = nil, _ change: (inout NodeSettings) -> Void = { _ in }
) -> (Scene<PeerNode>, ConnectionID) {
    let scene = peer {
        $0.known = [HostPort("10.0.0.1:9000")].compactMap(\.self)
        change(&$0)
    }
    scene.doors[first] = holder("a", told: nil)
    scene.pass(.zero)
    let door = scene.accept(.local(pid: 1, uid: 0))
    scene.doors[first] = .mute
    scene.say(request("POST", "/api/v1/downloads", #"{"name":"a.txt"}"#), on: door)
    let search = scene.calls[scene.calls.count - 1].connection
    let file = FileView(name: name("a.txt"), size: size, digest: told, modified: 0)
    scene.say(found([file], by: id("a")), on: search)
    return (scene, scene.calls[scene.calls.count - 1].connection)
}
