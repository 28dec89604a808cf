// Bytes of an answer, written one after the other into room that stays: who answers half a million
// times a second allocates nothing for it.
//
// Law. The room is as large as the longest answer; to write beyond it is our own mistake, and
//      traps.

package struct WriteBuffer {
    @usableFromInline var room: [UInt8]
    /// Bytes that were written.
    package private(set) var count = 0

    /// - Parameter room: bytes of the longest answer.
    package init(room: Int) { self.room = [UInt8](repeating: 0, count: room) }

    /// Bytes that may still be written.
    package var space: Int { room.count - count }

    package mutating func clear() { count = 0 }

    /// Lends what was written.
    @inlinable
    package func withSpan<Result>(_ body: (RawSpan) -> Result) -> Result {
        room.withSpan { body($0.extracting(0..<count)) }
    }

    /// A number in the network's order.
    package mutating func append(_ number: some FixedWidthInteger) {
        put(number, at: count)
        count += number.bitWidth / 8
    }

    /// A number in the network's order, over what stands there.
    package mutating func put(_ number: some FixedWidthInteger, at place: Int) {
        precondition(
            place >= 0 && place <= room.count - number.bitWidth / 8, "an answer fits its room")
        unsafe room.withUnsafeMutableBytes {
            unsafe $0.storeBytes(of: number.bigEndian, toByteOffset: place, as: type(of: number))
        }
    }

    package mutating func append(_ bytes: RawSpan) {
        precondition(bytes.byteCount <= space, "an answer fits its room")
        let place = count
        unsafe room.withUnsafeMutableBytes { room in
            unsafe bytes.withUnsafeBytes { bytes in
                guard let from = bytes.baseAddress, let to = room.baseAddress else { return }
                unsafe (to + place).copyMemory(from: from, byteCount: bytes.count)
            }
        }
        count += bytes.byteCount
    }

    package mutating func append(_ bytes: [UInt8]) { bytes.withSpan { append($0) } }

    package mutating func append(_ text: StaticString) {
        precondition(text.utf8CodeUnitCount <= space, "an answer fits its room")
        for place in 0..<text.utf8CodeUnitCount {
            unsafe room[count + place] = text.utf8Start[place]
        }
        count += text.utf8CodeUnitCount
    }

    /// A number that is not negative, in decimal digits.
    package mutating func append(decimal number: Int) {
        precondition(number >= 0, "what is counted is not below zero")
        var digits = 1
        var rest = number / 10
        while rest > 0 {
            digits += 1
            rest /= 10
        }
        precondition(digits <= space, "an answer fits its room")
        rest = number
        for place in stride(from: count + digits - 1, through: count, by: -1) {
            room[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        count += digits
    }
}
