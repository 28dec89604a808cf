// Users of a bootstrap that is killed again and again: who was told of is there, and who was told
// to be gone stays away.

import HTTPWire
import Node
import Simulation
import Testing
import Vocabulary

@Suite("Users of a bootstrap that is killed") struct UserStoryTests {
    private final class Story {
        let world: World
        let bootstrap: Installation
        let admin: Operator
        /// What the admin was told.
        var made: Set<String> = []
        var removed: Set<String> = []
        var refused = 0

        init(seed: UInt64) {
            world = World(seed: seed)
            var settings = NodeSettings()
            settings.role = .bootstrap
            settings.port = 8000
            settings.name = "bootstrap"
            settings.secret = Secret("a secret of this room")
            bootstrap = Installation(
                "bootstrap", on: world.addMachine(lan: 1), settings: settings, in: world,
                birth: Scenario.realNode)
            admin = Operator(of: bootstrap, in: world)
            bootstrap.start()
        }

        func add(_ name: String) {
            let body = #"{"name":"\#(name)","password":"of \#(name)"}"#
            admin.ask("POST", "/api/v1/users", body: body) { [self] reply in
                guard case .answered(let status, _) = reply else { return }
                if status == 201 { made.insert(name) } else { refused += 1 }
            }
        }

        func remove(_ name: String) {
            admin.ask("DELETE", "/api/v1/users/\(name)") { [self] reply in
                if reply.document != nil { removed.insert(name) }
            }
        }

        var listed: Set<String> {
            var names: [String] = []
            admin.ask("GET", "/api/v1/users") { reply in
                names = reply.document?["users"]?.list?.compactMap { $0["name"]?.text } ?? []
            }
            world.run(for: .seconds(2))
            return Set(names)
        }
    }

    @Test(
        "nobody who was told of is lost, whatever moment it is",
        arguments: 1...12 as ClosedRange<UInt64>)
    func kills(seed: UInt64) {
        let story = Story(seed: seed)
        var number = 0
        for round in 0..<8 {
            for _ in 0..<6 {
                number += 1
                story.add("user-\(number)")
                if number % 5 == 0 { story.remove("user-\(number - 4)") }
                story.world.run(for: .milliseconds(40 + Int64(round) * 90))
            }
            story.world.run(for: .milliseconds(200))
            story.bootstrap.kill(powerToo: round % 2 == 1)
            story.world.run(for: .seconds(1))
            story.bootstrap.start()
            story.world.run(for: .seconds(1))
        }
        let listed = story.listed
        #expect(story.made.subtracting(story.removed).isSubset(of: listed))
        #expect(story.removed.isDisjoint(with: listed))
        #expect(story.made.count > 5, "the story has a point")
        story.world.end()
    }

    @Test("a disk that is full makes nobody, and says so") func full() {
        let story = Story(seed: 3)
        story.bootstrap.disk.isFull = true
        story.add("ada")
        story.world.run(for: .seconds(5))
        #expect(story.made.isEmpty && story.refused == 1)
        story.bootstrap.disk.isFull = false
        #expect(story.listed.isEmpty)
        story.add("ada")
        story.world.run(for: .seconds(5))
        #expect(story.listed == ["ada"])
        story.world.end()
    }
}
