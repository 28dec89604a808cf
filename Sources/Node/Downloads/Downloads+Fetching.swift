// While bytes arrive: whom they come from, where they go, and when to ask the sender to wait.

import Bytes
import Digest
import HTTPWire
import JSONWire
import Vocabulary

extension Downloads {
    /// Asks the next holder, or gives up.
    func fetchNext(_ download: Download, at now: Instant) {
        guard
            let row = download.sources.firstIndex(where: {
                $0.attempts < Limits.attemptsPerHolder
            })
        else {
            let (failure, reason) = download.lastFailure ?? (.notFound, "nobody holds it")
            return fail(download, failure, reason, at: now)
        }
        guard hasRoom(for: download.size ?? 1) else {
            return pause(download, roomReason(for: download), at: now)
        }
        download.sources[row].attempts += 1
        let source = download.sources.remove(at: row)
        download.sources.append(source)
        download.received = 0
        download.state = .fetching(
            Download.Transfer(source: source, started: now, expected: download.digest))
        guard let call = call(for: download, source) else {
            return failed(download, .other, "its name is too long for an old node", at: now)
        }
        desk.switchboard.dial(call, timeout: Limits.dialTimeout, at: now)
    }

    private func call(for download: Download, _ source: Download.Source) -> Call? {
        let purpose = Purpose.fetch(download: download.id)
        if source.kind == .old {
            let object = JSONAsk.download(
                filename: source.name.path, secret: desk.secretForOldPeers)
            return object.map { Call(purpose, at: source.endpoint, .json($0), isStream: true) }
        }
        let target = "/files/" + PercentCoding.encodePath(source.name.path)
        let dialect = desk.request("GET", target, to: source.endpoint)
        return Call(purpose, at: source.endpoint, dialect, isStream: true)
    }

    private func roomReason(for download: Download) -> String {
        let needed = download.size.map { "\($0) bytes" } ?? "the file"
        return "no room: \(needed) and the \(desk.settings.minFree) bytes of min_free do not fit "
            + "in the \(host.room()) that are left"
    }

    // MARK: The head

    func streamBegan(
        _ id: Int64, on connection: ConnectionID, _ head: HTTPResponseHead, at now: Instant
    ) {
        guard let download = download(id), case .fetching(var transfer) = download.state else {
            return
        }
        guard head.status == 200 else {
            return failed(
                download, head.status == 404 ? .notFound : head.status == 401 ? .refused : .other,
                "it answered \(head.status)", at: now)
        }
        guard head.fields["content-encoding"].map({ $0.lowercased() == "identity" }) ?? true else {
            return failed(download, .other, "it sent the file in a coding", at: now)
        }
        guard let size = head.bodyLength else {
            return failed(download, .other, "it did not say how long the file is", at: now)
        }
        // So long was what was found under this name: a liar's length must not make us wait for
        // room while others hold the file.
        if let wanted = download.size, wanted != size {
            return failed(download, .verification, "it holds another content now", at: now)
        }
        let told = head.fields["repr-digest"].flatMap(Self.digest(inField:))
        if let wanted = transfer.expected, let told, wanted != told {
            return failed(download, .verification, "it holds another content now", at: now)
        }
        guard hasRoom(for: size) else {
            download.size = size
            return pause(download, roomReason(for: download), at: now)
        }
        transfer.size = size
        transfer.expected = transfer.expected ?? told
        download.size = size
        open(&transfer, on: connection)
        download.state = .fetching(transfer)
    }

    /// `sha-256=:BASE64:` among others (RFC 9530).
    private static func digest(inField field: String) -> Digest256? {
        for part in field.split(separator: ",") {
            let text = part.drop { $0 == " " }
            guard text.lowercased().hasPrefix("sha-256=:"), text.hasSuffix(":") else { continue }
            return Base64.decode(text.dropFirst(9).dropLast()).flatMap { Digest256($0) }
        }
        return nil
    }

    private func open(_ transfer: inout Download.Transfer, on connection: ConnectionID) {
        let incoming = desk.newIncoming()
        transfer.incoming = incoming
        transfer.connection = connection
        host.createIncoming(incoming)
    }

    // MARK: The body

