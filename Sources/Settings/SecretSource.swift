// Where secrets come from. They are never in the config itself, in argv, or in an error: an error
// names the file, never what is in it.

import Bytes
import Vocabulary

package enum SecretSource {
    /// This network's secret: `secret_file`, else DISTRISHARE_SECRET, else systemd's credential
    /// `secret`. White space alone is no secret (nil). Throws where a source is there and unfit.
    package static func network(
        _ settings: Settings, environment: [String: String]
    ) throws(ConfigError) -> Secret? {
        if !settings.secretFile.isEmpty {
            return try read(settings.secretFile, key: "secret_file", environment: environment)
        }
        if let text = environment["DISTRISHARE_SECRET"], let secret = Secret(text) {
            try checkLength(secret.bytes.count, of: "DISTRISHARE_SECRET", key: "")
            return secret
        }
        guard let folder = credentials(environment) else { return nil }
        return try read("\(folder)/secret", key: "", environment: environment, mayBeMissing: true)
    }

    /// What clients of the old JSON dialect must send; nil: nothing of its own is set.
    package static func json(
        _ settings: Settings, environment: [String: String]
    ) throws(ConfigError) -> Secret? {
        let path = settings.json.secretFile
        if path.isEmpty { return nil }
        return try read(path, key: "json.secret_file", environment: environment)
    }

    /// The operator's token; nil: changes are made through the control socket only.
    package static func token(
        _ settings: Settings, environment: [String: String]
    ) throws(ConfigError) -> Secret? {
        let path = settings.api.tokenFile
        if path.isEmpty { return nil }
        return try read(path, key: "api.token_file", environment: environment)
    }

    /// Reads a secret's file. One that others can read, or change, is no secret and is refused;
    /// systemd's credentials directory (systemd.exec(5)) is closed to others itself.
    private static func read(
        _ path: String, key: String, environment: [String: String], mayBeMissing: Bool = false
    ) throws(ConfigError) -> Secret? {
        let file: SmallFile
        do {
            file = try smallFile(at: path, limit: Limits.secretLength)
        } catch {
            if mayBeMissing && error.isMissing { return nil }
            throw ConfigError(file: path, key: key, error.sentence)
        }
        try checkMode(of: file, path, key: key, environment: environment)
        guard let text = String(utf8: file.bytes), !file.bytes.contains(0) else {
            throw ConfigError(file: path, key: key, "must be UTF-8 text without NUL bytes")
        }
        return Secret(text)
    }

    /// The bytes of a file that holds several secrets.
    static func bytes(
        _ path: String, key: String, environment: [String: String], limit: Int
    ) throws(ConfigError) -> [UInt8] {
        let file: SmallFile
        do {
            file = try smallFile(at: path, limit: limit)
        } catch {
            throw ConfigError(file: path, key: key, error.sentence)
        }
        try checkMode(of: file, path, key: key, environment: environment)
        return file.bytes
    }

    private static func checkMode(
        of file: SmallFile, _ path: String, key: String, environment: [String: String]
    ) throws(ConfigError) {
        if file.mode & 0o007 != 0 && !isCredential(path, environment) {
            throw ConfigError(
                file: path, key: key, "must not be open to others; chmod o= closes it to them")
        }
    }

    private static func checkLength(
        _ length: Int, of source: String, key: String
    ) throws(ConfigError) {
        guard length > Limits.secretLength else { return }
        throw ConfigError(
            file: source, key: key, "must have at most \(Limits.secretLength) bytes")
    }

    private static func credentials(_ environment: [String: String]) -> String? {
        environment["CREDENTIALS_DIRECTORY"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    }

    private static func isCredential(_ path: String, _ environment: [String: String]) -> Bool {
        // By bytes: to Swift a slash with an accent is another character, to the kernel it is not.
        guard let folder = credentials(environment), path.utf8.starts(with: "\(folder)/".utf8)
        else { return false }
        let inside = path.utf8.dropFirst(folder.utf8.count + 1)
        return !inside.contains(UInt8(ascii: "/")) && !inside.elementsEqual("..".utf8)
    }
}
