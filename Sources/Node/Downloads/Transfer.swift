// What is arriving of one download: which parts are there, which are on their way from whom, and
// who is given which part next.
//
// Law 1. Every byte of the file is in one place: missing, on a lane, or here.
// Law 2. Nothing here dials or waits; it says what to ask, and of whom.

import Digest
import Vocabulary

final class Transfer {
    enum Form: Equatable {
        /// The first holder's answer will tell.
        case unknown
        /// The length is known: parts in any order, from several, kept over a restart.
        case parts(size: Int64)
        /// Nobody says where it ends before it does: from the beginning, from one.
        case stream
    }

    let started: Instant
    let segment: Int64
    private(set) var form = Form.unknown
    var incoming: IncomingID?
    /// What the part file is called; nil for what cannot be resumed.
    var key: Digest256?
    /// The torrent that some of it may have come by.
    var torrent: Digest160?
    /// That torrent, while it is given to others from where it lies.
    var loan: Torrent?
    /// What it must be; nil until somebody says it.
    var expected: Digest256?
    /// Without a digest: what the only holder calls this content (an ETag or a date).
    var validator: String?
    /// The only holder that counts, where there is no digest to compare others by.
    var bound: Source?
    private(set) var missing = RangeSet<Int64>()
    private(set) var lanes: [Lane] = []
    private var lanesBegun = 0
    /// Whose the bytes are that have arrived, and whose those that are on the disk.
    var arriving = Provenance()
    private(set) var provenance = Provenance()
    /// Who sent a stream.
    var giver: Source?
    /// Bytes that have arrived, now or in an earlier run.
    var received: Int64 = 0
    /// Bytes that have arrived and are not on the disk.
    var unwritten: Int64 = 0
    var isDiskBehind = false
    var meter = RateMeter()
    var lastByte: Instant
    /// The only holder asked, to find out who lied.
    var witness: Witness?
    var isSearching = false
    var searches = 0
    var nextSearch: Instant

    /// - Parameter segment: what one holder is asked for at the least, in bytes.
    init(at now: Instant, expected: Digest256?, segment: Int64 = Limits.segmentLengthMin) {
        started = now
        self.segment = segment
        lastByte = now
        self.expected = expected
        nextSearch = now + Limits.searchAgainInterval
    }

    var size: Int64? { if case .parts(let size) = form { size } else { nil } }

    /// What has arrived is of use to another request: it can be told whether that gets the same
    /// content, by the digest in the end or by the holder's own word for it.
    var canGoOn: Bool { size != nil && (expected != nil || validator != nil) }

    func lane(_ number: Int) -> Lane? { lanes.first { $0.number == number } }

    func lane(of source: Source) -> Lane? { lanes.first { $0.source === source } }

    /// Everything has arrived.
    var isWhole: Bool {
        if case .parts = form { missing.isEmpty && lanes.isEmpty } else { false }
    }

    // MARK: Forms

    /// The length is known, and this is there from an earlier run.
    func take(size: Int64, present: RangeSet<Int64>) {
        form = .parts(size: size)
        missing = RangeSet()
        if size > 0 { missing.insert(contentsOf: 0..<size) }
        missing.subtract(present)
        received = size - missing.total
        for range in present.ranges { provenance.note(range, from: Provenance.disk) }
    }

    /// The first answer says how long the file is: all of it comes on that lane.
    func take(size: Int64, on lane: Lane) {
        form = .parts(size: size)
        lane.lengthen(to: size)
        bound = lane.source
    }

    func becomeStream() { form = .stream }

    /// Bytes are on the disk, and where `differing` says so others had been there.
    func written(_ ranges: [Range<Int64>], differing: [Range<Int64>]) {
        unwritten -= ranges.reduce(0) { $0 + Int64($1.count) }
        // Both ends of such a range are bytes that differ; what is between may be anybody's.
        for place in differing.flatMap({ [$0.lowerBound, $0.upperBound - 1] }) {
            guard let giver = provenance.giver(of: place), let other = arriving.giver(of: place)
            else { continue }
            witness?.note(giver, contradictedBy: other)
        }
        for range in ranges {
            for (piece, giver) in arriving.pieces(in: range) { provenance.note(piece, from: giver) }
        }
    }

    /// All of it is wanted again, but what `source` gave.
    func wantAgain(but source: Int) {
        guard let size else { return }
        missing = RangeSet()
        if size > 0 { missing.insert(contentsOf: 0..<size) }
        missing.subtract(provenance.ranges(of: source))
    }

