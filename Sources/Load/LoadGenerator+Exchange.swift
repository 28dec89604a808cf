// One request: dialled, sent, answered, judged.
//
// A request on a new connection costs socket, setsockopt, connect, send, epoll_ctl, recv and close:
// seven system calls, and its share of two epoll_waits. One on a kept connection costs two.

import Glibc
import Reactor
import Vocabulary

extension LoadGenerator {
    /// The lane's next request. Its time counts from `moment`, which may be past.
    func begin(on lane: Lane, countedFrom moment: Instant) {
        running += 1
        lane.reader.restart()
        lane.begun = moment
        lane.heard = loop.now
        lane.isReused = lane.fd >= 0
        if lane.isReused {
            lane.phase = .sending(0)
            send(on: lane, added: true)
        } else {
            dial(on: lane)
        }
    }

    private func dial(on lane: Lane) {
        lane.isReused = false
        lane.take(dialler.dial())
        guard lane.fd >= 0 else { return fail(lane, .connect(errno)) }
        lane.phase = .sending(0)
        send(on: lane, added: false)
    }

    /// `added`: the socket is in the ready set.
    private func send(on lane: Lane, added isAdded: Bool) {
        guard case .sending(let sent) = lane.phase else { return }
        let count = request.withUnsafeBytes {
            Glibc.send(lane.fd, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
        }
        let code = errno
        if count < 0, code != EAGAIN, code != EINTR { return sendingFailed(lane, code) }
        let isWhole = sent + max(0, count) == request.count
        lane.phase = isWhole ? .receiving : .sending(sent + max(0, count))
        // A kept connection waits for input already, and its request goes in one piece.
        if isAdded, isWhole, sent == 0, lane.isReused { return }
        let wanted: Readiness = isWhole ? [.readable, .inputEnds] : .writable
        let waits =
            isAdded
            ? ready?.change(lane.fd, wanted, as: lane.number)
            : ready?.add(lane.fd, wanted, as: lane.number)
        if waits != true { fail(lane, .broken(errno)) }
    }

    private func sendingFailed(_ lane: Lane, _ code: Int32) {
        if lane.isReused { return dial(on: lane) }
        fail(lane, .connect(code))
    }

    /// From the ready set.
    func ready(_ lane: Lane, _ readiness: Readiness) {
        switch lane.phase {
        case .sending: send(on: lane, added: true)
        case .receiving: receive(on: lane, endsHere: readiness.contains(.inputEnds))
        // The server gave up a connection that was kept; the next request dials.
        case .idle, .resting: lane.hangUp()
        }
    }

    private func receive(on lane: Lane, endsHere: Bool) {
        if !isTimed { loop.reads += 1 }
        let count = recv(lane.fd, buffer.baseAddress, buffer.count, 0)
        guard count >= 0 else {
            let code = errno
            if code == EAGAIN || code == EINTR { return }
            return lostConnection(lane, .broken(code))
        }
        lane.heard = loop.now
        guard count > 0 else { return inputEnded(on: lane) }
        let step = take(UnsafeRawBufferPointer(rebasing: buffer[..<count]), on: lane)
        // The last byte had come before this read, and the read had room: nothing is left, and
        // asking for the end would be a call for an answer that is known.
        if step == .more, endsHere, count < buffer.count { return inputEnded(on: lane) }
        settle(lane, step, endsHere: endsHere)
    }

    private func take(_ bytes: UnsafeRawBufferPointer, on lane: Lane) -> AnswerReader.Step {
        let before = lane.reader.comparison.offset
        let step = lane.reader.take(bytes)
        if !isOver { report.bytes += lane.reader.comparison.offset - before }
        return step
    }

    private func inputEnded(on lane: Lane) {
        let before = lane.reader.comparison.offset
        let step = lane.reader.inputEnded()
        if !isOver { report.bytes += lane.reader.comparison.offset - before }
        if case .failed(let failure) = step { return lostConnection(lane, reset(lane) ?? failure) }
        settle(lane, step, endsHere: true)
    }

    /// Whether it was no orderly end: after the last byte the kernel tells of a reset.
    private func reset(_ lane: Lane) -> LoadFailure? {
        recv(lane.fd, buffer.baseAddress, buffer.count, 0) < 0 ? .broken(errno) : nil
    }

    /// A server may end a kept connection just when we use it again. Where no byte of the answer
    /// has come, the request is sent anew (RFC 9110, section 9.2.2), and its time goes on.
    private func lostConnection(_ lane: Lane, _ failure: LoadFailure) {
        if lane.isReused, !lane.reader.hasBegun { return dial(on: lane) }
        fail(lane, failure)
    }

    private func settle(_ lane: Lane, _ step: AnswerReader.Step, endsHere: Bool) {
        switch step {
        case .more: break
        case .failed(let failure): fail(lane, failure)
        case .whole(let reusable):
            if !reusable || endsHere { lane.hangUp() }
            answered(lane)
        }
    }

    private func answered(_ lane: Lane) {
        running -= 1
        let now = loop.refreshNow()
        report.latency.add(now.since(lane.begun))
        if isOver { report.awaited += 1 } else { report.requests += 1 }
        next(on: lane, at: now)
    }

    func fail(_ lane: Lane, _ failure: LoadFailure) {
        running -= 1
        lane.hangUp()
        report.failures.add(failure)
        rest(lane)
    }
}
