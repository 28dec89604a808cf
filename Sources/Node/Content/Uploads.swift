// Files that come over HTTP into `shared_files/`.
//
//    receiving ──body ended──▶ sealing ──▶ placing ──▶ answered: 201
//        │                                    └─taken──▶ comparing ──▶ answered: 200 or 409
//        └── broken, refused or no room ──▶ nothing is left
//
// Law 1. Nothing is ever replaced, and nothing stands under a name that is not whole and synced.
// Law 2. What waits for the disk has an end: beyond it the sender waits.
// Law 3. Each upload is one line in the log, which says who.

import Bytes
import Digest
import HTTPWire
import Library
import Vocabulary

/// One file on its way.
private final class Upload {
    enum State {
        case receiving
        case sealing
        case placing(Digest256)
        /// A file of that name is there, and is being digested.
        case comparing(Digest256, JobID)
    }

    let name: FileName
    let slip: ReplySlip
    let remote: Remote
    let incoming: IncomingID
    var state = State.receiving
    /// Bytes, and how many of them are written.
    var received: Int64 = 0
    var written: Int64 = 0
    var isHeld = false

    init(_ name: FileName, from remote: Remote, to slip: ReplySlip, as incoming: IncomingID) {
        self.name = name
        self.remote = remote
        self.slip = slip
        self.incoming = incoming
    }
}

final class Uploads {
    private unowned let desk: Desk
    private unowned let shelf: Shelf
    private var all: [Upload] = []

    init(desk: Desk, shelf: Shelf) {
        self.desk = desk
        self.shelf = shelf
    }

    private var host: any Host { desk.host }

    var table: TableSize {
        TableSize(name: "uploads", count: all.count, limit: Limits.uploads)
    }

    // MARK: The head

    /// Takes the file, or says at once why not.
    func begin(
        _ name: FileName, _ head: HTTPRequestHead, from remote: Remote, to slip: ReplySlip,
        at now: Instant
    ) {
        if let refusal = refusal(of: head, as: name) {
            log("\(name) was not uploaded: \(refusal.detail)", remote)
            return reply(.refused(refusal), name, slip, at: now)
        }
        let upload = Upload(name, from: remote, to: slip, as: desk.newIncoming())
        all.append(upload)
        host.createIncoming(upload.incoming)
    }

    private func refusal(of head: HTTPRequestHead, as name: FileName) -> Refusal? {
        // An empty file says that it has 0 bytes. Who says nothing has forgotten the file.
        guard head.isChunked || head.contentLength != nil else {
            return Refusal(411, "a file comes with its Content-Length, or in chunks")
        }
        // RFC 9110, section 14.5: a part of a file must not be taken for the whole of it.
        if head.fields["content-range"] != nil {
            return Refusal(400, "a file is uploaded whole; Content-Range is not understood")
        }
        if let coding = head.fields["content-encoding"], coding.lowercased() != "identity" {
            return Refusal(415, "a file is uploaded as it is, without a Content-Encoding")
        }
        if !conditionsAreMet(head, name) {
            return Refusal(412, "what is there is not what the request's conditions want")
        }
        let length = head.isChunked ? nil : head.contentLength
        if let there = shelf.library.file(named: name), let length, there.size != length {
            return .taken
        }
        guard all.count < Limits.uploads else {
            return Refusal(429, "\(Limits.uploads) files are being uploaded; try again")
        }
        return hasRoom(for: length ?? 0) ? nil : .noRoom
    }

    /// If-Match and If-None-Match, as somebody sends who wants to know whether he is the first.
    private func conditionsAreMet(_ head: HTTPRequestHead, _ name: FileName) -> Bool {
        guard head.fields.hasConditions else { return true }
        var fields = HTTPFields()
        var modified: Int64?
        if let there = shelf.library.file(named: name) {
            fields = desk.surface.contentFields(
                name: name, size: there.size, modified: there.modified, digest: nil,
                isInline: false)
            modified = Seconds.floor(nanoseconds: there.modified)
        }
        let conditions = HTTPConditions(
            head.fields, method: head.method, tag: fields["etag"], modified: modified,
            now: host.wallTime)
        return conditions != .failed
    }

    private func hasRoom(for length: Int64) -> Bool {
        let (needed, overflow) = length.addingReportingOverflow(desk.settings.minFree)
        return !overflow && host.room() >= needed
    }

    // MARK: The body

    func arrived(_ bytes: RawSpan, for slip: ReplySlip, at now: Instant) {
        guard let upload = all.first(where: { $0.slip == slip }) else { return }
        upload.received += Int64(bytes.byteCount)
        host.append(bytes, to: upload.incoming)
        pace(upload, at: now)
    }

    private func pace(_ upload: Upload, at now: Instant) {
        let unwritten = upload.received - upload.written
        if !upload.isHeld, unwritten > Limits.unwrittenBytes {
            upload.isHeld = true
            desk.switchboard.holdBody(for: upload.slip, true, at: now)
        } else if upload.isHeld, unwritten <= Limits.unwrittenBytes / 2 {
            upload.isHeld = false
            desk.switchboard.holdBody(for: upload.slip, false, at: now)
        }
    }

