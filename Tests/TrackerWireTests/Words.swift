// What the tests of this module say often.

import Bytes
import Digest
import TrackerWire
import Vocabulary

/// Twenty bytes that count from `first`.
func counted(from first: UInt8) -> [UInt8] { (0..<20).map { first &+ UInt8($0) } }

func digest(_ first: UInt8) -> Digest160 {
    counted(from: first).withSpan { Digest160($0, at: 0) }
}

func peer(_ text: String, id: Digest160? = nil) -> TrackerPeer {
    guard let endpoint = Endpoint(text) else { preconditionFailure("\(text) is an endpoint") }
    return TrackerPeer(endpoint, id: id)
}

func bytes(_ hex: String) -> [UInt8] {
    guard let bytes = Hex.decode(hex.filter { $0 != " " }) else {
        preconditionFailure("\(hex) is hexadecimal")
    }
    return bytes
}

func seconds(_ count: Double) -> Instant { .start + .milliseconds(Int(count * 1000)) }
