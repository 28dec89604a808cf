// The first network through good days and bad ones. A seed that fails is a bug report: keep it.

import Node
import Simulation
import Testing
import Vocabulary

@Suite struct ScenarioTests {
    @Test("The same seed is the same day, to the last byte")
    func repeats() {
        var settings = ScenarioSettings()
        settings.badTime = .seconds(30)
        settings.calmTime = .seconds(10)
        let hashes = (0..<2).map { _ in Scenario(seed: 7, settings).run().hash }
        let other = Scenario(seed: 8, settings).run().hash
        #expect(hashes[0] == hashes[1])
        #expect(hashes[0] != other)
    }

    @Test("On good days everybody meets, and everything is found and fetched")
    func goodDays() {
        var settings = ScenarioSettings()
        settings.faults = .none
        let outcome = Scenario(seed: 1, settings).run()
        #expect(outcome.failures == [])
        #expect(outcome.downloadsDone > 20)
        #expect(outcome.searchesAnswered > 20)
        #expect(outcome.questionsAsked > 300)
        // That nobody else is named is a promise of every day.
        #expect(outcome.liarsNamed.contains(outcome.liar), "who lies is found out")
        #expect(outcome.judged["visits"] ?? 0 > 50)
        #expect(outcome.judged["events"] ?? 0 > 100)
    }

    @Test("Fifty peers, some of which are killed in the middle of what they fetch")
    func fifty() {
        var settings = ScenarioSettings()
        settings.peers = 50
        settings.badTime = .seconds(30)
        settings.calmTime = .seconds(80)
        settings.faults = .mild
        settings.faults.cutDownloads = 15
        // Slow enough that there is a middle.
        settings.faults.bandwidth = 100_000
        let outcome = Scenario(seed: 50, settings).run()
        #expect(outcome.failures == [])
        #expect(outcome.downloadsDone > 20 && outcome.downloadsCut > 2)
    }

    @Test("Nodes that only say back what they hear keep no promise")
    func teeth() {
        var settings = ScenarioSettings()
        settings.faults = .none
        settings.badTime = .seconds(10)
        settings.calmTime = .seconds(10)
        let outcome = Scenario(seed: 1, settings) { installation, host, _ in
            EchoNode(host: host, port: installation.settings.port)
        }.run()
        #expect(
            outcome.failures.contains { $0.hasPrefix(Promise.everybodyKnowsEverybody.rawValue) })
        #expect(outcome.failures.contains { $0.hasPrefix(Promise.contractsHold.rawValue) })
    }

    /// Scripts/test runs as many more as fit into a minute, and larger ones.
    @Test("Promises are held despite misery", arguments: 1...8)
    func misery(seed: UInt64) {
        var settings = ScenarioSettings()
        settings.peers = min(20, ScenarioSettings.peers(of: seed))
        let outcome = Scenario(seed: seed, settings).run()
        let replay = "Scripts/simulate --peers \(settings.peers) \(seed) --trace"
        #expect(outcome.failures == [], "replay with: \(replay)")
    }
}

@Suite struct FaultPlanTests {
    @Test("Everything that goes wrong has ended when it is calm", arguments: 1...40)
    func ends(seed: UInt64) {
        let (begin, calm) = (Instant(nanoseconds: 1), Instant.start + .seconds(60))
        let plan = FaultPlan(.misery, nodes: 21, from: begin, calmFrom: calm, seed: seed)
        #expect(plan.events.allSatisfy { $0.at <= calm })
        #expect(plan.events.last?.1 == .calm)
        #expect(plan.events.count > 40)
    }
}
