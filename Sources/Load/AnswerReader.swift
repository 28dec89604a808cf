// One answer after the other on one place: where the content stands in what arrived, and whether
// it is right. It sees no sockets.
//
//     JSON dialect:  content … end of input
//     HTTP:          head → content → (kept alive) next answer
//                                   → (to be closed) end of input

import Bytes
import JSONWire
import Vocabulary

struct AnswerReader {
    enum Step: Equatable {
        case more
        /// The answer is whole and right. `reusable`: the connection takes another request.
        case whole(reusable: Bool)
        case failed(LoadFailure)
    }

    private enum State {
        /// What has come of a head that did not come in one piece.
        case head(partial: [UInt8])
        case body(left: Int64, keepAlive: Bool)
        /// HTTP: the content is whole, and the server has to close.
        case closing
        /// JSON: everything is content. The first bytes are kept while they may be an error text.
        case content(first: [UInt8])
    }

    private let dialect: LoadDialect
    private let heads: KnownHead
    private var state: State
    private(set) var comparison: Comparison
    /// Whether a byte of this answer has come.
    private(set) var hasBegun = false
    /// Interim heads (1xx) before this answer.
    private var interims = 0

    init(_ dialect: LoadDialect, against reference: Reference, heads: KnownHead) {
        self.dialect = dialect
        self.heads = heads
        comparison = Comparison(with: reference)
        state = Self.first(of: dialect)
    }

    private static func first(of dialect: LoadDialect) -> State {
        dialect == .json ? .content(first: []) : .head(partial: [])
    }

    /// For the next answer.
    mutating func restart() {
        state = Self.first(of: dialect)
        comparison.restart()
        hasBegun = false
        interims = 0
    }

    /// Takes what was read.
    mutating func take(_ read: UnsafeRawBufferPointer) -> Step {
        guard !read.isEmpty else { return .more }
        hasBegun = true
        switch state {
        case .content: return takeContent(read)
        case .head(let partial): return takeHead(read, partial)
        case .body(let left, let keepAlive): return takeBody(read, left, keepAlive: keepAlive)
        case .closing: return .failed(.tooLong)
        }
    }

    /// The server closed its side.
    mutating func inputEnded() -> Step {
        switch state {
        case .content(let first):
            let text = Array(first)
            if JSONReply.errors.contains(text) {
                return .failed(.refused(String(decoding: text, as: UTF8.self)))
            }
            if let failure = first.withUnsafeBytes({ comparison.take($0) }) ?? comparison.end() {
                return .failed(hasBegun ? failure : .empty)
            }
            return .whole(reusable: false)
        case .closing: return .whole(reusable: false)
        case .head: return .failed(hasBegun ? .badHead : .empty)
        case .body: return .failed(.tooShort)
        }
    }

    /// What is missing when patience is at its end.
    var whenSilent: LoadFailure {
        if case .closing = state { .staysOpen } else { .silent }
    }
}

// The old dialect.
extension AnswerReader {
    private static let errorLengthMax = JSONReply.errors.reduce(0) { max($0, $1.count) }

    private mutating func takeContent(_ read: UnsafeRawBufferPointer) -> Step {
        if mayBeError(read), case .content(var first) = state {
            first.append(contentsOf: read)
            state = .content(first: first)
            // It is judged at its end.
            return .more
        }
        if case .content(let first) = state, !first.isEmpty {
            state = .content(first: [])
            if let failure = first.withUnsafeBytes({ comparison.take($0) }) {
                return .failed(failure)
            }
        }
        return comparison.take(read).map { .failed($0) } ?? .more
    }

    /// Whether all that has come, `read` included, is how an error text begins.
    private func mayBeError(_ read: UnsafeRawBufferPointer) -> Bool {
        guard comparison.offset == 0, read.count <= Self.errorLengthMax,
            case .content(let first) = state
        else { return false }
        let text = first + read
        return JSONReply.errors.contains { $0.starts(with: text) }
    }
}

// HTTP.
extension AnswerReader {
    private mutating func takeHead(_ read: UnsafeRawBufferPointer, _ partial: [UInt8]) -> Step {
        if partial.isEmpty, let (meaning, length) = heads.recognize(read) {
            return headArrived(meaning, then: UnsafeRawBufferPointer(rebasing: read[length...]))
        }
        var bytes = partial
        bytes.append(contentsOf: read)
        guard let length = bytes.withUnsafeBytes({ KnownHead.length(in: $0) }) else {
            guard bytes.count <= Limits.fieldsLength else { return .failed(.badHead) }
            state = .head(partial: bytes)
            return .more
        }
        // The end of a head is in this read, or it would have been found before.
        let rest = UnsafeRawBufferPointer(rebasing: read[(length - partial.count)...])
        do {
            guard let meaning = try heads.learn(Array(bytes[..<length])) else {
                interims += 1
                guard interims <= Limits.interimResponses else { return .failed(.badHead) }
                state = .head(partial: [])
                return take(rest)
            }
            return headArrived(meaning, then: rest)
        } catch {
            return .failed(error)
        }
    }

    private mutating func headArrived(
        _ meaning: HeadMeaning, then rest: UnsafeRawBufferPointer
    ) -> Step {
        takeBody(
            rest, meaning.bodyLength, keepAlive: meaning.keepAlive && dialect == .http)
    }

    private mutating func takeBody(
        _ read: UnsafeRawBufferPointer, _ left: Int64, keepAlive: Bool
    ) -> Step {
        guard Int64(read.count) <= left else { return .failed(.tooLong) }
        if let failure = comparison.take(read) { return .failed(failure) }
        let rest = left - Int64(read.count)
        guard rest == 0 else {
            state = .body(left: rest, keepAlive: keepAlive)
            return .more
        }
        if let failure = comparison.end() { return .failed(failure) }
        if keepAlive { return .whole(reusable: true) }
        state = .closing
        return .more
    }
}
