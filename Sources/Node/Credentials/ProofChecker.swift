// Whether a proof of the secret is good, and has not been seen before.
//
// Law. Each sender counts his proofs, so what is kept is one window for each sender.

import HTTPWire
import Vocabulary

/// Remembers which proofs were used.
package struct ProofChecker {
    package enum Verdict: Equatable, Sendable {
        case good
        case wrong
        /// The clocks of the two machines are too far apart; theirs less ours, in seconds.
        case stale(Int64)
        case usedBefore
        case tooManySenders
    }

    private struct Window {
        var highest: UInt64
        /// Bit n: `highest - n` was used.
        var used: UInt64
        var latest: WallTime
    }

    private let secret: Secret
    private var windows: [UInt64: Window] = [:]

    package init(secret: Secret) { self.secret = secret }

    package var count: Int { windows.count }

    package mutating func check(
        _ proof: Proof, of head: HTTPRequestHead, body: [UInt8], at time: WallTime
    ) -> Verdict {
        guard proof.proves(head, body: body, secret) else { return .wrong }
        let difference = proof.time.seconds.subtractingReportingOverflow(time.seconds)
        // By magnitude: `abs` of the smallest number traps, and who knows the secret may send it.
        guard !difference.overflow,
            difference.partialValue.magnitude <= Limits.proofAge.components.seconds
        else { return .stale(difference.partialValue) }
        return count(proof, at: time)
    }

    private mutating func count(_ proof: Proof, at time: WallTime) -> Verdict {
        guard var window = windows[proof.sender] else {
            guard windows.count < Limits.proofSenders || forgetOld(at: time) else {
                return .tooManySenders
            }
            windows[proof.sender] = Window(highest: proof.count, used: 1, latest: proof.time)
            return .good
        }
        if proof.count > window.highest {
            let step = proof.count - window.highest
            window.used = step < 64 ? window.used << step | 1 : 1
            window.highest = proof.count
        } else {
            let age = window.highest - proof.count
            guard age < 64, window.used & 1 << age == 0 else { return .usedBefore }
            window.used |= 1 << age
        }
        window.latest = max(window.latest, proof.time)
        windows[proof.sender] = window
        return .good
    }

    /// A window may go once every proof that it guards against is too old to be believed anyway.
    private mutating func forgetOld(at time: WallTime) -> Bool {
        let horizon = time.seconds - 2 * Limits.proofAge.components.seconds
        windows = windows.filter { $0.value.latest.seconds >= horizon }
        return windows.count < Limits.proofSenders
    }
}
