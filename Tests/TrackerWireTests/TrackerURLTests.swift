// Where a tracker is, and whether it may be asked.

import Testing
import TrackerWire
import Vocabulary

@Suite struct TrackerURLTests {
    @Test("A tracker's URL is a scheme, a host, a port and what follows")
    func parts() throws {
        let url = try TrackerURL(" http://Tracker.example:6969/x/announce?passkey=1#top\r\n")
        #expect(url.scheme == .http)
        #expect(url.host == "Tracker.example")
        #expect(url.port == 6969)
        #expect(url.path == "/x/announce")
        #expect(url.query == "passkey=1")
        #expect(url.target == "/x/announce?passkey=1")
        #expect(url.authority == "Tracker.example:6969")
        #expect(url.description == "http://Tracker.example:6969/x/announce?passkey=1")
    }

    @Test("What a URL leaves out has its usual meaning")
    func defaults() throws {
        let bare = try TrackerURL("HTTP://t.example")
        #expect(bare.port == 80)
        #expect(bare.target == "/")
        #expect(bare.authority == "t.example")
        #expect(try TrackerURL("http://t.example:?a").target == "/?a")
        #expect(try TrackerURL("udp://t.example:1").urlData == [])
        #expect(try TrackerURL("udp://t.example:1/a?b=c").urlData == Array("/a?b=c".utf8))
    }

    @Test("An address of IPv6 stands in brackets")
    func v6() throws {
        let url = try TrackerURL("udp://[2001:db8::1]:6969/announce")
        #expect(url.host == "2001:db8::1")
        #expect(url.authority == "[2001:db8::1]:6969")
        #expect(try TrackerURL("http://[::1]/announce").port == 80)
    }

    @Test(
        "A URL that cannot be asked says why",
        arguments: [
            ("https://t.example/announce", TrackerURLError.notYetSpoken("https")),
            ("wss://t.example/announce", .notYetSpoken("wss")),
            ("ftp://t.example/announce", .unknownScheme),
            ("t.example:80/announce", .unknownScheme), ("", .unknownScheme),
            ("http://", .badHost), ("http:///announce", .badHost), ("http://:80/", .badHost),
            ("http://a@b.example/", .badHost), ("http://a:b@c.example/", .badHost),
            ("http://[::1/", .badHost), ("http://::1]/", .badHost), ("http://[::1]x:80/", .badHost),
            ("http://[1.2.3.4]/", .badHost), ("http://[]:80/", .badHost),
            ("http://t.example:0/", .badPort), ("http://t.example:65536/", .badPort),
            ("http://t.example:+80/", .badPort), ("udp://t.example/announce", .badPort),
            ("udp://t.example:", .badPort),
            ("http://t.example/a b", .badCharacter), ("http://t.example/\u{e9}", .badCharacter),
            ("http://t.example/a\r\nHost: b", .badCharacter),
        ])
    func refused(text: String, error: TrackerURLError) {
        #expect(throws: error) { try TrackerURL(text) }
    }

    @Test("A name that a resolver would cut is none")
    func longNames() throws {
        let name = String(repeating: "a", count: 253)
        #expect(try TrackerURL("udp://\(name):1").host == name)
        #expect(throws: TrackerURLError.badHost) { try TrackerURL("udp://a\(name):1") }
        let path = String(repeating: "a", count: Limits.trackerURLLength)
        #expect(throws: TrackerURLError.tooLong) { try TrackerURL("http://t.example/" + path) }
    }

    @Test(
        "To scrape is to say so where an announce would be said (BEP 48)",
        arguments: [
            ("http://t.example/announce", "http://t.example/scrape"),
            ("http://t.example/x/announce", "http://t.example/x/scrape"),
            ("http://t.example/announce.php", "http://t.example/scrape.php"),
            ("http://t.example/announce?x2%0644", "http://t.example/scrape?x2%0644"),
            ("http://t.example/a", nil), ("http://t.example/x%064announce", nil),
            ("http://t.example/announce/x", nil), ("http://t.example", nil),
            ("udp://t.example:6969/x", "udp://t.example:6969/x"),
        ])
    func scrape(url: String, scrape: String?) throws {
        #expect(try TrackerURL(url).scrape?.description == scrape)
    }

    @Test("On this machine only what can be nothing but a tracker is asked")
    func loopback() throws {
        let here = try #require(IPAddress("127.0.0.1"))
        let there = try #require(IPAddress("::1"))
        for address in [here, there] {
            #expect(try TrackerURL("http://t.example/announce?a=b").mayBeAsked(at: address))
            #expect(try TrackerURL("udp://t.example:53").mayBeAsked(at: address))
            for path in ["", "/", "/x/announce", "/announce.php", "/announce/", "/shutdown"] {
                #expect(try !TrackerURL("http://t.example" + path).mayBeAsked(at: address))
            }
        }
    }

    @Test("On this network what looks like a tracker is asked, in the world anything")
    func networks() throws {
        let (tracker, other) = (
            try TrackerURL("http://t.example/key/announce"), try TrackerURL("http://t.example/set")
        )
        for text in ["192.168.1.1", "10.0.0.1", "169.254.169.254", "fd00::1", "fe80::1"] {
            let address = try #require(IPAddress(text))
            #expect(tracker.mayBeAsked(at: address))
            #expect(!other.mayBeAsked(at: address))
        }
        #expect(try other.mayBeAsked(at: #require(IPAddress("192.0.2.1"))))
        for text in ["0.0.0.0", "::", "224.0.0.1", "255.255.255.255", "ff02::1"] {
            #expect(try !tracker.mayBeAsked(at: #require(IPAddress(text))))
        }
    }

    @Test("A redirect leads nowhere nearer than whence it came")
    func redirects() throws {
        let near = ["127.0.0.1", "169.254.0.1", "192.168.0.1", "192.0.2.1"]
        let same = ["::1", "fe80::1", "fc00::1", "2001:db8::1"]
        for (from, left) in near.enumerated() {
            for (to, right) in same.enumerated() {
                let (left, right) = (
                    try #require(IPAddress(left)), try #require(IPAddress(right))
                )
                #expect(left.mayRedirect(to: right) == (to >= from))
            }
            #expect(try !#require(IPAddress(left)).mayRedirect(to: .any))
        }
    }
}
