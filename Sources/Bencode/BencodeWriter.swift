// Writes bencoding (BEP 3), canonical by its shape: keys must come in order.

import Bytes

package struct BencodeWriter {
    package private(set) var bytes: [UInt8] = []
    /// The last key of each dictionary that has not ended.
    private var lastKeys: [[UInt8]?] = []

    package init() {}

    package mutating func integer(_ number: some BinaryInteger) {
        bytes += "i\(number)e".utf8
    }

    package mutating func string(_ content: some Collection<UInt8>) {
        bytes += "\(content.count):".utf8
        bytes += content
    }

    package mutating func string(_ text: String) { string(text.utf8) }

    package mutating func list(_ body: (inout BencodeWriter) -> Void) {
        bytes.append(UInt8(ascii: "l"))
        body(&self)
        bytes.append(UInt8(ascii: "e"))
    }

    /// `body` writes each value behind its `key`.
    package mutating func dictionary(_ body: (inout BencodeWriter) -> Void) {
        bytes.append(UInt8(ascii: "d"))
        lastKeys.append(nil)
        body(&self)
        lastKeys.removeLast()
        bytes.append(UInt8(ascii: "e"))
    }

    package mutating func key(_ name: String) {
        let key = Array(name.utf8)
        guard let last = lastKeys.last else { preconditionFailure("a key is in a dictionary") }
        precondition(last.map { $0.lexicographicallyPrecedes(key) } ?? true, "keys ascend")
        lastKeys[lastKeys.count - 1] = key
        string(key)
    }

    package mutating func entry(_ name: String, _ number: some BinaryInteger) {
        key(name)
        integer(number)
    }

    package mutating func entry(_ name: String, _ text: String) {
        key(name)
        string(text)
    }

    package mutating func entry(_ name: String, _ content: [UInt8]) {
        key(name)
        string(content)
    }

    /// A value as it was read, byte for byte.
    package mutating func entry(_ name: String, raw value: [UInt8]) {
        key(name)
        bytes += value
    }
}
