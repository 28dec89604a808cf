// Announces by datagram (BEP 15): sixty-four are sent with one call and as many answers taken with
// another, so that the tracker is the bound and not who asks.
//
// Law. A place in the window has one announce at a time. What is not answered in a second has
//      failed: on one machine nothing is on its way for so long.

import CSockets
import Digest
import Glibc
import Reactor
import Vocabulary

final class DatagramAnnounces {
    private enum Action { static let connect: UInt32 = 0, announce: UInt32 = 1 }

    private static let length = 98
    private static let stride = 4096

    private let options: AnnounceOptions
    private let fd: Int32
    private var source: AnnounceSource
    private var report = LoadReport()
    private var connection: UInt64 = 0
    private var connectedAt = Instant.start
    /// When the announce of each place was sent; nil where it has none.
    private var sentAt: [Instant?]
    /// Counts the announces of a place, so that a late answer is known.
    private var rounds: [UInt32]
    private var free: [Int]
    private var begun = 0
    private let places: UnsafeMutablePointer<UInt8>
    private let heard: UnsafeMutablePointer<UInt8>
    private let arrived: UnsafeMutablePointer<linux_datagram>
    private var leaving = [linux_answer](repeating: linux_answer(), count: LINUX_DATAGRAMS)

    init(_ options: AnnounceOptions) throws(LoadError) {
        self.options = options
        source = AnnounceSource(torrents: options.torrents)
        sentAt = Array(repeating: nil, count: options.window)
        rounds = Array(repeating: 0, count: options.window)
        free = Array(0..<options.window)
        places = .allocate(capacity: Self.stride * LINUX_DATAGRAMS)
        heard = .allocate(capacity: Self.stride * LINUX_DATAGRAMS)
        arrived = .allocate(capacity: LINUX_DATAGRAMS)
        let family = options.node.address.v4 == nil ? AF_INET6 : AF_INET
        fd = socket(
            family,
            Int32(SOCK_DGRAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard fd >= 0 else { throw .system(SystemError("making a socket")) }
        var size = Int32(Limits.datagramBuffer)
        for buffer in [SO_RCVBUF, SO_SNDBUF] {
            setsockopt(fd, SOL_SOCKET, buffer, &size, socklen_t(MemoryLayout<Int32>.size))
        }
    }

    deinit {
        if fd >= 0 { close(fd) }
        places.deallocate()
        heard.deallocate()
        arrived.deallocate()
    }

    /// Announces until the time is over. Throws where the tracker does not answer at all.
    func run(eachSecond: ((LoadMoment) -> Void)?) throws(LoadError) -> LoadReport {
        guard connect() else { throw .noFirstAnswer(.silent) }
        let start = now()
        let end = start + options.duration
        var second = start + .seconds(1)
        var told = 0
        while true {
            let moment = now()
            guard moment < end, begun < options.announces ?? .max else { break }
            fill(at: moment)
            if receive(at: moment) == 0 { wait(milliseconds: 10) }
            guard moment >= second else { continue }
            giveUpSilent(at: moment)
            if moment > connectedAt + .seconds(50) { _ = connect() }
            eachSecond?(
                LoadMoment(
                    elapsed: moment.since(start), requests: report.requests - told, bytes: 0,
                    failures: report.failures.count))
            told = report.requests
            second = second + .seconds(1)
        }
        report.time = now().since(start)
        drain()
        return report
    }

    private func now() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Instant(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
    }

    private func wait(milliseconds: Int32) {
        var waiting = pollfd(fd: fd, events: Int16(POLLIN), revents: 0)
        _ = poll(&waiting, 1, milliseconds)
    }

    // MARK: Sending

    /// A connection id; three attempts of a second each.
    private func connect() -> Bool {
        for attempt in 0..<3 {
            put(0x417_2710_1980 as UInt64, at: 0)
            put(Action.connect, at: 8)
            put(UInt32.max - UInt32(attempt), at: 12)
            leaving[0] = target(length: 16)
            _ = linux_send_datagrams(fd, places, Self.stride, leaving, 1)
            let asked = now()
            let before = connectedAt
            while connectedAt == before, now() < asked + .seconds(1) {
                wait(milliseconds: 100)
                _ = receive(at: now())
            }
            if connectedAt != before { return true }
        }
        return false
    }

    private func fill(at moment: Instant) {
        while !free.isEmpty, begun < options.announces ?? .max {
            let count = min(free.count, LINUX_DATAGRAMS, (options.announces ?? .max) - begun)
            for index in 0..<count { write(free[free.count - 1 - index], at: index, moment) }
            free.removeLast(count)
            begun += count
            let sent = Int(
                linux_send_datagrams(fd, places, Self.stride, leaving, Int32(count)))
            // The kernel has no room: those that are lost are found when they are late.
            if sent < count { return }
        }
    }

    private func write(_ place: Int, at index: Int, _ moment: Instant) {
        let one = source.next()
        rounds[place] &+= 1
        sentAt[place] = moment
        let start = index * Self.stride
        put(connection, at: start)
        put(Action.announce, at: start + 8)
        put(UInt32(place) << 16 | rounds[place] & 0xffff, at: start + 12)
        for (offset, byte) in one.infoHash.bytes.enumerated() { places[start + 16 + offset] = byte }
        put(UInt64(one.port), at: start + 36)
        put(0 as UInt64, at: start + 44)
        put(0 as UInt32, at: start + 52)
        put(0 as UInt64, at: start + 56)
        put(one.left, at: start + 64)
        put(0 as UInt64, at: start + 72)
        put(2 as UInt32, at: start + 80)
        put(0 as UInt64, at: start + 84)
        put(50 as UInt32, at: start + 92)
        put(one.port, at: start + 96)
        leaving[index] = target(length: Self.length)
    }

    private func target(length: Int) -> linux_answer {
        linux_answer(
            target_high: options.node.address.high, target_low: options.node.address.low,
            length: UInt32(length), port: options.node.port)
    }

    private func put(_ number: some FixedWidthInteger, at place: Int) {
        UnsafeMutableRawPointer(places).storeBytes(
            of: number.bigEndian, toByteOffset: place, as: type(of: number))
    }

    // MARK: Hearing

    /// How many came.
    private func receive(at moment: Instant) -> Int {
        let count = Int(linux_receive_datagrams(fd, heard, Self.stride, arrived))
        guard count > 0 else { return 0 }
        let read = now()
        for index in 0..<count { take(index, at: read) }
        return count
    }

    private func number(_ index: Int, at offset: Int) -> UInt32 {
        UnsafeRawPointer(heard).loadUnaligned(
            fromByteOffset: index * Self.stride + offset, as: UInt32.self
        ).bigEndian
    }

    private func take(_ index: Int, at moment: Instant) {
        let length = Int(arrived[index].length)
        guard length >= 8 else { return }
        let transaction = number(index, at: 4)
        switch number(index, at: 0) {
        case Action.connect where transaction > UInt32.max - 3 && length >= 16:
            connection = UInt64(number(index, at: 8)) << 32 | UInt64(number(index, at: 12))
            connectedAt = moment
        case Action.announce where length >= 20: answered(transaction, nil, at: moment)
        default:
            let text = UnsafeBufferPointer(
                start: heard + index * Self.stride + 8, count: length - 8)
            answered(transaction, .refused(String(decoding: text, as: UTF8.self)), at: moment)
        }
    }

    private func answered(_ transaction: UInt32, _ failure: LoadFailure?, at moment: Instant) {
        let place = Int(transaction >> 16)
        guard place < sentAt.count, let sent = sentAt[place],
            transaction & 0xffff == rounds[place] & 0xffff
        else { return }
        sentAt[place] = nil
        free.append(place)
        if let failure { return report.failures.add(failure) }
        report.latency.add(moment.since(sent))
        if report.time == .zero { report.requests += 1 } else { report.awaited += 1 }
    }

    private func giveUpSilent(at moment: Instant) {
        for place in sentAt.indices {
            guard let sent = sentAt[place], moment.since(sent) >= .seconds(1) else { continue }
            sentAt[place] = nil
            free.append(place)
            report.failures.add(.silent)
        }
    }

    /// Those that are on their way are waited for.
    private func drain() {
        let end = now() + .seconds(1)
        while free.count < sentAt.count, now() < end {
            if receive(at: now()) == 0 { wait(milliseconds: 10) }
        }
        for sent in sentAt where sent != nil { report.failures.add(.unfinished) }
    }
}
