// Addresses of the web, and where redirects may lead.

import Bytes
import Digest
import HTTPWire
import Testing
import Vocabulary

@testable import Node

private func web(_ text: String) throws -> WebAddress { try WebAddress(text) }

@Suite("An address of the web") struct WebAddressTests {
    @Test(
        "is read as browsers read it",
        arguments: [
            ("http://a.example", "http://a.example/", "a.example:80"),
            ("HTTP://a.example:80/x?q=1#part", "http://a.example/x?q=1", "a.example:80"),
            ("http://a.example:8080/x y/\"", "http://a.example:8080/x%20y/%22", "a.example:8080"),
            ("http://10.0.0.1?q", "http://10.0.0.1/?q", "10.0.0.1:80"),
            ("http://[::1]/ä", "http://[::1]/%C3%A4", "[::1]:80"),
            ("http://a.example/x#\u{301}", "http://a.example/x", "a.example:80"),
            ("http://[::1]:81/%41", "http://[::1]:81/%41", "[::1]:81"),
        ])
    func good(_ text: String, _ said: String, _ place: String) throws {
        let address = try web(text)
        #expect(address.description == said && address.place.description == place)
        #expect(try web(said) == address, "what it says of itself is itself")
    }

    @Test(
        "is refused where it would be half understood",
        arguments: [
            "", "a.example/x", "ftp://a.example/x", "http:/a.example", "http://",
            "http://user:word@a.example/", "http://a.example:99999/", "http://a.example:/",
            "http://a b/", "http://a.example/\r\nHost: b", "http://a.example/\u{0}",
            "http://\(String(repeating: "a", count: 5000)).example/",
        ])
    func bad(_ text: String) {
        #expect(throws: WebAddress.Refusal.notAnAddress) { try web(text) }
    }

    @Test("that needs TLS is told apart: there is none here") func tls() {
        #expect(throws: WebAddress.Refusal.needsTLS) { try web("https://a.example/") }
    }

    @Test(
        "names a file that is safe to keep",
        arguments: [
            ("http://a.example/x/y.iso?z/w", "y.iso"), ("http://a.example/x/", "x"),
            ("http://a.example/", "a.example"), ("http://a.example/..", "a.example"),
            ("http://a.example/%2e%2e%2fetc%2fpasswd", "passwd"),
            ("http://a.example/a%00b", "a.example"),
        ])
    func fileName(_ text: String, _ name: String) throws {
        #expect(try web(text).fileName.path == name)
    }

    @Test(
        "leads on from where one is",
        arguments: [
            ("/z", "http://a.example:81/z"), ("z", "http://a.example:81/x/z"),
            ("//b.example/z", "http://b.example/z"), ("http://b.example/", "http://b.example/"),
            ("z#part", "http://a.example:81/x/z"),
        ])
    func redirected(_ location: String, _ target: String) throws {
        let from = try web("http://a.example:81/x/y?q=/w")
        #expect(try from.redirected(to: location).description == target)
    }
}

@Suite("A way through the web") struct WebRouteTests {
    /// Which of the addresses may be asked, one after the other.
    private func admitted(_ texts: [String]) throws -> [String] {
        var route = WebRoute(address: try web("http://a.example/"))
        return texts.filter { route.admit(address($0)) }
    }

    @Test("from a public address leads to no private one, by name or by redirect") func scope()
        throws
    {
        let own = [
            "10.0.0.1", "127.0.0.1", "192.168.1.1", "169.254.169.254", "::1", "fd00::1",
            "::ffff:10.0.0.1", "0.0.0.0",
        ]
        for one in own {
            #expect(try admitted([one]) == [one], "a person may ask the own network")
        }
        let world = ["93.184.216.34", "2606:2800::1"]
        #expect(try admitted(world + own) == world)
        #expect(try admitted(["10.0.0.1"] + world + own) == ["10.0.0.1"] + world)
    }

