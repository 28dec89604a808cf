// Listening to the multicast group on the interfaces that there are, and saying HELLO on each.

import LANWire
import Vocabulary

/// Keeps the group joined on every interface, also on those that come later.
struct MulticastListener {
    let group: MulticastGroup
    var isOn: Bool
    private(set) var joined: [IPAddress] = []
    private(set) var nextDeadline: Instant?

    init(_ group: MulticastGroup = .nodes, isOn: Bool) {
        self.group = group
        self.isOn = isOn
    }

    var isListening: Bool { !joined.isEmpty }

    mutating func refresh(host: any Host, at now: Instant) {
        joined = host.listenToMulticast(group, on: isOn ? host.multicastInterfaces(for: group) : [])
        nextDeadline = isOn ? now + Limits.interfaceInterval : nil
    }

    mutating func deadlineReached(host: any Host, at now: Instant) {
        guard let nextDeadline, now >= nextDeadline else { return }
        refresh(host: host, at: now)
    }
}

/// A peer's HELLO, every few seconds on every interface, and its GOODBYE.
struct Beacon {
    private var listener: MulticastListener
    var interval: Duration
    private var nextHello: Instant?

    init(isOn: Bool, interval: Duration) {
        listener = MulticastListener(isOn: isOn)
        self.interval = interval
    }

    var isOn: Bool { listener.isOn }
    var nextDeadline: Instant? {
        var earliest = Earliest(nextHello)
        earliest.add(listener.nextDeadline)
        return earliest.instant
    }
    /// Own addresses on which others hear us.
    var interfaces: [IPAddress] { listener.joined }

    /// Begins, with a first HELLO at once.
    mutating func start(host: any Host, _ own: OwnAddress, at now: Instant) {
        guard isOn else { return }
        listener.refresh(host: host, at: now)
        sayHello(host: host, own, at: now)
    }

    /// The config may have chosen another group, or another interface.
    mutating func refresh(host: any Host, at now: Instant) {
        if isOn { listener.refresh(host: host, at: now) }
    }

    mutating func switchOn(host: any Host, _ own: OwnAddress, at now: Instant) {
        guard !isOn else { return }
        listener.isOn = true
        start(host: host, own, at: now)
    }

    /// Says GOODBYE and leaves the group.
    mutating func switchOff(host: any Host, _ own: OwnAddress, at now: Instant) {
        guard isOn else { return }
        for interface in listener.joined {
            if let endpoint = own.endpoint(on: interface) {
                host.multicast(LANMessage.goodbye(endpoint).bytes, from: interface)
            }
        }
        listener.isOn = false
        listener.refresh(host: host, at: now)
        nextHello = nil
    }

    mutating func deadlineReached(host: any Host, _ own: OwnAddress, at now: Instant) {
        listener.deadlineReached(host: host, at: now)
        if let nextHello, now >= nextHello { sayHello(host: host, own, at: now) }
    }

    private mutating func sayHello(host: any Host, _ own: OwnAddress, at now: Instant) {
        for interface in listener.joined {
            if let endpoint = own.endpoint(on: interface) {
                host.multicast(LANMessage.hello(endpoint).bytes, from: interface)
            }
        }
        nextHello = now + interval
    }
}

/// What a node calls itself on an interface: that interface's address, or what it advertises.
struct OwnAddress {
    let port: UInt16
    /// IPv4 literals only: the dialect splits at the colon.
    let advertised: Endpoint?

    init(settings: NodeSettings) {
        port = settings.port
        advertised = settings.advertise.flatMap { host in
            IPAddress(host.host).flatMap { Endpoint($0, port: host.port) }
        }
    }

    func endpoint(on interface: IPAddress) -> Endpoint? {
        if let advertised, advertised.address.v4 != nil { return advertised }
        return interface.v4 == nil ? nil : Endpoint(interface, port: port)
    }
}
