// One question to everybody.

import RESTAPI
import Testing
import Vocabulary

@testable import Node

private func hosts(_ count: Int) -> [Endpoint] { (1...count).map { endpoint("10.0.0.\($0):9000") } }

/// A peer that knows everybody behind these doors, with a search begun over the control socket.
private func searching(_ doors: [Endpoint: Door], words: String = "a.txt") -> (
    Scene<PeerNode>, () -> String
) {
    let known = doors.keys.sorted { $0.description < $1.description }
    let scene = peer { $0.known = known.compactMap { HostPort($0.description) } }
    scene.doors = doors
    let id = scene.accept(.local(pid: 1, uid: 0))
    scene.say(request("POST", "/api/v1/search", #"{"words":"\#(words)"}"#), on: id)
    return (scene, { scene.host.wire(id).text })
}

extension Scene {
    fileprivate func questions(to endpoint: Endpoint) -> [String] {
        said(to: endpoint).filter { $0.contains("/files?") || $0.contains("search") }
    }
}

private let file = FileView(
    name: name("a.txt"), size: 7, digest: id("content").digest, modified: 0)

@Suite("A search") struct SearchTests {
    @Test("asks everybody once, and one content is one line") func everybody() {
        let ours = Door.ours { said in
            said.contains("/healthz") ? answer(200, by: id(said)) : found([file], by: id("x"))
        }
        let doors = Dictionary(uniqueKeysWithValues: hosts(9).map { ($0, ours) })
        let (scene, heard) = searching(doors)
        for door in hosts(9) { #expect(scene.questions(to: door).count == 1) }
        #expect(Reply(heard()).status == 200)
        #expect(heard().components(of: #""name":"a.txt""#) == 1)
        #expect(heard().contains(#""asked":9"#) && heard().contains(#""silent":0"#))
    }

    @Test("ends when the slowest had his two seconds") func deadline() {
        let quick = hosts(2)[0]
        let (scene, heard) = searching([
            quick: .ours { _ in found([file], by: id("x")) },
            hosts(2)[1]: .mute,
        ])
        #expect(heard().isEmpty)
        scene.pass(.milliseconds(1500))
        #expect(heard().isEmpty)
        scene.pass(.milliseconds(2000))
        #expect(heard().contains(#""asked":2"#) && heard().contains(#""silent":1"#))
        #expect(heard().contains("a.txt"))
    }

    @Test("falls back to dialect J once, and asks it for the whole name") func fallback() {
        let door = hosts(1)[0]
        let (scene, heard) = searching([
            door: .old { said in
                said.contains("search") ? bytes("FOUND") : nil
            }
        ])
        let questions = scene.questions(to: door)
        #expect(questions.count == 2 && questions[0].hasPrefix("GET "))
        #expect(questions[1].hasPrefix("{") && questions[1].contains(#""filename":"a.txt""#))
        #expect(heard().contains("a.txt") && heard().contains(#""silent":0"#))
    }

    @Test("does not ask an old node twice that says nothing") func silentOld() {
        let door = hosts(1)[0]
        let (scene, heard) = searching([door: .old { _ in nil }])
        scene.pass(.seconds(5))
        #expect(scene.questions(to: door).count == 2)
        #expect(heard().contains(#""silent":1"#))
    }

    @Test("does not ask whoever is known to be down") func down() {
        let door = hosts(1)[0]
        let scene = peer { $0.known = [HostPort(door.description)].compactMap(\.self) }
        scene.doors[door] = .refused
        scene.pass(.minutes(2))
        #expect(scene.log.contains { $0.contains("does not answer") })
        #expect(scene.operate("POST", "/api/v1/search", #"{"words":"a"}"#).has(#""asked":0"#))
    }

    @Test("an answer that is no answer is silence") func nonsense() {
        let doors: [Endpoint: Door] = [
            hosts(3)[0]: .ours { _ in bytes("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}!") },
            hosts(3)[1]: .ours { _ in nil },
            hosts(3)[2]: .ours { _ in answer(401, by: id("x")) },
        ]
        let (scene, heard) = searching(doors)
        scene.pass(.seconds(5))
        #expect(heard().contains(#""asked":3"#) && heard().contains(#""silent":3"#))
    }

    @Test("no more than sixteen run at a time") func tooMany() {
        let door = hosts(1)[0]
        let scene = peer { $0.known = [HostPort(door.description)].compactMap(\.self) }
        scene.doors[door] = .mute
        for _ in 0..<Limits.searches {
            #expect(scene.operate("POST", "/api/v1/search", #"{"words":"a"}"#).text.isEmpty)
        }
        #expect(scene.operate("POST", "/api/v1/search", #"{"words":"a"}"#).status == 429)
        scene.pass(.seconds(4))
        #expect(scene.node.searches.isEmpty)
    }
}
