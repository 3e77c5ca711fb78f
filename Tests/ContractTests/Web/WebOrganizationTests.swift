import OrderedJSON
import Testing
import WindtunnelTestSupport

/// `/api/v1/organizations` (reference/graphql.md, section 4.2).
@Suite(.timeLimit(.minutes(5))) struct WebOrganizations {
    @Test func `the list has the personal one and those that apps are in`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            _ = try await emulator.post("/v1/apps", ["app_name": "boats", "org_slug": "harbour"])
            let answer = try await emulator.get("/api/v1/organizations?admin=false")
            #expect(answer.code == 200)
            let organizations = try #require(answer.json["organizations"]?.arrayValue)
            #expect(organizations.map { $0["slug"] } == ["personal", "harbour"])
            #expect(organizations.map { $0["personal"] } == [true, false])
        }
    }

    @Test func `one is shown with all that the client decodes, its numeric id a number`() async throws {
        try await withEmulator { emulator in
            let answer = try await emulator.get("/api/v1/organizations/personal")
            #expect(answer.code == 200)
            let organization = try #require(answer.json["organization"])
            #expect(organization["internal_numeric_id"]?.intValue != nil)
            for key in ["id", "slug", "raw_slug", "name", "billing_status"] {
                #expect(organization[key]?.stringValue?.isEmpty == false, "\(key)")
            }
            for key in ["paid_plan", "personal", "provisions_beta_extensions", "billable"] {
                #expect(organization[key]?.boolValue != nil, "\(key)")
            }
            #expect(organization["remote_builder_image"]?.stringValue != nil)
        }
    }

    @Test func `it is the organization of GraphQL`() async throws {
        try await withEmulator { emulator in
            let query: JSON = ["query": #"{ organization(slug: "harbour") { id slug name internalNumericId } }"#]
            let node = try await emulator.post("/graphql", query).json["data"]?["organization"]
            let organization = try await emulator.get("/api/v1/organizations/harbour").json["organization"]
            #expect(node?["id"] == organization?["id"])
            #expect(node?["name"] == organization?["name"])
            let number = try #require(organization?["internal_numeric_id"]?.intValue)
            #expect(node?["internalNumericId"] == .string(String(number)))
        }
    }

    @Test func `one that somebody made has the name it was given`() async throws {
        try await withEmulator { emulator in
            let query: JSON = [
                "query": #"mutation { createOrganization(input: {name: "Paper Boats"}) { organization { slug } } }"#
            ]
            let made = try await emulator.post("/graphql", query).json["data"]?["createOrganization"]?["organization"]
            let slug = try #require(made?["slug"]?.stringValue)
            let one = try await emulator.get("/api/v1/organizations/\(slug)").json["organization"]
            #expect(one?["name"] == "Paper Boats")
            let list = try await emulator.get("/api/v1/organizations").json["organizations"]?.arrayValue
            #expect(list?.map { $0["name"] } == ["Personal", "Paper Boats"])
        }
    }

    @Test func `a token sees its own organization, one for an app too`() async throws {
        try await withEmulator(Keys.strict) { emulator async throws in
            let path = "/api/v1/organizations"
            for token in [Keys.owner, Keys.reader, Keys.demoOnly] {
                let list = try await emulator.with(token: token).get(path).json
                #expect(list["organizations"]?.arrayValue?.map { $0["slug"] } == ["personal"])
                #expect(try await emulator.with(token: token).get(path + "/personal").code == 200)
            }
            let foreign = try await emulator.with(token: Keys.stranger).get(path + "/personal")
            #expect(foreign.code == 403)
            #expect(foreign.error == "unauthorized")
        }
    }

    @Test(arguments: [
        "/api/v1/builds/depot_builder", "/api/v1/organizations/personal/builders", "/api/v1/apps/demo/deploy",
    ])
    func `what would build an image says so by name`(path: String) async throws {
        try await withEmulator { emulator in
            let answer = try await emulator.post(path, [:])
            #expect(answer.code == 501)
            #expect(answer.error?.hasPrefix("windtunnel does not emulate POST /api/v1/") == true)
        }
    }
}
