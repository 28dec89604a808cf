// Somebody who speaks BitTorrent to one node, as the test says: honest, silent or wicked.

import Bytes
import Digest
import PeerWire
import Testing
import Vocabulary

@testable import Node

final class Stranger {
    let scene: Scene<PeerNode>
    let goods: Goods
    let id: ConnectionID
    private var stream: PeerStream
    private var taken = 0
    /// What the node has said, but for blocks.
    private(set) var heard: [PeerMessage] = []
    /// What it has sent.
    private(set) var blocks: [BlockRange: [UInt8]] = [:]
    private(set) var extents = 0
    private var arriving: [UInt8] = []
    private(set) var nodeID: PeerID?
    private(set) var nodeSays: ExtensionHandshake?
    let peerID: PeerID
    /// Blocks of the metadata that it has told.
    var told: Set<Int> = []

    /// - Parameter dialled: the node's call, where it was the node that dialled.
    init(
        to scene: Scene<PeerNode>, _ goods: Goods, called: String = "stranger",
        from address: String = "10.0.0.5:40000", dialled: ConnectionID? = nil,
        reserved: Handshake.Reserved = [], offering: PeerExtensions = []
    ) {
        self.scene = scene
        self.goods = goods
        peerID = Self.peerID(called)
        let ours = Handshake(infoHash: goods.infoHash, peerID: peerID, reserved: reserved)
        stream = PeerStream(
            dialling: ours, terms: PeerTerms(geometry: goods.geometry, offered: offering),
            at: scene.now)
        var hello: [UInt8] = []
        ours.append(to: &hello)
        if let dialled {
            id = dialled
            scene.node.connected(dialled, at: scene.now)
        } else {
            id = scene.accept(.tcp(endpoint(address)))
        }
        scene.say(hello, on: id)
        if reserved.contains(.extensions) {
            var bytes: [UInt8] = []
            ExtensionHandshake(offering: offering).append(to: &bytes)
            scene.say(bytes, on: id)
        }
        listen()
    }

    static func peerID(_ name: String) -> PeerID {
        PeerID(random: Array((name + "............").utf8.prefix(12)))
    }

    var isGone: Bool { scene.host.wire(id).isGone }

    func say(_ messages: PeerMessage...) { say(messages) }

    func say(_ messages: [PeerMessage]) {
        var bytes: [UInt8] = []
        for message in messages { message.append(to: &bytes) }
        scene.say(bytes, on: id)
        listen()
    }

    func say(raw bytes: [UInt8]) {
        scene.say(bytes, on: id)
        listen()
    }

    /// Hears what the node has said since.
    func listen() {
        let sent = scene.host.wire(id).sent
        let new = Array(sent[taken...])
        taken = sent.count
        do throws(PeerViolation) {
            try new.withSpan { span throws(PeerViolation) in
                var place = 0
                while let event = try stream.nextEvent(in: span, from: &place, at: scene.now) {
                    take(event, span)
                }
            }
        } catch {
            Issue.record("the node breaks the rules: \(error)")
        }
    }

    private func take(_ event: PeerEvent, _ bytes: RawSpan) {
        switch event {
        case .wants: break
        case .handshake(let handshake): nodeID = handshake.peerID
        case .message(.extended(let number, let payload)):
            heard.append(.extended(id: number, payload: payload))
            let message = try? ExtensionMessage(
                id: number, payload: payload, offered: stream.terms.offered)
            if case .handshake(let handshake) = message { nodeSays = handshake }
        case .message(let message):
            heard.append(message)
            if case .request(let name) = message { requests.append(name) }
            if case .cancel(let name) = message { requests.removeAll { $0 == name } }
        case .block(let block):
            arriving = []
            if block.isExtent { extents += 1 }
        case .payload(let payload):
            arriving.append(contentsOf: bytes.extracting(payload.place))
            if payload.isLast { blocks[payload.block.range] = arriving }
        }
    }

    // MARK: What it was asked for

    /// Requests that it has not answered, oldest first; those that were taken back are not.
    private(set) var requests: [BlockName] = []

    /// Answers so many of them, or all, also those that come meanwhile.
    /// - Parameter lying: sends other bytes.
    func serve(_ most: Int = .max, lying: Bool = false) {
        var left = most
        while left > 0, !isGone, let name = requests.first {
            left -= 1
            forget(name)
            send(name, lying: lying)
            scene.storeDisk()
            listen()
        }
    }

    /// It was answered another way.
    func forget(_ name: BlockName) {
        if let row = requests.firstIndex(of: name) { requests.remove(at: row) }
    }

    func send(_ name: BlockName, lying: Bool = false) {
        guard let block = goods.geometry.block(name) else { return }
        var content = goods.bytes(of: block)
        if lying { content[0] ^= 0xff }
        say(raw: head(of: name) + content)
    }

    /// What stands before a block.
    func head(of name: BlockName) -> [UInt8] {
        guard let block = goods.geometry.block(name) else { return [] }
        var bytes: [UInt8] = []
        PeerMessage.appendPieceHead(block, to: &bytes)
        return bytes
    }

    func heard(_ message: PeerMessage) -> Bool { heard.contains(message) }

    /// Messages of an extension, by our number for it.
    func heard(_ one: PeerExtension) -> Int {
        heard.count { if case .extended(one.rawValue, _) = $0 { true } else { false } }
    }

    func block(_ piece: Int, _ number: Int) -> BlockName {
        guard let index = goods.geometry.piece(piece) else { preconditionFailure("it has it") }
        return BlockName(goods.geometry.block(number, of: index))
    }
}

/// A leecher, and strangers whom it has dialled at these addresses.
func leeching(
    _ goods: Goods, from addresses: [String],
    _ change: (inout NodeSettings) -> Void = { _ in }
) -> (Scene<PeerNode>, [ConnectionID]) {
    let scene = peer {
        $0.strangers = true
        change(&$0)
    }
    scene.add(goods, peers: addresses)
    let calls = addresses.compactMap { address in
        scene.calls.last { $0.endpoint == endpoint(address) }?.connection
    }
    #expect(calls.count == addresses.count, "everybody is dialled")
    return (scene, calls)
}
