// Bytes that have their place before they come.

import Testing
import Vocabulary

@testable import Reactor

@Suite("What has its place") struct PlacedReadTests {
    /// Both ends of a connection that is up.
    private func meet(_ scene: Scene) throws -> (id: ConnectionID, guest: ConnectionID) {
        let listener = try scene.listen()
        let id = scene.dial(listener)
        #expect(scene.run { scene.up == [id] && !scene.guests.isEmpty })
        return (id, scene.guests[0])
    }

    @Test("is read there, once for each time that it was expected") func once() throws {
        let scene = Scene()
        let (id, guest) = try meet(scene)
        scene.connections.expectPayload(on: guest)
        scene.places[guest] = 5
        scene.say("herethere", on: id)
        #expect(scene.run { scene.heard[guest] != nil })
        #expect(scene.placed[guest] == Array("heret".utf8))
        #expect(scene.text(guest) == "here")
        #expect(scene.connections.bytesReceivedInAll == 9)
    }

    @Test("is looked for in a short read, where there is no place yet") func head() throws {
        let scene = Scene()
        let (id, guest) = try meet(scene)
        scene.connections.expectPayload(on: guest)
        let bytes = (0..<5000).map { UInt8(truncatingIfNeeded: $0) }
        var first: Int?
        scene.whenReceived = { scene, id in first = first ?? scene.heard[id]?.count }
        _ = scene.say(bytes, on: id)
        #expect(scene.run { scene.heard[guest]?.count == 5000 })
        #expect(first == Limits.headRead)
        #expect(scene.heard[guest] == bytes)
    }

    @Test("may end before it comes") func nothing() throws {
        let scene = Scene()
        let (id, guest) = try meet(scene)
        scene.connections.expectPayload(on: guest)
        scene.places[guest] = 100
        scene.connections.finish(id)
        #expect(scene.run { scene.ended == [guest] })
        #expect(scene.placed[guest] == nil)
    }

    @Test("is a late decision where the connection is gone") func gone() throws {
        let scene = Scene()
        let listener = try scene.listen()
        let id = scene.dial(listener)
        scene.connections.close(id)
        scene.connections.expectPayload(on: id)
        #expect(scene.connections.find(id) == nil)
    }
}
