// What a peer reports of its index in a heartbeat, and the bootstrap's receipt. How reports follow
// one another is in Node/Neighbours/IndexReport.swift.
//
// Law: a name that is no name of ours is not taken, and so the index is never what the peer says:
// whoever makes such names is not listed, instead of being listed in part.

import Digest
import Directory
import Node
import Vocabulary

struct ReportDocument: Document {
    let report: IndexReport

    init(_ report: IndexReport) { self.report = report }

    func write(to json: inout JSONWriter) {
        json.add("base", report.base.map(Bits64.text))
        if report.begins { json.add("begins", true) }
        json.add("count", report.whole?.count)
        json.add("digest", report.whole?.digest.hex)
        if report.ends { json.add("ends", true) }
        json.add("files", report.files.map(ReportedFileDocument.init))
        json.add("generation", Bits64.text(report.generation))
        json.add("gone", report.gone.map(\.path))
    }
}

private struct ReportedFileDocument: Document {
    let file: Listing

    init(_ file: Listing) { self.file = file }

    func write(to json: inout JSONWriter) {
        if let infoHash = file.infoHash { json.add("infohash", infoHash.hex) }
        json.add("name", file.name.path)
        if let digest = file.digest { json.add("sha256", digest.hex) }
        if let size = file.size { json.add("size", size) }
    }
}

extension IndexReport {
    init(_ body: Body) throws(Refusal) {
        let files = try body.bodiesIfAny("files") ?? []
        let gone = try body.textsIfAny("gone") ?? []
        guard files.count + gone.count <= Limits.reportNamesMax else {
            throw Refusal(413, "A report names at most \(Limits.reportNamesMax) files.")
        }
        self.init(
            generation: try Bits64.member("generation", body), base: try Bits64.ifAny("base", body),
            begins: try body.truthIfAny("begins") ?? false,
            ends: try body.truthIfAny("ends") ?? false, whole: try Self.whole(body))
        for file in files { self.files.append(try Listing(file)) }
        for name in gone { self.gone.append(try Self.name(name)) }
    }

    private static func whole(_ body: Body) throws(Refusal) -> Whole? {
        guard let count: Int = try body.wholeIfAny("count"),
            let text = try body.textIfAny("digest")
        else { return nil }
        guard count >= 0 else { throw Body.wrong("count", "a number that is not negative") }
        guard let digest = IndexDigest(hex: text) else {
            throw Body.wrong("digest", "32 hexadecimal digits")
        }
        return Whole(count: count, digest: digest)
    }

    fileprivate static func name(_ text: String) throws(Refusal) -> FileName {
        guard let name = FileName(text) else { throw Body.wrong("name", "the name of a file") }
        return name
    }
}

extension Listing {
    fileprivate init(_ body: Body) throws(Refusal) {
        let size: Int64? = try body.wholeIfAny("size")
        guard size ?? 0 >= 0 else { throw Body.wrong("size", "a number that is not negative") }
        self.init(
            name: try IndexReport.name(try body.text("name")), size: size,
            digest: try Digests.sha256(body), infoHash: try Digests.infoHash(body))
    }
}

/// Digests in documents, as far as they are there.
enum Digests {
    static func sha256(_ body: Body) throws(Refusal) -> Digest256? {
        guard let text = try body.textIfAny("sha256") else { return nil }
        guard let digest = Digest256(hex: text) else {
            throw Body.wrong("sha256", "64 hexadecimal digits")
        }
        return digest
    }

    static func infoHash(_ body: Body) throws(Refusal) -> Digest160? {
        guard let text = try body.textIfAny("infohash") else { return nil }
        guard let digest = Digest160(hex: text) else {
            throw Body.wrong("infohash", "40 hexadecimal digits")
        }
        return digest
    }
}

extension Bits64 {
    fileprivate static func member(_ name: String, _ body: Body) throws(Refusal) -> UInt64 {
        guard let value = value(try body.text(name)) else {
            throw Body.wrong(name, "16 hexadecimal digits")
        }
        return value
    }

    fileprivate static func ifAny(_ name: String, _ body: Body) throws(Refusal) -> UInt64? {
        guard try body.textIfAny(name) != nil else { return nil }
        return try member(name, body)
    }
}

struct ReceiptDocument: Document {
    let receipt: IndexReceipt

    init(_ receipt: IndexReceipt) { self.receipt = receipt }

    func write(to json: inout JSONWriter) {
        json.add("generation", receipt.generation.map(Bits64.text))
        json.add("reason", receipt.reason)
        json.add("wants_all", receipt.wantsAll)
    }
}

extension IndexReceipt {
    init(_ body: Body) throws(Refusal) {
        let reason = try body.textIfAny("reason")
        self.init(
            generation: try Bits64.ifAny("generation", body), wantsAll: try body.truth("wants_all"),
            reason: reason.map { String($0.prefix(Limits.receiptReasonLength)) })
    }
}
