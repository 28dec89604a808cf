// The families of a bootstrap's catalogue.

import Node

extension MetricsPage {
    mutating func addCatalogue(_ catalogue: CatalogueFigures) {
        add(
            "distrishare_catalogue_files", .gauge,
            "Files that a bootstrap knows, by name and content.", catalogue.files)
        add(
            "distrishare_catalogue_holdings", .gauge,
            "The same files, each as often as somebody has it.", catalogue.holdings)
        add(
            "distrishare_catalogue_holders", .gauge, "Peers and users whose files are known.",
            catalogue.holders)
        add(
            "distrishare_catalogue_memory_bytes", .gauge,
            "Bytes of memory that these take, about.", catalogue.memory)
        add(
            "distrishare_reports_total", .counter,
            "Heartbeats that told what their peer shares.", catalogue.reports)
        add(
            "distrishare_whole_indexes_asked_total", .counter,
            "Reports after which a peer was asked for its whole index.", catalogue.wholesAsked)
    }
}
