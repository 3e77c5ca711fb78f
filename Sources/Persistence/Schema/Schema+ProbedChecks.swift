extension Schema {
    /// Which reports of checks were found out by looking, in place of being told to them.
    static let probedChecks = """
        ALTER TABLE check_reports ADD COLUMN probed INTEGER NOT NULL DEFAULT 0;
        """
}
