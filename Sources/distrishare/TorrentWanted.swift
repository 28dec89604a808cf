// How a torrent is wanted: what the options of `get` and `add` say, and how a node is told.

import FoundationEssentials
import HTTPWire
import Vocabulary

struct TorrentWanted: Encodable {
    var magnet: String?
    var infohash: String?
    var peers: [String]?
    var files: [Int]?
    var sequential: Bool?
    /// Nothing is fetched before it is known what there is, and chosen.
    var hold: Bool?
    var super_seeding: Bool?
    var seed_ratio: Double?
    var seed_time_s: Int64?

    init(_ session: Session) throws {
        let options = session.arguments.options
        peers = try options["--from"].map { [try session.address($0).description] }
        sequential = options["--sequential"].map { _ in true }
        super_seeding = options["--super-seed"].map { _ in true }
        seed_ratio = try options["--seed-ratio"].map { text in
            guard let ratio = Double(text), ratio >= 0, ratio.isFinite else {
                throw Failure(.usage, session.phrases.wrongLoadValue("--seed-ratio", "0, 1.5, …"))
            }
            return ratio
        }
        seed_time_s = try options["--seed-time"].map { text in
            guard let seconds = Self.seconds(text) else {
                throw Failure(
                    .usage, session.phrases.wrongLoadValue("--seed-time", "30s, 10m, 2h, 7d"))
            }
            return seconds
        }
    }

    /// A whole number and a unit, as a config has durations.
    private static func seconds(_ text: String) -> Int64? {
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        if text == "0" { return 0 }
        guard let factor = text.last.flatMap({ units[$0] }), text.utf8.allSatisfy({ $0 < 128 }),
            let count = Int64(text.dropLast()), count >= 0,
            case let (seconds, isTooMuch) = count.multipliedReportingOverflow(by: factor),
            !isTooMuch
        else { return nil }
        return seconds
    }

    /// The same where a .torrent is the body.
    var query: String {
        var parts: [(String, String)] = []
        if let peers { parts.append(("peers", peers.joined(separator: ","))) }
        if let files { parts.append(("files", files.map(String.init).joined(separator: ","))) }
        if sequential == true { parts.append(("sequential", "true")) }
        if super_seeding == true { parts.append(("super_seeding", "true")) }
        if let seed_ratio { parts.append(("seed_ratio", "\(seed_ratio)")) }
        if let seed_time_s { parts.append(("seed_time_s", "\(seed_time_s)")) }
        guard !parts.isEmpty else { return "" }
        return "?" + parts.map { $0 + "=" + PercentCoding.encodeQuery($1) }.joined(separator: "&")
    }
}
