import OrderedJSON
import Testing
import WindtunnelTestSupport

/// What is done to volumes by GraphQL is what REST shows (reference/graphql.md, section 3.4).
@Suite(.timeLimit(.minutes(5))) struct GraphQLVolumes {
    private func send(
        _ mutation: String,
        _ selection: String,
        _ input: JSON,
        to emulator: TestEmulator
    ) async throws -> JSON {
        let type = mutation.prefix(1).uppercased() + mutation.dropFirst() + "Input"
        return try await emulator.query(
            "mutation($input: \(type)!) { done: \(mutation)(input: $input) { \(selection) } }", ["input": input]
        ).json
    }

    @Test func `a volume is made, extended, updated and deleted`() async throws {
        try await withEmulator(.instant) { emulator in
            let app = try await emulator.makeApp()
            let made = try await send(
                "createVolume", "app { name } volume { id name region sizeGb encrypted internalId }",
                ["appId": "demo", "name": "data", "region": "ams", "sizeGb": 2], to: emulator)
            #expect(made["data"]?["done"]?["app"] == ["name": "demo"])
            let volume = try #require(made["data"]?["done"]?["volume"], "\(made)")
            #expect(volume["name"] == "data")
            #expect(volume["region"] == "ams")
            #expect(volume["sizeGb"] == 2)
            #expect(volume["encrypted"] == true)
            #expect(volume["internalId"] == volume["id"])
            let id = volume["id"] ?? nil
            let extended = try await send(
                "extendVolume", "app { name } volume { sizeGb } needsRestart", ["volumeId": id, "sizeGb": 5],
                to: emulator)
            #expect(
                extended["data"]?["done"] == [
                    "app": ["name": "demo"], "volume": ["sizeGb": 5], "needsRestart": false,
                ])
            let updated = try await send(
                "updateVolume", "ok", ["appId": "demo", "volumeId": id, "snapshotRetentionDays": 9], to: emulator)
            #expect(updated == ["data": ["done": ["ok": true]]])
            let shown = try await emulator.get("\(app.volumesPath)/\(id.stringValue ?? "")").json
            #expect(shown["snapshot_retention"] == 9)
            #expect(shown["size_gb"] == 5)
            let deleted = try await send(
                "deleteVolume", "clientMutationId app { name volumes { nodes { id } } }", ["volumeId": id], to: emulator
            )
            #expect(
                deleted["data"]?["done"] == [
                    "clientMutationId": nil, "app": ["name": "demo", "volumes": ["nodes": []]],
                ])
        }
    }

    @Test func `a volume is forked under its name, and restored from a snapshot`() async throws {
        try await withEmulator(.instant) { emulator in
            let app = try await emulator.makeApp()
            let id = JSON.string(try await app.makeVolume("data", region: "ams"))
            let forked = try await send(
                "forkVolume", "volume { id name region sizeGb }",
                ["appId": "demo", "sourceVolId": id, "machinesOnly": true, "remote": true], to: emulator)
            let fork = try #require(forked["data"]?["done"]?["volume"], "\(forked)")
            #expect(fork["id"] != id)
            #expect(fork["name"] == "data")
            #expect(fork["region"] == "ams")
            let snapped = try await send(
                "createVolumeSnapshot", "volume { snapshots { nodes { id retentionDays } } }", ["volumeId": id],
                to: emulator)
            let snapshot = try #require(snapped["data"]?["done"]?["volume"]?["snapshots"]?["nodes"]?[0], "\(snapped)")
            #expect(snapshot["retentionDays"] == 5)
            let restored = try await send(
                "createVolume", "volume { name sizeGb }",
                [
                    "appId": "demo", "name": "again", "region": "ams", "sizeGb": 1,
                    "snapshotId": snapshot["id"] ?? nil,
                ], to: emulator)
            #expect(restored["data"]?["done"] == ["volume": ["name": "again", "sizeGb": 1]])
        }
    }

    @Test(
        arguments: [
            (
                "createVolume", ["appId": "nobody", "name": "data", "region": "ams", "sizeGb": 1],
                "Could not find App \"nobody\""
            ),
            (
                "createVolume", ["appId": "demo", "name": "Data", "region": "ams", "sizeGb": 1],
                "invalid name, must be 1 to 30 lowercase letters, digits or underscores"
            ),
            (
                "createVolume", ["appId": "demo", "name": "data", "region": "ams", "sizeGb": 0],
                "invalid size_gb, must be between 1 and 500"
            ),
            ("createVolume", ["appId": "demo", "name": "data", "region": "xyz", "sizeGb": 1], "invalid region: xyz"),
            (
                "createVolume", ["appId": "demo", "name": "data", "region": "ams", "sizeGb": 1, "snapshotId": "vs_x"],
                "snapshot not found"
            ),
            ("forkVolume", ["appId": "demo", "sourceVolId": "vol_x"], "Could not find Volume"),
            ("extendVolume", ["volumeId": "vol_x", "sizeGb": 2], "Could not find Volume"),
            ("updateVolume", ["appId": "demo", "volumeId": "vol_x"], "Could not find Volume"),
            ("deleteVolume", ["volumeId": "vol_x"], "Could not find Volume"),
            ("createVolumeSnapshot", ["volumeId": "vol_x"], "Could not find Volume"),
        ] as [(String, JSON, String)])
    func `what cannot be done to a volume is refused in the words of REST`(
        mutation: String, input: JSON, text: String
    ) async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let answer = try await send(mutation, "clientMutationId", input, to: emulator)
            #expect(answer["data"] == ["done": nil])
            #expect(answer["errors"]?[0]?["message"] == .string(text))
        }
    }
}
