// What the config file says, parsed: holding a `Settings` is the proof that every value is allowed.
// The values written here are the defaults; Key+all.swift tells each one's limits.

import Vocabulary

package struct Settings: Sendable, Equatable {
    package var role = Role.peer
    package var port: UInt16 = 9000
    /// Further TCP ports with the same doors; never `port` itself, and none twice.
    package var also: [UInt16] = []
    package var listen: [IPAddress] = [.any, IPAddress(high: 0, low: 0)]
    /// What others are told; nil: the address that they see.
    package var advertise: Advertised?
    /// Empty: the host's name and the port.
    package var name = ""
    package var zone = ""
    /// The state directory; relative paths are relative to the working directory.
    package var state = "/var/lib/distrishare/9000"
    /// Empty: see `SecretSource`.
    package var secretFile = ""

    package var register = Register()
    package var peers = Peers()
    package var multicast = Multicast()
    package var directory = Directory()
    package var tracker = Tracker()
    package var library = Library()
    package var transfer = Transfer()
    package var swarm = Swarm()
    package var dialects = Dialects()
    package var json = JSON()
    package var login = Login()
    package var api = API()
    package var users = Users()
    package var log = Log()

    package init() {}

    /// A peer's bootstraps.
    package struct Register: Sendable, Equatable {
        package var servers: [HostPort] = [HostPort("127.0.0.1:8000")].compactMap(\.self)
        package var heartbeat = Duration.seconds(30)
    }

    package struct Peers: Sendable, Equatable {
        package var known: [HostPort] = []
    }

    package struct Multicast: Sendable, Equatable {
        package var enabled = true
        package var group = IPAddress(v4: 0xe001_0101)
        package var port: UInt16 = 10000
        /// The address of the one interface to use; nil: every one that can multicast.
        package var interface: IPAddress?
        package var interval = Duration.seconds(5)
    }

    /// How a bootstrap remembers and forgets.
    package struct Directory: Sendable, Equatable {
        package var staleAfter = Duration.seconds(90)
        package var probeTimeout = Duration.seconds(2)
        package var filesPerHolder = Limits.filesPerHolder
        /// Bytes of memory.
        package var memoryMax = Limits.directoryMemory
    }

    /// The tracker that a bootstrap is for everybody who speaks BitTorrent.
    package struct Tracker: Sendable, Equatable {
        package var enabled = true
        /// Whether anybody may announce; auto: where there is no secret.
        package var open = Switch.auto
        package var interval = Duration.seconds(1800)
        package var peers = 50
        /// 0: no limit.
        package var peersPerAddress = 10_000
        /// Empty: all torrents are tracked.
        package var torrentsFile = ""
        package var tokensFile = ""
    }

    package struct Library: Sendable, Equatable {
        /// Shared by reference, besides `<state>/shared_files`.
        package var folders: [String] = []
        package var rescan = Duration.seconds(600)
        package var shareDownloads = true
    }

    package struct Transfer: Sendable, Equatable {
        /// Bytes: the unit of sending; a power of two.
        package var chunk: Int64 = 4096
        package var idleTimeout = Duration.seconds(30)
        package var connectionsMax = 10_000
        package var connectionsPerAddress = 256
        /// Bytes a second that files leave with, in all; 0 for no limit.
        package var uploadRate: Int64 = 0
        /// Bytes a second that downloads take, in all; 0 for no limit.
        package var downloadRate: Int64 = 0
        /// Bytes a second to one peer, and from one; 0 for no limit.
        package var perPeerRate: Int64 = 0
        package var congestion = Congestion.auto
        /// Bytes that stay free on the disk.
        package var minFree: Int64 = 1 << 30
    }

    /// How content comes from many at once, and goes to them.
    package struct Swarm: Sendable, Equatable {
        /// Whether those may join who cannot prove the network's secret; auto: where there is none.
        package var strangers = Switch.auto
        /// Whether torrents are called out on the local network (BEP 14).
        package var lsd = true
        /// Whether a large file that is downloaded by its name or digest comes by its swarm.
        package var downloads = true
        package var allocation = Allocation.sparse
    }

    /// Which old dialects are spoken.
    package struct Dialects: Sendable, Equatable {
        package var json = Switch.auto
        package var bearer = Switch.auto
        package var login = Switch.auto
    }

    /// The directory with periodic logins, dialect L.
    package struct Login: Sendable, Equatable {
        package var staleAfter = Duration.seconds(60)
        /// Files in its list of everything.
        package var listMax = 10_000
    }

    package struct JSON: Sendable, Equatable {
        package var secretFile = ""
    }

    package struct API: Sendable, Equatable {
        package var tokenFile = ""
        package var hosts: [String] = []
        /// Of pages that may use the API, as browsers write them.
        package var origins: [String] = []
        /// 0 for no limit.
        package var requestsPerMinute = 1200
    }

    /// Those of a bootstrap.
    package struct Users: Sendable, Equatable {
        package var selfRegistration = false
    }

    package struct Log: Sendable, Equatable {
        package var level = LogLevel.info
        package var format = LogFormat.text
        /// Whether the loop's turns are measured for /metrics.
        package var turns = false
    }
}

/// "host" or "host:port", told to others in place of the address that they see.
package struct Advertised: Sendable, Equatable {
    package let host: String
    /// Nil: the node's own port.
    package let port: UInt16?

    init?(_ text: String) {
        if let named = HostPort(text) {
            (host, port) = (named.host, named.port)
        } else {
            let bare =
                text.hasPrefix("[") && text.hasSuffix("]")
                ? String(text.dropFirst().dropLast()) : text
            let isLiteral = IPAddress(bare) != nil
            guard isLiteral || bare == text && HostPort.isName(text) else { return nil }
            (host, port) = (bare, nil)
        }
    }
}

package enum Congestion: Sendable, Equatable {
    /// One without pacing for loopback and private addresses, the system's for others.
    case auto
    /// The kernel's name for it, as in net.ipv4.tcp_available_congestion_control.
    case named(String)
}

package enum Switch: String, Sendable, CaseIterable {
    case on, off, auto
}
