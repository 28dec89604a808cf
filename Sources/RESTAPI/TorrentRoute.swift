// Requests about torrents: which one the path names, and what is asked of it.

import Digest
import HTTPWire
import Metainfo
import Node
import Swarm
import Vocabulary

/// What follows `/api/v1/torrents/`.
enum TorrentPlace: Equatable {
    case whole(String)
    /// The .torrent itself.
    case metainfo(String)
    case pause(String)
    case resume(String)
    case recheck(String)

    init?(_ text: String) {
        let parts = text.utf8.split(
            separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false)
        let item = String(Substring(parts[0]))
        switch parts.count > 1 ? String(Substring(parts[1])) : "" {
        case "": self = .whole(text)
        case "metainfo": self = .metainfo(item)
        case "pause": self = .pause(item)
        case "resume": self = .resume(item)
        case "recheck": self = .recheck(item)
        default: return nil
        }
    }

    var methods: [String] {
        switch self {
        case .whole: ["GET", "HEAD", "PATCH", "DELETE"]
        case .metainfo: ["GET", "HEAD"]
        case .pause, .resume, .recheck: ["POST"]
        }
    }

    var view: TorrentAsk {
        get throws(Refusal) {
            switch self {
            case .whole(let item): .show(try Self.infoHash(item))
            case .metainfo(let item): .metainfo(try Self.infoHash(item))
            case .pause, .resume, .recheck:
                preconditionFailure("`methods` has no GET for this path")
            }
        }
    }

    func change(_ request: Request) throws(Refusal) -> TorrentAsk {
        switch self {
        case .whole(let item):
            .change(try Self.infoHash(item), try TorrentBodies.change(Body(request.body)))
        case .pause(let item): .pause(try Self.infoHash(item))
        case .resume(let item): .resume(try Self.infoHash(item))
        case .recheck(let item): .recheck(try Self.infoHash(item))
        case .metainfo: preconditionFailure("`methods` has no change for this path")
        }
    }

    func deletion(_ head: HTTPRequestHead) throws(Refusal) -> TorrentAsk {
        guard case .whole(let item) = self else {
            preconditionFailure("`methods` has no DELETE for this path")
        }
        return .remove(
            try Self.infoHash(item), removingData: try Query.truth(head, "data") ?? false)
    }

    private static func infoHash(_ text: String) throws(Refusal) -> Digest160 {
        guard let infoHash = Digest160(hex: text) else {
            throw Refusal(404, "There is no such torrent: an info-hash is 40 digits.")
        }
        return infoHash
    }
}

