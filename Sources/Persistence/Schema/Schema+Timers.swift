extension Schema {
    /// What a world does by itself at a time, besides the one step each machine takes next.
    static let timers = """
        CREATE TABLE timers (
            number INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            subject TEXT NOT NULL,
            app_name TEXT NOT NULL REFERENCES apps (name) ON DELETE CASCADE,
            due INTEGER NOT NULL,
            background INTEGER NOT NULL,
            UNIQUE (kind, subject)
        ) STRICT;
        CREATE INDEX timers_by_due ON timers (due);
        """
}
