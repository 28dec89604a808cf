// A torrent, as people name one that no node has heard of yet: by its info-hash, a magnet link, a
// .torrent file, or the address of one.
//
// Law. What is read here is read as a node reads it, so it is refused before a node is asked.

import Bytes
import Digest
import Glibc
import Metainfo
import Vocabulary

enum TorrentSource {
    case infoHash(Digest160)
    case magnet(String, Digest160)
    case torrent([UInt8], Metainfo)

    /// Nil where the word is no torrent by its looks: then it is a name, a digest or a URL.
    init?(_ word: String, _ session: Session) throws {
        if let infoHash = Digest160(infoHash: word) {
            self = .infoHash(infoHash)
        } else if word.prefix(7).lowercased() == "magnet:" {
            self = .magnet(word, try Self.link(word, session).infoHash)
        } else if Self.isAddress(word) {
            self = try .init(bytes: WebTorrent(word, session).fetch(), of: word, .failed, session)
        } else if word == "-" || word.hasSuffix(".torrent"),
            let bytes = try Self.read(word, session)
        {
            self = try .init(bytes: bytes, of: word, .failed, session)
        } else {
            return nil
        }
    }

    private init(
        bytes: [UInt8], of word: String, _ code: ExitCode, _ session: Session
    ) throws {
        do throws(MetainfoError) {
            self = .torrent(bytes, try Metainfo(torrent: bytes))
        } catch {
            throw Failure(code, session.phrases.noTorrent(word, "\(error)"))
        }
    }

    private static func link(_ word: String, _ session: Session) throws -> MagnetLink {
        do throws(MagnetError) {
            return try MagnetLink(word)
        } catch {
            throw Failure(.usage, session.phrases.noMagnet(word, "\(error)"))
        }
    }

    var infoHash: Digest160 {
        switch self {
        case .infoHash(let infoHash), .magnet(_, let infoHash): infoHash
        case .torrent(_, let metainfo): metainfo.info.infoHash
        }
    }

    /// Paths of its files, beginning with the torrent's own name; nil until somebody told them.
    var files: [String]? {
        guard case .torrent(_, let metainfo) = self else { return nil }
        return metainfo.info.files.map { $0.name?.path ?? "" }
    }

    /// A URL that ends in .torrent, before what is asked of it.
    private static func isAddress(_ word: String) -> Bool {
        let start = word.prefix(8).lowercased()
        guard start.hasPrefix("http://") || start.hasPrefix("https://") else { return false }
        return word.prefix { $0 != "?" && $0 != "#" }.lowercased().hasSuffix(".torrent")
    }

    /// The file of that name, or standard input; nil where there is none: a library may have one.
    private static func read(_ path: String, _ session: Session) throws -> [UInt8]? {
        let descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw Failure(.failed, session.phrases.cannotRead(path, systemError()))
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: Limits.readBuffer)
        while bytes.count <= Limits.torrentLength {
            let count = buffer.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress, $0.count)
            }
            if count == 0 { return bytes }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw Failure(.failed, session.phrases.cannotRead(path, systemError()))
            }
            bytes.append(contentsOf: buffer[..<count])
        }
        throw Failure(.failed, session.phrases.noTorrent(path, "tooLong"))
    }
}

extension Digest160 {
    /// As people write an info-hash: 40 hexadecimal digits, or 32 letters of base32.
    init?(infoHash text: String) {
        switch text.utf8.count {
        case 40: self.init(hex: text)
        case 32:
            guard let bytes = Base32.decode(text) else { return nil }
            self.init(bytes)
        default: return nil
        }
    }
}
