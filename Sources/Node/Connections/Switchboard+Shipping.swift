// Sending files: at once where no rate is set, else in slices as the rates allow.
//
// Law 1. Without a rate a file is one decision, and the host's business from then on.
// Law 2. With one, every connection that could send gets its turn; what a slow reader does not take
//        is left to the others.
// Law 3. Nothing is said on a connection while a file is under way on it.

import Bytes
import Vocabulary

extension Switchboard {
    /// Sends `head`, and then pieces of a file.
    func ship(
        _ head: [UInt8], _ pieces: [ContentAnswer.Piece], of file: any OpenedFile, on line: Line,
        at now: Instant
    ) {
        guard !pieces.isEmpty else { return host.send(head, on: line.id) }
        let payer = throttle.isOn ? line.payer : nil
        if pieces.count == 1, case .file(let range) = pieces[0], mayGo(range, payer, at: now) {
            return head.withSpan { host.send($0, then: file, range, on: line.id) }
        }
        guard let payer else {
            head.withSpan { host.send($0, on: line.id, more: true) }
            for (row, piece) in pieces.enumerated() {
                send(piece, of: file, on: line, isLast: row == pieces.count - 1)
            }
            return
        }
        if !head.isEmpty { host.send(head, on: line.id) }
        line.shipment = Shipment(pieces[...], of: file, to: payer)
        shipping.append(line.id)
        dispatch(at: now)
    }

    /// The same with one range: what nearly every answer is, and no list is made of it.
    func ship(
        _ head: [UInt8], _ range: Range<Int64>, of file: any OpenedFile, on line: Line,
        at now: Instant
    ) {
        guard !throttle.isOn else { return ship(head, [.file(range)], of: file, on: line, at: now) }
        head.withSpan { host.send($0, then: file, range, on: line.id) }
    }

    /// A whole file in dialect J, which has no head.
    func ship(_ file: any OpenedFile, on connection: ConnectionID, at now: Instant) {
        guard throttle.isOn, let line = line(connection), line.payer != nil else {
            return host.send(file, 0..<file.size, on: connection)
        }
        ship([], [.file(0..<file.size)], of: file, on: line, at: now)
    }

    /// Closes when everything is sent, what is still under way too.
    func finish(_ connection: ConnectionID) {
        if let line = line(connection) { end(line, interrupting: false) }
    }

    func end(_ line: Line, interrupting: Bool) {
        if let shipment = line.shipment {
            shipment.end = interrupting ? .interrupts : .finishes
        } else if interrupting {
            host.interrupt(line.id)
        } else {
            host.finish(line.id)
        }
    }

    /// Whether a range may go as it is. Where it may, it is paid for.
    private func mayGo(_ range: Range<Int64>, _ payer: Payer?, at now: Instant) -> Bool {
        guard let payer else { return true }
        // Those that wait come first.
        guard shipping.isEmpty, throttle.available(to: payer, at: now) >= Int64(range.count) else {
            return false
        }
        throttle.spend(Int64(range.count), of: payer)
        return true
    }

    private func send(
        _ piece: ContentAnswer.Piece, of file: any OpenedFile, on line: Line, isLast: Bool
    ) {
        switch piece {
        case .bytes(let bytes): bytes.withSpan { host.send($0, on: line.id, more: !isLast) }
        case .file(let range): host.send(file, range, on: line.id)
        }
    }
}

// MARK: Turns

extension Switchboard {
    /// Gives what may be sent now to those that wait, in turns.
    /// O(connections that wait) for each turn, a hundred times a second at most.
    func dispatch(at now: Instant) {
        shipping.removeAll { line($0)?.shipment == nil }
        var ready = shipping.count { isReady($0) }
        while ready > 0 {
            // A rate that is high is given out in large parts, one that is low in chunks.
            let share = throttle.isOn ? throttle.availableInAll(at: now) / Int64(ready) : .max
            let part = max(Int64(Limits.chunk), min(share, Int64(Limits.bytesPerTurn)))
            ready = round(part, at: now)
        }
        setShippingDeadline(at: now)
        end(at: now)
    }

    /// One turn of everybody; who was served goes behind who was not. How many of them sent
    /// something and could send more.
    private func round(_ part: Int64, at now: Instant) -> Int {
        var (served, unserved): ([ConnectionID], [ConnectionID]) = ([], [])
        for id in shipping {
            if isReady(id), throttle.availableInAll(at: now) > 0, let line = line(id),
                let shipment = line.shipment, send(shipment, part, on: line, at: now)
            {
                served.append(id)
            } else {
                unserved.append(id)
            }
        }
        shipping = unserved + served
        return served.count { isReady($0) }
    }

    private func isReady(_ id: ConnectionID) -> Bool {
        guard let shipment = line(id)?.shipment, !shipment.isEmpty else { return false }
        return !host.hasUnsent(on: id)
    }

    /// Whether something of a range went.
    private func send(
        _ shipment: Shipment, _ part: Int64, on line: Line, at now: Instant
    ) -> Bool {
        var left =
            throttle.isOn ? min(part, throttle.available(to: shipment.payer, at: now)) : Int64.max
        var hasSent = false
        while left > 0 || shipment.unit == 0, let piece = shipment.next(left) {
            send(piece, of: shipment.file, on: line, isLast: shipment.isEmpty || left == 0)
            guard case .file(let range) = piece else { continue }
            throttle.spend(Int64(range.count), of: shipment.payer)
            left -= Int64(range.count)
            hasSent = true
        }
        return hasSent
    }

    private func setShippingDeadline(at now: Instant) {
        shippingDeadline = nil
        for id in shipping where isReady(id) {
            guard let shipment = line(id)?.shipment else { continue }
            let due = throttle.ready(for: shipment.unit, to: shipment.payer)
            shippingDeadline = min(due, shippingDeadline ?? due)
        }
        // Seldom enough that a high rate does not cost more turns than it needs.
        shippingDeadline = shippingDeadline.map { max($0, now + Limits.throttleTick) }
        if throttle.peerCount > 2 * shipping.count + Limits.throttleRested {
            throttle.forgetRested(at: now)
        }
    }

    /// Connections whose last piece has gone: what waited behind it is said.
    private func end(at now: Instant) {
        let ended = shipping.compactMap { line($0) }.filter { $0.shipment?.isEmpty == true }
        for line in ended {
            let end = line.shipment?.end ?? .stays
            line.shipment = nil
            switch end {
            case .stays: if !host.hasUnsent(on: line.id) { taken(line, at: now) }
            case .finishes: self.end(line, interrupting: false)
            case .interrupts: self.end(line, interrupting: true)
            }
        }
        if !ended.isEmpty { shipping.removeAll { self.line($0)?.shipment == nil } }
    }

    /// New rates hold from now on; where there are none any more, what waits goes at once.
    func setRates() {
        throttle = Throttle(inAll: settings.uploadRate, perPeer: settings.perPeerRate)
        if !shipping.isEmpty { shippingDeadline = .start }
    }
}

extension Line {
    /// Nil: somebody of this machine, whose copy costs the network nothing.
    fileprivate var payer: Payer? {
        switch remote {
        case .local: nil
        case .tcp(let endpoint):
            endpoint.address.isLoopback ? .connection(id) : .address(endpoint.address.network)
        }
    }
}
