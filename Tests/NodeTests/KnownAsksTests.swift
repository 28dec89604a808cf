// Requests of dialect J that are known by their bytes: answered as if they were read, never taken
// for others, and no way around the secret.

import Bytes
import JSONWire
import Library
import Testing
import Vocabulary

@testable import Node

@Suite("A request of the old dialect that came before") struct KnownAsksTests {
    private let ask = #"{"type":"download","filename":"a.txt","secret":"swordfish"}"#
    private let request = JSONRequest.download(filename: "a.txt", secret: "swordfish")

    /// What is found for `bytes` after `ask` was learnt so often.
    private func find(_ bytes: String, after times: Int) -> JSONRequest? {
        var asks = KnownAsks()
        for _ in 0..<times { Array(ask.utf8).withSpan { asks.learn(request, from: $0) } }
        return Array(bytes.utf8).withSpan { asks.request(in: $0) }
    }

    @Test("is known from the second time on") func second() {
        #expect(find(ask, after: 1) == nil)
        #expect(find(ask, after: 2) == request)
    }

    @Test("is not one that differs in a byte, is cut or goes on") func others() {
        let bytes = Array(ask.utf8)
        for place in bytes.indices {
            var other = bytes
            other[place] ^= 1
            #expect(find(String(decoding: other, as: UTF8.self), after: 2) == nil)
            #expect(find(String(decoding: bytes[..<place], as: UTF8.self), after: 2) == nil)
        }
        #expect(find(ask + " ", after: 2) == nil)
    }

    @Test("is not kept beyond its longest") func tooLong() {
        let long = ask + String(repeating: " ", count: Limits.knownHeadLength)
        var asks = KnownAsks()
        for _ in 0..<3 { Array(long.utf8).withSpan { asks.learn(request, from: $0) } }
        #expect(Array(long.utf8).withSpan { asks.request(in: $0) } == nil)
    }

    @Test("gives its place to the next one") func replaced() {
        var asks = KnownAsks()
        for number in 0..<10_000 {
            let bytes = Array("\(number)".utf8)
            for _ in 0..<2 { bytes.withSpan { asks.learn(request, from: $0) } }
            #expect(bytes.withSpan { asks.request(in: $0) } == request)
        }
    }

    @Test("gets the same answer every time, in one read or byte by byte") func sameAnswer() {
        let scene = sharing()
        for _ in 0..<4 { #expect(scene.old(ask) == "content") }
        let id = scene.accept()
        for byte in Array(ask.utf8) { scene.say([byte], on: id) }
        #expect(scene.host.wire(id).text == "content" && scene.host.wire(id).isFinished)
    }

    @Test("with a wrong secret it is refused however often it comes") func wrong() {
        let scene = sharing()
        let wrong = ask.replacing("swordfish", with: "swordfisH")
        for _ in 0..<3 {
            #expect(scene.old(wrong) == "ERROR: Autentication faild.")
            #expect(scene.old(ask) == "content")
        }
    }

    @Test("is refused when the secret has become another") func reloaded() {
        let scene = sharing()
        for _ in 0..<3 { #expect(scene.old(ask) == "content") }
        var settings = scene.node.desk.settings
        settings.secret = Secret("another one")
        scene.node.reload(settings, at: scene.now)
        #expect(scene.old(ask) == "ERROR: Autentication faild.")
    }

    @Test("finds no file that was unshared since") func unshared() {
        let scene = sharing()
        let search = ask.replacing("download", with: "search")
        for _ in 0..<3 { #expect(scene.old(search) == "FOUND") }
        #expect(scene.node.shelf.library.remove(share: Shares.own, path: name("a.txt")))
        #expect(scene.old(search) == "NOT_FOUND")
    }
}
