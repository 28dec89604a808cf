// Torrents called out on the local network (BEP 14), and what follows when others do.

import Bytes
import Digest
import LANWire
import Metainfo
import Swarm
import Testing
import Vocabulary

@testable import Node

private func lan(_ change: (inout NodeSettings) -> Void = { _ in }) -> Scene<PeerNode> {
    let host = RecordingHost()
    host.interfaces = [address("10.0.0.1"), address("10.1.0.1")]
    return open(host: host, change)
}

extension Scene where Actor == PeerNode {
    fileprivate var announcements: [LocalAnnouncement] {
        host.calledOut.compactMap { said in
            bytes(said.text).withSpan { LocalAnnouncement($0) }
        }
    }

    fileprivate func hear(_ announcement: LocalAnnouncement, from sender: String = "10.0.0.7:6771")
    {
        for datagram in announcement.datagrams(to: .v4) {
            self.datagram(datagram, from: endpoint(sender), by: .group(.torrents))
        }
    }
}

private let others = LocalAnnouncement(
    infoHashes: [wanted], port: 6881, cookie: bytes("another's"))

@Suite("Local discovery") struct LocalDiscoveryTests {
    @Test("calls out what was added, on every interface") func added() {
        let scene = lan()
        scene.addTorrent()
        #expect(scene.host.calledOut.map(\.from) == [address("10.0.0.1"), address("10.1.0.1")])
        #expect(scene.announcements.first?.infoHashes == [wanted])
        #expect(scene.announcements.first?.port == 9000)
    }

    @Test("calls out over IPv6 too where the machine has it, and names that group") func version6()
    {
        let scene = lan()
        scene.host.interfaces = [address("10.0.0.1"), address("2001:db8::1")]
        scene.pass(Limits.interfaceInterval + .seconds(1))
        scene.addTorrent()
        #expect(
            scene.host.calledOut.map(\.from) == [address("10.0.0.1"), address("2001:db8::1")])
        let hosts = scene.host.calledOut.map { said in
            said.text.split(separator: "\r\n").first { $0.hasPrefix("Host: ") } ?? ""
        }
        #expect(hosts == ["Host: 239.192.152.143:6771", "Host: [ff15::efc0:988f]:6771"])
        #expect(scene.host.joinedOverV6 == [address("2001:db8::1")])
    }

    @Test("dials who calls out over IPv6, but not where only its link knows it") func heardOverV6()
    {
        let scene = lan()
        scene.addTorrent()
        for sender in ["[fe80::7]:6771", "[2001:db8::7]:6771"] {
            for datagram in others.datagrams(to: .v6) {
                scene.datagram(datagram, from: endpoint(sender), by: .group(.torrents6))
            }
        }
        #expect(scene.dialled == [endpoint("[2001:db8::7]:6881")])
    }

    @Test("calls out again after five minutes") func again() {
        let scene = lan()
        scene.addTorrent()
        scene.pass(.seconds(298))
        #expect(scene.host.calledOut.count == 2)
        scene.pass(.seconds(5))
        #expect(scene.host.calledOut.count == 4)
    }

    @Test("lets a second torrent wait until a minute has passed") func pause() {
        let scene = lan()
        scene.addTorrent()
        let second = SHA1.of(bytes("another"))
        scene.add(.infoHash(second))
        scene.pass(.seconds(50))
        #expect(scene.announcements.count == 2)
        scene.pass(.seconds(15))
        #expect(scene.announcements.last?.infoHashes == [second])
    }

    @Test("dials who calls out what we want, where he is and at the port that he names")
    func heard() {
        let scene = lan()
        scene.addTorrent()
        scene.hear(others)
        #expect(scene.dialled == [knownPeer])
        #expect(scene.torrent?.sessions.first?.source == .lsd)
    }

    @Test("does not hear itself") func own() {
        let scene = lan()
        scene.addTorrent()
        for said in scene.host.calledOut {
            scene.datagram(bytes(said.text), from: endpoint("10.0.0.1:6771"), by: .group(.torrents))
        }
        #expect(scene.dialled.isEmpty)
    }

    @Test("is silent about what nobody wants here") func unknown() {
        let scene = lan()
        scene.hear(others)
        scene.pass(.seconds(5))
        #expect(scene.dialled.isEmpty && scene.host.calledOut.isEmpty)
        #expect(scene.swarms.torrents.isEmpty)
    }

    @Test(
        "is off where the config says so, and where strangers may not join",
        arguments: [
            (false, true), (true, false), (true, nil),
        ])
    func off(lsd: Bool, strangers: Bool?) {
        let scene = lan {
            $0.lsd = lsd
            $0.strangers = strangers
        }
        scene.addTorrent()
        scene.hear(others)
        #expect(scene.host.joinedForTorrents.isEmpty && scene.host.calledOut.isEmpty)
        #expect(scene.dialled.isEmpty)
    }

    @Test("begins and ends when the config is read again") func reload() {
        let scene = lan { $0.lsd = false }
        var settings = scene.node.desk.settings
        settings.lsd = true
        scene.node.reload(settings, at: scene.now)
        #expect(scene.host.joinedForTorrents == scene.host.interfaces)
        settings.strangers = false
        scene.node.reload(settings, at: scene.now)
        #expect(scene.host.joinedForTorrents.isEmpty)
    }

    @Test("tells nobody of a private torrent, and believes nobody about one") func `private`() {
        let scene = lan()
        scene.add(.metainfo(privateTorrent))
        let infoHash = privateTorrent.info.infoHash
        scene.openStores()
        scene.pass(.minutes(2))
        #expect(scene.swarms.torrents[infoHash]?.state == .leeching)
        scene.hear(LocalAnnouncement(infoHashes: [infoHash], port: 6881))
        #expect(scene.host.calledOut.isEmpty && scene.dialled.isEmpty)
    }
}
