extension Schema {
    /// The addresses that apps and machines go out by. What belongs to a machine goes with it, what belongs to the app
    /// stays until it is released.
    static let egressAddresses = """
        CREATE TABLE egress_addresses (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            app_name TEXT NOT NULL REFERENCES apps (name) ON DELETE CASCADE,
            machine_id TEXT REFERENCES machines (id) ON DELETE CASCADE,
            address TEXT NOT NULL UNIQUE,
            ip_version INTEGER NOT NULL CHECK (ip_version IN (4, 6)),
            region TEXT NOT NULL,
            created_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX egress_addresses_of_app ON egress_addresses (app_name);
        CREATE INDEX egress_addresses_of_machine ON egress_addresses (machine_id) WHERE machine_id IS NOT NULL;
        """
}
