// Which codings of a document its reader takes (RFC 9110, section 12.5.3).

extension HTTPFields {
    /// Whether gzip is what the client would rather have than the document as it is. Whoever names
    /// no coding takes gzip only where he says so; of two that he likes alike he gets the shorter.
    package var prefersGzip: Bool {
        var (gzip, identity, others): (Int?, Int?, Int?) = (nil, nil, nil)
        for member in tokens(in: "accept-encoding") {
            let (name, weight) = Self.weighted(member)
            switch name {
            case "gzip", "x-gzip": gzip = gzip ?? weight
            case "identity": identity = identity ?? weight
            case "*": others = others ?? weight
            default: break  // a coding that we do not have
            }
        }
        let wish = gzip ?? others ?? 0
        return wish > 0 && wish >= identity ?? 0
    }

    /// A member of a list and its weight in thousandths; what is no weight is none: 0.
    private static func weighted(_ member: String) -> (name: String, weight: Int) {
        let parts = member.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
        let name = trimmed(parts[0])
        guard parts.count > 1 else { return (name, 1000) }
        return (name, thousandths(trimmed(parts[1])) ?? 0)
    }

    /// `q=0.5`: a weight has at most three digits after its point (section 12.4.2).
    private static func thousandths(_ parameter: String) -> Int? {
        let digits = Array(parameter.utf8)
        guard digits.count >= 3, digits.count <= 7, digits.starts(with: "q=".utf8) else {
            return nil
        }
        let one = UInt8(ascii: "1")
        guard digits[2] == one || digits[2] == UInt8(ascii: "0") else { return nil }
        var weight = digits[2] == one ? 1000 : 0
        guard digits.count > 3 else { return weight }
        guard digits[3] == UInt8(ascii: ".") else { return nil }
        for (place, digit) in zip([100, 10, 1], digits[4...]) {
            guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
            weight += place * Int(digit - UInt8(ascii: "0"))
        }
        return weight <= 1000 ? weight : nil
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        var bytes = Array(text.utf8)[...]
        while let first = bytes.first, HTTPGrammar.isBlank(first) { bytes.removeFirst() }
        while let last = bytes.last, HTTPGrammar.isBlank(last) { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
