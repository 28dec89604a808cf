// Which congestion control a connection uses.
//
// Where the system's own is BBR it paces with timers inside TCP, on loopback too: one file at a
// time then moves at half the rate for three times the CPU. BBR earns its keep on the internet.
// So "auto" is reno for loopback and private addresses, the system's for all others. It is set
// before accept or connect or never: once a socket has paced, its flag stays.

import CUV
import Glibc
import Vocabulary

/// The setting `[transfer] congestion`.
package enum CongestionControl: Hashable, Sendable {
    case auto
    case system
    case named(String)

    package init(_ text: String) {
        switch text {
        case "auto": self = .auto
        case "system", "": self = .system
        default: self = .named(text)
        }
    }
}

/// The setting as it is applied to sockets.
struct Congestion {
    private let setting: CongestionControl
    private let system: String

    init(_ setting: CongestionControl, system: String) {
        self.setting = setting
        self.system = system
    }

    /// The system's own algorithm, as a fresh socket has it; empty where nobody can tell.
    static func ofSystem() -> String {
        let probe = Socket.make(AF_INET, Socket.stream)
        defer { if probe >= 0 { close(probe) } }
        return algorithm(of: probe) ?? ""
    }

    /// Before `listen` and `connect`. False where a name that was asked for is refused.
    @discardableResult
    func apply(to fd: Int32, peer: IPAddress? = nil) -> Bool {
        switch setting {
        case .system: true
        case .named(let name): Self.set(fd, name)
        case .auto:
            // reno may be compiled out or not allowed: then the system's own is as good.
            peer.map(\.isNear) == false || Self.set(fd, "reno") || true
        }
    }

    /// After `accept`: what the listener handed down is for near peers.
    func settle(_ fd: Int32, peer: IPAddress) {
        guard setting == .auto, !peer.isNear, system != "reno" else { return }
        Self.set(fd, system)
    }

    /// Whether TCP spreads the segments of such a connection over time: then longer turns help.
    func paces(peer: IPAddress) -> Bool {
        switch setting {
        case .system: system.hasPrefix("bbr")
        case .named(let name): name.hasPrefix("bbr")
        case .auto: !peer.isNear && system.hasPrefix("bbr")
        }
    }

    @discardableResult
    private static func set(_ fd: Int32, _ name: String) -> Bool {
        setsockopt(fd, Int32(IPPROTO_TCP), TCP_CONGESTION, name, socklen_t(name.utf8.count)) == 0
    }

    private static func algorithm(of fd: Int32) -> String? {
        var name = [UInt8](repeating: 0, count: 32)
        var length = socklen_t(name.count)
        guard getsockopt(fd, Int32(IPPROTO_TCP), TCP_CONGESTION, &name, &length) == 0 else {
            return nil
        }
        return String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
    }
}

extension IPAddress {
    /// Reached without the internet between.
    fileprivate var isNear: Bool { isLoopback || isPrivate || isLinkLocal }
}
