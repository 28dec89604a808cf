// A bootstrap and its peers agree on what the peers have, whatever the network does.

import Digest
import Directory
import Library
import RESTAPI
import Testing
import Vocabulary

@testable import Node

private func file(_ name: String, _ size: Int64 = 1) -> ScannedFile {
    guard let path = FileName(name) else { preconditionFailure("\(name) is a name") }
    return ScannedFile(path: path, size: size, modified: 1, inode: 1)
}

/// A peer's side without a peer: a library, and what one bootstrap hears of it.
private final class Teller {
    let library = Library(records: [], shares: [])
    let index: OwnIndex
    var talk = IndexTalk()
    var instance: UInt64 = 1

    init(_ names: [String] = []) {
        index = OwnIndex(library)
        for name in names { library.saw(share: 0, file(name)) }
        look()
    }

    func look() {
        while index.hasWork { for name in index.work() { talk.note(name) } }
    }

    func share(_ name: String, _ size: Int64 = 1) {
        library.saw(share: 0, file(name, size))
        look()
    }

    func unshare(_ name: String) {
        library.remove(share: 0, path: file(name).path)
        look()
    }

    /// The program is started anew, with the same files.
    func restart() {
        talk = IndexTalk()
        instance += 1
    }

    /// Heartbeats until the bootstrap has nothing more to ask for; gives their number.
    func tell(_ indexes: Indexes, as peer: NodeID) -> Int {
        for beat in 1...1000 {
            guard let report = talk.report(of: index) else { return beat }
            talk.heard(indexes.take(report, of: peer, instance: instance))
            if !talk.hasNews { return beat }
        }
        return .max
    }

    func agrees(with indexes: Indexes, as peer: NodeID) -> Bool {
        let listed = indexes.catalogue.listings(of: .node(peer), after: nil, limit: .max)
        return listed == library.all.map { Listing($0) }
    }
}

@Suite("Reports of an index") struct IndexTests {
    private let me = id("me")
    private let host = RecordingHost()

    /// A bootstrap that knows nothing.
    private func fresh(quota: Int = 100_000) -> Indexes {
        var settings = NodeSettings()
        settings.filesPerHolder = quota
        return Indexes(host: host, settings: settings)
    }

    @Test("tell everything once, and then what has changed") func changes() {
        let (teller, indexes) = (Teller(["a", "b"]), fresh())
        #expect(teller.tell(indexes, as: me) == 2 && teller.agrees(with: indexes, as: me))
        #expect(indexes.wholesAsked == 1)
        teller.share("c")
        teller.unshare("a")
        teller.share("b", 7)
        let report = teller.talk.report(of: teller.index)
        #expect(report?.files.map(\.name.path) == ["c", "b"])
        #expect(report?.gone.map(\.path) == ["a"])
        teller.talk.failed()
        #expect(teller.tell(indexes, as: me) == 1 && teller.agrees(with: indexes, as: me))
        #expect(indexes.wholesAsked == 1)
    }

    @Test("tell nothing where nothing changed, also after a restart of the peer") func restart() {
        let (teller, indexes) = (Teller(["a", "b"]), fresh())
        _ = teller.tell(indexes, as: me)
        teller.restart()
        #expect(teller.tell(indexes, as: me) == 1 && indexes.wholesAsked == 1)
        teller.share("c")
        #expect(teller.tell(indexes, as: me) == 1 && teller.agrees(with: indexes, as: me))
        #expect(indexes.wholesAsked == 1)
    }

    @Test("tell all to a bootstrap that has lost what it knew") func lost() {
        let (teller, first) = (Teller(["a", "b"]), fresh())
        _ = teller.tell(first, as: me)
        let second = fresh()
        second.catalogue.recall(
            [(Listing(name: file("b").path), since: 1), (Listing(name: file("z").path), since: 1)],
            of: .node(me), isLive: true)
        teller.share("c")
        #expect(teller.tell(second, as: me) < 4 && teller.agrees(with: second, as: me))
    }

    @Test("come in parts, none of them long") func parts() {
        let names = (0..<3000).map { "folder/a rather long name of a file \($0)" }
        let (teller, indexes) = (Teller(names), fresh())
        var (beats, longest) = (0, 0)
        while true {
            guard let report = teller.talk.report(of: teller.index) else { break }
            #expect(report.files.count <= Limits.reportNames)
            var registration = registration("me")
            registration.report = report
            longest = max(longest, RESTSurface().encode(registration).count)
            teller.talk.heard(indexes.take(report, of: me, instance: 1))
            beats += 1
            // What changes meanwhile is not forgotten.
            if beats == 5 { teller.unshare(names[0]) }
            if beats == 6 { teller.share(names[1], 9) }
            if !teller.talk.hasNews { break }
        }
        while indexes.catalogue.hasWork { indexes.catalogue.work() }
        #expect(beats < 20 && longest < Limits.requestBodyLength)
        #expect(teller.agrees(with: indexes, as: me) && indexes.wholesAsked == 1)
    }

