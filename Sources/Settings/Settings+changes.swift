// What a running daemon makes of a config that was read again (SIGHUP).

extension Settings {
    /// The keys whose values differ in `new`: those that take effect at once, and those that wait
    /// for a restart.
    package func changes(to new: Settings) -> (applied: [String], needRestart: [String]) {
        let changed = Key.all.filter { !$0.isSame(self, new) }
        return (
            changed.filter(\.isReloadable).map(\.name),
            changed.filter { !$0.isReloadable }.map(\.name)
        )
    }

    /// These settings with the values of `new` for all keys that take effect at once.
    package func adopting(_ new: Settings) -> Settings {
        var adopted = self
        for key in Key.all where key.isReloadable { key.copy(new, &adopted) }
        return adopted
    }
}
