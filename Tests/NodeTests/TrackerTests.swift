// Trackers over HTTP: who is told of us, what is believed, and where redirects may lead.

import HTTPWire
import Metainfo
import Swarm
import Testing
import TrackerWire
import Vocabulary

@testable import Node

private let place = endpoint("10.0.0.5:6969")
private let url = "http://10.0.0.5:6969/announce"

@Suite("A tracker over HTTP") struct HTTPTrackerTests {
    @Test("hears of what was added, and whom it names is dialled") func announce() throws {
        let scene = open()
        scene.doors[place] = tracker()
        scene.addTorrent(url)
        let said = try #require(scene.said(to: place).first)
        let line = said.prefix { $0 != "\r\n" }
        let infoHash = String(repeating: "%AB", count: 20)
        #expect(line.hasPrefix("GET /announce?info_hash=\(infoHash)&peer_id="))
        #expect(line.contains("&port=9000&") && line.contains("&event=started"))
        #expect(line.contains("&left=16384&"), "who does not know how much there is wants some")
        #expect(said.contains("Host: 10.0.0.5:6969\r\n"))
        #expect(scene.dialled == [place, knownPeer])
        #expect(scene.trackers.map(\.state) == [.working])
    }

    @Test("hears where we want to be dialled, if that is elsewhere") func advertised() throws {
        let scene = open { $0.advertise = HostPort("files.example:9100") }
        scene.doors[place] = tracker()
        scene.addTorrent(url)
        #expect(try #require(scene.said(to: place).first).contains("&port=9100&"))
    }

    @Test("is asked again after its interval, not before") func interval() {
        let scene = open()
        scene.doors[place] = tracker(
            AnnounceReply(interval: .minutes(10), seeders: 0, leechers: 0, downloaded: 0))
        scene.addTorrent(url)
        scene.pass(.minutes(9))
        #expect(scene.said(to: place).count == 1)
        scene.pass(.minutes(2))
        #expect(scene.said(to: place).count == 2)
    }

    @Test("that refuses the call is shown with that, and the next is asked") func refused() {
        let scene = open()
        scene.doors[place] = .refused
        scene.doors[endpoint("10.0.0.6:80")] = tracker()
        scene.addTorrent(url, "http://10.0.0.6/announce", "https://10.0.0.8/announce")
        #expect(scene.trackers.map(\.state) == [.failing, .working, .unspoken])
        #expect(
            scene.trackers.map(\.problem)
                == ["connection refused", nil, "https is not yet spoken"])
    }

    @Test("that says no is shown with its reason") func failure() {
        let scene = open()
        scene.doors[place] = .ours { _ in
            answer(403, by: id("a tracker"), [], TrackerRefusal(reason: "go away").body)
        }
        scene.addTorrent(url)
        #expect(scene.trackers.first?.problem == "go away")
    }

    @Test(
        "that is too busy is asked again when it says, within a day",
        arguments: [
            (429, "600", 600), (503, "600", 600),
            (503, HTTPDate.text(seconds: 1_790_000_600) ?? "", 600),
            (503, "9999999999999999999999", 86_400), (429, "1000000", 86_400), (503, "1", 20),
            (503, "-600", 20), (503, "soon", 20), (404, "600", 20),
            (503, "Thu, 01 Jan 1970 00:00:00 GMT", 20),
        ])
    func busy(status: Int, after: String, seconds: Int) {
        let scene = open()
        scene.doors[place] = .ours { _ in
            answer(status, by: id("a tracker"), [("retry-after", after)])
        }
        scene.addTorrent(url)
        let next = scene.trackers.first?.nextAnnounce ?? .zero
        // Our own rests are jittered by a quarter.
        let bounds = seconds == 20 ? 14...25 : (seconds - 20)...seconds
        #expect(bounds.contains(Int(next.components.seconds)))
        #expect(scene.trackers.first?.problem == "it answered with status \(status)")
    }

    @Test("whose body says when to come again is believed before its head") func busyTwice() {
        let scene = open()
        scene.doors[place] = .ours { _ in
            let refusal = TrackerRefusal(reason: "later", retry: .after(.minutes(20)))
            return answer(
                503, by: id("a tracker"), [("retry-after", "7200")], refusal.body)
        }
        scene.addTorrent(url)
        let next = scene.trackers.first?.nextAnnounce ?? .zero
        #expect(next > .minutes(19) && next <= .minutes(20))
        #expect(scene.trackers.first?.problem == "later")
    }

    @Test("that never ends its answer is cut off") func endless() {
        let scene = open()
        scene.doors[place] = .ours { _ in
            let body = [UInt8](repeating: 0x20, count: Limits.trackerAnswerLength + 1)
            return answer(200, by: id("a tracker"), [], body)
        }
        scene.addTorrent(url)
        #expect(scene.trackers.first?.problem == "the answer is too long")
    }

    @Test("that is silent is given up in time") func silent() {
        let scene = open()
        scene.doors[place] = .mute
        scene.addTorrent(url)
        #expect(scene.trackers.map(\.state) == [.asking])
        scene.pass(Limits.announceTimeout + .seconds(2))
        #expect(scene.trackers.map(\.state) == [.failing])
        #expect(!scene.swarms.announcer.isBusy)
    }

    @Test("with addresses of both families is asked over both, and named once") func families() {
        let scene = open()
        let six = endpoint("[2001:db8::5]:6969")
        scene.doors[place] = tracker()
        scene.doors[six] = tracker(
            AnnounceReply(peers: [TrackerPeer(endpoint("[2001:db8::7]:6881"))]))
        scene.addTorrent("http://tracker.example:6969/announce")
        #expect(scene.dialled.isEmpty && scene.host.lookUps.map(\.name) == ["tracker.example"])
        scene.resolve("10.0.0.5", "10.0.0.4", "2001:db8::5")
        #expect(
            Set(scene.dialled) == [place, six, knownPeer, endpoint("[2001:db8::7]:6881")])
        #expect(scene.trackers.map(\.state) == [.working])
    }

    @Test("hears goodbye when the node stops, which waits for it") func stop() throws {
        let scene = open()
        scene.doors[place] = tracker()
        scene.addTorrent(url)
        scene.doors[place] = .mute
        scene.node.stop(at: scene.now)
        scene.settle()
        #expect(try #require(scene.said(to: place).last).contains("&event=stopped"))
        scene.pass(.seconds(1))
        #expect(!scene.host.hasStopped, "the answer is on its way")
        scene.pass(Limits.stopTime)
        #expect(scene.host.hasStopped)
    }

    @Test("hears goodbye when its torrent is paused or removed") func goodbyes() throws {
        for isRemoved in [false, true] {
            let scene = open()
            scene.doors[place] = tracker()
            scene.addTorrent(url)
            if isRemoved {
                _ = scene.swarms.remove(wanted, removingData: false, at: scene.now)
            } else {
                scene.torrent?.pause(at: scene.now)
            }
            scene.pass(.seconds(2))
            #expect(try #require(scene.said(to: place).last).contains("&event=stopped"))
            #expect(!scene.swarms.announcer.isBusy)
        }
    }

    @Test("that names us is not believed a second time") func ourselves() {
        let scene = open()
        scene.torrent.map { $0.candidates.isOurselves(knownPeer) }
        scene.doors[place] = tracker()
        scene.addTorrent(url)
        scene.torrent?.candidates.isOurselves(knownPeer)
        #expect(scene.torrent?.candidates.all.isEmpty == true)
        scene.torrent?.heard(
            AnnounceReply(peers: [TrackerPeer(knownPeer)]), from: place.address, at: scene.now)
        #expect(scene.torrent?.candidates.all.isEmpty == true)
    }

    @Test("that a second magnet link names is asked too") func more() {
        let scene = open()
        scene.doors[place] = .refused
        scene.addTorrent(url)
        scene.addTorrent(url, "http://10.0.0.6/announce")
        #expect(
            scene.trackers.map(\.url) == [url, "http://10.0.0.6/announce"])
        #expect(scene.dialled.last == endpoint("10.0.0.6:80"))
    }
}