    func streamArrived(
        _ id: Int64, on connection: ConnectionID, _ bytes: RawSpan, at now: Instant
    ) {
        guard let download = download(id), case .fetching(var transfer) = download.state else {
            return
        }
        if transfer.source.kind == .old, transfer.incoming == nil {
            // Up to the longest error it may still be one; after that it is content.
            transfer.undecided.append(contentsOf: bytes)
            if transfer.undecided.count > Self.longestError {
                open(&transfer, on: connection)
                let first = transfer.undecided
                transfer.undecided = []
                first.withSpan { take($0, &transfer, download) }
            }
        } else {
            take(bytes, &transfer, download)
        }
        download.state = .fetching(transfer)
    }

    private static let longestError = JSONReply.errors.map(\.count).max() ?? 0

    private func take(
        _ bytes: RawSpan, _ transfer: inout Download.Transfer, _ download: Download
    ) {
        guard let incoming = transfer.incoming else { return }
        transfer.received += Int64(bytes.byteCount)
        download.received = transfer.received
        host.append(bytes, to: incoming)
        hold(&transfer)
    }

    /// Lets the sender wait while the disk is behind, and go on when it has caught up.
    private func hold(_ transfer: inout Download.Transfer) {
        guard let connection = transfer.connection else { return }
        let unwritten = transfer.received - transfer.written
        if !transfer.isHeld, unwritten > Limits.unwrittenBytes {
            transfer.isHeld = true
            desk.switchboard.hold(connection, true)
        } else if transfer.isHeld, unwritten <= Limits.unwrittenBytes / 2 {
            transfer.isHeld = false
            desk.switchboard.hold(connection, false)
        }
    }

    func wrote(_ incoming: IncomingID, total: Int64, at now: Instant) {
        guard let download = download(with: incoming), case .fetching(var transfer) = download.state
        else { return }
        transfer.written = total
        hold(&transfer)
        download.state = .fetching(transfer)
        // What is on the way has its room, as far as it was said how long it is; an old node never
        // says, and others fill the disk meanwhile.
        guard hasRoom(for: 0) else {
            // Where the length is not known, it takes at least this much to come any further.
            if transfer.size == nil {
                download.size = transfer.received + Int64(Limits.writeLength)
            }
            return pause(download, roomReason(for: download), at: now)
        }
    }

    // MARK: The end

    func fetchEnded(_ id: Int64, _ outcome: CallOutcome, at now: Instant) {
        guard let download = download(id), case .fetching(let transfer) = download.state else {
            return
        }
        switch outcome {
        case .response: seal(download, transfer)
        case .spoken: endedOld(download, transfer, at: now)
        case .foreign: failed(download, .other, "it does not speak HTTP", at: now)
        case .touched, .silent: failed(download, .other, "it said nothing", at: now)
        case .failed(let failure):
            failed(download, .unreachable, failure.rawValue, at: now)
        }
    }

    /// An old node closed: that is the end of the file, or all that it said was an error.
    private func endedOld(
        _ download: Download, _ transfer: Download.Transfer, at now: Instant
    ) {
        var transfer = transfer
        if transfer.incoming == nil {
            let said = transfer.undecided
            if JSONReply.errors.contains(said) {
                let isMissing = said == JSONReply.noFile
                return failed(
                    download, isMissing ? .notFound : .refused,
                    "it answered: \(String(decoding: said, as: UTF8.self))", at: now)
            }
            if said.isEmpty, !transfer.source.saidFound {
                return failed(download, .other, "it closed without a byte", at: now)
            }
            let incoming = desk.newIncoming()
            transfer.incoming = incoming
            host.createIncoming(incoming)
            said.withSpan { take($0, &transfer, download) }
        }
        seal(download, transfer)
    }

    private func seal(_ download: Download, _ transfer: Download.Transfer) {
        guard let incoming = transfer.incoming else { return }
        host.seal(incoming)
        download.state = .sealing(transfer)
    }

    /// This holder did not give the file: the next one.
    func failed(
        _ download: Download, _ failure: DownloadView.Failure, _ reason: String, at now: Instant
    ) {
        let label = download.transfer?.source.label ?? "a holder"
        host.log(.info, "download", "\(download.title) from \(label): \(reason)")
        download.lastFailure = (failure, "\(label): \(reason)")
        abandon(download)
        fetchNext(download, at: now)
    }
}
