// The forms that values have: what is allowed, in words and in code, side by side.

import Vocabulary

/// How a value is read. `allowed` completes "must be …".
struct Form<Result: Equatable & Sendable>: Sendable {
    let allowed: String
    let read: @Sendable (Value) throws(Rejection) -> Result

    init(_ allowed: String, _ read: @escaping @Sendable (Value) throws(Rejection) -> Result) {
        self.allowed = allowed
        self.read = read
    }

    /// The form of texts that `parse` accepts.
    static func text(_ allowed: String, _ parse: @escaping @Sendable (String) -> Result?) -> Form {
        Form(allowed) { value throws(Rejection) in
            guard case .text(let text) = value, let result = parse(text) else {
                throw Rejection(value)
            }
            return result
        }
    }
}

/// What stood where something else is allowed.
struct Rejection: Error {
    let got: String
    /// Where an element of a list is to blame: its line.
    var line: Int?

    init(_ value: Value) { got = value.shown }

    init(got: String, line: Int?) {
        self.got = got
        self.line = line
    }
}

extension Form where Result: RawRepresentable, Result.RawValue == String {
    static func choice(_ cases: [Result]) -> Form {
        let names = cases.map { "\"\($0.rawValue)\"" }
        let list = names.dropLast().joined(separator: ", ")
        return .text("\(list) or \(names.last ?? "")") { Result(rawValue: $0) }
    }
}

extension Form where Result: FixedWidthInteger & Sendable {
    static func number(_ range: ClosedRange<Result>) -> Form {
        Form("a number from \(range.lowerBound) to \(range.upperBound)") {
            value throws(Rejection) in
            guard case .number(let number) = value, let result = Result(exactly: number),
                range.contains(result)
            else { throw Rejection(value) }
            return result
        }
    }
}

extension Form where Result == UInt16 {
    /// Port 0 is no port: nobody could dial it.
    static var port: Form { .number(1...UInt16.max) }
}

extension Form where Result == Int64 {
    /// Bytes, as a number or with a unit.
    static func size(_ range: ClosedRange<Int64>) -> Form {
        let limits = "from \(shown(size: range.lowerBound)) to \(shown(size: range.upperBound))"
        return Form("a size \(limits)") { value throws(Rejection) in
            guard let bytes = value.size, range.contains(bytes) else { throw Rejection(value) }
            return bytes
        }
    }

    static func powerOfTwo(_ range: ClosedRange<Int64>) -> Form {
        let limits = "from \(range.lowerBound) to \(range.upperBound)"
        return Form("a power of two \(limits), in bytes") { value throws(Rejection) in
            guard let bytes = value.size, range.contains(bytes), bytes.nonzeroBitCount == 1 else {
                throw Rejection(value)
            }
            return bytes
        }
    }
}

extension Value {
    fileprivate var size: Int64? {
        switch self {
        case .number(let bytes): bytes
        case .text(let text): bytes(from: text)
        default: nil
        }
    }
}

extension Form where Result == Duration {
    static func duration(_ range: ClosedRange<Duration>) -> Form {
        let limits = "from \(shown(range.lowerBound)) to \(shown(range.upperBound))"
        return .text("a duration \(limits)") { text in
            time(from: text).flatMap { range.contains($0) ? $0 : nil }
        }
    }
}

extension Form where Result == Bool {
    static var truth: Form {
        Form("true or false") { value throws(Rejection) in
            guard case .truth(let truth) = value else { throw Rejection(value) }
            return truth
        }
    }
}

extension Form where Result == Switch {
    /// A person's decision, or ours.
    static var truthOrAuto: Form {
        Form("true, false or \"auto\"") { value throws(Rejection) in
            switch value {
            case .truth(let truth): return truth ? .on : .off
            case .text("auto"): return .auto
            default: throw Rejection(value)
            }
        }
    }
}

