import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// The calls of flyctl's volume commands, in order (reference/machines-rest.md, section 5.4).
@Suite(.timeLimit(.minutes(5))) struct `Volume commands of the official client` {
    @Test func `fly volumes create sends null for what was not given`() async throws {
        try await withOfficialClient { client, _ in
            #expect(try await client.volumes().isEmpty)
            let volume = try await client.createVolume("boat_data")
            #expect(volume["size_gb"] == 1)
            #expect(volume["snapshot_retention"] == 5)
            #expect(volume["auto_backup_enabled"] == true)
            #expect(volume["attached_machine_id"] == .null)
            #expect(try await client.volumes() == [volume])
            #expect(try await client.volume(try volume.id) == volume)
        }
    }

    @Test func `fly volumes update sends null for what stays`() async throws {
        try await withOfficialClient { client, _ in
            let id = try await client.createVolume("boat_data").id
            let body: JSON = ["snapshot_retention": 14, "auto_backup_enabled": nil]
            let volume = try client.volume(await client.sendToApp(.put, "/volumes/\(id)", body))
            #expect(volume["snapshot_retention"] == 14)
            #expect(volume["auto_backup_enabled"] == true)
        }
    }

    @Test func `fly volumes destroy knows the name of what it destroyed`() async throws {
        try await withOfficialClient { client, _ in
            let id = try await client.createVolume("boat_data").id
            _ = try await client.volume(id)
            #expect(try await client.volumes().count == 1)
            let destroyed = try client.volume(await client.sendToApp(.delete, "/volumes/\(id)"))
            #expect(destroyed["name"] == "boat_data")
            #expect(try await client.volumes().isEmpty)
        }
    }

    @Test(arguments: [true, false])
    func `fly volumes extend is told whether the machine needs a restart`(isRunning: Bool) async throws {
        try await withOfficialClient { client, emulator in
            let id = try await client.createVolume("boat_data").id
            if isRunning {
                var config = ClientConfig.run.objectValue ?? [:]
                config["mounts"] = [["volume": .string(id), "path": "/data"]]
                _ = try await client.launch(.object(config), ["region": "iad"])
                try await emulator.settle()
            }
            let answer = try await client.sendToApp(.put, "/volumes/\(id)/extend", ["size_gb": 9])
            #expect(answer.code == 200)
            let volume = try #require(answer.json["volume"])
            try Decoded.volume(volume)
            #expect(volume["size_gb"] == 9)
            #expect(try answer.json["needs_restart"] == .bool(isRunning))
        }
    }

    @Test func `fly volumes fork copies a healthy volume beside its machine`() async throws {
        try await withOfficialClient { client, emulator in
            let source = try await client.createVolume("boat_data", size: 2)
            var config = ClientConfig.run.objectValue ?? [:]
            config["mounts"] = [["volume": .string(try source.id), "path": "/data"]]
            _ = try await client.launch(.object(config), ["region": "iad"])
            try await emulator.settle()

            let read = try await client.volume(try source.id)
            let attached = try #require(read["attached_machine_id"]?.stringValue)
            let machine = try await client.get(attached)
            let fork = try await client.createVolume(
                "boat_data", size: nil,
                [
                    "region": "", "source_volume_id": .string(try source.id), "encrypted": nil,
                    "compute": machine["config"]?["guest"] ?? nil,
                    "compute_image": machine["config"]?["image"] ?? nil,
                ])
            #expect(fork["region"] == source["region"])
            #expect(fork["size_gb"] == 2)
            try await emulator.settle()
            #expect(try await client.volume(try fork.id)["state"] == "created")
        }
    }

    @Test func `fly volumes snapshots create and list know a pending one by its time`() async throws {
        try await withOfficialClient { client, emulator in
            let id = try await client.createVolume("boat_data").id
            #expect(try await client.sendToApp(.post, "/volumes/\(id)/snapshots").code == 200)
            let pending = try #require(await client.sendToApp(.get, "/volumes/\(id)/snapshots").json[0])
            #expect(pending["created_at"] == "0001-01-01T00:00:00Z")
            #expect(pending["status"] != "created")

            try await emulator.settle()
            let listed = try #require(await client.sendToApp(.get, "/volumes/\(id)/snapshots").json.arrayValue)
            #expect(listed.count == 1)
            let snapshot = try #require(listed.first)
            #expect(snapshot["status"] == "created")
            try Decoded.time(snapshot["created_at"])
            #expect(snapshot["created_at"] != "0001-01-01T00:00:00Z")
            for key in ["size", "volume_size", "retention_days"] { #expect(snapshot[key]?.intValue != nil, "\(key)") }
            for key in ["id", "digest"] { #expect(snapshot[key]?.stringValue?.isEmpty == false, "\(key)") }

            let restored = try await client.createVolume(
                "boat_data", size: nil, ["snapshot_id": snapshot["id"] ?? nil])
            try await emulator.settle()
            #expect(try await client.volume(try restored.id)["state"] == "created")
        }
    }
}
