extension Schema {
    /// Builds of images that clients tell of: nothing is built here. A build's number is its id, in every API.
    static let builds = """
        CREATE TABLE builds (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            app_name TEXT NOT NULL REFERENCES apps (name) ON DELETE CASCADE,
            status TEXT NOT NULL,
            builder_type TEXT NOT NULL,
            machine_id TEXT,
            image TEXT,
            logs TEXT NOT NULL,
            user TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            finished_at INTEGER
        ) STRICT;
        CREATE INDEX builds_of_app ON builds (app_name);
        """
}
