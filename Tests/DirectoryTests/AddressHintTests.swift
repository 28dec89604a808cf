// What an address in a message is worth, case by case.

import Directory
import Testing
import Vocabulary

private let near = "192.168.1.7"
private let far = "93.184.216.34"

private func hint(_ claimed: String, _ port: Int = 9000, from sender: String) -> AddressHint {
    AddressHint(claimed: IPAddress(claimed), port: port, from: address(sender))
}

@Suite("An address in a message is a hint") struct AddressHintTests {
    @Test("the sender's own address is believed", arguments: [near, far, "127.0.0.1", "fd00::7"])
    func own(_ sender: String) {
        let sent = Endpoint(address(sender), port: 9000)
        #expect(sent.map { hint(sender, from: sender) == .believed($0) } == true)
    }

    @Test(
        "what is nobody else's, sent from another host, stands for the sender",
        arguments: [
            "127.0.0.1", "127.0.1.1", "0.0.0.0", "224.1.1.1", "255.255.255.255", "169.254.3.4",
            "::1", "::", "ff02::1", "fe80::1", "localhost", "",
        ])
    func replaced(_ claimed: String) {
        #expect(hint(claimed, from: near) == .believed(endpoint("\(near):9000")))
        #expect(hint(claimed, from: far) == .believed(endpoint("\(far):9000")))
    }

    @Test("on one host, one loopback address may name another") func loopbacks() {
        #expect(hint("127.0.1.1", from: "127.0.0.1") == .unproved(endpoint("127.0.1.1:9000")))
        #expect(hint("::1", from: "127.0.0.1") == .unproved(endpoint("[::1]:9000")))
    }

    @Test("another address is believed once a probe reached it", arguments: ["10.0.0.9", far])
    func others(_ claimed: String) {
        #expect(hint(claimed, from: near) == .unproved(endpoint("\(claimed):9000")))
        #expect(hint(claimed, from: "127.0.0.1") == .unproved(endpoint("\(claimed):9000")))
    }

    @Test(
        "a sender from the internet cannot make us knock inside our network",
        arguments: ["10.0.0.9", "172.16.0.1", "192.168.1.1", "100.64.0.1", "fd00::1"])
    func scope(_ claimed: String) {
        #expect(hint(claimed, from: far) == .refused)
        #expect(hint("8.8.8.8", from: far) == .unproved(endpoint("8.8.8.8:9000")))
    }

    @Test("a probe stays in the scope of whoever named the door") func probes() {
        let mayNot = ["127.0.0.1", "169.254.1.1", "10.1.1.1", "224.1.1.1", "0.0.0.0", "fe80::1"]
        for claimed in mayNot {
            #expect(!AddressHint.mayProbe(address(claimed), for: address(far)))
        }
        #expect(!AddressHint.mayProbe(address("127.0.0.1"), for: address(near)))
        #expect(!AddressHint.mayProbe(address("224.1.1.1"), for: address("127.0.0.1")))
        #expect(AddressHint.mayProbe(address("127.0.0.1"), for: address("127.0.0.1")))
        #expect(AddressHint.mayProbe(address("169.254.1.1"), for: address("169.254.2.2")))
    }

    @Test("nobody can be dialled there", arguments: [0, -1, 65_536, Int.max, Int.min])
    func ports(_ port: Int) {
        #expect(hint(near, port, from: near) == .refused)
        #expect(hint("127.0.0.1", port, from: near) == .refused)
    }
}
