// The one door that libFuzzer knows, and behind it a harness for every reader of strangers' bytes.
//
//     DISTRISHARE_FUZZ_TARGET=lan Fuzz Tests/Fuzz/corpus/lan
//     DISTRISHARE_FUZZ_TARGET=list Fuzz                          the names of all
//
// Law. A harness says what must hold, not only that nothing traps. What it is given are the bytes
// of a protocol as they are, so that anybody can read a corpus and send it.

import Glibc

/// Something that reads what strangers wrote, and what must be true of it.
struct Harness: Sendable {
    let name: String
    let run: @Sendable ([UInt8]) -> Void

    static let all = [
        httpServer, httpClient, httpFields, jsonServer, jsonNodes, lan, settings, rest, names,
        spellings, resume, node, answers, search, bencode, torrent, info, magnet, peer, extensions,
        lsd, trackerURL, trackerQuery, trackerAnswer, udpTracker,
    ]

    /// The one that the environment names. libFuzzer has one entry and its own arguments.
    static let chosen: Harness = {
        let wanted = getenv("DISTRISHARE_FUZZ_TARGET").map { String(cString: $0) } ?? ""
        if wanted == "list" {
            print(all.map(\.name).joined(separator: "\n"))
            exit(0)
        }
        guard let harness = all.first(where: { $0.name == wanted }) else {
            let known = all.map(\.name).joined(separator: ", ")
            write("DISTRISHARE_FUZZ_TARGET is one of \(known); got \"\(wanted)\"")
            exit(2)
        }
        return harness
    }()
}

@_cdecl("LLVMFuzzerInitialize")
public func chooseHarness(
    _ count: UnsafeMutablePointer<Int32>?,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>?
) -> Int32 {
    _ = Harness.chosen
    return 0
}

@_cdecl("LLVMFuzzerTestOneInput")
public func runHarness(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    Harness.chosen.run(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

/// Ends the run where something does not hold; libFuzzer keeps the input.
func expect(_ holds: Bool, _ law: @autoclosure () -> String) {
    guard !holds else { return }
    write("does not hold: \(law())")
    abort()
}

func expect<Value: Equatable>(
    _ left: Value, equals right: Value, _ law: @autoclosure () -> String
) {
    expect(left == right, "\(law())\n    \(left)\n    \(right)")
}

private func write(_ text: String) {
    let line = Array((text + "\n").utf8)
    _ = Glibc.write(STDERR_FILENO, line, line.count)
}
