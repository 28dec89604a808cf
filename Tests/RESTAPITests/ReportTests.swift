// What a peer reports of its files, and what a bootstrap lists.

import Digest
import Directory
import HTTPWire
import Node
import Testing
import Vocabulary

@testable import RESTAPI

private func file(_ text: String, size: Int64? = nil, isHashed: Bool = false) -> Listing {
    Listing(
        name: name(text), size: size, digest: isHashed ? SHA256.of([1]) : nil,
        infoHash: isHashed ? Digest160([UInt8](repeating: 7, count: 20)) : nil)
}

private let report = IndexReport(
    generation: 8, base: 7, begins: true, ends: true,
    files: [file("música/a \"b\".ogg", size: 5, isHashed: true), file("b")], gone: [name("c")],
    whole: .init(count: 2, digest: IndexDigest(of: file("b"))))

@Suite struct ReportTests {
    private var registrationWithReport: Registration {
        var full = registration
        full.report = report
        return full
    }

    @Test("A report arrives as it was sent") func roundTrip() {
        let body = surface.encode(registrationWithReport)
        guard case .register(let taken) = ask("POST", "/api/v1/peers", bytes: body).ask else {
            Issue.record("it is a registration")
            return
        }
        #expect(taken == registrationWithReport)
    }

    @Test("So does what the bootstrap says to it, and older ones say nothing") func receipts() {
        for receipt in [
            nil, IndexReceipt(generation: nil), IndexReceipt(generation: 9, wantsAll: true),
            IndexReceipt(generation: 1, reason: "no"),
        ] {
            let welcome = Welcome(
                you: endpoint("1.2.3.4:5"), generation: 9, nodes: nil, receipt: receipt)
            let body = response(.welcome(welcome)).body
            #expect(surface.decodeWelcome(body)?.receipt == receipt)
        }
    }

    @Test(
        "A report that cannot be believed is refused by name",
        arguments: [
            (#""generation":"0000000000000008""#, #""generation":"8""#, "generation"),
            (#""base":"0000000000000007""#, #""base":7"#, "base"),
            (#""count":2"#, #""count":-2"#, "count"), (#""size":5"#, #""size":-5"#, "size"),
            (#""gone":["c"]"#, #""gone":["../c"]"#, "name"),
            (#""gone":["c"]"#, #""gone":[7]"#, "gone"),
            (#""name":"b""#, #""name":"/b""#, "name"),
            (#""begins":true"#, #""begins":1"#, "begins"),
        ])
    func refused(part: String, replacement: String, member: String) {
        let text = String(decoding: surface.encode(registrationWithReport), as: UTF8.self)
        let broken = text.replacing(part, with: replacement)
        #expect(broken != text)
        let refusal = ask("POST", "/api/v1/peers", broken).refusal
        #expect(refusal?.status == 400)
        #expect(refusal?.detail.contains("\"\(member)\"") == true, "\(refusal?.detail ?? "taken")")
    }

    @Test("A report has an end") func length() {
        var long = registration
        long.report = IndexReport(
            generation: 1, base: nil, gone: (0...Limits.reportNamesMax).map { name("f\($0)") },
            whole: nil)
        #expect(ask("POST", "/api/v1/peers", bytes: surface.encode(long)).refusal?.status == 413)
    }

    @Test("A bootstrap's files are read as they were written") func catalogued() {
        let files = [
            CataloguedView(
                name: name("a b.ogg"), size: nil, digest: SHA256.of([2]),
                infoHash: Digest160([UInt8](repeating: 9, count: 20)), since: 77,
                sharers: [
                    .init(
                        door: .node, endpoint: endpoint("1.2.3.4:5"), id: node(), name: "x",
                        isLive: true),
                    .init(
                        door: .login, endpoint: nil, id: nil, name: "ana", isLive: false,
                        url: "h:1"),
                ], sharerCount: 9, liveCount: 1)
        ]
        let list = surface.response(
            to: .files(words: nil, digest: nil, Page()), .catalogued(files, next: "x"))
        #expect(surface.decodeCatalogued(list.body) == files)
        #expect(list.text.contains(#""next":"x""#))
        #expect(list.text.contains(#""magnet":"magnet:?xt=urn:btih:09090909"#))
        let search = surface.response(
            to: .search(words: "a", Page()), .catalogued(files, next: nil))
        #expect(search.text.hasPrefix(#"{"asked":0,"next":null,"results":[{"holder_count":9,"#))
    }

    @Test("A search may say what a file must be") func filters() {
        let target = "/api/v1/files?q=a&size_min=1&size_max=9&type=.OGG,mp3&since=5&holders_min=2"
        guard case .files(_, _, let page) = ask("GET", target).ask else {
            Issue.record("it is a list")
            return
        }
        var filter = CatalogueFilter()
        (filter.sizeMin, filter.sizeMax, filter.since, filter.holdersMin) = (1, 9, 5, 2)
        filter.endings = ["ogg", "mp3"]
        #expect(page.filter == filter)
        let body =
            #"{"words":"a","size_min":1,"size_max":9,"types":[".OGG","mp3"],"since":5,"#
            + #""holders_min":2,"limit":7,"cursor":"x"}"#
        guard case .search("a", let wanted) = ask("POST", "/api/v1/search", body).ask else {
            Issue.record("it is a search")
            return
        }
        #expect(wanted.filter == filter && wanted.limit == 7 && wanted.cursor == "x")
        #expect(ask("GET", "/api/v1/files?size_min=x").refusal?.status == 400)
        #expect(ask("POST", "/api/v1/search", #"{"words":"a","limit":0}"#).refusal?.status == 400)
    }
}
