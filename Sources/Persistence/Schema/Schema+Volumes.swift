extension Schema {
    /// What volumes go through, and their snapshots, which outlive them.
    ///
    /// `destroyed_at` of a volume is when it was asked to go; it is shown for a while yet.
    static let volumes = """
        ALTER TABLE volumes ADD COLUMN origin TEXT NOT NULL DEFAULT 'blank';
        ALTER TABLE volumes ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0;
        DELETE FROM volumes WHERE destroyed_at IS NOT NULL;
        UPDATE volumes SET updated_at = created_at;
        INSERT INTO timers (kind, subject, app_name, due, background)
            SELECT 'backup', id, app_name, created_at + 86400000, 1 FROM volumes WHERE auto_backup_enabled;
        CREATE INDEX volumes_by_update ON volumes (updated_at, id);

        CREATE TABLE volume_snapshots (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            app_name TEXT NOT NULL REFERENCES apps (name) ON DELETE CASCADE,
            volume_id TEXT NOT NULL,
            region TEXT NOT NULL,
            fstype TEXT NOT NULL,
            volume_size_gb INTEGER NOT NULL,
            automatic INTEGER NOT NULL,
            status TEXT NOT NULL,
            size INTEGER NOT NULL,
            digest TEXT NOT NULL,
            retention_days INTEGER NOT NULL,
            requested_at INTEGER NOT NULL,
            finished_at INTEGER
        ) STRICT;
        CREATE INDEX snapshots_of_volume ON volume_snapshots (volume_id, number);
        CREATE INDEX snapshots_of_app ON volume_snapshots (app_name);
        CREATE UNIQUE INDEX unfinished_snapshot ON volume_snapshots (volume_id) WHERE finished_at IS NULL;
        """
}
