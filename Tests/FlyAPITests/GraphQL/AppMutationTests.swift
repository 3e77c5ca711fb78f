import HTTPTypes
import OrderedJSON
import Testing

/// Making and deleting apps over GraphQL, as older clients do (reference/graphql.md, section 3.3).
@Suite struct AppMutations {
    private let emulator = Emulator()

    private func create(_ input: JSONObject) async throws -> Emulator.Answer {
        let personal = try await emulator.query("{ personalOrganization { id } }").data["personalOrganization"]?["id"]
        var input = input
        input.setDefault("organizationId", personal ?? .null)
        return try await emulator.query(
            """
            mutation($input: CreateAppInput!) {
                createApp(input: $input) {
                    clientMutationId
                    app { id name network organization { slug } config { definition } regions { name code } }
                }
            }
            """, ["input": .object(input)])
    }

    @Test func `an app made here is there over REST`() async throws {
        let answer = try await create(["name": "demo", "machines": true, "network": "blue", "clientMutationId": "1"])
        #expect(
            try answer.data["createApp"] == [
                "clientMutationId": "1",
                "app": [
                    "id": "demo", "name": "demo", "network": "blue", "organization": ["slug": "personal"],
                    "config": ["definition": [:]], "regions": [],
                ],
            ])
        #expect(try await emulator.send(.get, "/v1/apps/demo").json["network"] == "blue")
    }

    @Test func `without a name one is made up`() async throws {
        let answer = try await create([:])
        let name = try #require(answer.data["createApp"]?["app"]?["name"]?.stringValue)
        #expect(!name.isEmpty)
        #expect(try await emulator.send(.get, "/v1/apps/\(name)").status == .ok)
    }

    @Test(
        arguments: [
            (["name": "demo"], "Validation failed: Name has already been taken", "UNPROCESSABLE"),
            (
                ["name": "Not A Name"],
                "Validation failed: Name under 63 chars using numbers, lowercase letters and dashes",
                "UNPROCESSABLE"
            ),
            (["name": "new", "organizationId": "nobody"], "Could not find Organization", "NOT_FOUND"),
        ] as [(JSONObject, String, String)])
    func `what cannot be made is refused in the service's words`(
        input: JSONObject, message: String, code: String
    ) async throws {
        try await emulator.makeApp("demo")
        let answer = try await create(input)
        #expect(answer.status == .ok)
        #expect(try answer.data == ["createApp": .null])
        #expect(try answer.errors[0]["message"] == .string(message))
        #expect(try answer.errors[0]["extensions"]?["code"] == .string(code))
    }

    @Test func `a deleted app is gone everywhere`() async throws {
        try await emulator.makeApp("demo")
        let answer = try await emulator.query(
            "mutation($appId: ID!) { deleteApp(appId: $appId) { organization { slug } } }", ["appId": "demo"])
        #expect(try answer.data == ["deleteApp": ["organization": ["slug": "personal"]]])
        #expect(try await emulator.send(.get, "/v1/apps/demo").status == .notFound)
        #expect(try await emulator.query(#"{ app(name: "demo") { id } }"#).data == ["app": .null])
    }

    @Test(arguments: [("demo", false), ("free", true), ("Not A Name", false), ("", false)])
    func `a name is available when it is legal and free`(name: String, isAvailable: Bool) async throws {
        try await emulator.makeApp("demo")
        let answer = try await emulator.query(
            "query($name: String!) { appNameAvailable(name: $name) }", ["name": .string(name)])
        #expect(try answer.data == ["appNameAvailable": .bool(isAvailable)])
    }
}
