import Glibc
import Settings
import Testing
import Vocabulary

@Suite struct BadConfigs {
    let scene: Scene
    init() throws { scene = try Scene() }

    @Test(arguments: [
        ("port = 0", "peer.toml:1: port: must be a number from 1 to 65535; got 0"),
        ("port = -5", "peer.toml:1: port: must be a number from 1 to 65535; got -5"),
        ("port = 65536", "peer.toml:1: port: must be a number from 1 to 65535; got 65536"),
        ("port = \"9000\"", "peer.toml:1: port: must be a number from 1 to 65535; got \"9000\""),
        (
            "port = 9.5",
            "peer.toml:1: port: must be a number from 1 to 65535; "
                + "got a value of type floating-point"
        ),
        ("role = \"pear\"", "peer.toml:1: role: must be \"peer\" or \"bootstrap\"; got \"pear\""),
        ("register = 5", "peer.toml:1: register: must be a table, [register]; got 5"),
        ("[port]\na = 1", "peer.toml:1: port: must be a number from 1 to 65535; got a table"),
        (
            "\n[transfer]\nchunk = 5000",
            "peer.toml:3: transfer.chunk: must be a power of two from 4096 to 1048576, "
                + "in bytes; got 5000"
        ),
        (
            "listen = [\n\"::\",\n\"localhost\"]",
            "peer.toml:3: listen: must be a list of 1 to 64, "
                + "each an IPv4 or IPv6 address; got \"localhost\""
        ),
        (
            "listen = []",
            "peer.toml:1: listen: must be a list of 1 to 64, each an IPv4 or IPv6 address; got 0"
        ),
        (
            "[multicast]\ngroup = \"10.0.0.1\"",
            "peer.toml:2: multicast.group: must be an IPv4 multicast address, "
                + "224.0.0.0 to 239.255.255.255; got \"10.0.0.1\""
        ),
        (
            "[multicast]\nenabled = \"yes\"",
            "peer.toml:2: multicast.enabled: must be true or false; got \"yes\""
        ),
    ]) func aWrongValueIsToldWithPlaceAndLimit(text: String, told: String) {
        #expect(scene.problems(text) == [told])
    }

