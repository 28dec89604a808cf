// Proofs of the secret: what they hold for, how long, and how often.

import Digest
import HTTPWire
import Testing
import Vocabulary

@testable import Node

private let noon = WallTime(seconds: 1_790_000_000)
private let body = bytes(#"{"a":1}"#)

private func head(
    _ method: String = "PUT", _ target: String = "/api/v1/peers/1", host: String = "10.0.0.1:8000"
) -> HTTPRequestHead {
    var head = HTTPRequestHead(method: method, target: target)
    head.fields.add("host", host)
    return head
}

private func proof(_ count: UInt64 = 1, by sender: UInt64 = 9, at time: WallTime = noon) -> Proof {
    Proof(of: head(), body: body, secret: secret, time: time, sender: sender, count: count)
}

private func after(_ seconds: Int64) -> WallTime { WallTime(seconds: noon.seconds + seconds) }

@Suite("A proof of the secret") struct ProofTests {
    @Test("is read as it is written") func roundTrip() {
        #expect(Proof(fieldValue: proof().fieldValue) == proof())
        let large = Proof(
            of: head(), body: [], secret: secret, time: noon, sender: .max, count: .max)
        #expect(Proof(fieldValue: large.fieldValue) == large)
    }

    @Test(
        "is nothing else",
        arguments: [
            "", "Bearer abc", "DistriShare ", "DistriShare time=1,nonce=1-1",
            "DistriShare time=x,nonce=1-1,proof=00", "DistriShare time=1,nonce=1,proof=00",
            "DistriShare time", "DistriShare time=1,nonce=1-1-1,proof=00",
        ])
    func others(_ field: String) { #expect(Proof(fieldValue: field) == nil) }

    @Test("holds for that request and that secret only") func altered() {
        let proof = proof()
        #expect(proof.proves(head(), body: body, secret))
        #expect(!proof.proves(head("POST"), body: body, secret))
        #expect(!proof.proves(head("PUT", "/api/v1/peers/2"), body: body, secret))
        #expect(!proof.proves(head(host: "10.0.0.2:8000"), body: body, secret))
        #expect(!proof.proves(head(), body: body + [0], secret))
        #expect(!proof.proves(head(), body: body, operatorToken))
        for change: (inout Proof) -> Void in [
            { $0.time = after(1) }, { $0.sender += 1 }, { $0.count += 1 },
        ] {
            var forged = proof
            change(&forged)
            #expect(!forged.proves(head(), body: body, secret))
        }
    }

    @Test("a maker never makes the same twice") func maker() {
        var maker = ProofMaker(secret: secret, sender: 9)
        let first = maker.proof(of: head(), body: body, at: noon)
        #expect(first != maker.proof(of: head(), body: body, at: noon))
    }
}

/// A checker that an expectation can ask.
private final class Checker {
    private var checker: ProofChecker

    init(_ secret: Secret) { checker = ProofChecker(secret: secret) }

    var count: Int { checker.count }

    func check(_ proof: Proof, at time: WallTime = noon) -> ProofChecker.Verdict {
        checker.check(proof, of: head(), body: body, at: time)
    }
}

@Suite("A checker of proofs") struct ProofCheckerTests {
    @Test("believes a proof once") func replay() {
        let checker = Checker(secret)
        #expect(checker.check(proof()) == .good)
        #expect(checker.check(proof()) == .usedBefore)
        #expect(checker.check(proof(1, by: 10)) == .good)
    }

    @Test("does not remember who knows another secret") func wrong() {
        let checker = Checker(operatorToken)
        #expect(checker.check(proof()) == .wrong)
        #expect(checker.count == 0)
    }

    @Test("a clock may be five minutes apart, not more, either way") func stale() {
        let checker = Checker(secret)
        #expect(checker.check(proof(1), at: after(300)) == .good)
        #expect(checker.check(proof(2), at: after(-300)) == .good)
        #expect(checker.check(proof(3), at: after(301)) == .stale(-301))
        #expect(checker.check(proof(3), at: after(-301)) == .stale(301))
    }

    @Test("the strangest clock is a stale one, and no crash")
    func strangeClocks() {
        let checker = Checker(secret)
        let times = [
            Int64.min, .min + 1, .max, .min + noon.seconds, .min + noon.seconds - 1, 0,
        ]
        for time in times {
            let strange = proof(1, at: WallTime(seconds: time))
            guard case .stale = checker.check(strange) else {
                Issue.record("\(time) is believed")
                continue
            }
        }
    }

    @Test("requests that overtake each other count once each") func outOfOrder() {
        let checker = Checker(secret)
        for count: UInt64 in [5, 3, 4, 1, 2] {
            #expect(checker.check(proof(count)) == .good)
        }
        for count: UInt64 in 1...5 {
            #expect(checker.check(proof(count)) == .usedBefore)
        }
        #expect(checker.check(proof(6)) == .good)
    }

    @Test("the window is 64 wide, and what fell out of it was used") func window() {
        let checker = Checker(secret)
        #expect(checker.check(proof(100)) == .good)
        #expect(checker.check(proof(37)) == .good)
        #expect(checker.check(proof(36)) == .usedBefore)
        #expect(checker.check(proof(1_000_000)) == .good)
        #expect(checker.check(proof(100)) == .usedBefore)
        #expect(checker.check(proof(999_999)) == .good)
        #expect(checker.check(proof(.max)) == .good)
    }

    @Test("the table ends; senders whose proofs are too old anyway make room")
    func table() {
        let checker = Checker(secret)
        for sender in 0..<UInt64(Limits.proofSenders) {
            _ = checker.check(proof(1, by: sender))
        }
        #expect(checker.count == Limits.proofSenders)
        #expect(checker.check(proof(1, by: .max)) == .tooManySenders)
        #expect(checker.check(proof(2, by: 0)) == .good, "who is known is served on")
        let later = after(601)
        #expect(checker.check(proof(1, by: .max, at: later), at: later) == .good)
        #expect(checker.count == 1)
        #expect(checker.check(proof(1, by: 5), at: later) == .stale(-601))
    }
}
