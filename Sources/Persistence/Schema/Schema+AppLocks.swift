extension Schema {
    /// The lock on an app, one at most; it ends by itself.
    static let appLocks = """
        CREATE TABLE app_locks (
            app_name TEXT PRIMARY KEY REFERENCES apps (name) ON DELETE CASCADE,
            id TEXT NOT NULL,
            expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
