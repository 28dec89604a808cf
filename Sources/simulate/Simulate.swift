// `simulate SEED [COUNT] [--peers N] [--all] [--trace] [--seconds S] [--faults none|mild|misery]
// [--swarm] [--index] [--tracker]`: replays a seed, or looks for one that breaks a promise. Each
// seed is a day of the network and a day of a swarm; `--swarm` leaves it at the latter. `--index`
// is days of a catalogue and `--tracker` of a tracker, and nothing else.
//
// Law. What fails here fails again with the same seed and the same program: the seed is the report.

import Simulation
import Vocabulary

@main
enum Simulate {
    static func main() {
        guard let wish = Wish(Array(CommandLine.arguments.dropFirst())) else {
            print(Wish.usage)
            exitProgram(2)
        }
        if wish.isIndex { exitProgram(each(wish, indexDay)) }
        if wish.isTracker { exitProgram(each(wish, trackerDay)) }
        exitProgram(wish.isReplay ? replay(wish) : search(wish))
    }

    /// One seed, and everything that can be told of it.
    private static func replay(_ wish: Wish) -> Int32 {
        if wish.isSwarm { return replaySwarm(wish) }
        var settings = wish.settings(of: wish.seed)
        settings.linesKept = wish.linesKept
        let outcome = Scenario(seed: wish.seed, settings).run()
        for line in outcome.lines { print(line) }
        print(
            "seed \(outcome.seed): \(outcome.events) events, hash "
                + String(outcome.hash, radix: 16) + ", \(outcome.downloadsDone) downloads done, "
                + "\(outcome.searchesAnswered) searches answered, "
                + "\(outcome.questionsAsked) questions, \(outcome.downloadsCut) downloads cut")
        return report(outcome.seed, outcome.failures)
    }

    private static func replaySwarm(_ wish: Wish) -> Int32 {
        let outcome = SwarmDay(seed: wish.seed, linesKept: wish.linesKept).run()
        for line in outcome.lines { print(line) }
        print(
            "seed \(outcome.seed), swarm: \(outcome.events) events, hash "
                + String(outcome.hash, radix: 16) + ", \(outcome.fetched) fetched it, "
                + "\(outcome.banned.count) of \(outcome.liars.count) liars banned")
        return report(outcome.seed, outcome.failures, "--swarm ")
    }

    /// A catalogue's day, with as many peers as a network may have that fits a minute.
    private static func indexDay(_ seed: UInt64, _ wish: Wish) -> Int32 {
        let day = IndexDay(seed: seed, peers: wish.peers ?? 500, linesKept: wish.linesKept)
        let outcome = day.run()
        for line in outcome.lines { print(line) }
        print(
            "seed \(seed), index: \(outcome.files) files, hash " + String(outcome.hash, radix: 16))
        return report(seed, outcome.failures, "--index ")
    }

    private static func trackerDay(_ seed: UInt64, _ wish: Wish) -> Int32 {
        let day = TrackerDay(seed: seed, peers: wish.peers ?? 200, linesKept: wish.linesKept)
        let outcome = day.run()
        for line in outcome.lines { print(line) }
        print(
            "seed \(seed), tracker: \(outcome.peers) peers compared, "
                + "\(outcome.fullest) % of its memory, \(outcome.refused) refused, hash "
                + String(outcome.hash, radix: 16))
        return report(seed, outcome.failures, "--tracker ")
    }

    /// All seeds that are wanted, whatever becomes of them.
    private static func each(_ wish: Wish, _ day: (UInt64, Wish) -> Int32) -> Int32 {
        (0..<UInt64(wish.count)).map { day(wish.seed + $0, wish) }.max() ?? 0
    }

