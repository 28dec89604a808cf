// News of the library, as events.

import Library
import Vocabulary

extension Shelf {
    /// Tells what is new since the last call.
    func tellNews(to events: Events) {
        let news = library.takeNews()
        guard !news.isEmpty else { return }
        if news.isOverflown { events.publish(.resync) }
        for name in news.names.sorted() {
            guard let file = library.file(named: name) else {
                events.publish(.fileRemoved(name))
                continue
            }
            let view = view(of: file)
            events.publish(file.digest == nil ? .fileAdded(view) : .fileHashed(view))
        }
    }
}
