extension Schema {
    /// Logins of the command line tool that are under way: one row until its token is handed out.
    static let cliSessions = """
        CREATE TABLE cli_sessions (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            challenge TEXT,
            code TEXT NOT NULL,
            state TEXT,
            redirect_port INTEGER,
            user TEXT,
            org_slug TEXT,
            expires_at INTEGER NOT NULL,
            CHECK ((user IS NULL) = (org_slug IS NULL))
        ) STRICT;
        """
}