    /// Many seeds, until one fails (or all the same), the count is done or the time is over.
    private static func search(_ wish: Wish) -> Int32 {
        let clock = ContinuousClock()
        let end = wish.time.map { clock.now + $0 }
        var (seed, ran, failed, downloads) = (wish.seed, 0, 0, 0)
        var judged: [String: Int] = [:]
        while ran < wish.count, end.map({ clock.now < $0 }) ?? true {
            let day = SwarmDay(seed: seed).run()
            judged["torrents fetched", default: 0] += day.fetched
            judged["liars banned", default: 0] += day.banned.count
            if report(day.seed, day.failures, "--swarm ") != 0 {
                failed += 1
                if !wish.goesOn { break }
            }
            if wish.isSwarm {
                ran += 1
                seed += 1
                continue
            }
            let outcome = Scenario(seed: seed, wish.settings(of: seed)).run()
            ran += 1
            seed += 1
            downloads += outcome.downloadsDone
            judged.merge(outcome.judged, uniquingKeysWith: +)
            guard !outcome.failures.isEmpty else { continue }
            failed += 1
            _ = report(outcome.seed, outcome.failures)
            if !wish.goesOn { break }
        }
        let verdict = failed == 0 ? "all promises held" : "\(failed) of them failed"
        let counts = judged.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        print(
            "\(ran) seeds ran from \(wish.seed), \(verdict); \(downloads) downloads, "
                + counts.joined(separator: ", "))
        return failed == 0 ? 0 : 1
    }

    private static func report(
        _ seed: UInt64, _ failures: [String], _ way: String = ""
    ) -> Int32 {
        for failure in failures.prefix(40) { print("  ✗ \(failure)") }
        guard !failures.isEmpty else { return 0 }
        print("seed \(seed) failed; replay it with: Scripts/simulate \(way)\(seed) --trace")
        return 1
    }
}

/// What the arguments ask for.
private struct Wish {
    static let usage =
        "usage: simulate SEED [COUNT] [--peers N] [--all] [--trace] [--seconds S] "
        + "[--faults none|mild|misery] [--swarm] [--index] [--tracker]"

    var seed: UInt64 = 1
    var count = 1
    var time: Duration?
    var tracesAll = false
    /// Also after a seed that fails.
    var goesOn = false
    /// Days of swarms alone.
    var isSwarm = false
    /// Days of catalogues alone.
    var isIndex = false
    /// Days of trackers alone.
    var isTracker = false
    var settings = ScenarioSettings()
    var linesKept: Int { tracesAll ? 1_000_000 : 0 }
    /// Nil: as many as the seed wants.
    private(set) var peers: Int?

    func settings(of seed: UInt64) -> ScenarioSettings {
        var settings = settings
        settings.peers = peers ?? ScenarioSettings.peers(of: seed)
        return settings
    }

    var isReplay: Bool { count == 1 && time == nil }

    init?(_ arguments: [String]) {
        var numbers: [UInt64] = []
        var rest = arguments[...]
        while let word = rest.popFirst() {
            switch word {
            case "--trace": tracesAll = true
            case "--all": goesOn = true
            case "--swarm": isSwarm = true
            case "--index": isIndex = true
            case "--tracker": isTracker = true
            case "--peers":
                guard let peers = rest.popFirst().flatMap({ Int($0) }), peers >= 4 else {
                    return nil
                }
                self.peers = peers
            case "--seconds":
                guard let seconds = rest.popFirst().flatMap({ Int($0) }) else { return nil }
                time = .seconds(seconds)
            case "--faults":
                guard let faults = rest.popFirst().flatMap(Self.faults) else { return nil }
                settings.faults = faults
            default:
                guard let number = UInt64(word) else { return nil }
                numbers.append(number)
            }
        }
        guard (1...2).contains(numbers.count) else { return nil }
        seed = numbers[0]
        count = numbers.count == 2 ? Int(clamping: numbers[1]) : time == nil ? 1 : Int.max
    }

    private static func faults(_ word: String) -> Faults? {
        switch word {
        case "none": Faults.none
        case "mild": .mild
        case "misery": .misery
        default: nil
        }
    }
}
