extension Schema {
    /// The memory balloons of machines: at most one row a machine, for the boot it was set in.
    static let machineMemory = """
        CREATE TABLE machine_memory (
            machine_id TEXT PRIMARY KEY REFERENCES machines (id) ON DELETE CASCADE,
            boots INTEGER NOT NULL,
            limit_mb INTEGER NOT NULL CHECK (limit_mb > 0)
        ) STRICT, WITHOUT ROWID;
        """
}
