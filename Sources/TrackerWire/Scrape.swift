// How many have a torrent, without becoming one of them (BEP 48; BEP 15 over UDP).

import Bencode
import Digest
import Vocabulary

package struct Scrape: Hashable, Sendable {
    /// `complete`
    package var seeders: Int
    /// How often `completed` was announced.
    package var downloaded: Int
    /// `incomplete`
    package var leechers: Int

    package init(seeders: Int, downloaded: Int, leechers: Int) {
        self.seeders = seeders
        self.downloaded = downloaded
        self.leechers = leechers
    }
}

package struct ScrapeRequest: Hashable, Sendable {
    /// From 1 to `Limits.scrapeHashes`.
    package let infoHashes: [Digest160]

    package init(_ infoHashes: [Digest160]) {
        precondition(
            (1...Limits.scrapeHashes).contains(infoHashes.count), "a scrape is of some torrents")
        self.infoHashes = infoHashes
    }

    /// Reads what stands behind the `?` of a request. Who names no torrent would have all: that
    /// is refused.
    package init(query text: some StringProtocol) throws(TrackerRequestError) {
        let values = try Query(text).values("info_hash")
        guard !values.isEmpty else { throw .missing("info_hash") }
        guard values.count <= Limits.scrapeHashes else { throw .tooLong }
        var infoHashes: [Digest160] = []
        for value in values {
            guard let infoHash = Digest160(value) else { throw .bad("info_hash") }
            infoHashes.append(infoHash)
        }
        self.infoHashes = infoHashes
    }

    /// What a request line asks for; `url` is where to scrape.
    package func target(of url: TrackerURL) -> String {
        precondition(url.scheme == .http, "a UDP tracker is sent a datagram")
        let start = url.target + (url.query == nil ? "?" : url.query == "" ? "" : "&")
        return start
            + infoHashes.map { "info_hash=" + Query.encoded($0.bytes) }.joined(separator: "&")
    }
}

package enum ScrapeAnswer: Hashable, Sendable {
    case reply([Digest160: Scrape])
    case refused(TrackerRefusal)

    /// Reads the body of an HTTP answer; of torrents that nobody asked for as many are kept as
    /// somebody could have asked for.
    package init(body: [UInt8]) throws(TrackerViolation) {
        let root = try TrackerBody.document(body).root
        if let refusal = TrackerRefusal(root) {
            self = .refused(refusal)
            return
        }
        guard let files = root["files"]?.entries else { throw .noFiles }
        var scrapes: [Digest160: Scrape] = [:]
        for (name, value) in files where value.isDictionary {
            guard scrapes.count < Limits.scrapeHashes else { break }
            guard let infoHash = Digest160(name) else { continue }
            scrapes[infoHash] = Scrape(
                seeders: Self.count(value["complete"]),
                downloaded: Self.count(value["downloaded"]),
                leechers: Self.count(value["incomplete"]))
        }
        self = .reply(scrapes)
    }

    private static func count(_ value: Bencode.Value?) -> Int {
        value?.integer.map { Numbers.count($0) } ?? 0
    }

    /// The bencoded body.
    package var body: [UInt8] {
        switch self {
        case .refused(let refusal): refusal.body
        case .reply(let scrapes): Self.body(scrapes)
        }
    }

    private static func body(_ scrapes: [Digest160: Scrape]) -> [UInt8] {
        let sorted = scrapes.map { (key: $0.key.bytes, value: $0.value) }.sorted {
            $0.key.lexicographicallyPrecedes($1.key)
        }
        var files = Array("d".utf8)
        for (key, scrape) in sorted {
            var writer = BencodeWriter()
            writer.string(key)
            writer.dictionary { writer in
                writer.entry("complete", scrape.seeders)
                writer.entry("downloaded", scrape.downloaded)
                writer.entry("incomplete", scrape.leechers)
            }
            files += writer.bytes
        }
        var writer = BencodeWriter()
        writer.dictionary { $0.entry("files", raw: files + Array("e".utf8)) }
        return writer.bytes
    }
}
