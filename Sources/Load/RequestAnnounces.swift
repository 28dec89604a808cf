// Announces by HTTP, each on a connection of its own or all of a lane on one.
//
// Law. An answer is a head with a length and a bencoded dictionary behind it that is no failure;
//      anything else is one.

import CLinux
import Digest
import Glibc
import Reactor
import Vocabulary

final class RequestAnnounces {
    /// One announce at a time.
    private struct Place {
        var fd: Int32 = -1
        var begun = Instant.start
        /// Bytes of the answer that came, where they did not come at once.
        var partial: [UInt8] = []
        var isReused = false
    }

    private let options: AnnounceOptions
    private let isKept: Bool
    private let dialler: Dialler
    private let loop: Loop
    private var source: AnnounceSource
    private var places: [Place]
    private var ready: ReadySet?
    private var report = LoadReport()
    private var begun = 0
    private var running = 0
    private var isOver = false
    private var secondTimer: Timer?
    private var endTimer: Timer?
    private var told = 0
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 64)
    private let hostField: [UInt8]

    init(_ options: AnnounceOptions, kept: Bool, on loop: Loop) throws(LoadError) {
        self.options = options
        self.loop = loop
        isKept = kept
        dialler = Dialler(options.node)
        source = AnnounceSource(torrents: options.torrents)
        places = Array(repeating: Place(), count: options.window)
        let connection = kept ? "" : "Connection: close\r\n"
        hostField = Array(" HTTP/1.1\r\nHost: \(options.node)\r\n\(connection)\r\n".utf8)
        do {
            ready = try ReadySet(loop, .persists) { [unowned self] number, readiness in
                happened(Int(number))
                return true
            }
        } catch {
            throw .system(error)
        }
    }

    deinit {
        for place in places where place.fd >= 0 { close(place.fd) }
        buffer.deallocate()
    }

    func run(eachSecond: ((LoadMoment) -> Void)?) -> LoadReport {
        let start = loop.refreshNow()
        secondTimer = Timer(loop) { [unowned self] in
            lookAtSilent()
            eachSecond?(
                LoadMoment(
                    elapsed: self.loop.refreshNow().since(start),
                    requests: report.requests - told, bytes: 0, failures: report.failures.count))
            told = report.requests
            secondTimer?.arm(after: .seconds(1))
        }
        secondTimer?.arm(after: .seconds(1))
        endTimer = Timer(loop) { [unowned self] in
            if isOver { return self.loop.stop() }
            beOver(since: start)
        }
        endTimer?.arm(at: start + options.duration)
        for place in places.indices { next(place) }
        loop.run()
        for place in places where place.begun > .start && isOver && running > 0 {
            running -= 1
            report.failures.add(.unfinished)
        }
        secondTimer = nil
        endTimer = nil
        return report
    }

    private func beOver(since start: Instant) {
        isOver = true
        report.time = loop.refreshNow().since(start)
        if running == 0 { return loop.stop() }
        endTimer?.arm(after: Limits.loadDrainTime)
    }

    private func next(_ place: Int) {
        guard !isOver, begun < options.announces ?? .max else {
            if running == 0 { loop.stop() }
            return
        }
        begun += 1
        running += 1
        places[place].begun = loop.now
        places[place].partial.removeAll(keepingCapacity: true)
        if places[place].fd < 0 {
            dial(place)
        } else {
            places[place].isReused = true
            send(place)
        }
    }

    private func dial(_ place: Int) {
        places[place].isReused = false
        places[place].fd = dialler.dial()
        guard places[place].fd >= 0 else { return fail(place, .connect(errno)) }
        send(place)
        guard places[place].fd >= 0 else { return }
        if ready?.add(places[place].fd, .readable, as: UInt64(place)) != true {
            fail(place, .broken(errno))
        }
    }

    /// A request goes in one piece into a socket that has nothing else to send.
    private func send(_ place: Int) {
        let length = write(source.next())
        let count = Glibc.send(
            places[place].fd, buffer.baseAddress, length, Int32(MSG_NOSIGNAL))
        guard count != length else { return }
        if places[place].isReused {
            close(places[place].fd)
            places[place].fd = -1
            return dial(place)
        }
        fail(place, .connect(errno))
    }

    private func happened(_ place: Int) {
        guard places[place].fd >= 0 else { return }
        let count = recv(places[place].fd, buffer.baseAddress, buffer.count, 0)
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        guard count > 0 else { return fail(place, count == 0 ? .tooShort : .broken(errno)) }
        let read = UnsafeRawBufferPointer(rebasing: buffer[..<count])
        let verdict: AnnounceVerdict
        if places[place].partial.isEmpty {
            verdict = AnnounceVerdict(read)
            if case .more = verdict { places[place].partial.append(contentsOf: read) }
        } else {
            places[place].partial.append(contentsOf: read)
            verdict = places[place].partial.withUnsafeBytes { AnnounceVerdict($0) }
        }
        switch verdict {
        case .more: break
        case .failed(let failure): fail(place, failure)
        case .right: answered(place)
        }
    }

    private func answered(_ place: Int) {
        running -= 1
        report.latency.add(loop.refreshNow().since(places[place].begun))
        if isOver { report.awaited += 1 } else { report.requests += 1 }
        if !isKept { hangUp(place) }
        places[place].begun = .start
        next(place)
    }

    private func hangUp(_ place: Int) {
        close(places[place].fd)
        places[place].fd = -1
    }

    private func fail(_ place: Int, _ failure: LoadFailure) {
        running -= 1
        if places[place].fd >= 0 { hangUp(place) }
        places[place].begun = .start
        report.failures.add(failure)
        // A tracker that is gone must not make us spin: the place rests until the next second.
        if isOver, running == 0 { loop.stop() }
    }

    private func lookAtSilent() {
        let now = loop.refreshNow()
        for place in places.indices {
            if places[place].begun == .start, !isOver {
                next(place)
            } else if places[place].begun > .start,
                now.since(places[place].begun) >= Limits.loadPatience
            {
                fail(place, .silent)
            }
        }
    }

    // MARK: The request

    private static let hex = Array("0123456789ABCDEF".utf8)

    private func write(_ one: AnnounceSource.One) -> Int {
        var length = 0
        func add(_ bytes: some Collection<UInt8>) {
            for byte in bytes {
                buffer[length] = byte
                length += 1
            }
        }
        add("GET /announce?info_hash=".utf8)
        for byte in one.infoHash.bytes {
            buffer[length] = UInt8(ascii: "%")
            buffer[length + 1] = Self.hex[Int(byte >> 4)]
            buffer[length + 2] = Self.hex[Int(byte & 15)]
            length += 3
        }
        add("&peer_id=-LD0001-loadloadload&port=".utf8)
        add(String(one.port).utf8)
        add("&uploaded=0&downloaded=0&left=".utf8)
        add(String(one.left).utf8)
        add("&compact=1&numwant=50&event=started".utf8)
        add(hostField)
        return length
    }
}

