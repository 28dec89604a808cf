// The tables, and how each came from the one before. A step that was released is never changed:
// the next one is added behind it.

package enum Schema {
    /// What PRAGMA user_version says when all steps are done.
    package static var version: Int { steps.count }

    /// Step n leads from schema n to schema n + 1. Version 0 is an empty file.
    package static let steps = [
        """
        CREATE TABLE node (
            key TEXT PRIMARY KEY, id BLOB, endpoint TEXT NOT NULL, name TEXT NOT NULL,
            zone TEXT NOT NULL, version TEXT NOT NULL, files INTEGER NOT NULL,
            kind TEXT NOT NULL, last_seen INTEGER NOT NULL, registered INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE share (
            id INTEGER PRIMARY KEY, host_path TEXT NOT NULL, name TEXT NOT NULL,
            is_folder INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE file (
            share INTEGER NOT NULL, path TEXT NOT NULL, size INTEGER NOT NULL,
            modified INTEGER NOT NULL, inode INTEGER NOT NULL, digest BLOB NOT NULL,
            PRIMARY KEY (share, path)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE bootstrap (host TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
        CREATE TABLE added (host TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
        CREATE TABLE download (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL, state TEXT NOT NULL,
            size INTEGER NOT NULL, digest BLOB, source TEXT NOT NULL, finished INTEGER,
            verified INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
        """,
        // Downloads from the web, and what is kept of those that have not ended.
        """
        ALTER TABLE download ADD COLUMN url TEXT NOT NULL DEFAULT '';
        ALTER TABLE download ADD COLUMN part BLOB;
        ALTER TABLE download ADD COLUMN validator TEXT NOT NULL DEFAULT '';
        """,
        // The torrent that each file is.
        """
        ALTER TABLE share ADD COLUMN is_public INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE file ADD COLUMN info_hash BLOB;
        ALTER TABLE file ADD COLUMN pieces BLOB NOT NULL DEFAULT x'';
        CREATE TABLE torrent (
            info_hash BLOB PRIMARY KEY, name TEXT NOT NULL, info BLOB NOT NULL,
            state TEXT NOT NULL, placed TEXT NOT NULL, files TEXT,
            is_sequential INTEGER NOT NULL, seed_ratio TEXT, seed_time INTEGER,
            trackers TEXT NOT NULL, web_seeds TEXT NOT NULL, downloaded INTEGER NOT NULL,
            uploaded INTEGER NOT NULL, finished INTEGER, priorities TEXT,
            download_limit INTEGER NOT NULL, upload_limit INTEGER NOT NULL,
            folder TEXT NOT NULL, stamp BLOB, peers TEXT NOT NULL,
            is_super_seeding INTEGER NOT NULL, modified TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """,
        // The torrent by which a download comes.
        "ALTER TABLE download ADD COLUMN torrent BLOB;",
        // Users of a bootstrap, and the sessions that they have begun.
        """
        CREATE TABLE user (
            name TEXT PRIMARY KEY, role TEXT NOT NULL, salt BLOB NOT NULL,
            cost_bits INTEGER NOT NULL, block INTEGER NOT NULL, lanes INTEGER NOT NULL,
            key BLOB NOT NULL, created INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE session (
            digest BLOB PRIMARY KEY, user TEXT NOT NULL, began INTEGER NOT NULL, expires INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX session_user ON session (user);
        """,
        // Clients of dialect B that are listed.
        """
        CREATE TABLE guest (
            user TEXT PRIMARY KEY, said TEXT NOT NULL, sender TEXT NOT NULL,
            session BLOB NOT NULL, was_reached INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """,
        // How often a torrent was completed, as the tracker heard.
        """
        CREATE TABLE completion (
            info_hash BLOB PRIMARY KEY, count INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE swarms (id INTEGER PRIMARY KEY, piece BLOB NOT NULL) STRICT;
        """,
        // Whose files a bootstrap has in its catalogue, and which.
        """
        CREATE TABLE holder (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE listing (
            holder INTEGER NOT NULL, name TEXT NOT NULL, size INTEGER, digest BLOB,
            info_hash BLOB, since INTEGER NOT NULL, url TEXT NOT NULL,
            PRIMARY KEY (holder, name)
        ) STRICT, WITHOUT ROWID;
        """,
        // The .torrent files that were left with a bootstrap. Their bytes stand last, and in pages
        // of their own, so that reading the rest passes them over.
        """
        CREATE TABLE registered (
            id INTEGER PRIMARY KEY, info_hash BLOB NOT NULL UNIQUE, other_hash BLOB,
            name TEXT NOT NULL, size INTEGER NOT NULL, length INTEGER NOT NULL,
            owner TEXT NOT NULL, since INTEGER NOT NULL, torrent BLOB NOT NULL
        ) STRICT;
        """,
    ]

    /// The version of a database, where it is one that `steps` lead to.
    static func version(
        of connection: Connection, knowing steps: [String]
    ) throws(LedgerError) -> Int {
        let found = try connection.number("PRAGMA user_version")
        guard found >= 0 else { throw .damaged("its schema version is \(found)") }
        guard found <= steps.count else { throw .newer(schema: found, known: steps.count) }
        return found
    }

    /// A new database, inside the transaction of whoever fills it.
    static func create(_ connection: Connection, by steps: [String]) throws(LedgerError) {
        for step in steps { try connection.run(step) }
        try connection.run("PRAGMA user_version = \(steps.count)")
    }

    /// Brings the database from `found` to the end of `steps`, one transaction a step, so that a
    /// machine that stops in between goes on where it was.
    static func migrate(
        _ connection: Connection, from found: Int, by steps: [String]
    ) throws(LedgerError) {
        for (version, step) in steps.enumerated().dropFirst(found) {
            try connection.transaction { () throws(LedgerError) in
                try connection.run(step)
                try connection.run("PRAGMA user_version = \(version + 1)")
            }
        }
        let tables = try connection.number(
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN "
                + "('node', 'share', 'file', 'bootstrap', 'added', 'download', 'setting', "
                + "'torrent', 'user', 'session', 'guest', 'completion', 'swarms', 'holder', "
                + "'listing', 'registered')")
        // A file that claims our version and lacks our tables is as good as damaged.
        guard tables == 16 else { throw .damaged("tables are missing") }
    }
}
