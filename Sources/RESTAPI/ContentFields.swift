// The fields that go with a shared file's bytes.
//
// Law: a shared file never runs on the node's origin. Its type is never guessed by a browser, it is
// saved and not shown (but for pictures, sound, films and plain text, where that is asked for), and
// if it is shown, it is in a sandbox without an origin.

import Bytes
import Digest
import HTTPWire
import Vocabulary

enum ContentFields {
    static func make(
        name: FileName, size: Int64, modified: Int64, digest: Digest256?, isInline: Bool
    ) -> HTTPFields {
        let type = type(of: name)
        let isShown = isInline && mayBeShown(type)
        var fields = HTTPFields()
        fields.add("Content-Type", type)
        fields.add("X-Content-Type-Options", "nosniff")
        fields.add("Content-Security-Policy", "sandbox; default-src 'none'")
        fields.add("Content-Disposition", disposition(of: name, isShown: isShown))
        fields.add("ETag", tag(size: size, modified: modified))
        if let date = HTTPDate.text(seconds: Seconds.floor(nanoseconds: modified)) {
            fields.add("Last-Modified", date)
        }
        if let digest {
            fields.add("Repr-Digest", "sha-256=:\(Base64.encode(digest.bytes)):")
        }
        return fields
    }

    /// Size and time of change, to the nanosecond. Not the digest, though that would be stronger:
    /// a tag that changed when a file is hashed would start running downloads again.
    private static func tag(size: Int64, modified: Int64) -> String {
        "\"\(String(size, radix: 16))-\(String(modified, radix: 16))\""
    }

    /// RFC 6266: `filename` for those who read ASCII, `filename*` (RFC 8187) for all others.
    private static func disposition(of name: FileName, isShown: Bool) -> String {
        let base = Array(name.path.utf8.split(separator: UInt8(ascii: "/")).last ?? [])
        let plain = base.map { isPlain($0) ? $0 : UInt8(ascii: "_") }
        let kind = isShown ? "inline" : "attachment"
        let ascii = "\(kind); filename=\"\(String(decoding: plain, as: UTF8.self))\""
        if plain == base { return ascii }
        let coded = PercentCoding.encodeQuery(String(decoding: base, as: UTF8.self))
        return ascii + "; filename*=UTF-8''" + coded
    }

    /// Printable, and nothing that ends or escapes a quoted string. Some browsers decode "%41".
    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x20..<0x7f).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
            && byte != UInt8(ascii: "%")
    }

    private static func mayBeShown(_ type: String) -> Bool {
        ["image/", "audio/", "video/", "text/plain"].contains { type.hasPrefix($0) }
    }

    /// Types that hold no script. Everything else is bytes: HTML, SVG and XML above all.
    private static func type(of name: FileName) -> String {
        let ending = name.path.utf8.split(separator: UInt8(ascii: ".")).last.map { Substring($0) }
        switch ending?.lowercased() {
        case "png": return "image/png"
        case "jpg", "jpeg": return "image/jpeg"
        case "gif": return "image/gif"
        case "webp": return "image/webp"
        case "mp3": return "audio/mpeg"
        case "ogg", "oga", "opus": return "audio/ogg"
        case "flac": return "audio/flac"
        case "mp4": return "video/mp4"
        case "webm": return "video/webm"
        case "txt": return "text/plain; charset=utf-8"
        default: return "application/octet-stream"
        }
    }
}
