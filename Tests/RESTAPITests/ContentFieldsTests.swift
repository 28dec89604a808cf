import Bytes
import Digest
import HTTPWire
import Node
import RESTAPI
import Testing
import Vocabulary

@Suite("A shared file's fields")
struct ContentFieldsTests {
    private func fields(
        _ text: String, modified: Int64 = 0, digest: Digest256? = nil, isInline: Bool = false
    ) -> HTTPFields {
        surface.contentFields(
            name: name(text), size: 10, modified: modified, digest: digest, isInline: isInline)
    }

    @Test(
        "A shared file cannot run where the node is", arguments: ["a.html", "a.svg", "a", "a.png"])
    func sandbox(file: String) {
        let fields = fields(file)
        #expect(fields["X-Content-Type-Options"] == "nosniff")
        #expect(fields["Content-Security-Policy"] == "sandbox; default-src 'none'")
        #expect(fields["Content-Disposition"]?.hasPrefix("attachment") == true)
    }

    @Test("Only what holds no script has a type of its own")
    func types() {
        #expect(fields("a.PNG")["Content-Type"] == "image/png")
        for file in ["a.html", "a.svg", "a.xml", "a.js", "png", "a.pdf"] {
            let expected = file == "png" ? "image/png" : "application/octet-stream"
            #expect(fields(file)["Content-Type"] == expected)
        }
    }

    @Test("A name is quoted so that it ends nothing but itself")
    func disposition() {
        #expect(fields("d/a b.txt")["Content-Disposition"] == #"attachment; filename="a b.txt""#)
        #expect(
            fields("d/caf\u{e9} \"%41\r\n.txt")["Content-Disposition"]
                == #"attachment; filename="caf__ __41__.txt"; "#
                + "filename*=UTF-8''caf%C3%A9%20%22%2541%0D%0A.txt")
    }

    @Test("Dates are those of RFC 9110")
    func dates() {
        #expect(
            fields("a", modified: 784_111_777_999_999_999)["Last-Modified"]
                == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(fields("a")["Last-Modified"] == "Thu, 01 Jan 1970 00:00:00 GMT")
        #expect(
            fields("a", modified: 951_782_400_000_000_000)["Last-Modified"]
                == "Tue, 29 Feb 2000 00:00:00 GMT")
        #expect(
            fields("a", modified: 4_107_542_399_000_000_000)["Last-Modified"]
                == "Sun, 28 Feb 2100 23:59:59 GMT")
        #expect(
            fields("a", modified: 4_107_542_400_000_000_000)["Last-Modified"]
                == "Mon, 01 Mar 2100 00:00:00 GMT")
        #expect(fields("a", modified: -1)["Last-Modified"] == nil)
        #expect(fields("a", modified: .min)["Last-Modified"] == nil)
    }

    @Test("A tag lives through hashing, and dies with a change")
    func tags() {
        let tag = fields("a", modified: 5)["ETag"]
        #expect(tag == "\"a-5\"")
        #expect(fields("a", modified: 5, digest: node().digest)["ETag"] == tag)
        #expect(fields("a", modified: 6)["ETag"] != tag)
    }

    @Test("A digest is told as RFC 9530 has it")
    func digest() {
        let empty = SHA256.of([])
        #expect(
            fields("a", digest: empty)["Repr-Digest"]
                == "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:")
        #expect(fields("a")["Repr-Digest"] == nil)
    }
}
