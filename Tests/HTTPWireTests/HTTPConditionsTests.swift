// Conditions, in the order of RFC 9110, section 13.2.2; and the dates in them.

import HTTPWire
import Testing
import Vocabulary

private let modified: Int64 = 784_111_777
private let same = "Sun, 06 Nov 1994 08:49:37 GMT"
private let before = "Sun, 06 Nov 1994 08:49:36 GMT"
private let after = "Sun, 06 Nov 1994 08:49:38 GMT"
private let go = HTTPConditions.met(usesRange: true)
private let whole = HTTPConditions.met(usesRange: false)

private func verdict(
    _ fields: [(String, String)], by method: String = "GET", tag: String? = "\"a-1\"",
    now: Int64 = modified + 100
) -> HTTPConditions {
    var all = HTTPFields()
    for (name, value) in fields { all.add(name, value) }
    return HTTPConditions(
        all, method: method, tag: tag, modified: tag == nil ? nil : modified,
        now: WallTime(seconds: now))
}

@Suite("Conditions") struct HTTPConditionsTests {
    @Test("tell whether a client has what there is", arguments: ["GET", "HEAD"])
    func noneMatch(method: String) {
        for tags in ["\"a-1\"", "W/\"a-1\"", "\"x\", \"a-1\"", "\"x,y\" ,W/\"a-1\"", "*"] {
            #expect(verdict([("If-None-Match", tags)], by: method) == .notModified, "\(tags)")
        }
        for tags in ["\"b\"", "a-1", "\"a-1", "", "\"\"", "w/\"a-1\"", "\"A-1\"", "x, \"a-1\""] {
            #expect(verdict([("If-None-Match", tags)], by: method) == go, "\(tags)")
        }
        #expect(verdict([("If-None-Match", "*")], by: "PUT") == .failed)
        #expect(verdict([("If-None-Match", "*")], by: "PUT", tag: nil) == go)
    }

    @Test("keep from doing what was meant for another version")
    func match() {
        for tags in ["\"a-1\"", "\"x\",\"a-1\"", "*"] {
            #expect(verdict([("If-Match", tags)]) == go)
            #expect(verdict([("If-Match", tags)], tag: nil) == .failed)
        }
        for tags in ["\"b\"", "W/\"a-1\"", "", "a-1"] {
            #expect(verdict([("If-Match", tags)]) == .failed, "\(tags)")
        }
    }

    @Test("with dates count seconds, and are not heard where they are none")
    func dates() {
        #expect(verdict([("If-Modified-Since", same)]) == .notModified)
        #expect(verdict([("If-Modified-Since", after)]) == .notModified)
        #expect(verdict([("If-Modified-Since", before)]) == go)
        #expect(verdict([("If-Modified-Since", same)], by: "PUT") == go)
        #expect(verdict([("If-Unmodified-Since", same)]) == go)
        #expect(verdict([("If-Unmodified-Since", before)]) == .failed)
        for nonsense in ["", "yesterday", "0", "\(same), \(same)", "-1"] {
            #expect(verdict([("If-Modified-Since", nonsense)]) == go)
            #expect(verdict([("If-Unmodified-Since", nonsense)]) == go)
        }
    }

    @Test("come one after the other, and a tag knows more than a date")
    func order() {
        #expect(verdict([("If-Match", "\"a-1\""), ("If-Unmodified-Since", before)]) == go)
        #expect(verdict([("If-None-Match", "\"b\""), ("If-Modified-Since", same)]) == go)
        #expect(verdict([("If-Match", "\"b\""), ("If-None-Match", "\"a-1\"")]) == .failed)
        #expect(
            verdict([("If-Match", "\"a-1\""), ("If-None-Match", "\"a-1\"")]) == .notModified)
        #expect(verdict([("If-None-Match", "\"a-1\""), ("If-Range", "\"b\"")]) == .notModified)
    }

    @Test("for a range are as strict as a download needs that goes on")
    func ifRange() {
        #expect(verdict([("If-Range", "\"a-1\"")]) == go)
        for validator in ["W/\"a-1\"", "\"b\"", "*", "", "\"a-1\", \"a-1\"", before, after, "x"] {
            #expect(verdict([("If-Range", validator)]) == whole, "\(validator)")
        }
        #expect(verdict([("If-Range", same)]) == go)
        #expect(verdict([("If-Range", same)], now: modified) == whole, "it may change once more")
    }
}

@Suite("Dates") struct HTTPDateTests {
    @Test("have three forms")
    func forms() {
        for text in [same, "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
            #expect(HTTPDate.seconds(text) == modified)
        }
        #expect(HTTPDate.seconds("Tue, 29 Feb 2000 00:00:00 GMT") == 951_782_400)
        #expect(HTTPDate.seconds("Thu, 01 Jan 1970 00:00:00 GMT") == 0)
        #expect(HTTPDate.seconds("Wed, 31 Dec 1969 23:59:59 GMT") == -1)
        #expect(HTTPDate.seconds("Sat, 01 Jan 0000 00:00:00 GMT") == -62_167_219_200)
        #expect(HTTPDate.seconds("Fri, 31 Dec 9999 23:59:59 GMT") == 253_402_300_799)
    }

    @Test(
        "that no calendar has are none",
        arguments: [
            "", " ", "Sun", "Sun, 31 Feb 2000 00:00:00 GMT", "Sun, 00 Jan 2000 00:00:00 GMT",
            "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:49 GMT",
            "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Nov 1994 08:49:37",

            "Xyz, 06 Nov 1994 08:49:37 GMT",
            "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 94 08:49:37 GMT", "Sun, 06 Nov 19940 08:49:37 GMT",
            "Sun, -6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 8:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37 GMT x", "Sunday, 06-Nov-1994 08:49:37 GMT",
            "Sun Nov 32 08:49:37 1994", "784111777", "Sun, 06 Nov 1994 08:60:37 GMT",
        ])
    func nonsense(text: String) { #expect(HTTPDate.seconds(text) == nil) }

    @Test("are read as they are written", arguments: 1...100)
    func roundTrip(seed: UInt64) {
        var chance = Chance(seed: seed)
        let seconds = Int64.random(in: 0...253_402_300_799, using: &chance)
        #expect(HTTPDate.text(seconds: seconds).flatMap(HTTPDate.seconds) == seconds)
    }
}
