// A word that stands in a path as it is, and that nobody guesses: who knows it may do something.

package enum TrackerToken {
    /// Characters that need no escape in a URL (RFC 3986, section 2.3), neither few nor many.
    package static func isOne(_ text: String) -> Bool {
        Limits.trackerTokenLength.contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                    UInt8(ascii: "."), UInt8(ascii: "~"):
                    true
                default: false
                }
            }
    }
}
