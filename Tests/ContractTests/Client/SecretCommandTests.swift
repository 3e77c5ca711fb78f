import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// The calls of flyctl's commands for secrets, in order (reference/machines-rest.md, section 5.5).
@Suite(.timeLimit(.minutes(5))) struct `Secret commands of the official client` {
    @Test func `fly secrets set stores all at once and lets every machine have them`() async throws {
        try await withOfficialClient { client, emulator in
            let id = try await client.launch(ClientConfig.deployed("v1")).id
            try await emulator.settle()
            let first = try await Self.set(["TOKEN": "one"], client)
            let second = try await Self.set(["TOKEN": "two", "OTHER": "1"], client)
            #expect(second > first, "the client keeps the number and passes it on")

            for machine in try await client.platformMachines() {
                let nonce = try await client.takeLease(try machine.id)["nonce"]?.stringValue
                let config = machine["config"] ?? [:]
                _ = try await client.update(
                    id, config, ["region": "iad", "min_secrets_version": .int(second)], nonce: nonce)
                try await client.waitForChange(id, "settled")
                #expect(try await client.get(id)["state"] == "started")
                try await client.releaseLease(id, nonce: try #require(nonce))
            }
        }
    }

    @Test func `fly secrets list asks for the version it wrote`() async throws {
        try await withOfficialClient { client, _ in
            let version = try await Self.set(["TOKEN": "one"], client)
            let answer = try await client.sendToApp(.get, "/secrets?version=\(version)")
            #expect(answer.code == 200)
            let secrets = try #require(answer.json["secrets"]?.arrayValue)
            #expect(secrets.map { $0["name"] } == ["TOKEN"])
            for secret in secrets {
                #expect(secret["digest"]?.stringValue?.isEmpty == false)
                try Decoded.time(secret["created_at"])
                try Decoded.time(secret["updated_at"])
                #expect(secret["value"] == nil)
            }
        }
    }

    @Test func `fly secrets unset sends null, also for what is not there`() async throws {
        try await withOfficialClient { client, _ in
            _ = try await Self.set(["TOKEN": "one", "OTHER": "1"], client)
            _ = try await Self.set(["TOKEN": nil, "NEVER": nil], client)
            let left = try #require(await client.sendToApp(.get, "/secrets").json["secrets"]?.arrayValue)
            #expect(left.map { $0["name"] } == ["OTHER"])
        }
    }

    @Test func `fly secrets keys generate and use carry bytes in base64`() async throws {
        try await withOfficialClient { client, _ in
            let made = try await client.sendToApp(
                .post, "/secretkeys/box/generate", ["type": "xaes256gcm", "value": nil])
            #expect(made.code == 201)
            #expect(try made.json["version"]?.intValue != nil)
            let sealed = try await client.sendToApp(.post, "/secretkeys/box/encrypt", ["plaintext": "aGVsbG8="])
            #expect(sealed.code == 200)
            let opened = try await client.sendToApp(
                .post, "/secretkeys/box/decrypt", ["ciphertext": try sealed.json["ciphertext"] ?? nil])
            #expect(try opened.json["plaintext"] == "aGVsbG8=")
            let keys = try await client.sendToApp(.get, "/secretkeys").json["secret_keys"]
            #expect(keys?.arrayValue?.map { $0["name"] } == ["box"])
            #expect(try await client.sendToApp(.delete, "/secretkeys/box").code == 200)
        }
    }

    /// Sets or unsets secrets and gives back their version.
    private static func set(_ values: JSON, _ client: OfficialClient) async throws -> Int {
        let answer = try await client.sendToApp(.post, "/secrets", ["values": values])
        try #require(answer.code == 200, "\(answer.text)")
        return try #require(answer.json["version"]?.intValue)
    }
}
