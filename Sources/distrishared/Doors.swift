// Where a daemon is reached: its one TCP port and the aliases, and the control socket.
//
// A control socket's path is removed at the end; systemd's sockets are its own.

import Bytes
import Glibc
import Host
import Journal
import Reactor
import Settings
import Vocabulary

struct Doors {
    private var listeners: [Listener] = []
    private var paths: [String] = []
    private(set) var description = ""

    init(_ chosen: Chosen, host: LiveHost, journal: Journal) throws(StartError) {
        let inherited = InheritedSockets.take()
        if inherited.isEmpty {
            try openPorts(chosen, host, journal)
        } else {
            for socket in inherited {
                try open(.inherited(fd: socket.descriptor), chosen, host)
            }
            description = "\(inherited.count) sockets from systemd"
        }
        try openControl("\(chosen.settings.state)/control.sock", chosen, host)
        if let shared = Self.runtimeSocket(port: chosen.settings.port) {
            try openControl(shared, chosen, host)
        }
    }

    private mutating func openPorts(
        _ chosen: Chosen, _ host: LiveHost, _ journal: Journal
    ) throws(StartError) {
        for port in [chosen.settings.port] + chosen.settings.also {
            var isOpen = false
            var failure: StartError?
            for address in chosen.listenAddresses {
                do throws(StartError) {
                    try open(.tcp(address, port: port), chosen, host)
                    isOpen = true
                } catch {
                    // A machine without IPv6 is no reason not to serve IPv4, and the reverse.
                    failure = failure ?? error
                    journal.log(.debug, "daemon", error.sentence)
                }
            }
            if let failure, !isOpen || port == chosen.settings.port && isTaken(failure) {
                throw failure
            }
        }
        let addresses = chosen.listenAddresses.map { "\($0)" }.joined(separator: " and ")
        description = "port \(chosen.settings.port) of \(addresses)"
    }

    private func isTaken(_ error: StartError) -> Bool { error.sentence.place(of: "in use") != nil }

    private mutating func open(
        _ address: ListenAddress, _ chosen: Chosen, _ host: LiveHost
    ) throws(StartError) {
        do throws(SystemError) {
            let listener = try Listener(
                address, into: host.connections, congestion: chosen.congestion)
            listener.admit = { [unowned host] in host.admits($0) }
            listeners.append(listener)
        } catch {
            throw StartError(sentence: error.description)
        }
    }

    private mutating func openControl(
        _ path: String, _ chosen: Chosen, _ host: LiveHost
    ) throws(StartError) {
        guard path.utf8.count <= Limits.socketPathLength else {
            throw StartError(
                sentence: "\(path): a socket's path has at most \(Limits.socketPathLength) bytes; "
                    + "choose a shorter state folder")
        }
        try open(.local(path: path), chosen, host)
        paths.append(path)
        if let group = Self.localGroup("distrishare") { _ = chown(path, uid_t.max, group) }
    }

    /// The group that the package made, which stands in /etc/group. `getgrnam` would ask every
    /// service that nsswitch.conf names: three libraries, and directories that may be far away.
    private static func localGroup(_ name: String) -> gid_t? {
        guard let file = fopen("/etc/group", "re") else { return nil }
        defer { fclose(file) }
        while let entry = fgetgrent(file) {
            if String(cString: entry.pointee.gr_name) == name { return entry.pointee.gr_gid }
        }
        return nil
    }

    /// Under systemd every instance also has a socket in the folder that all instances share.
    private static func runtimeSocket(port: UInt16) -> String? {
        guard let folder = getenv("RUNTIME_DIRECTORY") else { return nil }
        let first = String(cString: folder).split(separator: ":").first.map(String.init)
        return first.map { "\($0)/\(port).sock" }
    }

    /// Takes nobody in any more.
    mutating func close() { listeners = [] }

    func remove() {
        for path in paths { unlink(path) }
    }
}
