// The bodies of changes: what a person's tool sends. What peers send is in Registration.swift.

import Digest
import HTTPWire
import Node
import Vocabulary

enum Changes {
    /// A browser sends a foreign page's form without asking, but never as application/json:
    /// so a change has that type, whatever its method, and also where it has no body.
    static func check(_ head: HTTPRequestHead) throws(Refusal) {
        let type = (head.fields["content-type"] ?? "").split(separator: ";").first ?? ""
        let name = type.utf8.drop { $0 == 0x20 || $0 == 0x09 }.prefix { $0 > 0x20 }
        guard Substring(name).lowercased() == "application/json" else {
            throw Refusal(415, "A change has Content-Type: application/json.")
        }
    }

    static func address(_ request: Request) throws(Refusal) -> HostPort {
        try address(try Body(request.body).text("address"), "address")
    }

    static func search(_ request: Request) throws(Refusal) -> Ask {
        let body = try Body(request.body)
        let words = try body.text("words")
        guard (1...Limits.searchWordsLength).contains(words.unicodeScalars.count) else {
            throw Refusal(400, #""words" has 1 to \#(Limits.searchWordsLength) characters."#)
        }
        return .search(words: words, try CatalogueBodies.page(body))
    }

    static func name(_ request: Request) throws(Refusal) -> FileName {
        guard let name = FileName(try Body(request.body).text("name")) else {
            throw Refusal(400, #""name" is no name of a file."#)
        }
        return name
    }

    /// Where it goes is a file that somebody opened: no path of this machine is written to because
    /// a document names it.
    static func backUp(_ request: Request) throws(Refusal) -> Ask {
        guard try Body(request.body).truth("descriptor") else {
            throw Refusal(
                400, #""descriptor" is true: a backup goes into a file that comes along."#)
        }
        return .backUp
    }

    static func enabled(_ request: Request) throws(Refusal) -> Bool {
        try Body(request.body).truth("enabled")
    }

    static func download(_ request: Request) throws(Refusal) -> DownloadRequest {
        let body = try Body(request.body)
        let isPassed = try body.truthIfAny("descriptor") ?? false
        var from: HostPort?
        if let text = try body.textIfAny("from") { from = try address(text, "from") }
        var download = DownloadRequest(what: try what(body, hasSource: from != nil), from: from)
        if isPassed { download.delivery = .passed }
        return download
    }

    private static func what(
        _ body: Body, hasSource: Bool
    ) throws(Refusal) -> DownloadRequest.What {
        let (name, sha256) = (try body.textIfAny("name"), try body.textIfAny("sha256"))
        switch (name, sha256, try body.textIfAny("url")) {
        case (let text?, nil, nil):
            guard let name = FileName(text) else {
                throw Refusal(400, #""name" is no name of a file."#)
            }
            return .name(name)
        case (nil, let text?, nil): return .digest(try digest(text))
        case (nil, let text, let url?):
            guard !hasSource else { throw Refusal(400, #""from" goes with no "url"."#) }
            let digest: Digest256? = if let text { try digest(text) } else { nil }
            return .url(try webAddress(url), digest)
        case (nil, nil, nil): throw Refusal(400, #""name" or "sha256" or "url" is missing."#)
        case (.some, _, _):
            throw Refusal(400, #"Either "name" or "sha256" or "url", not both."#)
        }
    }

    private static func digest(_ text: String) throws(Refusal) -> Digest256 {
        guard let digest = Digest256(hex: text) else {
            throw Refusal(400, #""sha256" is 64 hexadecimal digits."#)
        }
        return digest
    }

    private static func webAddress(_ text: String) throws(Refusal) -> WebAddress {
        do throws(WebAddress.Refusal) {
            return try WebAddress(text)
        } catch {
            switch error {
            case .needsTLS:
                throw Refusal(400, #""url" is https, and this program speaks no TLS yet."#)
            case .notAnAddress:
                throw Refusal(400, #""url" is http://HOST[:PORT]/PATH without a password."#)
            }
        }
    }

    static func share(_ request: Request) throws(Refusal) -> Ask {
        let body = try Body(request.body)
        let path = try body.text("path")
        let (isCopy, isTemporary) = (
            try body.truthIfAny("copy") ?? false, try body.truthIfAny("temporary") ?? false
        )
        let isPassed = try body.truthIfAny("descriptor") ?? false
        guard path.utf8.first == UInt8(ascii: "/"), !path.utf8.contains(0),
            path.utf8.count <= Limits.pathLength
        else { throw Refusal(400, #""path" is an absolute path of the node's machine."#) }
        let way: ShareRequest.Way
        switch (isCopy, isTemporary) {
        case (true, true): throw Refusal(400, #"Either "copy" or "temporary", not both."#)
        case (true, false): way = .asCopy
        case (false, true): way = .temporarily
        case (false, false): way = .byReference
        }
        let isPublic = try body.truthIfAny("public")
        guard isPublic != true || !isCopy else {
            throw Refusal(400, #""public" is of what lies where it is: not of a "copy"."#)
        }
        return .share(
            ShareRequest(hostPath: path, way: way, isPassed: isPassed, isPublic: isPublic))
    }

    private static func address(_ text: String, _ member: String) throws(Refusal) -> HostPort {
        guard let address = HostPort(text) else {
            throw Refusal(400, "\"\(member)\" is HOST:PORT or [IPV6]:PORT.")
        }
        return address
    }
}
