import HTTPTypes
import MachineRules
import OrderedJSON
import Persistence
import Simulation
import Testing

/// Secrets over GraphQL (reference/graphql.md, section 3.5).
@Suite struct SecretMutations {
    private let emulator = Emulator()

    private static let set = """
        mutation($input: SetSecretsInput!) {
            setSecrets(input: $input) {
                clientMutationId
                release { version reason description user { id email name } evaluationId createdAt status }
                app { secrets { name digest createdAt } }
            }
        }
        """
    private static let unset = """
        mutation($input: UnsetSecretsInput!) {
            unsetSecrets(input: $input) { release { version } app { secrets { name } } }
        }
        """

    private func set(_ secrets: JSON, _ more: JSONObject = [:]) async throws -> Emulator.Answer {
        var input: JSONObject = ["appId": "demo", "secrets": secrets]
        for key in more.keys { input[key] = more[key] }
        return try await emulator.query(Self.set, ["input": .object(input)])
    }

    private func names() async throws -> [String] {
        try await emulator.world.secrets.list(of: "demo", minimum: nil).map(\.name)
    }

    /// A release makes the app a deployed one.
    private func deploy() async throws {
        let draft = ReleasesService.Draft(
            image: "flyio/mcp:latest", definition: #"{"app":"demo"}"#, strategy: "ROLLING", user: "dev")
        _ = try await emulator.world.releases.create(draft, for: "demo")
    }

    @Test func `secrets of an app that is not deployed make no release`() async throws {
        try await emulator.makeApp("demo")
        let answer = try await set(
            [["key": "B", "value": "2"], ["key": "A", "value": "1"]], ["clientMutationId": ""])
        let payload = try #require(answer.data["setSecrets"], "\(answer.text)")
        #expect(payload["release"] == .null)
        #expect(payload["clientMutationId"] == "")
        let secrets = try #require(payload["app"]?["secrets"]?.arrayValue)
        #expect(secrets.map { $0["name"] } == ["A", "B"])
        #expect(secrets.allSatisfy { $0["createdAt"] == "2026-08-01T12:00:00Z" })
        #expect(secrets[0]["digest"]?.stringValue?.wholeMatch(of: /[0-9a-f]{16}/) != nil)
    }

    @Test func `secrets of a deployed app make a release of what ran before`() async throws {
        try await emulator.makeApp("demo")
        try await deploy()
        let release = try #require(try await set([["key": "A", "value": "1"]]).data["setSecrets"]?["release"])
        #expect(release["version"] == 2)
        #expect(release["status"] == "complete")
        #expect(release["evaluationId"] == .null)
        #expect(release["createdAt"] == "2026-08-01T12:00:00Z")
        let current = try await emulator.query(
            #"{ app(name: "demo") { version currentReleaseUnprocessed { version imageRef configDefinition } } }"#)
        #expect(
            try current.data["app"] == [
                "version": 2,
                "currentReleaseUnprocessed": [
                    "version": 2, "imageRef": "flyio/mcp:latest", "configDefinition": ["app": "demo"],
                ],
            ])
    }

    @Test func `secrets that are not named stay, unless all are to be replaced`() async throws {
        try await emulator.makeApp("demo")
        _ = try await set([["key": "A", "value": "1"], ["key": "B", "value": "2"]])
        _ = try await set([["key": "C", "value": "3"]])
        #expect(try await names() == ["A", "B", "C"])
        _ = try await set([["key": "B", "value": "2"]], ["replaceAll": true])
        #expect(try await names() == ["B"])
    }

    @Test func `unsetting takes away, and what is not there is passed over`() async throws {
        try await emulator.makeApp("demo")
        try await deploy()
        _ = try await set([["key": "A", "value": "1"], ["key": "B", "value": "2"]])
        let answer = try await emulator.query(Self.unset, ["input": ["appId": "demo", "keys": ["A", "X"]]])
        #expect(try answer.data["unsetSecrets"] == ["release": ["version": 3], "app": ["secrets": [["name": "B"]]]])
    }

    @Test func `what changes nothing is an error that clients know, and makes no release`() async throws {
        try await emulator.makeApp("demo")
        try await deploy()
        _ = try await set([["key": "A", "value": "1"]])
        let version = try await emulator.world.read { database, _ in
            try SecretsService.version(of: "demo", in: database)
        }
        for answer in [
            try await set([["key": "A", "value": "1"]]), try await set([]),
            try await emulator.query(Self.unset, ["input": ["appId": "demo", "keys": ["X"]]]),
        ] {
            #expect(try answer.errors[0]["message"] == "No change detected to secrets")
            #expect(try answer.errors[0]["extensions"] == ["code": "UNCHANGED"])
        }
        #expect(try await emulator.world.releases.list(of: "demo").count == 2)
        #expect(
            try await emulator.world.read { database, _ in try SecretsService.version(of: "demo", in: database) }
                == version)
    }

    @Test func `a name that cannot be sets none of them`() async throws {
        try await emulator.makeApp("demo")
        let answer = try await set([["key": "A", "value": "1"], ["key": "1A", "value": "1"]])
        #expect(try answer.data["setSecrets"] == .null)
        #expect(
            try answer.errors[0]["message"] == "invalid secret name '1A', must match ^[a-zA-Z_][a-zA-Z0-9_]*$")
        #expect(try await names() == [])
    }

    @Test func `an app nobody has has no secrets to set`() async throws {
        let answer = try await set([["key": "A", "value": "1"]])
        #expect(try answer.errors[0]["message"] == #"Could not find App "demo""#)
        #expect(try answer.errors[0]["extensions"] == ["code": "NOT_FOUND"])
    }

    @Test func `a secret is a node`() async throws {
        try await emulator.makeApp("demo")
        _ = try await set([["key": "A", "value": "1"]])
        let id = try await emulator.query(#"{ app(name: "demo") { secrets { id } } }"#).data["app"]?["secrets"]?[0]?[
            "id"]
        let answer = try await emulator.query(
            "query($id: ID!) { node(id: $id) { __typename id ... on Secret { name user { id } } } }",
            ["id": try #require(id)])
        #expect(
            try answer.data["node"] == ["__typename": "Secret", "id": id ?? .null, "name": "A", "user": .null])
    }
}
