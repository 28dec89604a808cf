// `simulate SEED [COUNT] [--trace] [--seconds S] [--faults none|mild|misery]`: replays a seed, or
// looks for one that breaks a promise.
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
        exitProgram(wish.isReplay ? replay(wish) : search(wish))
    }

    /// One seed, and everything that can be told of it.
    private static func replay(_ wish: Wish) -> Int32 {
        var settings = wish.settings
        settings.linesKept = wish.tracesAll ? 1_000_000 : 0
        let outcome = Scenario(seed: wish.seed, settings).run()
        for line in outcome.lines { print(line) }
        print(
            "seed \(outcome.seed): \(outcome.events) events, hash "
                + String(outcome.hash, radix: 16) + ", \(outcome.downloadsDone) downloads done, "
                + "\(outcome.searchesAnswered) searches answered, "
                + "\(outcome.questionsAsked) questions, \(outcome.downloadsCut) downloads cut")
        return report(outcome)
    }

    /// Many seeds, until one fails, the count is done or the time is over.
    private static func search(_ wish: Wish) -> Int32 {
        let clock = ContinuousClock()
        let end = wish.time.map { clock.now + $0 }
        var (seed, ran, downloads, questions) = (wish.seed, 0, 0, 0)
        while ran < wish.count, end.map({ clock.now < $0 }) ?? true {
            let outcome = Scenario(seed: seed, wish.settings).run()
            ran += 1
            downloads += outcome.downloadsDone
            questions += outcome.questionsAsked
            guard outcome.failures.isEmpty else {
                print("after \(ran - 1) good seeds:")
                return report(outcome)
            }
            seed += 1
        }
        print(
            "\(ran) seeds ran from \(wish.seed), all promises held; "
                + "\(downloads) downloads, \(questions) questions")
        return 0
    }

    private static func report(_ outcome: Outcome) -> Int32 {
        for failure in outcome.failures.prefix(40) { print("  ✗ \(failure)") }
        guard !outcome.failures.isEmpty else { return 0 }
        print(
            "seed \(outcome.seed) failed; replay it with: Scripts/simulate \(outcome.seed) --trace")
        return 1
    }
}

/// What the arguments ask for.
private struct Wish {
    static let usage =
        "usage: simulate SEED [COUNT] [--trace] [--seconds S] [--faults none|mild|misery]"

    var seed: UInt64 = 1
    var count = 1
    var time: Duration?
    var tracesAll = false
    var settings = ScenarioSettings()

    var isReplay: Bool { count == 1 && time == nil }

    init?(_ arguments: [String]) {
        var numbers: [UInt64] = []
        var rest = arguments[...]
        while let word = rest.popFirst() {
            switch word {
            case "--trace": tracesAll = true
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
