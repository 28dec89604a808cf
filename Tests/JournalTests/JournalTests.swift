import Glibc
import Journal
import Testing
import Vocabulary

/// 2026-11-21T01:02:03.456Z
private let moment = timespec(tv_sec: 1_795_222_923, tv_nsec: 456_789_000)

private func said(
    _ message: String, _ shape: Journal.Shape, level: LogLevel = .info,
    fields: [(name: StaticString, value: String)] = []
) -> [String] {
    let journal = Journal(level: .debug, shape: shape, sink: .memory) { moment }
    journal.log(level, "swarm", message, fields)
    return journal.lines
}

@Suite struct Lines {
    @Test func aTerminalGetsTimeLevelAndPlace() {
        #expect(said("hello", .plain) == ["2026-11-21T01:02:03.456Z info  swarm: hello"])
        #expect(
            said("hello", .plain, level: .warning) == [
                "2026-11-21T01:02:03.456Z warning swarm: hello"
            ])
    }

    @Test func systemdGetsAPriorityAndNoTime() {
        #expect(said("hello", .prioritized) == ["<6>swarm: hello"])
        #expect(said("hello", .prioritized, level: .error) == ["<3>swarm: hello"])
    }

    @Test func aMachineGetsOneObjectALine() {
        #expect(
            said("a \"b\" \\", .json, fields: [("peer", "x\ny")]) == [
                #"{"time":"2026-11-21T01:02:03.456Z","level":"info","place":"swarm","#
                    + #""message":"a \"b\" \\","peer":"x\\u{a}y"}"#
            ])
    }

    @Test(arguments: [Journal.Shape.plain, .prioritized, .json])
    func aFileNameForgesNoLine(shape: Journal.Shape) {
        let forged = "a\n<0>kernel: all is lost\r\u{1b}[2J\u{202e}\u{2028}\u{0}"
        for line in said(forged, shape, fields: [("name", forged)]) {
            #expect(!line.unicodeScalars.contains { $0.value < 32 })
            #expect(!line.unicodeScalars.contains { [0x202e, 0x2028].contains($0.value) })
            #expect(line.contains("u{a}<0>kernel"))
        }
    }

    @Test func aLongMessageIsCut() {
        #expect((said(String(repeating: "a", count: 100_000), .plain).first?.count ?? 0) < 4200)
    }

    @Test func whatIsNotSaidIsNotEvenMade() {
        let journal = Journal(level: .warning, shape: .plain, sink: .memory) { moment }
        var made = 0
        func message() -> String {
            made += 1
            return "x"
        }
        journal.log(.info, "a", message())
        journal.log(.debug, "a", message())
        #expect(made == 0)
        journal.log(.warning, "a", message())
        journal.level = .debug
        journal.log(.debug, "a", message())
        #expect(made == 2)
        #expect(journal.lines.count == 2)
    }
}

@Suite struct Writing {
    private func pair() throws -> (Int32, Int32) {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        try #require(fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0)
        return (ends[0], ends[1])
    }

    @Test func aLineIsWholeAndEnds() throws {
        let (reader, writer) = try pair()
        let journal = Journal(level: .info, shape: .prioritized, sink: .descriptor(writer))
        journal.log(.info, "a", "one")
        journal.log(.info, "a", "two")
        var bytes = [UInt8](repeating: 0, count: 100)
        let count = read(reader, &bytes, 100)
        #expect(String(decoding: bytes.prefix(count), as: UTF8.self) == "<6>a: one\n<6>a: two\n")
        #expect(journal.linesLost == 0)
        close(reader)
        close(writer)
    }

    @Test func aReaderThatIsBehindLosesLinesAndIsNotWaitedFor() throws {
        let (reader, writer) = try pair()
        let journal = Journal(level: .info, shape: .plain, sink: .descriptor(writer))
        for _ in 0..<2000 { journal.log(.info, "a", String(repeating: "x", count: 100)) }
        #expect(journal.linesLost > 0)
        close(reader)
        close(writer)
    }

    @Test func aReaderThatIsGoneIsNoReasonToDie() throws {
        signal(SIGPIPE, SIG_IGN)
        let (reader, writer) = try pair()
        close(reader)
        let journal = Journal(level: .info, shape: .plain, sink: .descriptor(writer))
        journal.log(.info, "a", "b")
        #expect(journal.linesLost == 1)
        close(writer)
    }
}
