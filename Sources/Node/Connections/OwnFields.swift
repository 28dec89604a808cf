// The fields that every answer of a node carries: when it was made (RFC 9110, section 6.6.1) and by
// whom.
//
// Law. They are written once a second, not once an answer.

import HTTPWire
import Vocabulary

/// The lines of a head that all answers of one second share.
struct OwnLines {
    fileprivate(set) var bytes: [UInt8] = []
    /// Another second has another number, above zero.
    fileprivate(set) var number: UInt64 = 0
}

struct OwnFields {
    private let node: String
    private var time: WallTime?
    private var lines = OwnLines()

    /// - Parameter node: id and run.
    init(node: String) { self.node = node }

    mutating func lines(at now: WallTime) -> OwnLines {
        if time != now {
            time = now
            var fields = HTTPFields()
            // Who has no clock says nothing: that of a machine without a battery begins in 1970.
            if let date = HTTPDate.text(seconds: now.seconds) { fields.add("date", date) }
            fields.add("distrishare-node", node)
            lines.bytes = fields.lines
            lines.number += 1
        }
        return lines
    }
}
