import Settings
import Testing
import Vocabulary

@Suite struct ReadingAConfig {
    let scene: Scene
    init() throws { scene = try Scene() }

    @Test func anEmptyFileIsAPeerWithEveryDefault() throws {
        #expect(try scene.load("") == Settings())
    }

    @Test func aBootstrapHasItsOwnPortAndState() throws {
        let settings = try scene.load("role = \"bootstrap\"")
        #expect(settings.port == 8000)
        #expect(settings.state == "/var/lib/distrishare/bootstrap")
    }

    @Test func anotherPortHasAnotherState() throws {
        #expect(try scene.load("port = 9001").state == "/var/lib/distrishare/9001")
        #expect(try scene.load("state = \"run/a\"").state == "run/a")
    }

    @Test func everyKindOfValueIsRead() throws {
        let settings = try scene.load(
            """
            also = [5000, 50051, 5000, 9000]
            listen = ["127.0.0.1", "::1"]
            advertise = "files.example.org:9100"
            name = "Ádám's"
            [register]
            servers = ["a.example:1", "[::1]:8000"]
            heartbeat = "1m"
            [multicast]
            enabled = false
            interface = "192.168.1.7"
            interval = "1500ms"
            [transfer]
            chunk = 65536
            min_free = "64MiB"
            congestion = "reno"
            [swarm]
            strangers = true
            lsd = false
            downloads = false
            allocation = "falloc"
            [dialects]
            json = "off"
            [log]
            level = "debug"
            """)
        #expect(
            settings.also == [5000, 50051], "the port itself and repetitions are no further ports")
        #expect(settings.listen == [.loopback, IPAddress(high: 0, low: 1)])
        #expect(settings.advertise?.host == "files.example.org")
        #expect(settings.advertise?.port == 9100)
        #expect(settings.register.servers.map(\.description) == ["a.example:1", "[::1]:8000"])
        #expect(settings.register.heartbeat == .seconds(60))
        #expect(!settings.multicast.enabled)
        #expect(settings.multicast.interface == IPAddress("192.168.1.7"))
        #expect(settings.multicast.interval == .milliseconds(1500))
        #expect(settings.transfer.chunk == 65536)
        #expect(settings.transfer.minFree == 64 << 20)
        #expect(settings.transfer.congestion == .named("reno"))
        #expect(settings.swarm.strangers == .on)
        #expect(!settings.swarm.lsd && !settings.swarm.downloads)
        #expect(settings.swarm.allocation == .falloc)
        #expect(settings.dialects.json == .off)
        #expect(settings.log.level == .debug)
    }

    @Test(arguments: [
        ("\"0\"", 0), ("\"123\"", 123), ("123", 123), ("\"4KiB\"", 4096), ("\"1GiB\"", 1 << 30),
        ("\"2TiB\"", 2 << 40),
    ]) func aSizeIsReadExactly(text: String, bytes: Int64) throws {
        #expect(try scene.load("[transfer]\nmin_free = \(text)").transfer.minFree == bytes)
    }

    @Test(arguments: [
        ("250ms", Duration.milliseconds(250)), ("5s", .seconds(5)), ("1m", .seconds(60)),
    ]) func aDurationIsReadExactly(text: String, duration: Duration) throws {
        let settings = try scene.load("[directory]\nprobe_timeout = \"\(text)\"")
        #expect(settings.directory.probeTimeout == duration)
    }

    @Test(arguments: ["host.example", "10.0.0.1", "::1", "[::1]"])
    func anAdvertisedHostNeedsNoPort(text: String) throws {
        let advertise = try scene.load("advertise = \"\(text)\"").advertise
        #expect(advertise != nil)
        #expect(advertise?.port == nil)
    }
}

@Suite struct LayersOfConfig {
    let scene: Scene
    init() throws { scene = try Scene() }

    @Test func theFileOfAPortWinsKeyByKey() throws {
        scene.write("peer-9001.toml", "name = \"second\"\n[transfer]\nidle_timeout = \"9s\"")
        let settings = try scene.load(
            "name = \"first\"\nzone = \"attic\"\n[transfer]\nidle_timeout = \"8s\"\n"
                + "connections_max = 7",
            .init(port: "9001"))
        #expect(settings.port == 9001)
        #expect(settings.name == "second")
        #expect(settings.zone == "attic")
        #expect(settings.transfer.idleTimeout == .seconds(9))
        #expect(settings.transfer.connectionsMax == 7)
    }

    @Test func theFileOfAnotherPortIsNotRead() throws {
        scene.write("peer-9001.toml", "name = \"second\"")
        #expect(try scene.load("name = \"first\"").name == "first")
    }

    @Test func theCommandLineWinsOverAllFiles() throws {
        scene.write("peer-9001.toml", "state = \"b\"")
        let settings = try scene.load("state = \"a\"", .init(port: "9001", state: "c"))
        #expect(settings.state == "c")
    }

    @Test func aFileThatIsNamedForAPortHasThatPort() {
        scene.write("peer-9001.toml", "port = 9002")
        #expect(
            scene.problems("port = 9001")
                == ["peer-9001.toml: port: must be 9001, as the file's name says; got 9002"])
    }

    @Test func bothFilesTellTheirProblems() {
        scene.write("peer-9000.toml", "\nnam = \"second\"")
        #expect(
            scene.problems("zon = 5") == [
                "peer.toml:1: zon: unknown key; did you mean zone?",
                "peer-9000.toml:2: nam: unknown key; did you mean name?",
            ])
    }

    @Test(arguments: ["0", "65536", "-1", "nine", "", "99999999999999999999"])
    func aPortOfTheCommandLineIsCheckedToo(text: String) {
        let problems = scene.problems("", .init(port: text))
        #expect(problems.count == 1)
        #expect(problems.first?.hasPrefix("--port: must be a number from 1 to 65535; got ") == true)
    }

    @Test func anEmptyStateIsNoPlace() {
        #expect(
            scene.problems("", .init(state: ""))
                == ["--state: must be a path of 1 to 4095 bytes; got \"\""])
    }

    @Test func aReloadTellsWhatWaitsForARestart() throws {
        let old = try scene.load("")
        let new = try scene.load(
            "port = 9001\n[log]\nlevel = \"debug\"\n[peers]\nknown = [\"a:1\"]")
        let changes = old.changes(to: new)
        #expect(changes.applied == ["peers.known", "log.level"])
        #expect(changes.needRestart == ["port", "state"])
        let adopted = old.adopting(new)
        #expect(adopted.port == 9000)
        #expect(adopted.log.level == .debug)
        #expect(old.changes(to: old).applied.isEmpty)
    }
}
