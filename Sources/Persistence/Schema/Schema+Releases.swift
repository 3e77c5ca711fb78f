extension Schema {
    /// The releases of apps: what somebody wanted to run from when on. Definition and metadata are JSON text.
    static let releases = """
        CREATE TABLE releases (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            app_name TEXT NOT NULL REFERENCES apps (name) ON DELETE CASCADE,
            version INTEGER NOT NULL,
            status TEXT NOT NULL,
            reason TEXT NOT NULL,
            description TEXT NOT NULL,
            strategy TEXT NOT NULL,
            image TEXT,
            definition TEXT,
            metadata TEXT,
            user TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            UNIQUE (app_name, version)
        ) STRICT;
        """
}
