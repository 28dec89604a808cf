// How a stranger can break HTTP/1.1, and what it is told before its connection closes.

/// A broken message. Nothing after it on its connection can be understood.
package enum HTTPViolation: Error, Equatable {
    /// Not the grammar of RFC 9112.
    case malformed
    /// More than `Limits.requestLineLength` bytes.
    case requestLineTooLong
    /// More than `Limits.fieldsLength` bytes or `Limits.fieldsCount` fields.
    case fieldsTooLong
    /// Where the body ends can be read in two ways, or in none (RFC 9112, section 6.3).
    case badFraming
    /// Not HTTP/1.
    case versionNotSupported
    /// A transfer coding other than chunked, or CONNECT.
    case notImplemented
    /// A response that ended before it was whole.
    case cut

    /// The status that answers it.
    package var status: Int {
        switch self {
        case .malformed, .badFraming, .cut: 400
        case .requestLineTooLong: 414
        case .fieldsTooLong: 431
        case .notImplemented: 501
        case .versionNotSupported: 505
        }
    }
}
