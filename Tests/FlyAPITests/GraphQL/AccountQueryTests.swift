import OrderedJSON
import Testing

@testable import FlyAPI

/// Who asks, for which organizations, and where things can be (reference/graphql.md, sections 3.1, 3.2 and 3.5).
@Suite struct AccountQueries {
    private let emulator = Emulator()

    @Test func `the viewer is a user for the documents that ask for either kind`() async throws {
        let answer = try await emulator.query(
            "query { viewer { __typename ... on User { id email enablePaidHobby } ... on Macaroon { email } } }")
        let viewer = try #require(answer.data["viewer"])
        #expect(viewer.objectValue?.keys == ["__typename", "id", "email", "enablePaidHobby"])
        #expect(viewer["__typename"] == "User")
        #expect(viewer["email"]?.stringValue?.contains("@") == true)
    }

    @Test func `there is one personal organization, and those that apps are in`() async throws {
        try await emulator.makeApp("demo", organization: "acme")
        let answer = try await emulator.query(
            """
            query($admin: Boolean!) {
                organizations(admin: $admin) {
                    nodes { id slug rawSlug name type paidPlan billable viewerRole internalNumericId }
                }
            }
            """, ["admin": false])
        let nodes = try #require(answer.data["organizations"]?["nodes"]?.arrayValue)
        #expect(nodes.map { $0["slug"] } == ["personal", "acme"])
        #expect(nodes.map { $0["type"] } == ["PERSONAL", "SHARED"])
        #expect(nodes.map { $0["name"] } == ["Personal", "acme"])
        #expect(nodes.allSatisfy { $0["internalNumericId"]?.stringValue?.allSatisfy(\.isNumber) == true })
        let shared = try await emulator.query("{ organizations(type: SHARED) { totalCount nodes { slug } } }")
        #expect(try shared.data["organizations"] == ["totalCount": 1, "nodes": [["slug": "acme"]]])
    }

    @Test func `an organization is found by slug, id and name with all that clients select`() async throws {
        let bySlug = try await emulator.query(
            """
            query GetOrganization ($slug: String!) { organization(slug: $slug) { ...OrganizationData } }
            fragment OrganizationData on Organization {
                id slug rawSlug paidPlan addOnSsoLink provisionsBetaExtensions name billable billingStatus
            }
            """, ["slug": "personal"])
        let organization = try #require(bySlug.data["organization"])
        #expect(organization["slug"] == "personal")
        #expect(organization["billingStatus"] == "CURRENT")
        let id = try #require(organization["id"]?.stringValue)
        #expect(id.wholeMatch(of: /[0-9A-Za-z]{30,35}/) != nil)
        for argument in ["id: \"\(id)\"", "name: \"Personal\""] {
            let again = try await emulator.query("{ organization(\(argument)) { slug } }")
            #expect(try again.data["organization"] == ["slug": "personal"])
        }
        let details = try await emulator.query(
            """
            query($slug: String!) {
                organizationdetails: organization(slug: $slug) {
                    viewerRole remoteBuilderImage remoteBuilderApp { name }
                    members { edges { cursor node { id name email } joinedAt role } }
                    addOns(type: tigris) { nodes { id name addOnPlan { displayName description } privateIp primaryRegion
                        readRegions options metadata } }
                }
            }
            """, ["slug": "acme"])
        let members = try details.data["organizationdetails"]?["members"]?["edges"]?.arrayValue
        #expect(members?.count == 1)
        #expect(members?.first?["role"] == "ADMIN")
        #expect(try details.data["organizationdetails"]?["addOns"] == ["nodes": []])
    }

    @Test func `regions are those of REST, the nearest one among them`() async throws {
        let answer = try await emulator.query(
            """
            query {
                platform { requestRegion regions { name code latitude longitude gatewayAvailable requiresPaidPlan deprecated } }
                nearestRegion { code name gatewayAvailable deprecated }
            }
            """)
        let regions = try #require(answer.data["platform"]?["regions"]?.arrayValue)
        #expect(regions.contains { $0["code"] == "ams" && $0["deprecated"] == false })
        #expect(try answer.data["platform"]?["requestRegion"] == "iad")
        #expect(try answer.data["nearestRegion"]?["code"] == "iad")
    }

    @Test(arguments: ["personal", "a", "acme-corp-2", "a-very-long-organization-slug-of-sixty-three-letters-in-all"])
    func `an organization's id stands for its slug`(slug: String) {
        let id = OrganizationNode(slug: slug).id
        #expect(id.count >= 31)
        #expect(OrganizationNode(id: id)?.slug == slug)
        #expect(OrganizationNode(id: id + "0") == nil)
        #expect(OrganizationNode(id: String(id.dropLast())) == nil)
    }

    @Test(arguments: ["", "personal", "0123456789", "QgQgQgQg", "vol_0123456789abcdef"])
    func `other texts are no organization's id`(text: String) {
        #expect(OrganizationNode(id: text) == nil)
    }
}
