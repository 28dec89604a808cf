// A .torrent of the web, fetched by this program: a node is told what is in it, not where it was.

import Bytes
import HTTPWire
import Vocabulary

struct WebTorrent {
    private let url: String
    private let place: HostPort
    private let target: String
    private let session: Session

    init(_ url: String, _ session: Session) throws {
        guard url.prefix(8).lowercased() != "https://" else {
            throw Failure(.failed, session.phrases.noTLS(url))
        }
        let rest = url.utf8.dropFirst(7).prefix { $0 != UInt8(ascii: "#") }
        let authority = String(Substring(rest.prefix { !"/?".utf8.contains($0) }))
        let path = String(Substring(rest.dropFirst(authority.utf8.count)))
        let end = authority.last { ":]".contains($0) }
        guard !authority.contains("@"), path.utf8.allSatisfy({ (0x21...0x7e).contains($0) }),
            let place = HostPort(end == ":" ? authority : authority + ":80")
        else { throw Failure(.usage, session.phrases.noWebAddress(url)) }
        self.url = url
        self.place = place
        self.target = path.hasPrefix("/") ? path : "/" + path
        self.session = session
    }

    /// Its bytes, as many as a .torrent may have.
    func fetch() throws -> [UInt8] {
        var status = 0
        var location: String?
        var bytes: [UInt8] = []
        // What opens our network is nothing for the web.
        let connection = Connection(
            door: .tcp(place), credentials: .none, phrases: session.phrases)
        do {
            try connection.stream(connection.webRequest(target, at: place)) { head in
                status = head.status
                location = head.fields["location"]
            } content: { part in
                guard bytes.count + part.byteCount <= Limits.torrentLength else {
                    throw Failure(.failed, session.phrases.noTorrent(url, "tooLong"))
                }
                bytes.append(contentsOf: part)
            }
        } catch is SocketError {
            throw Failure(.failed, session.phrases.broken(place.description))
        } catch is HTTPViolation {
            throw Failure(.failed, session.phrases.notFetched(url, "HTTP"))
        }
        if (300..<400).contains(status), let location {
            throw Failure(.failed, session.phrases.leadsOn(url, location))
        }
        guard status == 200 else {
            let code: ExitCode = status == 404 || status == 410 ? .notFound : .failed
            throw Failure(code, session.phrases.notFetched(url, "HTTP \(status)"))
        }
        return bytes
    }
}
