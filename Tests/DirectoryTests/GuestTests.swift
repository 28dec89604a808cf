// Where clients of dialect B are, and how long they are there.

import Digest
import Testing
import Vocabulary

@testable import Directory

private func said(_ text: String) -> HostPort {
    guard let said = HostPort(text) else { preconditionFailure("\(text) is an address") }
    return said
}

private func ip(_ text: String) -> IPAddress {
    guard let address = IPAddress(text) else { preconditionFailure("\(text) is an address") }
    return address
}

private func place(
    _ text: String, from sender: String, resolved: String? = nil
) -> GuestPlace {
    GuestPlace(said: said(text), resolved: resolved.map(ip), from: ip(sender))
}

private func known(_ endpoint: String, host: String) -> GuestPlace {
    guard let endpoint = Endpoint(endpoint) else { preconditionFailure("an endpoint") }
    return .known(endpoint, host: host)
}

private func user(_ text: String) -> UserName {
    guard let name = UserName(text) else { preconditionFailure("\(text) is a name") }
    return name
}

@Suite("What a client says of its address") struct GuestPlaceTests {
    @Test(
        "stands for the sender's own where it is nobody's",
        arguments: ["127.0.0.1:5001", "localhost:5001", "0.0.0.0:5001", "169.254.1.1:5001"])
    func nobodys(_ text: String) {
        #expect(place(text, from: "10.0.0.7") == known("10.0.0.7:5001", host: "10.0.0.7"))
    }

    @Test("is kept where both are this machine's") func local() {
        let here = place("localhost:5001", from: "127.0.0.1")
        #expect(here == known("127.0.0.1:5001", host: "localhost"))
    }

    @Test("is believed where it is the sender's, and else waits for a probe") func others() {
        let own = place("10.0.0.7:5001", from: "10.0.0.7")
        #expect(own == known("10.0.0.7:5001", host: "10.0.0.7"))
        guard case .unproved(let endpoint, _) = place("10.0.0.8:5001", from: "10.0.0.7") else {
            Issue.record("it is another's")
            return
        }
        #expect("\(endpoint)" == "10.0.0.8:5001")
        #expect(place("10.0.0.8:5001", from: "8.8.8.8") == .nowhere, "out of a stranger's scope")
    }

    @Test("as a name is kept where it leads somewhere, and else is the sender") func names() {
        #expect(GuestPlace.needsLookup(said("pc.example:5001")))
        #expect(!GuestPlace.needsLookup(said("localhost:1")))
        #expect(!GuestPlace.needsLookup(said("10.0.0.1:1")))
        let found = place("pc.example:5001", from: "10.0.0.7", resolved: "10.0.0.7")
        #expect(found == known("10.0.0.7:5001", host: "pc.example"))
        let lost = place("pc.example:5001", from: "10.0.0.7")
        #expect(lost == known("10.0.0.7:5001", host: "10.0.0.7"))
    }
}

@Suite("A guest") struct GuestLifeTests {
    private func bearer(_ name: String = "ada") -> BearerGuest {
        BearerGuest(
            user: user(name), said: said("10.0.0.7:5001"), sender: ip("10.0.0.7"),
            session: SHA256.of([1]), at: second(0))
    }

    @Test("that was reached once is gone after three failures, and else after a day") func gone() {
        var guest = bearer()
        guest.failures = 100
        #expect(!guest.isGone(at: second(86_399)) && guest.isGone(at: second(86_400)))
        guest.wasReached = true
        guest.failures = 2
        #expect(!guest.isGone(at: second(1 << 20)))
        guest.failures = 3
        #expect(guest.isGone(at: second(0)))
    }

    @Test("is probed once a minute, if there is where") func probes() {
        var guest = bearer()
        #expect(!guest.wantsProbe(at: second(0)))
        guest.place = place("10.0.0.7:5001", from: "10.0.0.7")
        #expect(guest.wantsProbe(at: second(0)))
        guest.lastProbe = second(0)
        #expect(!guest.wantsProbe(at: second(59)) && guest.wantsProbe(at: second(60)))
        guest.isBeingProbed = true
        #expect(!guest.wantsProbe(at: second(60)))
    }

    @Test("who is listed is pushed out by nobody") func bounded() {
        var guests = Guests()
        for number in 0..<Limits.guests {
            let isIn = guests.enter(bearer("user \(number)"))
            #expect(isIn)
        }
        let isLate = !guests.enter(bearer("late"))
        #expect(isLate)
        guests.update(bearer: user("user 7")) { $0.isListed = false }
        let isIn = guests.enter(bearer("late"))
        #expect(isIn)
        #expect(guests.bearers[user("user 7")] == nil && guests.bearers[user("user 8")] != nil)
    }
}
