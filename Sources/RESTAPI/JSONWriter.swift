// JSON as we write it (RFC 8259): nothing between its parts, and members in the order of their
// names, so that equal documents are equal bytes.
//
// Law. Names of members are ours, plain and in order; texts are anybody's, and are escaped.

/// What is written as an object. It names its members in their order.
protocol Document {
    func write(to json: inout JSONWriter)
}

extension Document {
    /// The document alone.
    var bytes: [UInt8] {
        var json = JSONWriter()
        json.object(self)
        return json.bytes
    }
}

struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    /// What stands before the next member of the object that is being written.
    private var separator = UInt8(ascii: "{")
    /// The member before it: only a debug build looks.
    private var last: StaticString = ""

    init() { bytes.reserveCapacity(256) }

    fileprivate mutating func object(_ document: some Document) {
        let (outerSeparator, outerLast) = (separator, last)
        (separator, last) = (UInt8(ascii: "{"), "")
        document.write(to: &self)
        precondition(separator == UInt8(ascii: ","), "a document of ours has members")
        bytes.append(UInt8(ascii: "}"))
        (separator, last) = (outerSeparator, outerLast)
    }

    // MARK: Members

    mutating func add(_ name: StaticString, _ text: String) {
        begin(name)
        string(text)
    }

    mutating func add(_ name: StaticString, _ number: some FixedWidthInteger) {
        begin(name)
        bytes.append(contentsOf: String(number).utf8)
    }

    /// A finite number.
    mutating func add(_ name: StaticString, _ number: Double?) {
        guard let number, number.isFinite else { return addNull(name) }
        begin(name)
        bytes.append(contentsOf: "\(number)".utf8)
    }

    mutating func add(_ name: StaticString, _ truth: Bool) {
        begin(name)
        bytes.append(contentsOf: (truth ? "true" : "false").utf8)
    }

    mutating func add(_ name: StaticString, _ document: some Document) {
        begin(name)
        object(document)
    }

    mutating func add(_ name: StaticString, _ documents: [some Document]) {
        begin(name)
        list(documents) { json, document in json.object(document) }
    }

    mutating func add(_ name: StaticString, _ texts: [String]) {
        begin(name)
        list(texts) { json, text in json.string(text) }
    }

    // MARK: Members without a value: they stand in their document as `null`

    mutating func add(_ name: StaticString, _ text: String?) {
        if let text { add(name, text) } else { addNull(name) }
    }

    mutating func add(_ name: StaticString, _ number: (some FixedWidthInteger)?) {
        if let number { add(name, number) } else { addNull(name) }
    }

    mutating func addNull(_ name: StaticString) {
        begin(name)
        bytes.append(contentsOf: "null".utf8)
    }

    /// A text as JSON has it.
    static func append(_ text: String, to bytes: inout [UInt8]) {
        var json = JSONWriter()
        json.string(text)
        bytes.append(contentsOf: json.bytes)
    }

    // MARK: Parts

    private mutating func begin(_ name: StaticString) {
        assert(last.description < name.description, "\(name) does not come after \(last)")
        last = name
        bytes.append(separator)
        separator = UInt8(ascii: ",")
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: name.description.utf8)
        bytes.append(contentsOf: "\":".utf8)
    }

    private mutating func list<Element>(
        _ elements: [Element], _ write: (inout JSONWriter, Element) -> Void
    ) {
        bytes.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            write(&self, element)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// RFC 8259, section 7: quotes, backslashes and controls are escaped, all else stands for
    /// itself.
    private mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            let span = unsafe utf8.span
            var isPlain = true
            for index in span.indices { isPlain = isPlain && Self.isPlain(span[index]) }
            if isPlain { return unsafe bytes.append(contentsOf: utf8) }
            for index in span.indices { escape(span[index]) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private mutating func escape(_ byte: UInt8) {
        if Self.isPlain(byte) { return bytes.append(byte) }
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0a: bytes.append(UInt8(ascii: "n"))
        case 0x0c: bytes.append(UInt8(ascii: "f"))
        case 0x0d: bytes.append(UInt8(ascii: "r"))
        case 0..<0x20:
            let digits = Array("0123456789abcdef".utf8)
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(digits[Int(byte >> 4)])
            bytes.append(digits[Int(byte & 15)])
        default: bytes.append(byte)
        }
    }
}