    func ended(for slip: ReplySlip) {
        guard let upload = all.first(where: { $0.slip == slip }) else { return }
        upload.state = .sealing
        host.seal(upload.incoming)
    }

    /// The sender went away in the middle: nothing is left.
    func broke(for slip: ReplySlip) {
        guard let upload = all.first(where: { $0.slip == slip }) else { return }
        log("\(upload.name) was not uploaded: the connection was cut", upload.remote)
        discard(upload)
    }

    // MARK: The disk. False: that file is none of ours.

    func appended(_ incoming: IncomingID, total: Int64, at now: Instant) -> Bool {
        guard let upload = upload(incoming) else { return false }
        upload.written = total
        if case .receiving = upload.state {
            guard hasRoom(for: 0) else {
                fail(upload, .noRoom, at: now)
                return true
            }
            pace(upload, at: now)
        }
        return true
    }

    func failed(_ incoming: IncomingID, _ error: WorldError, at now: Instant) -> Bool {
        guard let upload = upload(incoming) else { return false }
        fail(upload, error.refusal, at: now)
        return true
    }

    func sealed(_ incoming: IncomingID, size: Int64, _ digest: Digest256, at now: Instant) -> Bool {
        guard let upload = upload(incoming) else { return false }
        // A name is one file's: another share may show one under it.
        if let there = shelf.library.file(named: upload.name), there.share != Shares.own {
            compare(upload, digest, to: there.digest, there.share, there.path, at: now)
        } else {
            upload.state = .placing(digest)
            shelf.expect(upload.name, in: Shares.own)
            host.place(incoming, as: upload.name, in: .shared)
        }
        return true
    }

    func placed(
        _ incoming: IncomingID, _ result: Result<FileName, WorldError>, at now: Instant
    ) -> Bool {
        guard let upload = upload(incoming), case .placing(let digest) = upload.state else {
            return false
        }
        switch result {
        case .success(let name):
            shelf.placed(name, digest, in: Shares.own, size: upload.received, at: now)
            end(upload, isNew: true, at: now)
        case .failure(let error):
            shelf.expectNoMore(upload.name, in: Shares.own)
            guard error.kind == .taken else {
                fail(upload, error.isPathTaken ? .taken : error.refusal, at: now)
                return true
            }
            let there = shelf.library.file(share: Shares.own, path: upload.name)?.digest
            compare(upload, digest, to: there, Shares.own, upload.name, at: now)
        }
        return true
    }

    /// Holds it against the file that has its name, whose digest may not be known yet.
    private func compare(
        _ upload: Upload, _ digest: Digest256, to there: Digest256?, _ share: Int64,
        _ path: FileName, at now: Instant
    ) {
        if let there { return compared(upload, digest, to: there, at: now) }
        let job = desk.newJob()
        upload.state = .comparing(digest, job)
        host.hash(share: share, path, for: job)
    }

    /// What is there was digested; nil where it cannot be, as a folder cannot.
    func hashed(_ job: JobID, _ there: Digest256?, at now: Instant) -> Bool {
        for upload in all {
            if case .comparing(let digest, job) = upload.state {
                compared(upload, digest, to: there, at: now)
                return true
            }
        }
        return false
    }

    // MARK: Ends

    private func compared(
        _ upload: Upload, _ digest: Digest256, to there: Digest256?, at now: Instant
    ) {
        guard there == digest else { return fail(upload, .taken, at: now) }
        host.discard(upload.incoming)
        end(upload, isNew: false, at: now)
    }

    private func end(_ upload: Upload, isNew: Bool, at now: Instant) {
        all.removeAll { $0 === upload }
        let what = isNew ? "uploaded" : "uploaded again, with the same content"
        log("\(upload.name) \(what), \(upload.received) bytes", upload.remote)
        reply(.uploaded(upload.name, isNew: isNew), upload.name, upload.slip, at: now)
    }

    private func fail(_ upload: Upload, _ refusal: Refusal, at now: Instant) {
        log("\(upload.name) was not uploaded: \(refusal.detail)", upload.remote)
        discard(upload)
        reply(.refused(refusal), upload.name, upload.slip, at: now)
    }

    private func discard(_ upload: Upload) {
        all.removeAll { $0 === upload }
        host.discard(upload.incoming)
    }

    private func reply(_ answer: Answer, _ name: FileName, _ slip: ReplySlip, at now: Instant) {
        desk.reply(answer, to: .upload(name), slip, at: now)
    }

    private func log(_ what: String, _ remote: Remote) {
        host.log(.info, "operator", "\(what), by \(remote.inWords)")
    }

    private func upload(_ incoming: IncomingID) -> Upload? {
        all.first { $0.incoming == incoming }
    }
}

extension Refusal {
    fileprivate static let taken = Refusal(
        409, "a file of that name is there, with another content; nothing is ever replaced")
    fileprivate static let noRoom = Refusal(
        507, "there is no room for it and what must stay free (min_free)")
}

extension WorldError {
    /// Something on the way to the name is there and is no folder.
    fileprivate var isPathTaken: Bool { kind == .missing }
}
