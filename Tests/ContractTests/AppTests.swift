import OrderedJSON
import Testing
import WindtunnelTestSupport

@Suite(.timeLimit(.minutes(5))) struct Apps {
    @Test(arguments: ["name", "app_name"])
    func `an app is made under either key of its name and found again`(key: String) async throws {
        try await withEmulator { emulator in
            let made = try await emulator.post("/v1/apps", [key: "demo", "org_slug": "personal"])
            #expect(made.code == 201)
            #expect(made.header("content-type") == "application/json; charset=utf-8")
            #expect(try made.json["name"] == "demo")
            #expect(try made.json["id"]?.stringValue?.isEmpty == false)
            #expect(try made.json["created_at"]?.intValue == 1_785_585_600_000)

            let found = try await emulator.get("/v1/apps/demo")
            #expect(found.code == 200)
            #expect(try found.json["id"] == made.json["id"])
            #expect(try found.json["status"] == "pending")
            #expect(try found.json["organization"]?["slug"] == "personal")
            #expect(try found.json["machine_count"] == 0)
        }
    }

    @Test func `apps of an organization are listed in the order of making`() async throws {
        try await withEmulator { emulator in
            for name in ["zebra", "aardvark"] { _ = try await emulator.makeApp(name) }
            _ = try await emulator.post("/v1/apps", ["app_name": "other", "org_slug": "work"])
            let list = try await emulator.get("/v1/apps?org_slug=personal").json
            #expect(list["total_apps"] == 2)
            #expect(list["apps"]?.arrayValue?.compactMap { $0["name"]?.stringValue } == ["zebra", "aardvark"])
        }
    }

    @Test func `a list without an organization is no route`() async throws {
        try await withEmulator { emulator in
            let answer = try await emulator.get("/v1/apps")
            #expect(answer.code == 404)
            #expect(answer.text == "404 page not found")
            #expect(answer.header("content-type") == "text/plain; charset=utf-8")
        }
    }

    @Test func `what an app says of itself follows what happens to it`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            func says(_ key: String) async throws -> JSON? { try await emulator.get(app.path).json[key] }
            #expect(try await says("status") == "pending")
            let machine = try await app.makeStartedMachine()
            #expect(try await says("machine_count") == 1)
            #expect(try await says("status") == "deployed")
            _ = try await app.makeVolume()
            #expect(try await says("volume_count") == 1)
            #expect(try await emulator.delete(machine.path + "?force=true").code == 200)
            try await emulator.advance(by: "1m")
            #expect(try await says("machine_count") == 0)
            #expect(try await emulator.delete(app.path).code == 202)
            #expect(try await emulator.get(app.path).code == 404)
            _ = try await emulator.makeApp()
            #expect(try await says("volume_count") == 0)
            _ = try await emulator.post("/_windtunnel/worlds/default/reset", [:])
            #expect(try await emulator.get(app.path).code == 404)
        }
    }

    @Test func `a deleted app is gone with all that was in it, and its name is free`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            _ = try await app.makeVolume()
            let machine = try await app.makeStartedMachine()
            let gone = try await emulator.delete("/v1/apps/demo")
            #expect(gone.code == 202)
            #expect(gone.bytes.isEmpty)
            for path in [app.path, app.machinesPath, app.volumesPath, machine.path] {
                let answer = try await emulator.get(path)
                #expect(answer.code == 404)
                #expect(answer.error == "app not found")
            }
            let again = try await emulator.makeApp()
            #expect(try await emulator.get(again.machinesPath).json == [])
        }
    }

    @Test func `a taken name is refused and leaves the first app alone`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let before = try await emulator.get("/v1/apps/demo").text
            let taken = try await emulator.post("/v1/apps", ["app_name": "demo", "org_slug": "work"])
            #expect(taken.code == 422)
            #expect(
                taken.text
                    == #"{"error":"Validation failed: Name has already been taken","status":"name_taken"}"#)
            #expect(try await emulator.get("/v1/apps/demo").text == before)
        }
    }

    @Test(arguments: ["Demo", "-demo", "de_mo", "de.mo", "dömo", String(repeating: "a", count: 63)])
    func `an illegal name is refused and nothing is made`(name: String) async throws {
        try await withEmulator { emulator in
            let answer = try await emulator.post("/v1/apps", ["app_name": .string(name), "org_slug": "personal"])
            #expect(answer.code == 422)
            #expect(
                answer.error == "Validation failed: Name under 63 chars using numbers, lowercase letters and dashes")
            #expect(try await emulator.get("/v1/apps?org_slug=personal").json["total_apps"] == 0)
        }
    }

    @Test func `an app without a name gets one`() async throws {
        try await withEmulator { emulator in
            let made = try await emulator.post("/v1/apps", ["org_slug": "personal"])
            #expect(made.code == 201)
            let name = try #require(made.json["name"]?.stringValue)
            #expect(try await emulator.get("/v1/apps/\(name)").code == 200)
        }
    }

    @Test func `an idempotency key gives back the app made with it, and no other`() async throws {
        try await withEmulator { emulator in
            let body: JSON = ["app_name": "demo", "org_slug": "personal", "idempotency_key": "k1"]
            let first = try await emulator.post("/v1/apps", body)
            let second = try await emulator.post("/v1/apps", body)
            #expect(second.code == 201)
            #expect(try second.json["id"] == first.json["id"])
            let other = try await emulator.post(
                "/v1/apps", ["app_name": "demo-2", "org_slug": "personal", "idempotency_key": "k1"])
            #expect(other.code == 422)
            #expect(try await emulator.get("/v1/apps?org_slug=personal").json["total_apps"] == 1)
        }
    }

    @Test func `addresses made through GraphQL are those of REST`() async throws {
        try await withEmulator { emulator in
            let app = try await emulator.makeApp()
            let document = """
                mutation($input: AllocateIPAddressInput!) {
                  allocateIpAddress(input: $input) { ipAddress { id address type region createdAt } }
                }
                """
            let made = try await emulator.post(
                "/graphql",
                [
                    "query": .string(document),
                    "variables": ["input": ["appId": "demo", "type": "v6", "region": ""]],
                ])
            #expect(made.code == 200)
            let address = try #require(made.json["data"]?["allocateIpAddress"]?["ipAddress"]?["address"])
            let listed = try await emulator.get(app.path + "/ip_assignments").json
            #expect(listed["ips"]?[0]?["ip"] == address)
            let text = try #require(address.stringValue)
            #expect(try await emulator.delete(app.path + "/ip_assignments/\(text)").code == 204)
            #expect(try await emulator.get(app.path + "/ip_assignments").json == ["ips": []])
        }
    }
}