enum TorrentBodies {
    /// A `folder` that is here, or something that is wanted.
    static func addition(_ request: Request) throws(Refusal) -> TorrentAsk {
        let body = try Body(request.body)
        guard let text = try body.textIfAny("folder") else {
            return .add(try self.request(request))
        }
        guard let folder = FileName(text) else {
            throw Refusal(400, #""folder" is no name of a shared folder."#)
        }
        let others = (try body.textIfAny("magnet"), try body.textIfAny("infohash"))
        guard case (nil, nil) = others else {
            throw Refusal(400, #""folder" goes with no "magnet" and no "infohash"."#)
        }
        return .addFolder(folder)
    }

    /// `magnet`, or `infohash`, and how it is wanted.
    private static func request(_ request: Request) throws(Refusal) -> TorrentRequest {
        let body = try Body(request.body)
        let source: TorrentRequest.Source
        switch (try body.textIfAny("magnet"), try body.textIfAny("infohash")) {
        case (let text?, nil): source = .magnet(try magnet(text))
        case (nil, let text?):
            guard let infoHash = Digest160(hex: text) else {
                throw Refusal(400, #""infohash" is 40 hexadecimal digits."#)
            }
            source = .infoHash(infoHash)
        case (nil, nil):
            throw Refusal(
                400, #""magnet" or "infohash" is missing; a .torrent is the body of a PUT."#)
        case (.some, .some): throw Refusal(400, #"Either "magnet" or "infohash", not both."#)
        }
        return TorrentRequest(source, try options(body))
    }

    /// Numbers that a torrent can have; all of its files where none are named.
    private static func files(_ body: Body) throws(Refusal) -> [Int]? {
        guard let numbers = try body.wholesIfAny("files") else { return nil }
        return try chosen(numbers)
    }

    private static func chosen(_ numbers: [Int]) throws(Refusal) -> [Int] {
        guard !numbers.isEmpty, numbers.count <= Limits.filesPerTorrent,
            numbers.allSatisfy({ $0 < Limits.filesPerTorrent })
        else { throw Refusal(400, #""files" is some numbers of files, or null for all."#) }
        return numbers
    }

    private static func magnet(_ text: String) throws(Refusal) -> MagnetLink {
        do throws(MagnetError) {
            return try MagnetLink(text)
        } catch {
            throw Refusal(400, "\"magnet\" is no link that this node can follow: \(error).")
        }
    }

    private static func options(_ body: Body) throws(Refusal) -> TorrentOptions {
        var options = TorrentOptions()
        if let peers = try body.textsIfAny("peers") { options.peers = try addresses(peers) }
        options.files = try files(body)
        options.isSequential = try body.truthIfAny("sequential") ?? false
        options.isHeld = try body.truthIfAny("hold") ?? false
        options.isSuperSeeding = try body.truthIfAny("super_seeding") ?? false
        options.seedRatio = try ratio(body)
        options.seedTime = try body.seconds("seed_time_s")
        return options
    }

    /// The same, of a .torrent that is the body: in the query.
    static func options(_ head: HTTPRequestHead) throws(Refusal) -> TorrentOptions {
        var options = TorrentOptions()
        if let text = head.query("peers"), !text.isEmpty {
            options.peers = try addresses(text.split(separator: ",").map(String.init))
        }
        if let text = head.query("files"), !text.isEmpty {
            var files: [Int] = []
            for word in text.split(separator: ",") {
                guard let number = Int(word), number >= 0 else {
                    throw Refusal(400, #""files" is numbers with commas between them."#)
                }
                files.append(number)
            }
            options.files = try chosen(files)
        }
        options.isSequential = try Query.truth(head, "sequential") ?? false
        options.isSuperSeeding = try Query.truth(head, "super_seeding") ?? false
        if let text = head.query("seed_ratio") {
            guard let ratio = Double(text), (0...Limits.seedRatio).contains(ratio) else {
                throw Refusal(400, #""seed_ratio" is 0 to \#(Int(Limits.seedRatio))."#)
            }
            options.seedRatio = ratio
        }
        if let text = head.query("seed_time_s") {
            guard let seconds = Int64(text), (0...Limits.seedTimeSeconds).contains(seconds) else {
                throw Refusal(400, #""seed_time_s" is a number of seconds."#)
            }
            options.seedTime = .seconds(seconds)
        }
        return options
    }

    static func change(_ body: Body) throws(Refusal) -> TorrentChange {
        var change = TorrentChange()
        change.files = try files(body)
        change.priorities = try body.wholesIfAny("priorities")
        guard change.priorities?.allSatisfy({ PiecePriority($0) != nil }) ?? true else {
            throw Refusal(400, #""priorities" is a list of 0 to 7, one for each file."#)
        }
        guard change.files == nil || change.priorities == nil else {
            throw Refusal(400, #"Either "files" or "priorities", not both."#)
        }
        change.downloadLimit = try limit(body, "download_limit")
        change.uploadLimit = try limit(body, "upload_limit")
        change.isSequential = try body.truthIfAny("sequential")
        change.isSuperSeeding = try body.truthIfAny("super_seeding")
        change.seedRatio = try ratio(body)
        change.seedTime = try body.seconds("seed_time_s")
        return change
    }

    private static func ratio(_ body: Body) throws(Refusal) -> Double? {
        guard let ratio = try body.numberIfAny("seed_ratio") else { return nil }
        guard ratio <= Limits.seedRatio else {
            throw Refusal(400, #""seed_ratio" is 0 to \#(Int(Limits.seedRatio))."#)
        }
        return ratio
    }

    private static func limit(_ body: Body, _ name: String) throws(Refusal) -> Int64? {
        guard let limit: Int64 = try body.wholeIfAny(name) else { return nil }
        guard limit >= 0 else {
            throw Refusal(400, "\"\(name)\" is bytes a second, 0 for no limit.")
        }
        return limit
    }

    private static func addresses(_ texts: [String]) throws(Refusal) -> [HostPort] {
        guard texts.count <= Limits.peersPerMagnet else {
            throw Refusal(400, #""peers" has at most \#(Limits.peersPerMagnet) addresses."#)
        }
        var peers: [HostPort] = []
        for text in texts {
            guard let peer = HostPort(text) else {
                throw Refusal(400, #""peers" is a list of HOST:PORT."#)
            }
            peers.append(peer)
        }
        return peers
    }
}
