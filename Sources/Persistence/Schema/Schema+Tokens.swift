extension Schema {
    /// Tokens minted for apps, by the SHA-256 of their text, and the key that signs what machines are told apart by.
    static let tokens = """
        CREATE TABLE tokens (
            digest TEXT PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            app_name TEXT NOT NULL REFERENCES apps (name) ON DELETE CASCADE,
            user TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX tokens_of_app ON tokens (app_name);

        CREATE TABLE issuer_key (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            pem TEXT NOT NULL,
            created_at INTEGER NOT NULL
        ) STRICT;
        """
}
