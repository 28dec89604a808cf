// What all answers are held against: the first one, a file, or a digest.

import Bytes
import Digest
import Glibc
import Reactor
import Testing
import Vocabulary

@testable import Load

@Suite("The reference", .serialized) struct ReferenceTests {
    private func fetch(
        _ dialect: LoadDialect, _ answer: [UInt8]
    ) throws -> Result<Reference, LoadFailure> {
        let loop = Loop()
        let server = try TinyServer(loop) { _ in answer }
        var result: Result<Reference, LoadFailure>?
        let fetch = ReferenceFetch(
            Array("{}".utf8), dialect, from: server.endpoint, on: loop
        ) { result = $0 }
        while result == nil { loop.runOnce() }
        withExtendedLifetime(fetch) {}
        return try #require(result)
    }

    private func failure(_ result: Result<Reference, LoadFailure>) -> LoadFailure? {
        if case .failure(let failure) = result { failure } else { nil }
    }

    @Test("the first answer is kept, without its head")
    func first() throws {
        let head = Array("HTTP/1.1 200 OK\r\nContent-Length: 4096\r\n\r\n".utf8)
        for (dialect, answer) in [(LoadDialect.json, page), (.http10, head + page)] {
            let reference = try fetch(dialect, answer).get()
            #expect(reference.length == 4096)
            #expect(reference.bytes.map { Array($0) } == page)
        }
    }

    @Test("a first answer that is none ends the test before it begins")
    func none() throws {
        let text = "ERROR: File not found."
        #expect(failure(try fetch(.json, Array(text.utf8))) == .refused(text))
        #expect(failure(try fetch(.json, [])) == .empty)
        let gone = Array("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".utf8)
        #expect(failure(try fetch(.http, gone)) == .status(404))
        let cut = Array("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf".utf8)
        #expect(failure(try fetch(.http, cut)) == .tooShort)
    }

    @Test("a file on this machine is a reference; a folder and nothing are not")
    func files() throws {
        var name = Array("/tmp/reference-XXXXXX".utf8CString)
        let fd = mkstemp(&name)
        defer { close(fd) }
        let path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(path) }
        #expect(try Reference(path: path).length == 0)
        #expect(write(fd, page, page.count) == page.count)
        let reference = try Reference(path: path)
        #expect(reference.bytes.map { Array($0) } == page)
        #expect(throws: SystemError.self) { try Reference(path: "/tmp") }
        #expect(throws: SystemError.self) { try Reference(path: path + "-not") }
    }

    @Test("a name that fits no request is said to be too long")
    func longNames() throws {
        let name = try #require(
            FileName(
                repeatElement(String(repeating: "n", count: 200), count: 8).joined(separator: "/")))
        let options = LoadOptions(
            node: try #require(Endpoint(.loopback, port: 9)), file: name, connections: 1,
            duration: .seconds(1), dialect: .json)
        #expect(options.request == nil)
    }

    @Test("requests are what the dialects want")
    func requests() throws {
        var options = LoadOptions(
            node: try #require(Endpoint(.loopback, port: 9000)),
            file: try #require(FileName("a b.txt")), connections: 1, duration: .seconds(1),
            dialect: .http10)
        func text() -> String { String(decoding: options.request ?? [], as: UTF8.self) }
        #expect(text() == "GET /a%20b.txt HTTP/1.0\r\n\r\n")
        options.dialect = .http
        #expect(text() == "GET /files/a%20b.txt HTTP/1.1\r\nHost: 127.0.0.1:9000\r\n\r\n")
        options.dialect = .json
        options.secret = Secret("s")
        #expect(text() == #"{"type":"download","filename":"a b.txt","secret":"s"}"#)
    }
}