    @Test("from the LAN leads to no service of this machine alone") func toThisMachine() throws {
        let machine = ["127.0.0.1", "::1", "0.0.0.0", "::ffff:127.0.0.1"]
        #expect(
            try admitted(["192.168.1.1"] + machine + ["10.0.0.1"]) == ["192.168.1.1", "10.0.0.1"])
        #expect(try admitted(["127.0.0.1", "192.168.1.1"]) == ["127.0.0.1", "192.168.1.1"])
    }

    @Test("ends after five redirects, and where one leads nowhere") func circle() throws {
        func follow(_ locations: [String?]) throws -> [String?] {
            var route = WebRoute(address: try web("http://a.example/"))
            return locations.map { route.follow($0) }
        }
        let nowhere = try follow([nil, "https://a.example/", "ftp://a.example/"])
        #expect(nowhere.allSatisfy { $0 != nil } && nowhere[1]?.contains("TLS") == true)
        let round = try follow((0...Limits.redirects).map { "/\($0)" })
        #expect(round.dropLast().allSatisfy { $0 == nil })
        #expect(round.last??.contains("circle") == true)
    }
}

@Suite("A redirected download") struct RedirectTests {
    private let elsewhere = endpoint("93.184.216.34:80")

    private func redirect(_ status: Int, _ location: String) -> [UInt8] {
        bytes("HTTP/1.1 \(status) X\r\nLocation: \(location)\r\nContent-Length: 0\r\n\r\n")
    }

    @Test("arrives, under the name that was asked for", arguments: [301, 302, 303, 307, 308])
    func followed(_ status: Int) {
        let scene = peer()
        scene.doors[first] = .ours { _ in redirect(status, "http://93.184.216.34/other.txt") }
        scene.doors[elsewhere] = .ours { _ in answer(200, by: id("x"), [], content) }
        scene.get(#"{"url":"http://10.0.0.1:9000/a.txt"}"#)
        scene.disk()
        #expect(scene.download?.state == .done && scene.download?.name == "a.txt")
        #expect(scene.said(to: elsewhere).first?.contains("Host: 93.184.216.34\r\n") == true)
    }

    @Test("from the world to the own network is refused, and nobody there is asked")
    func intoTheNetwork() {
        for location in ["http://10.0.0.1:9000/a.txt", "http://host.example:9000/a.txt"] {
            let scene = peer()
            scene.doors[elsewhere] = .ours { _ in redirect(302, location) }
            scene.doors[first] = holder("a")
            scene.get(#"{"url":"http://93.184.216.34/a.txt"}"#)
            if let look = scene.host.lookUps.last {
                scene.complete(.resolved(look.job, .success([first.address])))
            }
            #expect(scene.download?.state == .failed && scene.download?.failure == .refused)
            #expect(scene.said(to: first).isEmpty)
        }
    }

    @Test("in a circle ends") func circle() {
        let scene = peer()
        scene.doors[first] = .ours { _ in redirect(302, "/a.txt") }
        scene.get(#"{"url":"http://10.0.0.1:9000/a.txt"}"#)
        scene.pass(.minutes(1))
        #expect(scene.download?.state == .failed)
        #expect(scene.said(to: first).count <= Limits.redirects + 1)
        #expect(scene.node.downloads.all[0].sources.count == 1)
    }
}

@Suite("A program that ends in the middle") struct StopTests {
    @Test("leaves what has come where it lies, also while it is only being opened") func stopped() {
        for isOpening in [false, true] {
            let (scene, call) = fetching(1000, told: digest)
            if isOpening {
                #expect(scene.operate("POST", "/api/v1/downloads/1/pause").status < 300)
                scene.host.opensLate = true
                scene.doors[first] = .ours { said in
                    let file = FileView(
                        name: name("a.txt"), size: 1000, digest: digest, modified: 0)
                    return said.contains("/files?") ? found([file], by: id("a")) : nil
                }
                #expect(scene.operate("POST", "/api/v1/downloads/1/resume").status < 300)
                #expect(!scene.host.opening.isEmpty)
            } else {
                scene.say("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", on: call)
                scene.say([1, 2, 3], on: call)
            }
            scene.node.stop(at: scene.now)
            #expect(scene.host.discarded.isEmpty && scene.host.removedParts.isEmpty)
            #expect(scene.host.parked.count == (isOpening ? 2 : 1))
            var last: DownloadRecord?
            for case .rememberDownload(let record) in scene.host.changes { last = record }
            #expect(last?.part == digest && last?.state == "wanted")
        }
    }
}
