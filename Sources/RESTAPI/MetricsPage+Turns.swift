// The turns of the loop, where they are measured (`[log] turns = true`).

import Node
import Vocabulary

extension MetricsPage {
    mutating func addTurns(_ turns: TurnFigures) {
        addTimes(
            "distrishare_loop_turn_processor_seconds", turns.processor,
            "Processor time of one turn of the loop, from its waking to its sleeping.")
        addTimes(
            "distrishare_loop_turn_wall_seconds", turns.wall,
            "Time of one turn by the clock, with what other programs took away.")
        add(
            "distrishare_loop_turn_blocked_total", .counter,
            "Turns in which a call gave up the processor, outside of the loop's own wait.",
            turns.blocked)
        add(
            "distrishare_loop_turn_blocked_seconds_max", .gauge,
            "The longest that such a turn was off the processor and did not want it.",
            [([], seconds(turns.longestBlock))])
        add(
            "distrishare_loop_turn_blocked_or_queued_seconds_max", .gauge,
            "The same, with the time that it stood in the queue for a processor.",
            [([], seconds(turns.longestBlockOrQueue))])
    }

    /// A histogram as Prometheus has them: each bucket holds the ones below it.
    private mutating func addTimes(_ name: String, _ times: TurnTimes, _ help: String) {
        var sum: UInt64 = 0
        let buckets = zip(TurnTimes.bounds.map(seconds) + ["+Inf"], times.counts).map {
            sum += $1
            return ("_bucket", [("le", $0)], "\(sum)")
        }
        add(
            name, .histogram, help,
            buckets + [("_sum", [], seconds(times.total)), ("_count", [], "\(times.count)")])
        add(name + "_max", .gauge, "The longest of them.", [([], seconds(times.longest))])
    }

    private func seconds(_ time: Duration) -> String { "\(time.inSeconds)" }
}
