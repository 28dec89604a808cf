// Who wants nothing more (BEP 21): what we say of ourselves, and what becomes of two of them.

import PeerWire
import Testing
import Vocabulary

@testable import Node

private let goods = Goods()

extension Stranger {
    /// Speaks `upload_only` to the node.
    fileprivate func wantsMore(_ isOn: Bool) {
        guard let id = nodeSays?.ids[.uploadOnly] else {
            Issue.record("the node does not speak upload_only")
            return
        }
        var bytes: [UInt8] = []
        PeerMessage.appendUploadOnly(!isOn, id: id, to: &bytes)
        say(raw: bytes)
    }
}

private func partial(
    _ scene: Scene<PeerNode>, dialled: ConnectionID? = nil, called: String = "partial"
) -> Stranger {
    Stranger(
        to: scene, goods, called: called, dialled: dialled, reserved: .extensions,
        offering: .uploadOnly)
}

@Suite("Who wants nothing more") struct UploadOnlyTests {
    @Test("says so to those who heard that it wanted something, and to no others") func told() {
        let (scene, calls) = leeching(goods, from: ["10.0.0.5:6881", "10.0.0.6:6881"])
        let leech = partial(scene, dialled: calls[1])
        #expect(leech.nodeSays?.isUploadOnly == false)
        let seed = Stranger(to: scene, goods, dialled: calls[0])
        seed.say(.bitfield(goods.all.bitfield), .unchoke)
        #expect(leech.heard(.uploadOnly) == 0)
        seed.serve()
        leech.listen()
        #expect(scene.hasPlaced(goods) && seed.isGone)
        #expect(leech.heard(.extended(id: PeerExtension.uploadOnly.rawValue, payload: [1])))
        #expect(leech.heard(.uploadOnly) == 1 && !leech.isGone)
        let late = Stranger(
            to: scene, goods, called: "late", from: "10.0.0.8:40000", reserved: .extensions,
            offering: .uploadOnly)
        #expect(late.nodeSays?.isUploadOnly == true && late.heard(.uploadOnly) == 0)
    }

    @Test("parts from another who wants nothing more either", arguments: [true, false])
    func parted(areWePartial: Bool) {
        let scene = peer { $0.strangers = true }
        scene.share(goods)
        let peer = partial(scene)
        if areWePartial, let last = goods.geometry.pieces.last {
            scene.torrent(goods)?.have.remove(last)
        }
        peer.wantsMore(true)
        #expect(!peer.isGone)
        peer.wantsMore(false)
        #expect(peer.isGone)
    }

    @Test("is kept by who still wants something, and then not dialled again") func kept() {
        let (scene, calls) = leeching(goods, from: ["10.0.0.5:6881"])
        let peer = partial(scene, dialled: calls[0])
        peer.wantsMore(false)
        peer.say(.bitfield(goods.all.bitfield), .unchoke)
        #expect(!peer.isGone && !peer.requests.isEmpty)
        peer.serve()
        #expect(scene.hasPlaced(goods) && peer.isGone)
        scene.pass(.minutes(30))
        #expect(scene.calls.count { $0.endpoint == endpoint("10.0.0.5:6881") } == 1)
    }
}