    @Test(arguments: [
        ("", "5"), ("-5s", "-5s"), ("5", "5"), ("5 s", "5 s"), ("1.5s", "1.5s"), ("s", "s"),
        ("5S", "5S"), ("2h", "2h"), ("1ms", "1ms"), ("0s", "0s"), ("+5s", "+5s"),
        ("9223372036854775807d", ""), ("99999999999999999999s", ""), ("300000000000h", ""),
    ]) func aDurationThatIsNoneIsRefused(text: String, _: String) {
        let problems = scene.problems("[register]\nheartbeat = \"\(text)\"")
        #expect(
            problems == [
                "peer.toml:2: register.heartbeat: must be a duration from 1s to 1h; got \"\(text)\""
            ])
    }

    @Test(arguments: [
        "\"-1\"", "-1", "\"1GB\"", "\"1 GiB\"", "\"9999999999GiB\"", "\"\"", "true", "\"0x10\"",
    ])
    func aSizeThatIsNoneIsRefused(text: String) {
        let problems = scene.problems("[transfer]\nmin_free = \(text)")
        #expect(
            problems == [
                "peer.toml:2: transfer.min_free: must be a size from 0 to 1024TiB; got \(text)"
            ])
    }

    @Test func aHostNameHasAtMost253Bytes() {
        let long = String(repeating: "a", count: 254)
        #expect(scene.problems("[peers]\nknown = [\"\(long):1\"]").count == 1)
        #expect(scene.problems("[peers]\nknown = [\"\(long.dropLast()):1\"]").isEmpty)
        #expect(scene.problems("advertise = \"\(long)\"").count == 1)
        #expect(scene.problems("[api]\nhosts = [\"\(long)\"]").count == 1)
    }

    @Test(arguments: [
        "*", "null", "", "https://", "ftp://a.example", "a.example", "https://a.example/",
        "https://a.example/x", "https://user@a.example", "https://a.example:0", "https://a b",
    ])
    func whatIsNoOriginIsRefused(text: String) {
        #expect(scene.problems("[api]\norigins = [\"\(text)\"]").count == 1)
    }

    @Test(arguments: [
        ("https://a.example", "https://a.example"), ("HTTPS://A.Example:443", "https://a.example"),
        ("http://a.example:80", "http://a.example"),
        ("http://a.example:443", "http://a.example:443"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("https://[2001:db8::443]", "https://[2001:db8::443]"),
    ])
    func anOriginIsWrittenAsBrowsersWriteIt(text: String, origin: String) throws {
        #expect(try scene.load("api.origins = [\"\(text)\"]").api.origins == [origin])
    }

    @Test(arguments: [
        ("trasnfer.chunk = 4096", "peer.toml:1: trasnfer: unknown table; did you mean transfer?"),
        (
            "[transfer]\nchnuk = 1",
            "peer.toml:2: transfer.chnuk: unknown key; did you mean transfer.chunk?"
        ),
        (
            "heartbeat = \"5s\"",
            "peer.toml:1: heartbeat: unknown key; did you mean register.heartbeat?"
        ),
        ("[log]\nlevle = 1", "peer.toml:2: log.levle: unknown key; did you mean log.level?"),
        ("prot = 1", "peer.toml:1: prot: unknown key; did you mean port?"),
        ("\"transfer.chunk\" = 4096", ""), ("\"\" = 1", ""), ("\"\\u001b[2J\" = 1", ""),
    ]) func anUnknownKeyNamesTheNearest(text: String, told: String) {
        let problems = scene.problems(text)
        #expect(problems.count == 1)
        #expect(problems.first?.contains("\u{1b}") == false)
        if told.isEmpty {
            #expect(problems.first?.contains("unknown key; did you mean") == true)
        } else {
            #expect(problems == [told])
        }
    }

    @Test func allProblemsAreToldAtOnceInOrder() {
        let problems = scene.problems(
            "port = 0\nnmae = \"\"\n[log]\nlevel = \"loud\"\n[lgo]\na = 1\nb = 2")
        #expect(
            problems.map { $0.prefix(12) } == [
                "peer.toml:1:", "peer.toml:2:", "peer.toml:4:", "peer.toml:5:",
            ])
    }

    @Test func aThousandProblemsAreNotAScroll() throws {
        let text = (0..<1000).map { "x\($0) = 1\n" }.joined()
        let path = scene.write("peer.toml", text)
        let error = #expect(throws: ConfigError.self) { try Settings.load(path: path) }
        #expect(error?.description.split(separator: "\n").count == 51)
        #expect(error?.description.hasSuffix("… and 950 more") == true)
    }

    @Test func whatIsNoTomlNamesItsLine() {
        #expect(scene.problems("port = 1\nport = 2").first?.hasPrefix("peer.toml:2: ") == true)
        #expect(scene.problems("\nport = ").first?.hasPrefix("peer.toml:2: ") == true)
        #expect(scene.problems("[a\n").count == 1)
        #expect(scene.problems("port = 99999999999999999999").count == 1)
        #expect(scene.problems("name = \"a\nb\"").count == 1)
        scene.write("peer.toml", [0xff, 0xfe, 0x20])
        #expect(throws: ConfigError.self) { try Settings.load(path: "\(scene.folder)/peer.toml") }
    }

    @Test(arguments: ["[:\\", "[ü]\na = 1", "[[*]]", "[a.=]"])
    func aTableThatHasNoNameIsToldAndEndsNoDaemon(text: String) {
        let problems = scene.problems("port = 1\n" + text)
        #expect(problems.count == 1)
        #expect(problems.first?.hasPrefix("peer.toml:2: ") == true)
        #expect(problems.first?.contains("bare key") == true)
    }

    @Test func aNulByteEndsNoTextEarly() {
        #expect(
            scene.problems("zone = \"a\"\n\0 = 1") == ["peer.toml:2: must be text; got a NUL byte"])
        #expect(
            scene.problems("state = \"a\\u0000b\"").first?.contains("state: must be a path") == true
        )
        #expect(scene.problems("name = \"a\\u0000b\"").count == 1)
    }

    @Test func aFileOfEndlessKeysExhaustsNoStack() {
        let dots = String(repeating: "a.", count: 8000)
        #expect(
            scene.problems("\(dots)a = 1") == ["peer.toml:1: a: unknown table; did you mean api?"])
        #expect(scene.problems("[\(dots)a]").count == 1)
        #expect(scene.problems("\(dots)\(dots)a = 1").first?.contains("bytes in a line") == true)
        #expect(scene.problems("a = " + String(repeating: "[", count: 8000)).count == 1)
        #expect(scene.problems("a = " + String(repeating: "{a=", count: 4000)).count == 1)
    }

    @Test func aFileOverTheLimitIsNotParsed() {
        let comment = "# " + String(repeating: "x", count: 61) + "\n"
        #expect(scene.problems(String(repeating: comment, count: 16384)) == [])
        #expect(
            scene.problems(String(repeating: comment, count: 16385))
                == ["peer.toml: must have at most 1048576 bytes"])
    }

    @Test func aLongListIsReadInGoodTime() {
        let numbers = String(repeating: "1,\n", count: 300_000)
        #expect(scene.problems("also = [\n\(numbers)]").count == 1)
    }

    @Test func whatIsNoFileIsToldAsSuch() {
        func told(_ path: String) -> String {
            do {
                _ = try Settings.load(path: path)
                return "nothing"
            } catch {
                return error.description
            }
        }
        #expect(told(scene.folder) == "\(scene.folder): must be a file; got a directory")
        #expect(
            told("/nonexistent.toml")
                == "/nonexistent.toml: cannot be read: No such file or directory")
        #expect(told("/dev/zero") == "/dev/zero: must be a regular file")
        #expect(told("a\0b").contains("cannot be read"))
        let fifo = "\(scene.folder)/fifo"
        #expect(mkfifo(fifo, 0o600) == 0)
        #expect(told(fifo) == "\(fifo): must be a regular file")
    }
}
