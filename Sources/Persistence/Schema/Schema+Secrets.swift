extension Schema {
    /// App secrets, secret keys, and the one counter of an app that both of them raise.
    static let secrets = """
        CREATE TABLE secrets_versions (
            app_name TEXT PRIMARY KEY REFERENCES apps (name) ON DELETE CASCADE,
            version INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE secrets (
            app_name TEXT NOT NULL REFERENCES apps (name) ON DELETE CASCADE,
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            digest TEXT NOT NULL,
            version INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            PRIMARY KEY (app_name, name)
        ) STRICT;

        CREATE TABLE secret_keys (
            app_name TEXT NOT NULL REFERENCES apps (name) ON DELETE CASCADE,
            name TEXT NOT NULL,
            type TEXT NOT NULL,
            value BLOB NOT NULL,
            public_key BLOB,
            version INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            PRIMARY KEY (app_name, name)
        ) STRICT, WITHOUT ROWID;
        """
}
