import HTTPTypes
import OrderedJSON
import Testing

/// What is answered for what is not there (reference/graphql.md, section 1.4).
@Suite struct FieldErrors {
    private let emulator = Emulator()

    @Test(arguments: [
        (#"{ app(name: "nobody") { id } }"#, "Could not find App \"nobody\"", "app"),
        (#"{ app(id: "nobody") { id } }"#, "Could not find App \"nobody\"", "app"),
        (#"{ app { id } }"#, "Could not find App", "app"),
        (#"{ ipAddress(id: "ip_1") { id } }"#, "Could not find IPAddress", "ipAddress"),
        (#"{ volume(id: "vol_1") { id } }"#, "Could not find Volume", "volume"),
        (#"{ organization(id: "none") { id } }"#, "Could not find Organization", "organization"),
        (#"{ node(id: "none") { id } }"#, "Could not find Node", "node"),
        (
            #"mutation { deleteApp(appId: "nobody") { organization { id } } }"#, "Could not find App \"nobody\"",
            "deleteApp"
        ),
    ])
    func `a missing object is null with an error`(document: String, message: String, field: String) async throws {
        let answer = try await emulator.query(document)
        #expect(answer.status == .ok)
        #expect(try answer.data == [field: .null])
        #expect(try answer.errors.count == 1)
        #expect(try answer.errors[0]["message"] == .string(message))
        #expect(try answer.errors[0]["path"] == [.string(field)])
        #expect(try answer.errors[0]["extensions"] == ["code": "NOT_FOUND"])
    }

    @Test func `a missing object in a place that cannot be null takes the whole answer with it`() async throws {
        let answer = try await emulator.query(#"{ viewer { email } machine(machineId: "none") { id } }"#)
        #expect(try answer.json["data"] == .null)
        #expect(try answer.errors[0]["message"] == "Could not find Machine")
    }

    @Test func `an address the app does not have is told below the app`() async throws {
        try await emulator.makeApp("demo")
        let answer = try await emulator.query(#"{ app(name: "demo") { name ipAddress(address: "192.0.2.1") { id } } }"#)
        #expect(try answer.data["app"] == ["name": "demo", "ipAddress": .null])
        #expect(try answer.errors[0]["message"] == "Could not find IPAssignment")
        #expect(try answer.errors[0]["path"] == ["app", "ipAddress"])
    }

    @Test func `images are no versions of anything, in the words that clients look for`() async throws {
        let answer = try await emulator.query(#"{ latestImageDetails(image: "flyio/mcp:latest") { tag } }"#)
        #expect(try answer.errors[0]["message"] == "Unknown repository")
    }

    @Test func `a field nobody has is a mistake in the document`() async throws {
        let answer = try await emulator.query(#"{ app(name: "demo") { nmae } }"#)
        #expect(try answer.json["data"] == nil)
        #expect(try answer.errors[0]["message"] == "Field 'nmae' doesn't exist on type 'App'")
        #expect(try answer.errors[0]["extensions"]?["code"] == "undefinedField")
    }

    @Test(
        arguments: [
            (
                """
                mutation { asked: restartApp(input: {appId: "demo"}) { app { id } } }
                """,
                "Mutations.restartApp", ["asked"], ["asked": nil]
            ),
            (
                "{ addOn(id: \"x\") { ...A } } fragment A on AddOn { id }", "Queries.addOn", ["addOn"],
                ["addOn": nil]
            ),
            (
                "{ app(name: \"demo\") { ... on App { name instrumentsKey } } }", "App.instrumentsKey",
                ["app", "instrumentsKey"], ["app": ["name": "demo", "instrumentsKey": nil]]
            ),
            (
                "{ a: app(name: \"demo\") { name ...A } } fragment A on App { tsusage(kinds: []) }",
                "App.tsusage", ["a", "tsusage"], ["a": nil]
            ),
            ("{ viewer { id } onboarding { isFlyctlInstalled } }", "Queries.onboarding", ["onboarding"], nil),
        ] as [(String, String, [String], JSON)])
    func `a field of the service that is not served is null and says so`(
        document: String, field: String, path: [String], data: JSON
    ) async throws {
        try await emulator.makeApp("demo")
        let answer = try await emulator.query(document)
        #expect(answer.status == .ok)
        #expect(try answer.json["data"] == data)
        #expect(try answer.errors.count == 1)
        #expect(try answer.errors[0]["message"] == .string("Field '\(field)' is not implemented"))
        #expect(try answer.errors[0]["path"] == .array(path.map(JSON.string)))
        #expect(try answer.errors[0]["locations"]?.arrayValue?.count == 1)
        #expect(try answer.errors[0]["extensions"] == ["code": "NOT_IMPLEMENTED"])
    }

    @Test func `what is served beside such fields is answered, and each has an error`() async throws {
        try await emulator.makeApp("demo")
        let answer = try await emulator.query(
            """
            { app(name: "demo") { id one: instrumentsKey other: instrumentsKey }
              organization(slug: "personal") { slug } }
            """)
        #expect(
            try answer.json["data"] == [
                "app": ["id": "demo", "one": nil, "other": nil], "organization": ["slug": "personal"],
            ])
        #expect(try answer.errors.map { $0["path"]?[1] } == ["one", "other"])
        let mutations = try await emulator.query(
            """
            mutation {
              pauseApp(input: {appId: "demo"}) { clientMutationId }
              allocateIpAddress(input: {appId: "demo", type: v6}) { ipAddress { type } }
            }
            """)
        #expect(
            try mutations.json["data"] == ["pauseApp": nil, "allocateIpAddress": ["ipAddress": ["type": "v6"]]])
        #expect(try mutations.errors.count == 1)
    }

    @Test func `arguments of a field that is not served are checked as others are`() async throws {
        let answer = try await emulator.query("mutation { pauseApp(input: {app: 1}) { clientMutationId } }")
        #expect(try answer.json["data"] == nil)
        #expect(
            try answer.errors.map { $0["extensions"]?["code"] } == [
                "missingRequiredInputObjectAttribute", "argumentNotAccepted",
            ])
    }
}
