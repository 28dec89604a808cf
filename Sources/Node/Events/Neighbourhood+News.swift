// News of the nodes around, as events: gathered in the table, told once a second.

import Directory
import Vocabulary

extension Neighbourhood {
    /// Tells what is new since the last call. Of a node that wavers between two calls only where
    /// it came to rest is told.
    func tellNews(to events: Events, at now: Instant) {
        let news = table.takeNews()
        guard !news.isEmpty else { return }
        if news.isOverflown { events.publish(.resync) }
        for neighbour in news.gone { events.publish(.nodeWent(view(of: neighbour, at: now))) }
        for (key, what) in news.keys.sorted(by: { $0.key < $1.key }) {
            guard let neighbour = table[key] else { continue }
            let view = view(of: neighbour, at: now)
            events.publish(what == .came ? .nodeCame(view) : .nodeChanged(view))
        }
    }
}
