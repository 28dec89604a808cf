// The small parts of a request's target: items of a path, parameters of a query.

import Digest
import HTTPWire
import Node
import Vocabulary

/// What stands in a path after a list's name.
enum Items {
    static func download(_ text: String) throws(Refusal) -> Int64 {
        // Only the spelling that we write ourselves: "07" and "+7" name nothing.
        guard let id = Int64(text), id >= 0, String(id) == text else {
            throw Refusal(404, "There is no such download.")
        }
        return id
    }

    static func address(_ text: String) throws(Refusal) -> HostPort {
        guard let address = HostPort(text) else {
            throw Refusal(400, "An address is HOST:PORT or [IPV6]:PORT.")
        }
        return address
    }

    static func name(_ text: String) throws(Refusal) -> FileName {
        guard let name = FileName(text) else { throw Refusal(400, "That is no name of a file.") }
        return name
    }

    static func peer(_ text: String) throws(Refusal) -> NodeID {
        guard let id = NodeID(hex: text) else {
            throw Refusal(404, "There is no such peer: an id is 64 hexadecimal digits.")
        }
        return id
    }
}

/// What stands after the question mark. Parameters that we do not know are passed over.
enum Query {
    static func nodeList(_ head: HTTPRequestHead) throws(Refusal) -> NodeList {
        guard let text = head.query("list") else { return .all }
        guard let list = NodeList(rawValue: text) else {
            throw Refusal(400, #""list" is all, bootstrap or multicast."#)
        }
        return list
    }

    static func page(_ head: HTTPRequestHead) throws(Refusal) -> Page {
        var page = Page()
        if let text = head.query("limit") {
            guard let limit = Int(text), (1...Limits.searchHits).contains(limit) else {
                throw Refusal(400, #""limit" is a number from 1 to \#(Limits.searchHits)."#)
            }
            page.limit = limit
        }
        if let cursor = head.query("cursor") {
            guard (1...Limits.cursorLength).contains(cursor.utf8.count) else {
                throw Refusal(400, #""cursor" is not what a list gave as "next"."#)
            }
            page.cursor = cursor
        }
        return page
    }

    /// The event that the caller heard last. Whatever it says that is none of ours is a place that
    /// is gone, and no fault.
    static func lastEvent(_ head: HTTPRequestHead) -> String? {
        guard let id = head.fields["last-event-id"], !id.isEmpty else { return nil }
        return id
    }

    /// No words and empty words are the same: everything.
    static func words(_ head: HTTPRequestHead) throws(Refusal) -> String? {
        guard let words = head.query("q"), !words.isEmpty else { return nil }
        guard words.unicodeScalars.count <= Limits.searchWordsLength else {
            throw Refusal(400, #""q" has at most \#(Limits.searchWordsLength) characters."#)
        }
        return words
    }

    static func truth(_ head: HTTPRequestHead, _ name: String) throws(Refusal) -> Bool? {
        switch head.query(name) {
        case nil: return nil
        case "1", "true", "": return true
        case "0", "false": return false
        default: throw Refusal(400, "\"\(name)\" is 1 or 0.")
        }
    }

    static func digest(_ head: HTTPRequestHead) throws(Refusal) -> Digest256? {
        guard let text = head.query("sha256") else { return nil }
        guard let digest = Digest256(hex: text) else {
            throw Refusal(400, #""sha256" is 64 hexadecimal digits."#)
        }
        return digest
    }
}