/// What an answer is, as far as it has come.
enum AnnounceVerdict: Equatable {
    case more
    case right
    case failed(LoadFailure)

    init(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 12 else {
            self = .more
            return
        }
        guard bytes.starts(with: "HTTP/1.".utf8) else {
            self = .failed(.badHead)
            return
        }
        let status = bytes[9..<12].reduce(0) { $0 * 10 + Int($1 &- 0x30) }
        guard status == 200 else {
            self = .failed(.status(status))
            return
        }
        guard let head = KnownHead.length(in: bytes) else {
            self = bytes.count > Limits.fieldsLength ? .failed(.badHead) : .more
            return
        }
        guard let length = Self.contentLength(bytes[..<head]) else {
            self = .failed(.noLength)
            return
        }
        guard bytes.count >= head + length else {
            self = .more
            return
        }
        let body = bytes[head..<head + length]
        let isWhole = bytes.count == head + length && body.first == UInt8(ascii: "d")
        if isWhole, !body.starts(with: "d14:failure".utf8) {
            self = .right
        } else {
            self = .failed(.refused(String(decoding: body.prefix(100), as: UTF8.self)))
        }
    }

    private static func contentLength(_ head: Slice<UnsafeRawBufferPointer>) -> Int? {
        let name = Array("\r\ncontent-length:".utf8)
        var place = head.startIndex
        while place + name.count < head.endIndex {
            if head[place] == 13,
                name.indices.allSatisfy({ offset in
                    let byte = head[place + offset]
                    let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                    return (isUpper ? byte | 0x20 : byte) == name[offset]
                })
            {
                var length = 0
                for byte in head[(place + name.count)...].drop(while: { $0 == 0x20 }) {
                    guard byte >= 0x30, byte <= 0x39, length < 1 << 30 else { break }
                    length = length * 10 + Int(byte - 0x30)
                }
                return length
            }
            place += 1
        }
        return nil
    }
}
