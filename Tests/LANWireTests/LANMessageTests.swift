// HELLO and GOODBYE: two messages, and everything else is nothing.

import Bytes
import LANWire
import Testing
import Vocabulary

struct LANMessageTests {
    private func read(_ text: String) -> LANMessage? { read(Array(text.utf8)) }

    private func read(_ bytes: [UInt8]) -> LANMessage? { bytes.withSpan { LANMessage($0) } }

    private func node() throws -> Endpoint { try #require(Endpoint("192.168.1.7:9000")) }

    @Test(
        "A hello is the same with colons or spaces, and with white space around it",
        arguments: [
            "HELLO:192.168.1.7:9000", "HELLO 192.168.1.7 9000", " \r\nHELLO:192.168.1.7:9000\n",
            "HELLO  192.168.1.7\t9000\r\n",
        ])
    func hello(text: String) throws {
        #expect(try read(text) == .hello(node()))
    }

    @Test("A goodbye names who goes")
    func goodbye() throws {
        #expect(try read("GOODBYE:192.168.1.7:9000") == .goodbye(node()))
    }

    @Test("We say it with colons")
    func colons() throws {
        #expect(try LANMessage.hello(node()).bytes == Array("HELLO:192.168.1.7:9000".utf8))
        #expect(try LANMessage.goodbye(node()).bytes == Array("GOODBYE:192.168.1.7:9000".utf8))
    }

    @Test(
        "Whatever is not exactly a message is nothing",
        arguments: [
            "", " ", "HELLO", "HELLO:192.168.1.7", "HELLO:192.168.1.7:", "HELLO::9000",
            "HELLO:192.168.1.7:0", "HELLO:192.168.1.7:65536", "HELLO:192.168.1.7:+9000",
            "HELLO:192.168.1.7:-1", "HELLO:192.168.1.7:9000:x", "HELLO:192.168.1.7:9000 x",
            "HELLO:pc-1:9000", "HELLO:::1:9000", "HELLO ::1 9000", "HELLO ::ffff:1.2.3.4x 9000",
            "HELLO:192.168.01.7:9000", "HELLO:192.168.1.256:9000", "hello:192.168.1.7:9000",
            "HELLO: 192.168.1.7:9000", "HELLO::192.168.1.7:9000", "HELLO:192.168.1.7::9000",
            ":HELLO:192.168.1.7:9000", "HELLO:192.168.1.7:9000:", "BYE:192.168.1.7:9000",
            "HELLO:192.168.1.7:9000\0", "HELLO:192.168.1.7:９０００", "HELLO 192.168.1.7:9000",
        ])
    func nothing(text: String) {
        #expect(read(text) == nil)
    }

    @Test("Bytes that are no text, and more than a datagram, are nothing")
    func noText() {
        #expect(read(Array("HELLO:192.168.1.7:9000".utf8) + [0xff]) == nil)
        let spaces = [UInt8](repeating: 0x20, count: Limits.datagramLength)
        #expect(read(spaces + Array("HELLO:192.168.1.7:9000".utf8)) == nil)
    }

    @Test("Every beginning of a hello is nothing, until the port has begun")
    func cut() {
        let bytes = Array("HELLO:192.168.1.7:9000".utf8)
        for length in 0..<bytes.count - 4 { #expect(read(Array(bytes[..<length])) == nil) }
    }

    @Test("Twenty thousand damaged datagrams find no trap, and what is read can be said again")
    func fuzz() {
        var chance = Chance(seed: 7)
        for _ in 0..<20_000 {
            var bytes = Array("HELLO:192.168.1.7:9000".utf8)
            for _ in 0..<Int.random(in: 1...3, using: &chance) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &chance)
                switch Int.random(in: 0..<4, using: &chance) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &chance)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(UInt8(ascii: "0") + UInt8(place % 12), at: place)
                default: bytes.swapAt(place, bytes.count - 1)
                }
            }
            if let message = read(bytes) { #expect(read(message.bytes) == message) }
        }
    }
}
