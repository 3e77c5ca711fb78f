extension Schema {
    /// Tokens minted over GraphQL, for an organization or one of its apps. Like ``tokens`` they are known by the SHA-256 of
    /// their text only; unlike those they have a name, are listed, and can be revoked.
    static let limitedTokens = """
        CREATE TABLE limited_tokens (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            digest TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            org_slug TEXT NOT NULL,
            app_name TEXT REFERENCES apps (name) ON DELETE CASCADE,
            profile TEXT NOT NULL,
            profile_params TEXT,
            user TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            revoked_at INTEGER,
            revoked_by TEXT
        ) STRICT;
        CREATE INDEX limited_tokens_of_organization ON limited_tokens (org_slug);
        CREATE INDEX limited_tokens_of_app ON limited_tokens (app_name) WHERE app_name IS NOT NULL;
        """
}
