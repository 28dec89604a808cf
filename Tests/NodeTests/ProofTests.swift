// What a checker makes of proofs that no honest clock would give.

import Bytes
import HTTPWire
import Node
import Testing
import Vocabulary

@Suite struct ProofTests {
    private let secret: Secret
    private let now = WallTime(seconds: 1_800_000_000)

    init() throws { secret = try #require(Secret("a secret")) }

    private func verdict(at seconds: Int64) -> ProofChecker.Verdict {
        var checker = ProofChecker(secret: secret)
        let head = HTTPRequestHead(method: "GET", target: "/", fields: HTTPFields())
        let proof = Proof(
            of: head, body: [], secret: secret, time: WallTime(seconds: seconds), sender: 1,
            count: 1)
        return checker.check(proof, of: head, body: [], at: now)
    }

    @Test("A holder of the secret cannot end a node with a clock at the end of all numbers")
    func extremeTimes() {
        #expect(verdict(at: .min + now.seconds) == .stale(.min))
        for seconds in [Int64.min, .min + now.seconds + 1, -1, 0, .max] {
            let verdict = verdict(at: seconds)
            if case .stale = verdict { continue }
            Issue.record("\(seconds): \(verdict)")
        }
        #expect(verdict(at: now.seconds + 300) == .good)
    }
}
