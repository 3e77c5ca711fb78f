import HTTPTypes
import MachineRules
import OrderedJSON
import Persistence
import Simulation
import Testing

@testable import FlyAPI

/// Tokens over GraphQL (reference/graphql.md, section 3.5).
@Suite struct LimitedTokens {
    private let emulator = Emulator()

    /// Five variables, as the client sends them.
    private static let create = """
        mutation($name: String!, $organizationId: ID!, $profile: String!, $profileParams: JSON, $expiry: String!) {
            createLimitedAccessToken(input: {
                name: $name, organizationId: $organizationId, profile: $profile, profileParams: $profileParams,
                expiry: $expiry
            }) { limitedAccessToken { id tokenHeader expiresAt profile profileParams organization { slug } } }
        }
        """
    private static let ofApp = """
        query($appName: String!) {
            appLimitedAccessTokens: app(name: $appName) {
                limitedAccessTokens { nodes { id name token expiresAt revokedAt user { email } tokenHeader } }
            }
        }
        """
    private static let ofOrganization = """
        query($slug: String!) {
            orgLimitedAccessTokens: organization(slug: $slug) { limitedAccessTokens { nodes { id name } } }
        }
        """
    private static let revoke =
        "mutation($id: ID!) { deleteLimitedAccessToken(input: {id: $id}) { token revokedBy } }"

    private func create(
        _ name: String = "ci", profile: String = "deploy", params: JSON = ["app_id": "demo"], expiry: String = ""
    ) async throws -> Emulator.Answer {
        try await emulator.query(
            Self.create,
            [
                "name": .string(name), "organizationId": .string(OrganizationNode.personal.id),
                "profile": .string(profile), "profileParams": params, "expiry": .string(expiry),
            ])
    }

    private func token(_ answer: Emulator.Answer) throws -> JSON {
        try #require(answer.data["createLimitedAccessToken"]?["limitedAccessToken"], "\(answer.text)")
    }

    /// What the first macaroon of a header's value opens.
    private func grant(_ token: JSON) async throws -> TokensService.Grant? {
        let header = try #require(token["tokenHeader"]?.stringValue)
        let first = try #require(AuthorizationHeader.tokens(in: header).first)
        return try await emulator.world.tokens.grant(of: String(first))
    }

    @Test func `a deploy token opens its app until it expires`() async throws {
        try await emulator.makeApp("demo")
        let token = try token(try await create(expiry: "10m"))
        #expect(token["tokenHeader"]?.stringValue?.wholeMatch(of: /FlyV1 fm2_[^,]+,fm2_[^,]+/) != nil)
        #expect(token["expiresAt"] == "2026-08-01T12:10:00Z")
        #expect(token["profile"] == "deploy")
        #expect(token["profileParams"] == ["app_id": "demo"])
        #expect(token["organization"] == ["slug": "personal"])
        let grant = try #require(try await grant(token))
        #expect(grant.app == "demo")
        #expect(grant.organization == "personal")
        #expect(grant.mayWrite)
    }

    @Test(arguments: [("deploy_organization", true), ("identity", false), ("flynthetics_read", false)])
    func `a token without an app opens the organization, as far as its profile goes`(
        profile: String, mayWrite: Bool
    ) async throws {
        let token = try token(try await create(profile: profile, params: .null))
        #expect(token["profileParams"] == .null)
        #expect(token["expiresAt"] == "2046-07-27T12:00:00Z")
        let grant = try #require(try await grant(token))
        #expect(grant.app == nil)
        #expect(grant.mayWrite == mayWrite)
    }

    @Test func `tokens are listed by app and by organization, without their text`() async throws {
        try await emulator.makeApp("demo")
        let id = try #require(try token(try await create())["id"])
        let other = try #require(try token(try await create("all", profile: "deploy_organization", params: [:]))["id"])
        let ofApp = try await emulator.query(Self.ofApp, ["appName": "demo"])
        #expect(
            try ofApp.data["appLimitedAccessTokens"]?["limitedAccessTokens"]?["nodes"] == [
                [
                    "id": id, "name": "ci", "token": id, "expiresAt": "2046-07-27T12:00:00Z", "revokedAt": .null,
                    "user": ["email": "developer@example.com"], "tokenHeader": .null,
                ]
            ])
        let ofOrganization = try await emulator.query(Self.ofOrganization, ["slug": "personal"])
        #expect(
            try ofOrganization.data["orgLimitedAccessTokens"]?["limitedAccessTokens"]?["nodes"] == [
                ["id": id, "name": "ci"], ["id": other, "name": "all"],
            ])
        let node = try await emulator.query("query($id: ID!) { node(id: $id) { __typename id } }", ["id": id])
        #expect(try node.data["node"] == ["__typename": "LimitedAccessToken", "id": id])
    }

    @Test func `a revoked token opens nothing, and says so in the list`() async throws {
        try await emulator.makeApp("demo")
        let token = try token(try await create())
        let id = try #require(token["id"])
        let revoked = try await emulator.query(Self.revoke, ["id": id])
        #expect(
            try revoked.data["deleteLimitedAccessToken"] == ["token": id, "revokedBy": "dev@windtunnel.local"])
        #expect(try await grant(token) == nil)
        let listed = try await emulator.query(Self.ofApp, ["appName": "demo"])
        #expect(
            try listed.data["appLimitedAccessTokens"]?["limitedAccessTokens"]?["nodes"]?[0]?["revokedAt"]
                == "2026-08-01T12:00:00Z")
    }

    @Test func `what cannot be is refused`() async throws {
        try await emulator.makeApp("demo")
        #expect(try await create(params: ["app_id": "no"]).errors[0]["message"] == #"Could not find App "no""#)
        #expect(try await create(expiry: "-1h").errors[0]["message"] == "expiry must be positive")
        let lost = try await emulator.query(Self.revoke, ["id": "none"])
        #expect(try lost.errors[0]["message"] == "Could not find LimitedAccessToken")
        try await emulator.makeApp("far", organization: "other")
        #expect(try await create(params: ["app_id": "far"]).errors[0]["message"] == #"Could not find App "far""#)
    }
}
