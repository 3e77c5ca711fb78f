import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// The calls of flyctl's volume commands, in order (reference/machines-rest.md, section 5.4).
@Suite(.timeLimit(.minutes(1))) struct `Volume commands of the official client` {
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
}
