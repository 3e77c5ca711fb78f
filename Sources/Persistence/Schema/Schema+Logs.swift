extension Schema {
    /// What machines and those around them say, numbered from 1 in each app. The lines of a machine outlive it; those of
    /// an app do not. The key keeps an app's lines together and in order, so that no index is needed.
    static let logs = """
        CREATE TABLE log_lines (
            app_name TEXT NOT NULL REFERENCES apps (name) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            machine_id TEXT NOT NULL,
            instance_id TEXT NOT NULL,
            region TEXT NOT NULL,
            source TEXT NOT NULL,
            level TEXT NOT NULL,
            message TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (app_name, number)
        ) STRICT, WITHOUT ROWID;
        """
}
