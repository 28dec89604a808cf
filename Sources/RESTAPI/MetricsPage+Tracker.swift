// What a bootstrap's tracker is asked and knows.

import Node

extension MetricsPage {
    mutating func addTracker(_ tracker: TrackerMetrics) {
        let tally = tracker.tally
        add(
            "distrishare_tracker_announces_total", .counter, "Announces that were answered.",
            [
                ([("protocol", "http")], "\(tally.announcesByRequest)"),
                ([("protocol", "udp")], "\(tally.announcesByDatagram)"),
            ])
        add(
            "distrishare_tracker_scrapes_total", .counter, "Scrapes that were answered.",
            [
                ([("protocol", "http")], "\(tally.scrapesByRequest)"),
                ([("protocol", "udp")], "\(tally.scrapesByDatagram)"),
            ])
        add(
            "distrishare_tracker_refusals_total", .counter,
            "Announces and scrapes that were refused: not allowed, not valid, or no room.",
            tally.refused)
        add(
            "distrishare_tracker_bad_connections_total", .counter,
            "Datagrams whose connection id was forged or too old.", tally.badConnections)
        add(
            "distrishare_tracker_swarms", .gauge, "Torrents that somebody has or wants.",
            tracker.swarms)
        add(
            "distrishare_tracker_peers", .gauge, "Peers of all these torrents together.",
            tracker.peers)
        add(
            "distrishare_tracker_memory_bytes", .gauge, "Memory that the tracker's tables take.",
            tracker.memory)
    }
}
