// A library that is torrents, for the stories about them: files lie in `shared_files/`, the disk
// hashes when the test says so, and a stranger dials who speaks BitTorrent.

import Bytes
import Digest
import HTTPWire
import Metainfo
import PeerWire
import Vocabulary

@testable import Node

extension Scene where Actor == PeerNode {
    /// Puts files into a share and lets a walk find them, in that order.
    func lay(_ files: [(path: String, content: [UInt8])], in share: Int64 = Shares.own) {
        var seen: [ScannedFile] = []
        for (path, content) in files {
            let file = RecordedFile(content)
            host.files[share, default: [:]][name(path)] = file
            seen.append(file.scanned(as: name(path)))
        }
        let job = host.scans.last { $0.share == share }?.job ?? JobID(number: 0)
        host.scans.removeAll { $0.share == share }
        complete(.scanned(job, share: share, .success(Walked(files: seen))))
        hashFiles()
    }

    /// The disk hashes every file that waits for it.
    func hashFiles() {
        while !host.hashes.isEmpty {
            let (share, path, job) = host.hashes.removeFirst()
            guard let file = host.files[share]?[path] else { continue }
            complete(
                .hashed(
                    job, share: share, file.scanned(as: path), file.digest, pieces: file.pieces))
        }
    }

    /// Somebody writes to a file.
    func change(_ path: String, to content: [UInt8], in share: Int64 = Shares.own) {
        let modified = (host.files[share]?[name(path)]?.modified ?? 0) + 1
        host.files[share, default: [:]][name(path)] = RecordedFile(content, modified: modified)
    }

    /// Asks for a folder's torrent; the answer may come later.
    func askForFolder(_ folder: String) -> ConnectionID {
        let id = accept(.local(pid: 1, uid: 0))
        say(request("POST", "/api/v1/torrents", #"{"folder":"\#(folder)"}"#), on: id)
        return id
    }

    /// The disk hashes the folder that it was asked for first.
    func hashFolder() {
        let (parts, geometry, job) = host.contents.removeFirst()
        var content: [UInt8] = []
        for part in parts { content += host.files[part.share]?[part.file.path]?.bytes ?? [] }
        complete(.contentHashed(job, .success(geometry.hashes(of: content))))
    }

    func reply(on id: ConnectionID) -> Reply { Reply(host.wire(id).text) }

    /// A folder that is a torrent already.
    func makeTorrent(of folder: String) -> Torrent? {
        _ = askForFolder(folder)
        hashFolder()
        return node.swarms?.torrents.values.first { $0.origin?.folder == name(folder) }
    }

    /// Somebody without our secret dials, says which torrent and what extensions he speaks.
    func stranger(
        for infoHash: Digest160, extensions: PeerExtensions? = [.dontHave, .metadata]
    ) -> ConnectionID {
        let id = accept(.tcp(endpoint("10.0.0.7:50000")))
        var bytes: [UInt8] = []
        Handshake(
            infoHash: infoHash, peerID: PeerID(random: Array(repeating: 7, count: 12)),
            reserved: extensions == nil ? .fast : .ours
        ).append(to: &bytes)
        if let extensions {
            ExtensionHandshake(offering: extensions).append(to: &bytes)
        }
        say(bytes, on: id)
        return id
    }

    /// Says more, as messages of BEP 3.
    func say(_ messages: [PeerMessage], on id: ConnectionID) {
        var bytes: [UInt8] = []
        for message in messages { message.append(to: &bytes) }
        say(bytes, on: id)
    }
}

/// So many bytes that are not each other's.
func content(_ length: Int, _ seed: UInt8) -> [UInt8] {
    (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) ^ seed }
}
