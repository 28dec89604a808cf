// Requests of dialect J that came before. A room that fetches one file asks in the same words, on a
// connection each; such a request is compared, and not read again.
//
// Law 1. A request is known by all of its bytes, which came in one read and alone.
// Law 2. Only what knew the secret is kept, and it is compared in a time that tells nobody how much
//        of a guess is right. Whoever asks is admitted as if the request had been read.
// Law 3. Everything can be made again: a place holds one request, and the next one replaces it.

import Bytes
import JSONWire
import Vocabulary

struct KnownAsks {
    private struct Known {
        let bytes: [UInt8]
        let request: JSONRequest
    }

    /// A request is worth its room when it comes a second time; of the first, this is remembered.
    private var seen = [UInt64](repeating: 0, count: Limits.knownAsks)
    private var asks = [Known?](repeating: nil, count: Limits.knownAsks)

    /// What was asked when exactly these bytes came before.
    func request(in bytes: RawSpan) -> JSONRequest? {
        guard bytes.byteCount <= Limits.knownHeadLength else { return nil }
        let mark = bytes.mark()
        // Who guesses at a secret does not get beyond this: another request has another mark.
        guard seen[Self.slot(of: mark)] == mark, let known = asks[Self.slot(of: mark)],
            known.bytes.withSpan({ bytes.isEqualInConstantTime(to: $0) })
        else { return nil }
        return known.request
    }

    /// These bytes were the whole of a request, and it knew the secret.
    mutating func learn(_ request: JSONRequest, from bytes: RawSpan) {
        guard bytes.byteCount <= Limits.knownHeadLength else { return }
        let mark = bytes.mark()
        let slot = Self.slot(of: mark)
        guard seen[slot] == mark else {
            seen[slot] = mark
            asks[slot] = nil
            return
        }
        asks[slot] = Known(bytes: bytes.copy(), request: request)
    }

    private static func slot(of mark: UInt64) -> Int {
        Int(truncatingIfNeeded: mark >> 32) & (Limits.knownAsks - 1)
    }
}
