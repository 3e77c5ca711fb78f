import GRDB
import MachineRules
import Persistence
import Testing

@Suite("What the database itself refuses")
struct SchemaTests {
    /// A store with an app, two machines, a volume and an address.
    private func filled() async throws -> Store {
        let store = try Store(.memory)
        try await store.write { database in
            try Row.app().insert(in: database)
            for id in ["d0", "d1"] {
                var machine = Row.machine(MachineID(id), name: "machine-\(id)")
                try machine.insert(in: database)
            }
            var volume = Row.volume()
            volume.attachedMachineID = "d0"
            try volume.insert(in: database)
            var snapshot = SnapshotRecord(
                id: "vs_1", of: volume, isAutomatic: false, size: 7, digest: "d-1", requestedAt: .noon)
            try snapshot.insert(in: database)
            try Row.address().insert(in: database)
            var certificate = try Row.certificate("www.example.com")
            try certificate.insert(in: database)
            try VersionRecord.insert(instanceID: "01-d0", config: "{}", at: .noon, of: "d0", in: database)
            try EventRecord.insert(
                MachineEvent("launch", "created", .user), id: "E1", at: .noon, of: "d0", in: database)
            try PendingStep.set(.launch, due: .noon, cause: "user", for: "d0", in: database)
            try LeaseRecord(
                machineID: "d0", nonce: "n", owner: "o", description: "", expiresAt: .noon, instanceID: "01-d0"
            ).save(in: database)
            try Row.secret().save(in: database)
            try Row.secretKey().save(in: database)
            _ = try SecretsVersion.raise(of: "demo", in: database)
            let line = LogLine(machine: "d0", instanceID: "01-d0", region: "ams", message: "hello")
            try LogRecord.append([line], at: .noon, of: "demo", in: database)
            _ = try BuildRecord.insert(
                of: "demo", status: "started", builderType: "local", machineID: nil, user: "dev", at: .noon,
                in: database)
            try AppLockRecord(appName: "demo", id: "l", expiresAt: .noon).save(in: database)
            try Row.world().save(in: database)
        }
        return store
    }

    @Test(
        "A row that must not be is refused",
        arguments: [
            (
                "a second app of a name",
                "INSERT INTO apps SELECT NULL, 'x', name, org_slug, network, network_prefix, "
                    + "numeric_id, NULL, NULL, 0, 0, NULL FROM apps"
            ),
            (
                "a second app of an id",
                "INSERT INTO apps SELECT NULL, id, 'x', org_slug, network, network_prefix, "
                    + "numeric_id, NULL, NULL, 0, 0, NULL FROM apps"
            ),
            ("a machine of no app", "UPDATE machines SET app_name = 'nobody'"),
            ("two living machines of a name", "UPDATE machines SET name = 'same'"),
            ("a machine's id twice", "UPDATE machines SET id = 'd1'"),
            (
                "a second volume of a machine",
                "INSERT INTO volumes SELECT NULL, 'vol_2', app_name, name, state, region, "
                    + "zone, size_gb, encrypted, fstype, snapshot_retention, auto_backup_enabled, attached_machine_id, 0, 0, "
                    + "NULL, origin, updated_at FROM volumes"
            ),
            ("a volume of a machine there is not", "UPDATE volumes SET attached_machine_id = 'd9'"),
            (
                "an address twice",
                "INSERT INTO ip_addresses SELECT NULL, 'ip_2', app_name, address, type, region, NULL, "
                    + "NULL, NULL, 0 FROM ip_addresses"
            ),
            ("an event of no machine", "UPDATE machine_events SET machine_id = 'd9'"),
            ("a step of no machine", "UPDATE pending_steps SET machine_id = 'd9'"),
            (
                "a second step of a machine",
                "INSERT INTO pending_steps (machine_id, step, detail, due, cause) VALUES ('d0', 'boot', 'null', 0, 'user')"
            ),
            ("a lease of no machine", "UPDATE leases SET machine_id = 'd9'"),
            ("a secret of no app", "UPDATE secrets SET app_name = 'nobody'"),
            ("a secret without a value", "UPDATE secrets SET value = NULL"),
            ("a secret's name twice", "INSERT INTO secrets VALUES ('demo', 'TOKEN', '', '', 1, 0, 0)"),
            ("a key of no app", "UPDATE secret_keys SET app_name = 'nobody'"),
            ("a text for a key", "UPDATE secret_keys SET value = 'text'"),
            ("a key's name twice", "INSERT INTO secret_keys VALUES ('demo', 'k', '', x'00', NULL, 1, 0, 0)"),
            ("a version of no app", "UPDATE secrets_versions SET app_name = 'nobody'"),
            ("a version twice", "INSERT INTO machine_versions VALUES ('d1', 1, '01-d0', '{}', 0)"),
            (
                "a second world",
                "INSERT INTO world SELECT 2, created_at, seed, generator, last_ulid, NULL, 0, 1.0, 0, 0, "
                    + "'auto' FROM world"
            ),
            ("a snapshot of no app", "UPDATE volume_snapshots SET app_name = 'nobody'"),
            (
                "a second snapshot under way",
                "INSERT INTO volume_snapshots SELECT NULL, 'vs_2', app_name, volume_id, region, fstype, volume_size_gb, 0, "
                    + "status, 0, '', 5, 0, NULL FROM volume_snapshots"
            ),
            (
                "a second certificate of an app for a host name",
                "INSERT INTO certificates SELECT NULL, 'cert_2', app_name, hostname, 0, NULL, NULL, NULL, NULL, NULL, "
                    + "NULL, NULL, 0, 0, NULL, 0, 0 FROM certificates"
            ),
            ("half a custom certificate", "UPDATE certificates SET custom_private_key = NULL"),
            ("a line of no app", "UPDATE log_lines SET app_name = 'nobody'"),
            (
                "a line's number twice",
                "INSERT INTO log_lines VALUES ('demo', 1, 'd0', '', '', 'app', 'info', '', 0)"
            ),
            ("a text for a number", "UPDATE volumes SET size_gb = 'many'"),
            ("nothing for a state", "UPDATE machines SET state = NULL"),
        ])
    func refuses(what: String, sql: String) async throws {
        let store = try await filled()
        let error = await #expect(throws: DatabaseError.self, "\(what)") { try await store.run(sql) }
        #expect(error?.resultCode == .SQLITE_CONSTRAINT)
    }

