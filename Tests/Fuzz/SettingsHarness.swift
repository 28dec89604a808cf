// The config reader, over toml++; and the file of a secret.

import Bytes
import Glibc
import Settings
import Vocabulary

extension Harness {
    static let settings = Harness(name: "settings") { bytes in
        let path = file.fill(bytes)
        expectSecret(bytes, at: path)
        switch load(path) {
        case .failure(let error):
            expect(load(path), equals: .failure(error), "a config is read alike each time")
            expectWords(of: error)
        case .success(let settings):
            expect(load(path), equals: .success(settings), "a config is read alike each time")
            expectLimits(of: settings)
            let changes = settings.changes(to: settings)
            expect(
                changes.applied.isEmpty && changes.needRestart.isEmpty,
                "what is the same has not changed")
            expect(settings.adopting(settings), equals: settings, "nor is it by a reload")
            // Two bytes more, where there is room for them.
            guard bytes.count + 2 <= Limits.configLength else { return }
            file.fill(bytes + [0x0a, 0x23])
            expect(load(path), equals: .success(settings), "a comment says nothing")
        }
    }

    private static let file = MemoryFile("config.toml")

    private static func load(_ path: String) -> Result<Settings, ConfigError> {
        do {
            return .success(try Settings.load(path: path))
        } catch {
            return .failure(error)
        }
    }

    /// A person reads it in a terminal.
    private static func expectWords(of error: ConfigError) {
        expect(!error.problems.isEmpty, "who refuses says why")
        let lines = error.description.split(separator: "\n", omittingEmptySubsequences: false)
        expect(lines.count <= Limits.configProblems + 1, "a page of problems is enough")
        for line in lines {
            expect(
                line.unicodeScalars.count <= 520 && line.utf8.allSatisfy { $0 >= 32 && $0 != 127 },
                "a problem is a line of text: \(line)")
        }
    }

    private static func expectLimits(of settings: Settings) {
        let ports = settings.also + [settings.port]
        expect(Set(ports).count == ports.count && !ports.contains(0), "a port is one door")
        expect(ports.count <= Limits.alsoPorts + 1, "ports keep their number")
        expect((1...Limits.listenAddresses).contains(settings.listen.count), "it listens")
        for text in [settings.name, settings.zone] {
            expect(text.utf8.count <= Limits.settingLength, "a text keeps its limit")
        }
        let paths =
            [settings.state, settings.secretFile, settings.api.tokenFile]
            + settings.library.folders
        for path in paths {
            expect(
                path.utf8.count <= Limits.pathLength && !path.utf8.contains(0),
                "a path keeps its limit")
        }
        expect(settings.library.folders.count <= Limits.shares, "folders keep their number")
        expect(settings.transfer.chunk.nonzeroBitCount == 1, "a chunk is a power of two")
        expect((4096...1 << 20).contains(settings.transfer.chunk), "a chunk keeps its limits")
        let times = [
            settings.register.heartbeat, settings.multicast.interval, settings.directory.staleAfter,
            settings.directory.probeTimeout, settings.library.rescan, settings.transfer.idleTimeout,
        ]
        for time in times {
            expect(time > .zero && time <= .seconds(604_800), "a duration keeps its limits")
        }
        for server in settings.register.servers + settings.peers.known {
            expect(HostPort(server.description), equals: server, "a server can be written")
        }
    }

    private static func expectSecret(_ bytes: [UInt8], at path: String) {
        var settings = Settings()
        settings.secretFile = path
        guard let secret = try? SecretSource.network(settings, environment: [:]) else { return }
        expect(bytes.count <= Limits.secretLength, "a secret keeps its limit")
        expect(!secret.bytes.isEmpty && !secret.bytes.contains(0), "a secret is a text")
        expect(Secret(secret.text)?.bytes, equals: secret.bytes, "a secret stays what it is")
        expect("\(secret)" == "(a secret)", "a secret is not printed")
    }
}
