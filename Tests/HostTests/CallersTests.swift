// How many connections an address holds, also where slots are used again at once.

import Testing
import Vocabulary

@testable import Host

@Suite("The connections of an address") struct CallersTests {
    private let address = IPAddress(v4: 0x0a00_0001)

    private func id(_ slot: UInt64, use: UInt64 = 1) -> ConnectionID {
        ConnectionID(raw: use << 32 | slot)
    }

    @Test("are those that came and have not gone") func comeAndGo() {
        var callers = Callers()
        for slot in 0..<3 { callers.came(id(UInt64(slot)), from: address) }
        callers.went(id(1))
        #expect(callers.count(of: address) == 2)
        callers.went(id(1))
        #expect(callers.count(of: address) == 2, "nobody goes twice")
    }

    @Test("whose slot has a new owner before their end is told are counted no more")
    func slotUsedAgain() {
        var callers = Callers()
        let other = IPAddress(v4: 0x0a00_0002)
        for use in 1...1000 as ClosedRange<UInt64> {
            callers.came(id(0, use: use), from: use % 2 == 0 ? address : other)
            callers.went(id(0, use: use - 1))
        }
        #expect(callers.count(of: address) == 1)
        #expect(callers.count(of: other) == 0)
        callers.went(id(0, use: 1000))
        #expect(callers.count(of: address) == 0)
    }

    @Test("of this machine are no crowd, and one in a slot ends who had it") func loopback() {
        var callers = Callers()
        callers.came(id(0), from: address)
        callers.came(id(0, use: 2), from: .loopback)
        #expect(callers.count(of: address) == 0)
        #expect(callers.count(of: .loopback) == 0)
    }

    @Test("of IPv6 are counted by its network of 64 bits") func network() {
        var callers = Callers()
        for host in 0..<5 as Range<UInt64> {
            callers.came(id(host), from: IPAddress(high: 0x2001_0db8_0000_0001, low: host))
        }
        #expect(callers.count(of: IPAddress(high: 0x2001_0db8_0000_0001, low: 99)) == 5)
        #expect(callers.count(of: IPAddress(high: 0x2001_0db8_0000_0002, low: 0)) == 0)
    }
}
