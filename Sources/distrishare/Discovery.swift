// Which node is meant: the one that was named, else the only one that lives here.

import Glibc

enum Discovery {
    private static let places = ["/run/distrishare/*.sock", "./run/*/control.sock"]

    static func find(_ arguments: Arguments, _ phrases: Phrases) throws -> Door {
        if let path = arguments.socket { return .socket(path) }
        if let address = arguments.node { return .tcp(address) }
        if let path = Environment.value("DISTRISHARE_SOCKET"), !path.isEmpty {
            return .socket(path)
        }
        return try onlyOne(phrases)
    }

    private static func onlyOne(_ phrases: Phrases) throws -> Door {
        var living: [String] = []
        var closed: [String] = []
        for path in places.flatMap(paths) {
            do {
                _ = try Socket.connect(to: .socket(path))
                living.append(path)
            } catch SocketError.cannotConnect(EACCES) {
                closed.append(path)
            } catch {
                // A socket that nobody listens on is left over from a daemon that was killed.
                continue
            }
        }
        if living.count == 1 { return .socket(living[0]) }
        if living.count > 1 { throw Failure(.usage, phrases.severalNodes(living)) }
        if let path = closed.first { throw Failure(.refused, phrases.mayNotOpen(path)) }
        throw Failure(.noNode, phrases.noNode)
    }

    private static func paths(_ pattern: String) -> [String] {
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(pattern, 0, nil, &found) == 0 else { return [] }
        return (0..<Int(found.gl_pathc)).compactMap { index in
            found.gl_pathv[index].map { String(cString: $0) }
        }
    }
}
