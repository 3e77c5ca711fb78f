import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

@Suite(.timeLimit(.minutes(5))) struct Volumes {
    @Test func `a volume is made with the service's defaults`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let made = try await emulator.post(app.volumesPath, ["name": "data", "region": "iad", "size_gb": 1])
            #expect(made.code == 200)
            let volume = try made.json
            #expect(volume["id"]?.stringValue?.hasPrefix("vol_") == true)
            #expect(volume["name"] == "data")
            #expect(volume["state"] == "created")
            #expect(volume["region"] == "iad")
            #expect(volume["size_gb"] == 1)
            #expect(volume["encrypted"] == true)
            #expect(volume["fstype"] == "", "nobody has mounted it yet")
            #expect(volume["blocks"] == 0)
            #expect(volume["bytes_total"] == 0)
            #expect(volume["snapshot_retention"] == 5)
            #expect(volume["auto_backup_enabled"] == true)
            #expect(volume["attached_machine_id"] == .null)
            let id = try #require(volume["id"]?.stringValue)
            #expect(try await emulator.get("\(app.volumesPath)/\(id)").json == volume)
            #expect(try await emulator.get(app.volumesPath).json == [volume])
        }
    }

    @Test func `explicit nulls, as fly-go sends them, mean the defaults`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let made = try await emulator.post(
                app.volumesPath,
                [
                    "name": "data", "region": "iad", "size_gb": nil, "encrypted": nil, "require_unique_zone": nil,
                    "snapshot_id": nil, "source_volume_id": nil, "compute": nil, "auto_backup_enabled": nil,
                ])
            #expect(made.code == 200)
            #expect(try made.json["size_gb"] == 3)
        }
    }

    @Test func `a machine mounts a volume by name and holds it until it is destroyed`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let volume = try await app.makeVolume()
            let machine = try await app.makeMachine(TestConfig.wrap())
            #expect(machine.created["config"]?["mounts"]?[0]?["volume"] == .string(volume))
            #expect(machine.created["config"]?["mounts"]?[0]?["name"] == "data")
            let path = "\(app.volumesPath)/\(volume)"
            #expect(try await emulator.get(path).json["attached_machine_id"] == .string(machine.id))

            let bound = try await emulator.delete(path)
            #expect(bound.code == 412)
            #expect(
                bound.error == "failed_precondition: volume is currently bound to machine: \(machine.id)")

            #expect(try await machine.destroy(force: true).code == 200)
            try await emulator.settle()
            #expect(try await emulator.get(path).json["attached_machine_id"] == .null)
            let deleted = try await emulator.delete(path)
            #expect(deleted.code == 200)
            #expect(try deleted.json["id"] == .string(volume))
            #expect(try deleted.json["state"] == "pending_destroy")
        }
    }

    @Test func `a machine mounts a volume by id and settles in its region`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let volume = try await app.makeVolume("cache", region: "fra")
            let config: JSON = [
                "image": "demo", "mounts": [["volume": .string(volume), "path": "/cache"]],
            ]
            let machine = try await app.makeMachine(config)
            #expect(machine.created["region"] == "fra")
        }
    }

    @Test func `a second machine cannot have the volume, and is not made`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            _ = try await app.makeVolume()
            let first = try await app.makeMachine(TestConfig.wrap())
            let second = try await emulator.post(app.machinesPath, ["config": TestConfig.wrap()])
            #expect(second.code == 412)
            #expect(second.error == "failed_precondition: volume already claimed by machine \(first.id)")
            #expect(try await emulator.get(app.machinesPath).json.arrayValue?.count == 1)
        }
    }

    @Test func `a mount of a volume that is not there makes no machine`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let answer = try await emulator.post(app.machinesPath, ["config": TestConfig.wrap()])
            #expect(answer.code == 404)
            #expect(answer.error == "volume not found")
            #expect(try await emulator.get(app.machinesPath).json == [])
        }
    }

    @Test func `retention and backups can be changed, nulls leave them`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let path = "\(app.volumesPath)/\(try await app.makeVolume())"
            let changed = try await emulator.send(.put, path, ["snapshot_retention": 9, "auto_backup_enabled": false])
            #expect(changed.code == 200)
            #expect(try changed.json["snapshot_retention"] == 9)
            let kept = try await emulator.send(.put, path, ["snapshot_retention": nil, "auto_backup_enabled": nil])
            #expect(try kept.json["snapshot_retention"] == 9)
            #expect(try kept.json["auto_backup_enabled"] == false)
        }
    }
}
