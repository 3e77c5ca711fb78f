extension Schema {
    /// What a machine's checks say and whether its host can be reached.
    static let health = """
        ALTER TABLE machines ADD COLUMN serving_changed_at INTEGER NOT NULL DEFAULT 0;
        UPDATE machines SET serving_changed_at = updated_at;
        ALTER TABLE machines ADD COLUMN host_status TEXT NOT NULL DEFAULT 'ok';

        CREATE TABLE check_reports (
            machine_id TEXT NOT NULL REFERENCES machines (id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            status TEXT NOT NULL,
            output TEXT NOT NULL,
            updated_at INTEGER NOT NULL,
            PRIMARY KEY (machine_id, name)
        ) STRICT, WITHOUT ROWID;
        """
}
