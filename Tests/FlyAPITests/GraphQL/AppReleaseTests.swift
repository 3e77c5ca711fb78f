import HTTPTypes
import MachineRules
import OrderedJSON
import Persistence
import Testing

/// Releases of apps over GraphQL (reference/graphql.md, section 3.4).
@Suite struct AppReleases {
    private let emulator = Emulator()

    private static let create = """
        mutation($input: CreateReleaseInput!) {
            createRelease(input: $input) { clientMutationId app { name } release { id version } }
        }
        """
    private static let update = """
        mutation($input: UpdateReleaseInput!) {
            updateRelease(input: $input) { clientMutationId release { id status stable inProgress metadata } }
        }
        """

    /// All keys are sent, empty ones included.
    @discardableResult
    private func create(image: String = "flyio/mcp:latest", definition: JSON = ["app": "demo"]) async throws -> JSON {
        let answer = try await emulator.query(
            Self.create,
            [
                "input": [
                    "appId": "demo", "buildId": "", "clientMutationId": "", "definition": definition,
                    "image": .string(image), "platformVersion": "machines", "strategy": "BLUEGREEN",
                ]
            ])
        #expect(try answer.errors.isEmpty, "\(answer.text)")
        return try #require(answer.data["createRelease"])
    }

    @Test func `an app begins without releases`() async throws {
        try await emulator.makeApp("demo")
        let answer = try await emulator.query(
            """
            { app(name: "demo") {
                version config { definition } currentRelease { id } currentReleaseUnprocessed { id }
                releases { totalCount } releasesUnprocessed(first: 1) { nodes { id } }
            } }
            """)
        #expect(
            try answer.data["app"] == [
                "version": 0, "config": ["definition": [:]], "currentRelease": .null,
                "currentReleaseUnprocessed": .null, "releases": ["totalCount": 0],
                "releasesUnprocessed": ["nodes": []],
            ])
    }

    @Test func `releases count up, and the newest comes first and is the current one`() async throws {
        try await emulator.makeApp("demo")
        let first = try await create(image: "one")
        #expect(first["clientMutationId"] == "")
        #expect(first["app"] == ["name": "demo"])
        #expect(first["release"]?["version"] == 1)
        #expect(first["release"]?["id"]?.stringValue?.wholeMatch(of: /rel_[0-9a-z]{16}/) != nil)
        try await create(image: "two", definition: ["app": "demo", "primary_region": "ams"])
        let answer = try await emulator.query(
            """
            query($appName: String!, $limit: Int!) {
                app(name: $appName) {
                    config { definition valid }
                    currentRelease { version deploymentStrategy config { definition } image { repository tag } }
                    releases: releasesUnprocessed(first: $limit) {
                        totalCount
                        nodes {
                            version description reason status imageRef stable inProgress evaluationId
                            user { email } createdAt
                        }
                    }
                }
            }
            """, ["appName": "demo", "limit": 1, "status": "ignored"])
        let app = try #require(answer.data["app"], "\(answer.text)")
        let definition: JSON = ["app": "demo", "primary_region": "ams"]
        #expect(app["config"] == ["definition": definition, "valid": true])
        #expect(
            app["currentRelease"] == [
                "version": 2, "deploymentStrategy": "BLUEGREEN", "config": ["definition": definition],
                "image": ["repository": "library/two", "tag": "latest"],
            ])
        #expect(
            app["releases"] == [
                "totalCount": 2,
                "nodes": [
                    [
                        "version": 2, "description": "Deploy image", "reason": "change", "status": "pending",
                        "imageRef": "two", "stable": false, "inProgress": true, "evaluationId": .null,
                        "user": ["email": "developer@example.com"], "createdAt": "2026-08-01T12:00:00Z",
                    ]
                ],
            ])
    }

    @Test func `whoever deploys tells how it goes`() async throws {
        try await emulator.makeApp("demo")
        let id = try #require(try await create()["release"]?["id"])
        for (status, stable, inProgress) in [
            ("running", false, true), ("complete", true, false), ("failed", false, false),
        ] {
            let answer = try await emulator.query(
                Self.update, ["input": ["releaseId": id, "status": .string(status), "metadata": ["took": 3]]])
            #expect(
                try answer.data["updateRelease"] == [
                    "clientMutationId": .null,
                    "release": [
                        "id": id, "status": .string(status), "stable": .bool(stable), "inProgress": .bool(inProgress),
                        "metadata": ["took": 3],
                    ],
                ])
        }
        // What is empty or absent stays.
        let answer = try await emulator.query(Self.update, ["input": ["releaseId": id, "status": ""]])
        #expect(try answer.data["updateRelease"]?["release"]?["status"] == "failed")
        #expect(try answer.data["updateRelease"]?["release"]?["metadata"] == ["took": 3])
    }

    @Test func `releases are listed by status, and found by version and by id`() async throws {
        try await emulator.makeApp("demo")
        let id = try #require(try await create()["release"]?["id"])
        try await create()
        _ = try await emulator.query(Self.update, ["input": ["releaseId": id, "status": "failed"]])
        let answer = try await emulator.query(
            """
            query($id: ID!) {
                app(name: "demo") {
                    releasesUnprocessed(status: "failed") { nodes { version } }
                    byVersion: release(version: 2) { version }
                    byID: release(id: $id) { version }
                }
                node(id: $id) { __typename id }
            }
            """, ["id": id])
        #expect(
            try answer.data == [
                "app": [
                    "releasesUnprocessed": ["nodes": [["version": 1]]], "byVersion": ["version": 2],
                    "byID": ["version": 1],
                ],
                "node": ["__typename": "Release", "id": id],
            ])
    }

    @Test func `what is not there is not found`() async throws {
        try await emulator.makeApp("demo")
        let release = try await emulator.query(#"{ app(name: "demo") { release(version: 1) { id } } }"#)
        #expect(try release.data["app"]?["release"] == .null)
        #expect(try release.errors[0]["message"] == "Could not find Release")
        let update = try await emulator.query(Self.update, ["input": ["releaseId": "rel_x", "status": "failed"]])
        #expect(try update.data["updateRelease"] == .null)
        #expect(try update.errors[0]["message"] == "Could not find Release")
    }

    @Test func `a configuration is an object`() async throws {
        try await emulator.makeApp("demo")
        let answer = try await emulator.query(
            Self.create,
            [
                "input": [
                    "appId": "demo", "definition": "text", "image": "x", "platformVersion": "machines",
                    "strategy": "ROLLING",
                ]
            ])
        #expect(try answer.errors[0]["message"] == "definition must be an object")
        #expect(try answer.errors[0]["extensions"] == ["code": "INVALID_ARGUMENTS"])
    }

    @Test func `releases go with their app`() async throws {
        try await emulator.makeApp("demo")
        try await create()
        _ = try await emulator.query(#"mutation { deleteApp(appId: "demo") { organization { id } } }"#)
        try await emulator.makeApp("demo")
        let answer = try await emulator.query(#"{ app(name: "demo") { version releases { totalCount } } }"#)
        #expect(try answer.data["app"] == ["version": 0, "releases": ["totalCount": 0]])
    }
}
