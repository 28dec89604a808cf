// Which of this machine's addresses can multicast.

import CUV
import Glibc
import Vocabulary

package enum MulticastInterfaces {
    /// The IPv4 addresses of interfaces that are up and can multicast; loopback only where it is
    /// asked for. (Linux multicasts on loopback although its flags do not say so.)
    package static func current(includingLoopback: Bool = false) -> [IPAddress] {
        var addresses: [IPAddress] = []
        for one in all() where one.address.v4 != nil && one.isWanted(includingLoopback) {
            if !addresses.contains(one.address) { addresses.append(one.address) }
        }
        return addresses
    }

    /// One IPv6 address of each interface that is up and can multicast, or of that alone which has
    /// the address `chosen`. Not the link's own: nobody could dial it without the name of his
    /// interface. (There is no IPv6 multicast on loopback.)
    package static func currentV6(with chosen: IPAddress? = nil) -> [IPAddress] {
        let all = all()
        let only = chosen.map { chosen in Set(all.filter { $0.address == chosen }.map(\.name)) }
        var addresses: [String: IPAddress] = [:]
        for one in all where one.address.v4 == nil && one.isWanted(false) {
            guard !one.address.isLinkLocal, only?.contains(one.name) ?? true else { continue }
            if addresses[one.name] == nil { addresses[one.name] = one.address }
        }
        return addresses.sorted { $0.key < $1.key }.map(\.value)
    }

    /// The number of the interface that has this address.
    static func index(of address: IPAddress) -> UInt32? {
        guard let name = all().first(where: { $0.address == address })?.name else { return nil }
        let index = if_nametoindex(name)
        return index == 0 ? nil : index
    }

    private struct Entry {
        let name: String
        let address: IPAddress
        let flags: Int

        func isWanted(_ includingLoopback: Bool) -> Bool {
            guard flags & IFF_UP != 0 else { return false }
            return flags & IFF_LOOPBACK != 0 ? includingLoopback : flags & IFF_MULTICAST != 0
        }
    }

    private static func all() -> [Entry] {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return [] }
        defer { freeifaddrs(list) }
        var entries: [Entry] = []
        var next = list
        while let entry = next?.pointee {
            next = entry.ifa_next
            guard let address = IPAddress(entry.ifa_addr) else { continue }
            entries.append(
                Entry(
                    name: String(cString: entry.ifa_name), address: address,
                    flags: Int(entry.ifa_flags)))
        }
        return entries
    }
}
