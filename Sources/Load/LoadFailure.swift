// What can be wrong with an answer, and how often it was.

import Glibc
import Vocabulary

/// Why a request counts as failed.
package enum LoadFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The connection never came up, or broke; the `errno` says why.
    case connect(Int32)
    case broken(Int32)
    /// Nothing happened for `Limits.loadPatience`.
    case silent
    /// Still not whole `Limits.loadDrainTime` after the end.
    case unfinished
    /// Closed without a byte, where a file was to come.
    case empty
    /// The old dialect's error text.
    case refused(String)
    case status(Int)
    /// No HTTP/1.x head, or one that can be read in two ways.
    case badHead
    /// A head that does not say how long the body is.
    case noLength
    /// The server did not end a connection that was for one answer.
    case staysOpen
    case tooShort
    case tooLong
    case wrongByte(offset: Int64)
    case wrongDigest

    package var description: String {
        switch self {
        case .connect(let code): "cannot connect: \(String(cString: strerror(code)))"
        case .broken(let code): "the connection broke: \(String(cString: strerror(code)))"
        case .silent: "no answer in time"
        case .unfinished: "the answer was not whole when the test was over"
        case .empty: "closed without an answer"
        case .refused(let text): "refused: \(text)"
        case .status(let status): "HTTP status \(status)"
        case .badHead: "the head of the answer is not sound HTTP"
        case .noLength: "the answer has no Content-Length"
        case .staysOpen: "the connection stayed open after the answer"
        case .tooShort: "the answer is too short"
        case .tooLong: "the answer is too long"
        case .wrongByte(let offset): "a wrong byte at offset \(offset)"
        case .wrongDigest: "the answer has another digest"
        }
    }

    /// Wrong bytes at two offsets are one reason.
    fileprivate func isLike(_ other: LoadFailure) -> Bool {
        if case .wrongByte = self, case .wrongByte = other { true } else { self == other }
    }
}

/// Failures, counted: all of them, and the first few reasons by themselves.
package struct FailureTally: Sendable {
    package private(set) var count = 0
    /// The first `Limits.loadReasons` different reasons and how many failures had each. Of wrong
    /// bytes, the first that was found.
    package private(set) var reasons: [(failure: LoadFailure, count: Int)] = []

    mutating func add(_ failure: LoadFailure) {
        count += 1
        if let known = reasons.firstIndex(where: { $0.failure.isLike(failure) }) {
            reasons[known].count += 1
        } else if reasons.count < Limits.loadReasons {
            reasons.append((failure, 1))
        }
    }
}