extension Form where Result == String {
    /// Words for people: printable, and not long.
    static var words: Form {
        .text("a text of at most \(Limits.settingLength) bytes without control characters") {
            text in
            text.utf8.count <= Limits.settingLength
                && text.utf8.allSatisfy { $0 >= 32 && $0 != 127 }
                ? text : nil
        }
    }

    static var path: Form { .text("a path of 1 to \(Limits.pathLength) bytes", isPath) }

    static var pathOrNone: Form {
        .text("a path of at most \(Limits.pathLength) bytes, or empty") { text in
            text.isEmpty ? "" : isPath(text)
        }
    }

    static var hostName: Form {
        .text("a host name or an address") { text in
            HostPort.isName(text) || IPAddress(text) != nil ? text : nil
        }
    }

    /// An origin as browsers write it (RFC 6454, section 6.2): in lower case, without a path, and
    /// without the port that its scheme has anyway. "*" and "null" are anybody.
    static var origin: Form {
        .text("an origin: \"https://host\" or \"http://host:port\", without a path") { text in
            let text = text.lowercased()
            for (scheme, port) in [("https://", ":443"), ("http://", ":80")]
            where text.hasPrefix(scheme) {
                var place = text.dropFirst(scheme.count)
                if place.hasSuffix(port) { place = place.dropLast(port.count) }
                let isPlace = HostPort(place) != nil || HostPort(place + port) != nil
                return isPlace ? scheme + place : nil
            }
            return nil
        }
    }

    @Sendable private static func isPath(_ text: String) -> String? {
        (1...Limits.pathLength).contains(text.utf8.count) && !text.utf8.contains(0) ? text : nil
    }
}

extension Form where Result == IPAddress {
    static var address: Form { .text("an IPv4 or IPv6 address") { IPAddress($0) } }

    /// Multicast here is IPv4: the group that old nodes know.
    static var multicastGroup: Form {
        .text("an IPv4 multicast address, 224.0.0.0 to 239.255.255.255") { text in
            IPAddress(text).flatMap { $0.v4.map { $0 >> 28 == 0xe } == true ? $0 : nil }
        }
    }
}

extension Form where Result == IPAddress? {
    static var interface: Form {
        .text("an IPv4 address of this machine, or empty") { text -> IPAddress?? in
            if text.isEmpty { return .some(nil) }
            return IPAddress(text).flatMap { $0.v4 != nil && !$0.isMulticast ? .some($0) : nil }
        }
    }
}

extension Form where Result == HostPort {
    static var hostPort: Form { .text("\"host:port\"") { HostPort($0) } }
}

extension Form where Result == Advertised? {
    static var advertised: Form {
        .text("\"host\" or \"host:port\", or empty") { text -> Advertised?? in
            text.isEmpty ? .some(nil) : Advertised(text).map { .some($0) }
        }
    }
}

extension Form where Result == Congestion {
    /// TCP_CA_NAME_MAX is 16, with its NUL.
    static var congestion: Form {
        .text("\"auto\" or the kernel's name of an algorithm, of 1 to 15 bytes") { text in
            if text == "auto" { return .auto }
            return text.utf8.count <= 15 && HostPort.isName(text) ? .named(text) : nil
        }
    }
}

extension Form {
    /// A list of values of one form.
    static func list<Element>(of form: Form<Element>, _ count: ClosedRange<Int>) -> Form
    where Result == [Element] {
        let limits = count.lowerBound == 0 ? "at most" : "\(count.lowerBound) to"
        return Form("a list of \(limits) \(count.upperBound), each \(form.allowed)") {
            value throws(Rejection) in
            guard case .list(let entries) = value else { throw Rejection(value) }
            guard count.contains(entries.count) else {
                throw Rejection(got: "\(entries.count)", line: nil)
            }
            var elements: [Element] = []
            for entry in entries {
                do throws(Rejection) {
                    elements.append(try form.read(entry.value))
                } catch {
                    throw Rejection(got: error.got, line: entry.line)
                }
            }
            return elements
        }
    }
}
