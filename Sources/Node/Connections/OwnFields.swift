// The fields that every answer of a node carries: when it was made (RFC 9110, section 6.6.1) and by
// whom.
//
// Law. They are written once a second, not once an answer.

import HTTPWire
import Vocabulary

struct OwnFields {
    private let node: String
    private var time: WallTime?
    private var lines: [UInt8] = []

    /// - Parameter node: id and run.
    init(node: String) { self.node = node }

    mutating func lines(at now: WallTime) -> [UInt8] {
        if time != now {
            time = now
            var fields = HTTPFields()
            // Who has no clock says nothing: that of a machine without a battery begins in 1970.
            if let date = HTTPDate.text(seconds: now.seconds) { fields.add("date", date) }
            fields.add("distrishare-node", node)
            lines = fields.lines
        }
        return lines
    }
}
