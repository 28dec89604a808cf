import Digest
import HTTPWire
import Node
import RESTAPI
import Testing
import Vocabulary

@Suite("What nodes say to each other")
struct PeerDocumentTests {
    @Test func aWelcomeArrivesAsItWasSent() {
        let sent = Welcome(
            you: endpoint("192.0.2.1:9000"), generation: .max, nodes: [alice, stranger])
        let read = surface.decodeWelcome(response(.welcome(sent)).body)
        #expect(read?.you == sent.you)
        #expect(read?.generation == sent.generation)
        #expect(read?.nodes == [alice, stranger])
    }

    @Test func aListThatIsKnownIsNotAnEmptyList() {
        let you = endpoint("192.0.2.1:9000")
        let same = response(.welcome(Welcome(you: you, generation: 1, nodes: nil))).body
        let empty = response(.welcome(Welcome(you: you, generation: 1, nodes: []))).body
        #expect(surface.decodeWelcome(same).map { $0.nodes == nil } == true)
        #expect(surface.decodeWelcome(empty)?.nodes == [])
    }

    @Test func filesArriveAsTheyWereSent() {
        let files = [
            FileView(name: name("a/ü"), size: 1, digest: node().digest, modified: 5_000_000_000),
            FileView(name: name("b"), size: 0, digest: nil, modified: -1_000_000_000),
        ]
        #expect(surface.decodeFiles(response(.files(files, next: "x")).body) == files)
    }

    @Test func membersOfALaterVersionArePassedOver() {
        let files = surface.decodeFiles(
            Array(#"{"v":1,"new":[{}],"files":[{"name":"a","size":1,"modified":0,"x":2}]}"#.utf8))
        #expect(files == [FileView(name: name("a"), size: 1, digest: nil, modified: 0)])
    }

    @Test(
        "What is no file makes the whole answer unbelievable",
        arguments: [
            #""name":"../x","size":1,"modified":0"#, #""name":"a","size":-1,"modified":0"#,
            #""name":"a","size":1.5,"modified":0"#, #""name":"a","size":"1","modified":0"#,
            #""name":7,"size":1,"modified":0"#, #""name":"a","size":1"#,
            #""name":"a","size":1,"modified":9223372036854775807"#,
            #""name":"a","size":1,"modified":0,"sha256":"abc""#,
            #""name":"a","size":99999999999999999999,"modified":0"#,
        ])
    func noFile(members: String) {
        #expect(surface.decodeFiles(Array("{\"files\":[{\(members)}]}".utf8)) == nil)
    }

    @Test func listsAreReadToTheirLimit() {
        let file = #"{"name":"a","size":1,"modified":0}"#
        let many = Array(repeating: file, count: Limits.searchHits + 5).joined(separator: ",")
        let files = surface.decodeFiles(Array("{\"files\":[\(many)]}".utf8))
        #expect(files?.count == Limits.searchHits)
    }

    @Test func anotherVersionIsAnotherDocument() {
        #expect(surface.decodeFiles(Array(#"{"v":2,"files":[]}"#.utf8)) == nil)
    }

    @Test(
        "A registration that cannot be believed is refused by name",
        arguments: [
            (#""port":9000"#, #""port":0"#, "port"), (#""port":9000"#, #""port":65536"#, "port"),
            (#""files":3"#, #""files":-1"#, "files"), (#""files":3"#, #""files":"3""#, "files"),
            (#""instance":"ffffffffffffffff""#, #""instance":"+fffffffffffffff""#, "instance"),
            (#""generation":"8000000000000000""#, #""generation":"""#, "generation"),
            (#""advertise":"example.org:9000""#, #""advertise":"a b:1""#, "advertise"),
            (#""id":"\#(hex)""#, #""id":"0""#, "id"), (#","zone":"rack 1""#, "", "zone"),
        ])
    func registrationRefused(part: String, replacement: String, member: String) {
        let text = String(decoding: surface.encode(registration), as: UTF8.self)
        let broken = text.replacing(part, with: replacement)
        #expect(broken != text)
        let refusal = ask("POST", "/api/v1/peers", broken).refusal
        #expect(refusal?.status == 400)
        #expect(refusal?.detail.contains("\"\(member)\"") == true, "\(refusal?.detail ?? "taken")")
    }

    @Test func aNameHasAnEnd() {
        var long = registration
        long.name = String(repeating: "n", count: Limits.nodeNameLength + 1)
        #expect(ask("POST", "/api/v1/peers", bytes: surface.encode(long)).refusal?.status == 400)
    }

    @Test("Whatever arrives, the node lives on", arguments: 1...20)
    func mutations(seed: UInt64) {
        var chance = Chance(seed: seed)
        let originals = [
            surface.encode(registration),
            response(.welcome(Welcome(you: endpoint("1.2.3.4:5"), generation: 9, nodes: [alice])))
                .body,
            response(
                .files([FileView(name: name("a"), size: 1, digest: nil, modified: 0)], next: nil)
            ).body,
        ]
        for original in originals {
            for _ in 0..<40 {
                var body = original
                for _ in 0..<Int.random(in: 1...4, using: &chance) {
                    body[Int.random(in: body.indices, using: &chance)] = UInt8.random(
                        in: 0...255, using: &chance)
                }
                body.removeLast(Int.random(in: 0...3, using: &chance))
                _ = surface.decodeWelcome(body)
                _ = surface.decodeFiles(body)
                for path in ["peers", "search", "downloads", "shares", "nodes"] {
                    _ = ask("POST", "/api/v1/\(path)", bytes: body)
                }
            }
        }
    }

    @Test func depthIsNoWayIn() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(ask("POST", "/api/v1/search", deep).refusal?.status == 400)
        #expect(ask("POST", "/api/v1/search", "{\"x\":" + deep).refusal?.status == 400)
        #expect(surface.decodeFiles(Array(deep.utf8)) == nil)
    }

    @Test func aDocumentHasAnEnd() {
        let long = [UInt8](repeating: 0x20, count: Limits.documentLength + 1)
        #expect(ask("POST", "/api/v1/search", bytes: long).refusal?.status == 413)
    }
}
