// Addresses and endpoints: one machine, one value; and text that is not one, is none.

import Testing
import Vocabulary

struct AddressTests {
    @Test(
        "An address is written as it is read",
        arguments: [
            "0.0.0.0", "127.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "2001:db8::1",
            "2001:db8:0:1:1:1:1:1", "1:2:3:4:5:6:7:8", "2001:0:0:1::1", "1::", "1:2:3:4:5:6:7:0",
        ])
    func spelling(text: String) {
        #expect(IPAddress(text)?.description == text)
    }

    @Test("IPv4 is the same address in either spelling")
    func mapped() {
        #expect(IPAddress("::ffff:1.2.3.4") == IPAddress("1.2.3.4"))
        #expect(IPAddress("::FFFF:102:304")?.description == "1.2.3.4")
        #expect(IPAddress("1.2.3.4")?.v4 == 0x0102_0304)
        #expect(IPAddress("::1")?.v4 == nil)
    }

    @Test(
        "What is not quite an address is none",
        arguments: [
            "", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.4 ", "+1.2.3.4",
            "1..2.3",
            ":", ":::", ":1", "1:", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::",
            "::g",
            "::+1", "::-0", "1.2.3.4::", "::1.2.3", "::1.2.3.4:5", "fe80::1%eth0", "[::1]",
            "1:2:3:4:5:6:7:8::", "：：1",
        ])
    func none(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test("What an address may be used for is in its bits")
    func scopes() {
        func all(_ texts: String, _ test: (IPAddress) -> Bool) -> Bool {
            texts.split(separator: " ").allSatisfy { IPAddress($0).map(test) ?? false }
        }
        #expect(all("127.0.0.1 127.9.9.9 ::1 ::ffff:127.0.0.1") { $0.isLoopback })
        #expect(all("0.0.0.0 ::") { $0.isUnspecified })
        #expect(all("224.0.0.1 239.9.9.9 255.255.255.255 ff02::1") { $0.isMulticast })
        #expect(all("169.254.1.1 fe80::1 febf::1") { $0.isLinkLocal })
        #expect(
            all("10.1.1.1 172.16.0.1 172.31.9.9 192.168.0.1 100.64.0.1 fd00::1") { $0.isPrivate })
        #expect(
            all("8.8.8.8 172.32.0.1 100.128.0.1 11.0.0.1 2001:db8::1 fec0::1") {
                !$0.isPrivate && !$0.isNobodyElse
            })
    }

    @Test("An endpoint is written as it is read", arguments: ["1.2.3.4:9000", "[::1]:1"])
    func endpoints(text: String) {
        #expect(Endpoint(text)?.description == text)
        #expect(HostPort(text)?.description == text)
    }

    @Test(
        "What nobody can dial is no endpoint",
        arguments: [
            "1.2.3.4", "1.2.3.4:", "1.2.3.4:0", "1.2.3.4:65536", "1.2.3.4:+80", "1.2.3.4:-1",
            "::1:80",
            "[::1]", "[1.2.3]:80", "[host]:80", ":80", "a b:80", "a/b:80", "a@b:80",
        ])
    func noEndpoints(text: String) {
        #expect(HostPort(text) == nil)
        #expect(Endpoint(text) == nil)
    }

    @Test("A host may have a name of 253 bytes")
    func names() {
        let longest = String(repeating: "a", count: Limits.hostNameLength)
        #expect(HostPort(longest + ":80")?.host == longest)
        #expect(HostPort("a" + longest + ":80") == nil)
        #expect(HostPort("pc_1.lan:9000")?.port == 9000)
        #expect(Endpoint("pc.lan:9000") == nil)
    }

    @Test("Twenty thousand addresses are read as they were written")
    func fuzz() {
        var chance = Chance(seed: 5952)
        for _ in 0..<20_000 {
            // Few bits set, so that there are gaps to shorten.
            let high = chance.next() & chance.next() & chance.next() & chance.next()
            let low = chance.next() & chance.next() & chance.next() & chance.next()
            let address = IPAddress(high: high, low: low)
            #expect(IPAddress(address.description) == address)
            var text = Array(address.description.utf8)
            text[Int(chance.next() % UInt64(text.count))] = UInt8(truncatingIfNeeded: chance.next())
            let damaged = String(decoding: text, as: UTF8.self)
            if let read = IPAddress(damaged) { #expect(IPAddress(read.description) == read) }
        }
    }
}
