// The query of a request to a tracker, whose values are bytes and no text: an info-hash is 20 of
// any kind. (RFC 3986, section 2.1.)

import Bytes
import Digest
import Vocabulary

/// Why a request to a tracker is refused.
package enum TrackerRequestError: Error, Equatable, Sendable {
    case tooLong
    /// A `%` without two digits.
    case badCoding
    case missing(String)
    case repeated(String)
    /// Not what the field's name promises: a number, a port, 20 bytes.
    case bad(String)

    /// What the one who asked is told.
    package var reason: String {
        switch self {
        case .tooLong: "the query is too long"
        case .badCoding: "the query has a % without two digits"
        case .missing(let name): "\(name) is missing"
        case .repeated(let name): "\(name) is there twice"
        case .bad(let name): "\(name) is not valid"
        }
    }
}

struct Query {
    /// As they stand there.
    let fields: [(name: [UInt8], value: [UInt8])]

    /// A plus is a space, as in the queries of Go and Python; a plus itself is always escaped.
    init(_ text: some StringProtocol) throws(TrackerRequestError) {
        guard text.utf8.count <= Limits.trackerQueryLength else { throw .tooLong }
        let parts = text.utf8.split(separator: UInt8(ascii: "&"))
        guard parts.count <= Limits.trackerQueryFields else { throw .tooLong }
        var fields: [(name: [UInt8], value: [UInt8])] = []
        for part in parts {
            let sides = part.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let value = sides.count > 1 ? try Self.decoded(sides[1]) : []
            fields.append((try Self.decoded(sides[0]), value))
        }
        self.fields = fields
    }

    /// All values of a name.
    func values(_ name: String) -> [[UInt8]] {
        fields.lazy.filter { $0.name.elementsEqual(name.utf8) }.map(\.value)
    }

    /// The value of a name that may be there once.
    func value(_ name: String) throws(TrackerRequestError) -> [UInt8]? {
        let all = values(name)
        guard all.count <= 1 else { throw .repeated(name) }
        return all.first
    }

    func digest(_ name: String) throws(TrackerRequestError) -> Digest160 {
        guard let bytes = try value(name) else { throw .missing(name) }
        guard let digest = Digest160(bytes) else { throw .bad(name) }
        return digest
    }

    /// A number that is not negative; what does not fit is as large as can be (Transmission says
    /// `left` with all 64 bits set while it does not know). Nil where the name is not there.
    func count(_ name: String) throws(TrackerRequestError) -> Int64? {
        guard let digits = try value(name) else { return nil }
        guard (1...20).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) })
        else { throw .bad(name) }
        var number: Int64 = 0
        for digit in digits {
            let (product, isLarge) = number.multipliedReportingOverflow(by: 10)
            let (sum, isLarger) = product.addingReportingOverflow(Int64(digit - 0x30))
            if isLarge || isLarger { return .max }
            number = sum
        }
        return number
    }

    private static func decoded(
        _ text: some Sequence<UInt8>
    ) throws(TrackerRequestError) -> [UInt8] {
        var decoded: [UInt8] = []
        var bytes = text.makeIterator()
        while let byte = bytes.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = bytes.next().flatMap(Hex.value(of:)),
                    let low = bytes.next().flatMap(Hex.value(of:))
                else { throw .badCoding }
                decoded.append(high << 4 | low)
            case UInt8(ascii: "+"): decoded.append(0x20)
            default: decoded.append(byte)
            }
        }
        return decoded
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    /// Everything but unreserved characters becomes %XX, so that all readers agree.
    static func encoded(_ bytes: some Sequence<UInt8>) -> String {
        var encoded: [UInt8] = []
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                encoded.append(byte)
            default:
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}
