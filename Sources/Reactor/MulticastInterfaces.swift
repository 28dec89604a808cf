// Which of this machine's addresses can multicast.

import CUV
import Glibc
import Vocabulary

package enum MulticastInterfaces {
    /// The IPv4 addresses of interfaces that are up and can multicast; loopback only where it is
    /// asked for. (Linux multicasts on loopback although its flags do not say so.)
    package static func current(includingLoopback: Bool = false) -> [IPAddress] {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return [] }
        defer { freeifaddrs(list) }
        var addresses: [IPAddress] = []
        var next = list
        while let entry = next?.pointee {
            next = entry.ifa_next
            guard let address = IPAddress(entry.ifa_addr), address.v4 != nil,
                isWanted(entry.ifa_flags, includingLoopback), !addresses.contains(address)
            else { continue }
            addresses.append(address)
        }
        return addresses
    }

    private static func isWanted(_ flags: UInt32, _ includingLoopback: Bool) -> Bool {
        func has(_ flag: Int) -> Bool { Int(flags) & flag != 0 }
        guard has(IFF_UP) else { return false }
        return has(IFF_LOOPBACK) ? includingLoopback : has(IFF_MULTICAST)
    }
}