@Suite("Where a tracker may be") struct TrackerPlaceTests {
    @Test(
        "On this machine, only what can be nothing but a tracker is asked",
        arguments: [
            ("http://127.0.0.1:8080/admin/announce", false),
            ("http://127.0.0.1:8080/announce", true),
            ("http://[::1]:8080/announce", true), ("http://169.254.169.254/latest", false),
            ("http://0.0.0.0:8080/announce", false),
        ])
    func loopback(url: String, isAsked: Bool) {
        let scene = open()
        scene.addTorrent(url)
        #expect(scene.dialled.isEmpty != isAsked)
    }

    @Test(
        "A public tracker redirects to the public, and not into our network",
        arguments: [
            ("http://8.8.4.4/announce", true), ("http://10.0.0.9/announce", false),
            ("http://127.0.0.1/announce", false), ("http://169.254.169.254/announce", false),
        ])
    func redirects(place: String, isFollowed: Bool) {
        let scene = open()
        scene.doors[endpoint("8.8.8.8:80")] = redirect(to: place)
        scene.addTorrent("http://8.8.8.8/announce")
        #expect(scene.dialled.count == (isFollowed ? 2 : 1))
        if !isFollowed {
            #expect(scene.trackers.first?.problem?.hasPrefix("it redirects to an address") == true)
        }
    }

    @Test("A name that a redirect leads to is judged when it is known") func named() {
        let scene = open()
        scene.doors[endpoint("8.8.8.8:80")] = redirect(to: "http://inside.example/announce")
        scene.addTorrent("http://8.8.8.8/announce")
        scene.resolve("10.0.0.9")
        #expect(scene.dialled == [endpoint("8.8.8.8:80")])
    }

    @Test("Redirects in a circle end") func circle() {
        let scene = open()
        scene.doors[endpoint("8.8.8.8:80")] = redirect(to: "http://8.8.8.8/announce")
        scene.addTorrent("http://8.8.8.8/announce")
        #expect(scene.dialled.count == 1 + Limits.redirects)
        #expect(scene.trackers.first?.problem == "it redirects in a circle")
    }

    @Test("Where strangers may not join, trackers outside hear nothing of us") func closed() {
        let scene = open { $0.strangers = nil }
        scene.doors[place] = tracker()
        scene.addTorrent("http://8.8.8.8/announce", url)
        #expect(scene.dialled == [place, knownPeer])
        #expect(scene.trackers.first?.problem == "it is outside, and strangers may not join")
    }
}
