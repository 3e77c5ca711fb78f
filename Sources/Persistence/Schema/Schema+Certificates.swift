extension Schema {
    /// Certificates, one row for an app and a host name.
    static let certificates = """
        CREATE TABLE certificates (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            app_name TEXT NOT NULL REFERENCES apps (name) ON DELETE CASCADE,
            hostname TEXT NOT NULL,
            acme_requested INTEGER NOT NULL,
            acme_issued_at INTEGER,
            custom_fullchain TEXT,
            custom_private_key TEXT,
            custom_created_at INTEGER,
            custom_expires_at INTEGER,
            custom_issuer TEXT,
            custom_key TEXT,
            has_address INTEGER NOT NULL,
            is_owned INTEGER NOT NULL,
            checked_at INTEGER,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            UNIQUE (app_name, hostname),
            CHECK (
                (custom_fullchain IS NULL) = (custom_private_key IS NULL)
                AND (custom_fullchain IS NULL) = (custom_created_at IS NULL)
                AND (custom_fullchain IS NULL) = (custom_expires_at IS NULL)
                AND (custom_fullchain IS NULL) = (custom_key IS NULL)
            )
        ) STRICT;
        CREATE INDEX certificates_of_hostname ON certificates (hostname, number);
        """
}
