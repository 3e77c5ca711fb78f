extension Schema {
    /// Organizations that somebody made, with the names they were given. Any other slug is an organization too, and needs
    /// no row.
    static let organizations = """
        CREATE TABLE organizations (
            number INTEGER PRIMARY KEY,
            slug TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            created_at INTEGER NOT NULL
        ) STRICT;
        """
}
