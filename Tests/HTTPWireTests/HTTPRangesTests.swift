// What a Range field means, whoever wrote it.

import HTTPWire
import Testing
import Vocabulary

@Suite("Ranges") struct HTTPRangesTests {
    @Test(
        "are places in the file, however they are spelled",
        arguments: [
            ("bytes=0-0", [0..<1]), ("bytes=0-", [0..<10]), ("bytes=9-", [9..<10]),
            ("bytes=2-4", [2..<5]), ("bytes=5-99", [5..<10]), ("bytes=-3", [7..<10]),
            ("bytes=-99", [0..<10]), ("BYTES=1-2", [1..<3]),
            ("bytes= 1-2 ,\t5-6 ", [1..<3, 5..<7]),
            ("bytes=,1-2,,", [1..<3]), ("bytes=0-99999999999999999999999", [0..<10]),
            ("bytes=-99999999999999999999999", [0..<10]), ("bytes=000002-000003", [2..<4]),
            ("bytes=8-,0-1", [8..<10, 0..<2]), ("bytes=99-,0-1", [0..<2]),
        ] as [(String, [Range<Int64>])])
    func places(field: String, parts: [Range<Int64>]) {
        #expect(HTTPRanges(field, size: 10) == .parts(parts))
    }

    @Test(
        "that overlap or touch are one, where the first of them stood",
        arguments: [
            ("bytes=0-1,2-3", [0..<4]), ("bytes=2-3,0-1", [0..<4]), ("bytes=0-5,3-8", [0..<9]),
            ("bytes=0-1,4-5,2-3", [0..<6]), ("bytes=8-9,0-1,1-2", [8..<10, 0..<3]),
            ("bytes=4-5,0-0,8-9,1-8", [0..<10]), ("bytes=0-,-1", [0..<10]),
        ] as [(String, [Range<Int64>])])
    func merged(field: String, parts: [Range<Int64>]) {
        #expect(HTTPRanges(field, size: 10) == .parts(parts))
    }

    @Test(
        "that are none are not heard",
        arguments: [
            "", "bytes", "bytes=", "bytes=,", "bytes=-", "bytes=a-b", "bytes=5-3", "bytes=1-2,x",
            "bytes=1-2-3", "bytes=--1", "bytes=+1-2", "bytes=1 -2", "bytes =1-2", "lines=1-2",
            "bytes:1-2", "bytes=1-2,bytes=3-4", "bytes=0x1-2", "bytes=１-2", "1-2", "bytes=1-2;",
        ])
    func nonsense(field: String) {
        #expect(HTTPRanges(field, size: 10) == .whole)
        #expect(HTTPRanges(nil, size: 10) == .whole)
    }

    @Test(
        "behind the end cannot be given",
        arguments: ["bytes=10-", "bytes=10-20", "bytes=-0", "bytes=99999999999999999999-"])
    func behind(field: String) {
        #expect(HTTPRanges(field, size: 10) == .unsatisfiable)
    }

    @Test("of an empty file are all behind its end, but for the end itself") func empty() {
        for field in ["bytes=0-", "bytes=0-0", "bytes=-0", "bytes=1-,0-"] {
            #expect(HTTPRanges(field, size: 0) == .unsatisfiable)
        }
        #expect(HTTPRanges("bytes=-5", size: 0) == .whole)
    }

    @Test("of the largest file there can be do not overflow") func largest() {
        let size = Int64.max
        let last = size - 1
        #expect(HTTPRanges("bytes=\(last)-", size: size) == .parts([last..<size]))
        #expect(HTTPRanges("bytes=0-\(size)", size: size) == .parts([0..<size]))
        #expect(HTTPRanges("bytes=-\(size)", size: size) == .parts([1..<size]))
    }

    @Test("are few: a bomb of them gets the file once (CVE-2011-3192)") func bomb() {
        let allowed = (0..<Limits.ranges).map { "\($0 * 2)-\($0 * 2)" }.joined(separator: ",")
        let ranges = HTTPRanges("bytes=" + allowed, size: 100)
        let single: [Range<Int64>] = (0..<Int64(Limits.ranges)).map { place in
            Range(place * 2...place * 2)
        }
        #expect(ranges == .parts(single))
        #expect(HTTPRanges("bytes=\(allowed),50-50", size: 100) == .whole)
        let bomb = "bytes=0-" + (0..<1300).map { ",5-\($0 + 5)" }.joined()
        #expect(HTTPRanges(bomb, size: 2000) == .whole)
    }

    @Test("never overlap, whatever is asked", arguments: 1...200)
    func anything(seed: UInt64) {
        var chance = Chance(seed: seed)
        var field = Array("bytes=0-1,3-,-2,5-9".utf8)
        field.damage(using: &chance)
        let size = Int64.random(in: 0...12, using: &chance)
        let text = String(decoding: field, as: UTF8.self)
        guard case .parts(let parts) = HTTPRanges(text, size: size) else { return }
        let places = parts.flatMap { Array($0) }
        #expect(Set(places).count == places.count, "\(text) of \(size)")
        #expect(places.allSatisfy { (0..<size).contains($0) } && !places.isEmpty)
    }
}