    @Test("Volumes of an older database are backed up from now on, and those that were destroyed are gone")
    func migratesVolumes() throws {
        let queue = try DatabaseQueue()
        try Schema.migrator.migrate(queue, upTo: "2-timers")
        try queue.write { database in
            try database.execute(
                sql: """
                    INSERT INTO apps (id, name, org_slug, network, network_prefix, numeric_id, created_at)
                        VALUES ('a', 'demo', 'personal', 'default', '', 1, 0);
                    INSERT INTO volumes (id, app_name, name, state, region, zone, size_gb, encrypted, fstype,
                            snapshot_retention, auto_backup_enabled, created_at, destroyed_at)
                        VALUES ('vol_1', 'demo', 'data', 'created', 'ams', 'a1b2', 1, 1, 'ext4', 5, 1, 1000, NULL),
                            ('vol_2', 'demo', 'data', 'created', 'ams', 'a1b2', 1, 1, 'ext4', 5, 0, 1000, NULL),
                            ('vol_3', 'demo', 'data', 'pending_destroy', 'ams', 'a1b2', 1, 1, 'ext4', 5, 1, 1000, 2000);
                    """)
        }
        try Schema.migrator.migrate(queue)
        let (volumes, backups) = try queue.read { database in
            (
                try VolumeRecord.all(of: "demo", in: database),
                try ["vol_1", "vol_2"].map { try TimerRecord.due(.backup, of: $0, in: database) }
            )
        }
        #expect(volumes.map(\.id) == ["vol_1", "vol_2"])
        #expect(volumes.map(\.updatedAt.milliseconds) == [1000, 1000])
        #expect(backups == [Timestamp(milliseconds: 86_401_000), nil])
    }

    @Test("A destroyed machine's name is free again")
    func freesName() async throws {
        let store = try await filled()
        try await store.run("UPDATE machines SET destroyed_at = 1 WHERE id = 'd0'")
        try await store.run("UPDATE machines SET name = 'machine-d0' WHERE id = 'd1'")
        let found = try await store.read { try MachineRecord.named("machine-d0", in: "demo", $0) }
        #expect(found?.id == "d1")
    }

    @Test("An app goes with all that belongs to it, an attached volume too")
    func cascades() async throws {
        let store = try await filled()
        try await store.write { try AppRecord.delete("demo", in: $0) }
        for table in [
            "apps", "machines", "machine_versions", "machine_events", "pending_steps", "leases", "volumes",
            "volume_snapshots", "ip_addresses", "certificates", "secrets", "secret_keys", "secrets_versions",
            "log_lines", "builds", "app_locks",
        ] {
            #expect(try await store.text("SELECT count(*) FROM \(table)") == "0", "\(table)")
        }
    }

    @Test("Numbers of machines are never given out twice")
    func neverReusesNumbers() async throws {
        let store = try await filled()
        let numbers = try await store.write { database in
            try database.execute(sql: "DELETE FROM machines WHERE id = 'd1'")
            var machine = Row.machine("d2", name: "two")
            try machine.insert(in: database)
            return machine.number
        }
        #expect(numbers == 3)
    }
}