    // MARK: Lanes

    func begin(_ source: Source, _ range: Range<Int64>, at now: Instant) -> Lane {
        lanesBegun += 1
        let lane = Lane(lanesBegun, source, range, skips: taken(range), at: now)
        lanes.append(lane)
        return lane
    }

    /// Takes a range out of what is missing; gives what of it was not.
    func taken(_ range: Range<Int64>) -> RangeSet<Int64> {
        guard size != nil, !range.isEmpty else { return RangeSet() }
        let wanted = missing.intersection(RangeSet(range))
        missing.remove(contentsOf: range)
        return RangeSet(range).subtracting(wanted)
    }

    /// The lane is over; what it did not bring is missing again.
    func end(_ lane: Lane) {
        lanes.removeAll { $0 === lane }
        if size != nil { missing.formUnion(lane.rest) }
    }

    // MARK: Who brings what

    /// The next range for a holder; nil where there is nothing for it to do.
    /// - Parameter isAlone: nobody else will be asked, so it is asked for all of a gap.
    func range(for source: Source, isAlone: Bool, at now: Instant) -> Range<Int64>? {
        guard let size else { return 0..<0 }
        guard source.takesRanges else {
            return missing.isEmpty || !lanes.isEmpty ? nil : 0..<size
        }
        if missing.isEmpty { split(for: source, at: now) }
        guard let gap = missing.ranges.first else { return nil }
        if isAlone { return gap }
        let wanted = max(source.meter.rate(at: now), source.lastRate) / 2 * 3
        let length = min(max(wanted, segment), Limits.segmentLengthMax)
        guard gap.upperBound - gap.lowerBound > length else { return gap }
        return gap.lowerBound..<aligned(gap.lowerBound + length, in: gap)
    }

    /// Nothing is left to give: the one that will be last gives away a part of its rest, as much
    /// as the two are fast.
    private func split(for source: Source, at now: Instant) {
        guard
            let lane = lanes.max(by: { time(of: $0, at: now) < time(of: $1, at: now) }),
            lane.left >= 2 * segment
        else { return }
        let theirs = Double(max(lane.source.meter.rate(at: now), 1))
        let ours = Double(source.meter.rate(at: now))
        let share = ours > 0 ? theirs / (theirs + ours) : 0.5
        let kept = min(
            max(Int64(Double(lane.left) * share), segment), lane.left - segment)
        let middle = aligned(lane.next + kept, in: lane.next..<lane.end)
        guard middle > lane.next, middle < lane.end else { return }
        var rest = RangeSet(middle..<lane.end)
        rest.subtract(lane.skips)
        lane.shorten(to: middle)
        missing.formUnion(rest)
    }

    /// Seconds until a lane is through, at the rate that it has.
    func time(of lane: Lane, at now: Instant) -> Double {
        Double(lane.left) / Double(max(lane.source.meter.rate(at: now), 1))
    }

    private func aligned(_ place: Int64, in range: Range<Int64>) -> Int64 {
        let block = max(1, min(Limits.rangeStep, segment / 4))
        let up = (place + block - 1) / block * block
        return min(max(up, range.lowerBound), range.upperBound)
    }
}

/// Somebody lied, and one holder is asked for everything that the others gave.
struct Witness {
    struct Contradiction: Hashable {
        let giver: Int
        let witness: Int
    }

    var source: Source
    private(set) var contradictions: Set<Contradiction> = []

    init(_ source: Source) { self.source = source }

    mutating func note(_ giver: Int, contradictedBy witness: Int) {
        guard giver != witness else { return }
        contradictions.insert(Contradiction(giver: giver, witness: witness))
    }

    /// The file is right by now: who said something else than those who told the truth? What one
    /// says whom somebody contradicted himself is no proof: his own bytes were written over, and
    /// nobody can hold them against the right ones any more.
    var liars: [Int] {
        let sure = contradictions.filter { $0.witness == source.number }.map(\.giver)
        let doubted = Set(contradictions.map(\.giver))
        let honest = contradictions.filter { !doubted.contains($0.witness) }.map(\.giver)
        return Set(sure + honest).subtracting([Provenance.disk, source.number]).sorted()
    }
}

extension RangeSet<Int64> {
    /// Bytes in all ranges together.
    var total: Int64 { ranges.reduce(0) { $0 + ($1.upperBound - $1.lowerBound) } }
}
