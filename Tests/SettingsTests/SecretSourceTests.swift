import Glibc
import Settings
import Testing
import Vocabulary

@Suite struct SecretSources {
    let scene: Scene
    init() throws { scene = try Scene() }

    private func settings(secretFile: String) -> Settings {
        var settings = Settings()
        settings.secretFile = secretFile
        return settings
    }

    @Test func theFileWinsOverTheEnvironmentAndThatOverTheCredential() throws {
        let file = scene.write("own", " from file\n")
        scene.write("secret", "from systemd\n")
        var environment = ["CREDENTIALS_DIRECTORY": scene.folder]
        func secret(_ file: String) throws -> String? {
            try SecretSource.network(settings(secretFile: file), environment: environment)?.text
        }
        #expect(try secret("") == "from systemd")
        environment["DISTRISHARE_SECRET"] = "from environment"
        #expect(try secret("") == "from environment")
        #expect(try secret(file) == "from file")
    }

    @Test func withoutASourceThereIsNoSecret() throws {
        #expect(try SecretSource.network(Settings(), environment: [:]) == nil)
        let empty = ["CREDENTIALS_DIRECTORY": scene.folder, "DISTRISHARE_SECRET": " \n"]
        #expect(try SecretSource.network(Settings(), environment: empty) == nil)
    }

    @Test func whiteSpaceAloneIsNoSecret() throws {
        let file = scene.write("blank", " \t\r\n")
        #expect(try SecretSource.network(settings(secretFile: file), environment: [:]) == nil)
    }

    @Test(arguments: [0o604, 0o644, 0o602, 0o601] as [mode_t])
    func aFileThatIsOpenToOthersIsRefused(mode: mode_t) {
        let file = scene.write("own", "hush", mode: mode)
        let error = #expect(throws: ConfigError.self) {
            try SecretSource.network(settings(secretFile: file), environment: [:])
        }
        #expect(
            error?.description
                == "\(file): secret_file: must not be open to others; chmod o= closes it to them")
    }

    @Test func aCredentialMayBeOpenInItsClosedFolder() throws {
        let file = scene.write("secret", "hush", mode: 0o444)
        let environment = ["CREDENTIALS_DIRECTORY": scene.folder]
        #expect(try SecretSource.network(Settings(), environment: environment)?.text == "hush")
        let named = settings(secretFile: file)
        #expect(try SecretSource.network(named, environment: environment)?.text == "hush")
        let roundabout = settings(secretFile: "\(scene.folder)/../\(file.dropFirst(5))")
        #expect(throws: ConfigError.self) {
            try SecretSource.network(roundabout, environment: environment)
        }
    }

    @Test func aSlashWithAnAccentIsASlash() throws {
        #expect(mkdir("\(scene.folder)/a", 0o755) == 0)
        let file = scene.write("a/\u{301}b", "hush", mode: 0o444)
        defer { unlink(file) }
        let environment = ["CREDENTIALS_DIRECTORY": scene.folder]
        #expect(throws: ConfigError.self) {
            try SecretSource.network(settings(secretFile: file), environment: environment)
        }
    }

    @Test func aSecretIsAPageAtMostAndText() {
        func refused(_ bytes: [UInt8]) -> Bool {
            let file = scene.write("own", bytes)
            do {
                _ = try SecretSource.network(settings(secretFile: file), environment: [:])
                return false
            } catch {
                return !error.description.contains("aaaa")
            }
        }
        #expect(!refused(Array(repeating: 97, count: 4096)))
        #expect(refused(Array(repeating: 97, count: 4097)))
        #expect(refused(Array("aaaa\0".utf8)))
        #expect(refused(Array("aaaa".utf8) + [0xff]))
    }

    @Test func aFileThatIsNamedMustBeThere() {
        #expect(throws: ConfigError.self) {
            try SecretSource.network(settings(secretFile: "/nonexistent"), environment: [:])
        }
        #expect(throws: ConfigError.self) {
            try SecretSource.network(settings(secretFile: scene.folder), environment: [:])
        }
    }

    @Test func theOtherSecretsAreReadTheSameWay() throws {
        var settings = Settings()
        #expect(try SecretSource.json(settings, environment: [:]) == nil)
        #expect(try SecretSource.token(settings, environment: [:]) == nil)
        settings.json.secretFile = scene.write("json", "old\n")
        settings.api.tokenFile = scene.write("token", "key\n", mode: 0o644)
        #expect(try SecretSource.json(settings, environment: [:])?.text == "old")
        #expect(throws: ConfigError.self) { try SecretSource.token(settings, environment: [:]) }
    }
}
