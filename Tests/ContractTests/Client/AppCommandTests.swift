import HTTPTypes
import OrderedJSON
import Testing
import WindtunnelTestSupport

/// The calls of flyctl's other commands, in order (reference/machines-rest.md, section 5.5).
@Suite(.timeLimit(.minutes(5))) struct `App commands of the official client` {
    @Test func `fly apps create asks for a visible app and reads it by the name that came back`() async throws {
        try await withEmulator { emulator in
            let client = OfficialClient(emulator: emulator, app: "paper-boats")
            let body: JSON = ["name": "paper-boats", "org_slug": "personal", "network": "", "app_role_id": ""]
            let made = try await client.send(.post, "/v1/apps?wait=true", body)
            #expect(made.code == 201)
            let name = try #require(made.json["name"]?.stringValue)
            #expect(name == "paper-boats")
            Decoded.app(try made.json)
            let read = try await client.send(.get, "/v1/apps/\(name)")
            #expect(read.code == 200)
            Decoded.app(try read.json)
            #expect(try read.json["network"] == "default")
        }
    }

    @Test func `fly launch goes by the status alone to know whether a name is free`() async throws {
        try await withOfficialClient { client, _ in
            let free = try await client.send(.get, "/v1/apps/paper-planes")
            #expect(free.code == 404)
            #expect(free.error == "app not found")
            #expect(try await client.send(.get, "/v1/apps/paper-boats").code == 200)
        }
    }

    @Test func `fly apps create tells that a name is taken`() async throws {
        try await withOfficialClient { client, _ in
            let body: JSON = ["name": "paper-boats", "org_slug": "personal", "network": "", "app_role_id": ""]
            let answer = try await client.send(.post, "/v1/apps?wait=true", body)
            #expect(answer.code == 422)
            #expect(answer.error == "Validation failed: Name has already been taken")
            #expect(try answer.json["status"] == "name_taken")
        }
    }

    @Test func `an app counts as deployed once it has a machine`() async throws {
        try await withOfficialClient { client, emulator in
            _ = try await client.launch(ClientConfig.run)
            try await emulator.settle()
            let app = try await client.sendToApp(.get).json
            #expect(["deployed", "suspended"].contains(app["status"]?.stringValue))
            #expect(app["machine_count"] == 1)
        }
    }

    @Test func `fly apps destroy expects success though machines run`() async throws {
        try await withOfficialClient { client, emulator in
            _ = try await client.launch(ClientConfig.run)
            try await emulator.settle()
            #expect(try await client.sendToApp(.delete).code == 202)
            #expect(try await client.sendToApp(.get).code == 404)
            #expect(try await client.sendToApp(.get, "/machines").error == "app not found")
        }
    }

    @Test(arguments: [("shared_v4", true), ("v4", false), ("v6", false), ("private_v6", false)])
    func `fly ips allocate sends every field, empty or not`(type: String, isShared: Bool) async throws {
        try await withOfficialClient { client, _ in
            let body: JSON = [
                "type": .string(type), "region": "", "org_slug": "", "network": "", "service_name": "",
            ]
            let made = try await client.sendToApp(.post, "/ip_assignments", body)
            #expect(made.code == 200)
            let address = try made.json
            try Decoded.time(address["created_at"])
            #expect(address["shared"] == .bool(isShared))
            let ip = try #require(address["ip"]?.stringValue)
            #expect(ip.hasPrefix("fdaa:") == (type == "private_v6"), "how the client knows Flycast")
            #expect(try await client.sendToApp(.get, "/ip_assignments").json["ips"] == [address])
            #expect(try await client.sendToApp(.delete, "/ip_assignments/\(ip)").code == 204)
            #expect(try await client.sendToApp(.get, "/ip_assignments").json["ips"] == [])
        }
    }

    @Test func `fly platform regions needs no token and hides what is retired`() async throws {
        try await withEmulator { emulator in
            let answer = try await emulator.get("/v1/platform/regions")
            #expect(answer.code == 200)
            let regions = try #require(answer.json["Regions"]?.arrayValue)
            for region in regions {
                #expect(region["code"]?.stringValue?.count == 3)
                #expect(region["name"]?.stringValue?.isEmpty == false)
                for key in ["gateway_available", "requires_paid_plan", "deprecated"] {
                    #expect(region[key]?.boolValue != nil, "\(key)")
                }
            }
            #expect(regions.contains { $0["code"] == "ams" && $0["deprecated"] == false })
        }
    }
}