    @Test("of names that are long in JSON still fit a body") func longNames() {
        let names = (0..<300).map { String(repeating: "\u{1}\"", count: 100) + "\($0)" }
        let (teller, indexes) = (Teller(names), fresh())
        while let report = teller.talk.report(of: teller.index) {
            var registration = registration("me")
            registration.report = report
            #expect(RESTSurface().encode(registration).count < Limits.requestBodyLength)
            teller.talk.heard(indexes.take(report, of: me, instance: 1))
            if !teller.talk.hasNews { break }
        }
        #expect(teller.agrees(with: indexes, as: me))
    }

    @Test("beyond the quota are cut, and the peer is told so and not asked again") func quota() {
        let (teller, indexes) = (Teller((0..<20).map { "f\($0)" }), fresh(quota: 10))
        _ = teller.tell(indexes, as: me)
        #expect(indexes.catalogue.count(of: .node(me)) == 10)
        let report = teller.talk.report(of: teller.index)
        let receipt = report.map { indexes.take($0, of: me, instance: 1) }
        #expect(receipt?.wantsAll == false)
        for number in 0..<15 { teller.unshare("f\(number)") }
        teller.talk.failed()
        for _ in 0..<3 { _ = teller.tell(indexes, as: me) }
        #expect(teller.agrees(with: indexes, as: me))
    }

    @Test("are not taken while the catalogue is read, and are told again then") func loading() {
        let (teller, indexes) = (Teller(["a"]), fresh())
        indexes.isLoaded = false
        #expect(teller.tell(indexes, as: me) == 1)
        #expect(indexes.catalogue.count(of: .node(me)) == 0 && indexes.wholesAsked == 0)
        indexes.isLoaded = true
        #expect(teller.tell(indexes, as: me) == 2 && teller.agrees(with: indexes, as: me))
    }

    @Test("to one who knows no reports are no more than a digest") func older() {
        let teller = Teller(["a"])
        for _ in 0..<3 {
            let report = teller.talk.report(of: teller.index)
            #expect(report?.files.isEmpty == true && report?.whole?.count == 1)
            teller.talk.heard(nil)
            teller.share("a", 9)
            #expect(!teller.talk.hasNews)
        }
    }

    @Test("may be lost, come twice and come late", arguments: 1...12 as ClosedRange<UInt64>)
    func misery(seed: UInt64) {
        var chance = Chance(seed: seed)
        func happens(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &chance) < percent }
        let teller = Teller((0..<400).map { "f\($0)" })
        var indexes = fresh()
        var late: [(report: IndexReport, instance: UInt64)] = []
        for _ in 0..<300 {
            let name = "f\(Int.random(in: 0..<500, using: &chance))"
            if happens(50) {
                teller.share(name, Int64.random(in: 1...9, using: &chance))
            } else {
                teller.unshare(name)
            }
            if happens(3) { teller.restart() }
            if happens(3) {
                // The bootstrap comes back with some of what it knew.
                let known = indexes.catalogue.listings(of: .node(me), after: nil, limit: 350)
                indexes = fresh()
                indexes.catalogue.recall(
                    known.map { ($0, since: 1) }, of: .node(me), isLive: true)
            }
            if happens(20), let old = late.randomElement(using: &chance) {
                _ = indexes.take(old.report, of: me, instance: old.instance)
            }
            guard let report = teller.talk.report(of: teller.index) else { continue }
            late.append((report, teller.instance))
            switch Int.random(in: 0..<10, using: &chance) {
            case 0: teller.talk.failed()
            case 1:
                _ = indexes.take(report, of: me, instance: teller.instance)
                teller.talk.failed()
            case 2:
                _ = indexes.take(report, of: me, instance: teller.instance)
                teller.talk.heard(indexes.take(report, of: me, instance: teller.instance))
            default: teller.talk.heard(indexes.take(report, of: me, instance: teller.instance))
            }
        }
        // Two heartbeats without misery, and what they ask for.
        _ = teller.tell(indexes, as: me)
        _ = teller.tell(indexes, as: me)
        while indexes.catalogue.hasWork { indexes.catalogue.work() }
        #expect(teller.agrees(with: indexes, as: me))
    }
}
