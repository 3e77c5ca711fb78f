import OrderedJSON
import Testing
import WindtunnelTestSupport

/// Organizations that are made, and apps that move between them (reference/graphql.md, sections 3.2 and 3.3).
@Suite(.timeLimit(.minutes(5))) struct OrganizationLife {
    private func create(_ name: String, _ emulator: TestEmulator) async throws -> JSON {
        let answer = try await emulator.query(
            """
            mutation($input: CreateOrganizationInput!) {
                createOrganization(input: $input) {
                    clientMutationId token organization { id name slug type viewerRole }
                }
            }
            """, ["input": ["name": .string(name), "clientMutationId": "x"]])
        return try #require(try answer.json["data"]?["createOrganization"], "\(answer.text)")
    }

    private func delete(_ id: JSON?, _ emulator: TestEmulator) async throws -> Answer {
        try await emulator.query(
            """
            mutation($input: DeleteOrganizationInput!) {
                deleteOrganization(input: $input) { clientMutationId deletedOrganizationId }
            }
            """, ["input": ["organizationId": id ?? nil]])
    }

    private func slugs(_ emulator: TestEmulator) async throws -> [String?] {
        try await emulator.query("{ organizations { nodes { slug name } } }")
            .json["data"]?["organizations"]?["nodes"]?.arrayValue?.map { $0["slug"]?.stringValue } ?? []
    }

    @Test func `an organization that is made is listed under its name, and gone when it is deleted`() async throws {
        try await withEmulator { emulator in
            let made = try await create("Acme  Rockets!", emulator)
            let organization = try #require(made["organization"])
            #expect(made["clientMutationId"] == "x")
            #expect(made["token"] == "")
            #expect(organization["name"] == "Acme  Rockets!")
            #expect(organization["slug"] == "acme-rockets")
            #expect(organization["type"] == "SHARED")
            #expect(organization["viewerRole"] == "admin")
            #expect(try await slugs(emulator) == ["personal", "acme-rockets"])
            let byName = try await emulator.query(#"{ organization(name: "Acme  Rockets!") { slug name } }"#)
            #expect(
                try byName.json["data"]?["organization"] == ["slug": "acme-rockets", "name": "Acme  Rockets!"])
            let again = try await create("acme rockets", emulator)
            #expect(again["organization"]?["slug"] == "acme-rockets-2")
            let deleted = try await delete(organization["id"], emulator)
            #expect(
                try deleted.json["data"]?["deleteOrganization"] == [
                    "clientMutationId": nil, "deletedOrganizationId": organization["id"] ?? nil,
                ])
            #expect(try await slugs(emulator) == ["personal", "acme-rockets-2"])
        }
    }

    @Test func `REST calls an organization by the name it was given`() async throws {
        try await withEmulator { emulator in
            _ = try await create("Acme Rockets", emulator)
            let app = try await emulator.post("/v1/apps", ["app_name": "demo", "org_slug": "acme-rockets"])
            #expect(try app.json["organization"]?["name"] == "Acme Rockets")
            let shown = try await emulator.get("/v1/apps/demo")
            #expect(try shown.json["organization"]?["name"] == "Acme Rockets")
        }
    }

    @Test(arguments: ["", "!?", "éü"])
    func `a name without a letter or a digit makes no organization`(name: String) async throws {
        try await withEmulator { emulator in
            let complaints = try await emulator.complaints(
                "mutation($input: CreateOrganizationInput!) { createOrganization(input: $input) { token } }",
                ["input": ["name": .string(name)]])
            #expect(complaints == ["UNPROCESSABLE Validation failed: Name can't be blank"])
        }
    }

    @Test func `the personal organization and one with apps stay`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.post("/v1/apps", ["app_name": "demo", "org_slug": "acme"])
            let organizations = try await emulator.query("{ organizations { nodes { id } } }")
                .json["data"]?["organizations"]?["nodes"]
            for (index, text) in [
                (0, "Organization personal cannot be deleted: it is personal"),
                (1, "Organization acme cannot be deleted: it has apps"),
            ] {
                let answer = try await delete(organizations?[index]?["id"], emulator)
                #expect(try answer.json["data"] == ["deleteOrganization": nil])
                #expect(try answer.json["errors"]?[0]?["message"] == .string(text))
                #expect(try answer.json["errors"]?[0]?["extensions"] == ["code": "UNPROCESSABLE"])
            }
            let unknown = try await delete("nobody", emulator)
            #expect(try unknown.json["errors"]?[0]?["message"] == "Could not find Organization")
            #expect(try await slugs(emulator) == ["personal", "acme"])
        }
    }

    private static let move = """
        mutation($input: MoveAppInput!) { moveApp(input: $input) { app { id networkId organization { slug } } } }
        """

    @Test func `an app moves with all it has`() async throws {
        try await withEmulator(.instant) { emulator in
            let app = try await emulator.makeApp()
            let machine = try await app.makeMachine()
            let before = try await emulator.query(#"{ app(name: "demo") { networkId } }"#)
                .json["data"]?["app"]?["networkId"]
            let id = try #require(try await create("Acme", emulator)["organization"]?["id"])
            let moved = try await emulator.query(
                Self.move, ["input": ["appId": "demo", "organizationId": id]]
            ).json["data"]?["moveApp"]?["app"]
            #expect(moved?["organization"] == ["slug": "acme"])
            #expect(moved?["networkId"]?.intValue != nil)
            #expect(moved?["networkId"] != before)
            #expect(try await emulator.get("/v1/apps?org_slug=personal").json["total_apps"] == 0)
            #expect(try await emulator.get("/v1/apps?org_slug=acme").json["total_apps"] == 1)
            #expect(try await machine.state == "started")
        }
    }

    @Test func `nothing moves to where nobody is, and only by who may everything in both`() async throws {
        try await withEmulator(Keys.strict) { emulator in
            let owner = emulator.with(token: Keys.owner)
            _ = try await owner.makeApp()
            let organizations = try await owner.query("{ personalOrganization { id } }").json["data"]
            let personal = try #require(organizations?["personalOrganization"]?["id"])
            #expect(
                try await owner.complaints(Self.move, ["input": ["appId": "demo", "organizationId": "x"]])
                    == ["NOT_FOUND Could not find Organization"])
            #expect(
                try await owner.complaints(Self.move, ["input": ["appId": "nobody", "organizationId": personal]])
                    == ["NOT_FOUND Could not find App \"nobody\""])
            #expect(
                try await emulator.with(token: Keys.demoOnly).complaints(
                    Self.move, ["input": ["appId": "demo", "organizationId": personal]])
                    == ["UNAUTHORIZED unauthorized"])
            #expect(
                try await emulator.with(token: Keys.stranger).complaints(
                    Self.move, ["input": ["appId": "demo", "organizationId": personal]])
                    == ["NOT_FOUND Could not find App \"demo\""])
            #expect(
                try await owner.complaints(
                    #"mutation { createOrganization(input: {name: "Other"}) { token } }"#)
                    == ["UNAUTHORIZED unauthorized"])
            #expect(
                try await emulator.with(token: Keys.stranger).complaints(
                    "mutation($id: ID!) { deleteOrganization(input: {organizationId: $id}) { clientMutationId } }",
                    ["id": personal]) == ["NOT_FOUND Could not find Organization"])
        }
    }
}
