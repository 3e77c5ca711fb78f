extension Schema {
    /// Worlds, apps, machines with all that hangs on them, volumes and addresses.
    static let machinesRoad = """
        CREATE TABLE world (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            created_at INTEGER NOT NULL,
            seed INTEGER NOT NULL,
            generator INTEGER NOT NULL,
            last_ulid TEXT NOT NULL,
            profile TEXT,
            clock_frozen INTEGER NOT NULL,
            clock_speed REAL NOT NULL,
            clock_world_anchor INTEGER NOT NULL,
            clock_wall_anchor INTEGER NOT NULL,
            stepping TEXT NOT NULL
        ) STRICT;

        CREATE TABLE apps (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL UNIQUE,
            org_slug TEXT NOT NULL,
            network TEXT NOT NULL,
            network_prefix TEXT NOT NULL,
            numeric_id INTEGER NOT NULL,
            shared_ip TEXT,
            shared_ip_created_at INTEGER,
            flycast_count INTEGER NOT NULL DEFAULT 0,
            created_at INTEGER NOT NULL,
            idempotency_key TEXT
        ) STRICT;

        CREATE TABLE machines (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            app_name TEXT NOT NULL REFERENCES apps (name) ON DELETE CASCADE,
            name TEXT NOT NULL,
            state TEXT NOT NULL,
            region TEXT NOT NULL,
            instance_id TEXT NOT NULL,
            private_ip TEXT NOT NULL,
            image_ref TEXT NOT NULL,
            config TEXT NOT NULL,
            cordoned INTEGER NOT NULL DEFAULT 0,
            restart_count INTEGER NOT NULL DEFAULT 0,
            crashing_since INTEGER,
            boots INTEGER NOT NULL DEFAULT 0,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            destroyed_at INTEGER
        ) STRICT;
        CREATE INDEX machines_of_app ON machines (app_name, number);
        CREATE UNIQUE INDEX machine_names ON machines (app_name, name) WHERE destroyed_at IS NULL;

        CREATE TABLE machine_versions (
            machine_id TEXT NOT NULL REFERENCES machines (id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            instance_id TEXT NOT NULL UNIQUE,
            config TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            UNIQUE (machine_id, number)
        ) STRICT;

        CREATE TABLE machine_events (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            machine_id TEXT NOT NULL REFERENCES machines (id) ON DELETE CASCADE,
            id TEXT NOT NULL UNIQUE,
            type TEXT NOT NULL,
            status TEXT NOT NULL,
            source TEXT NOT NULL,
            timestamp INTEGER NOT NULL,
            request TEXT
        ) STRICT;
        CREATE INDEX events_of_machine ON machine_events (machine_id, number);

        CREATE TABLE pending_steps (
            number INTEGER PRIMARY KEY,
            machine_id TEXT NOT NULL UNIQUE REFERENCES machines (id) ON DELETE CASCADE,
            step TEXT NOT NULL,
            detail TEXT NOT NULL,
            due INTEGER NOT NULL,
            cause TEXT NOT NULL
        ) STRICT;
        CREATE INDEX steps_by_due ON pending_steps (due);

        CREATE TABLE leases (
            machine_id TEXT PRIMARY KEY REFERENCES machines (id) ON DELETE CASCADE,
            nonce TEXT NOT NULL,
            owner TEXT NOT NULL,
            description TEXT NOT NULL,
            expires_at INTEGER NOT NULL,
            instance_id TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE volumes (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            app_name TEXT NOT NULL REFERENCES apps (name) ON DELETE CASCADE,
            name TEXT NOT NULL,
            state TEXT NOT NULL,
            region TEXT NOT NULL,
            zone TEXT NOT NULL,
            size_gb INTEGER NOT NULL,
            encrypted INTEGER NOT NULL,
            fstype TEXT NOT NULL,
            snapshot_retention INTEGER NOT NULL,
            auto_backup_enabled INTEGER NOT NULL,
            attached_machine_id TEXT REFERENCES machines (id),
            mounted_once INTEGER NOT NULL DEFAULT 0,
            created_at INTEGER NOT NULL,
            destroyed_at INTEGER
        ) STRICT;
        CREATE INDEX volumes_of_app ON volumes (app_name, number);
        CREATE UNIQUE INDEX volume_of_machine ON volumes (attached_machine_id) WHERE attached_machine_id IS NOT NULL;

        CREATE TABLE ip_addresses (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            app_name TEXT NOT NULL REFERENCES apps (name) ON DELETE CASCADE,
            address TEXT NOT NULL UNIQUE,
            type TEXT NOT NULL,
            region TEXT NOT NULL,
            network TEXT,
            network_organization TEXT,
            service_name TEXT,
            created_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX addresses_of_app ON ip_addresses (app_name, number);
        """
}
