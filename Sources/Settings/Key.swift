// A known key: its name, what it may be, what it is otherwise, and which field of `Settings` it
// fills. Everything that is done to keys goes through the one list in Key+all.swift.

/// One key of the config.
package struct Key: Sendable {
    /// Dotted: "transfer.chunk".
    package let name: String
    /// What its value may be; completes "must be …".
    package let allowed: String
    /// Its default, as TOML.
    package let initial: String
    /// What it is for, in one line.
    package let purpose: String
    /// Whether a running daemon takes a new value (SIGHUP).
    package let isReloadable: Bool
    let read: @Sendable (Value, inout Settings) throws(Rejection) -> Void
    let isSame: @Sendable (Settings, Settings) -> Bool
    let copy: @Sendable (Settings, inout Settings) -> Void

    init<Field: Equatable & Sendable>(
        _ name: String, _ field: any WritableKeyPath<Settings, Field> & Sendable,
        _ form: Form<Field>,
        _ initial: String, atRunTime isReloadable: Bool, _ purpose: String
    ) {
        self.name = name
        self.initial = initial
        self.purpose = purpose
        self.isReloadable = isReloadable
        allowed = form.allowed
        read = { value, settings throws(Rejection) in
            settings[keyPath: field] = try form.read(value)
        }
        isSame = { left, right in left[keyPath: field] == right[keyPath: field] }
        copy = { source, target in target[keyPath: field] = source[keyPath: field] }
    }

    /// The table that the key stands in; empty at the top.
    package var table: String {
        name.firstIndex(of: ".").map { String(name[..<$0]) } ?? ""
    }
}
