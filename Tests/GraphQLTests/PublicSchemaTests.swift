import FoundationEssentials
import GraphQL
import GraphQLSamples
import OrderedJSON
import Testing

/// The public schema file, when it lies in `shared/reference` beside the package or above it.
private let publicSchema: String? = {
    var folder = URL(filePath: #filePath)
    for _ in 0..<6 {
        folder = folder.deletingLastPathComponent()
        let file = folder.appending(path: "shared/reference/fly-schema.graphql")
        if let data = try? Data(contentsOf: file) { return String(decoding: data, as: UTF8.self) }
    }
    return nil
}()

@Suite("The public schema", .enabled(if: publicSchema != nil, "shared/reference/fly-schema.graphql is not there"))
struct PublicSchemaTests {
    @Test("is built whole")
    func built() throws {
        let schema = try Schema(sdl: try #require(publicSchema))
        #expect(schema.queryType == "Queries")
        #expect(schema.mutationType == "Mutations")
        let own = schema.typeNames.filter { !$0.hasPrefix("__") }.compactMap { schema[$0]?.kind }
        let counts = Dictionary(grouping: own, by: { $0 }).mapValues(\.count)
        #expect(counts["OBJECT"] == 306)
        #expect(counts["INPUT_OBJECT"] == 151)
        #expect(counts["ENUM"] == 22)
        #expect(counts["INTERFACE"] == 4)
        #expect(counts["UNION"] == 1)
        #expect(
            schema["Queries"].flatMap { type in if case .object(let root) = type { root.fields.all.count } else { nil }
            } == 39)
        #expect(
            schema["Mutations"].flatMap { type in
                if case .object(let root) = type { root.fields.all.count } else { nil }
            } == 141)
    }

    @Test(
        "accepts documents of real clients",
        arguments: [
            """
            mutation($input: AllocateIPAddressInput!) { allocateIpAddress(input: $input) { app { \
            sharedIpAddress } } }
            """,
            """
            mutation($input: AllocateIPAddressInput!) { allocateIpAddress(input: $input) { ipAddress { id \
            address type region createdAt } } }
            """,
            "query { viewer { ... on User { id email enablePaidHobby } ... on Macaroon { email } } }",
            """
            query($admin: Boolean!) { organizations(admin: $admin) { nodes { id slug rawSlug name type \
            paidPlan billable viewerRole internalNumericId } } }
            """,
            """
            query ($appName: String!) { appcompact: app(name: $appName) { id, internalNumericId, name, \
            hostname, cnameTarget, deployed, network, status, appUrl, platformVersion, organization { id, \
            internalNumericId, slug, paidPlan } postgresAppRole: role { name } } }
            """,
            "query ($id: ID!) { volume: volume(id: $id) { ... on Volume { app { name } } } }",
            "mutation($appId: ID!) { deleteApp(appId: $appId) { organization { id } } }",
            "mutation { logOut(input: {}) { ok } }",
            """
            query GetAppWithAddons($name: String!, $addOnType: AddOnType!) {
              app(name: $name) { ...AppData addOns(type: $addOnType) { nodes { ...AddOnData } } }
            }
            fragment AppData on App {
              id name deployed platformVersion cnameTarget secrets { name } organization { ...OrganizationData }
            }
            fragment OrganizationData on Organization {
              id slug rawSlug paidPlan addOnSsoLink provisionsBetaExtensions name billable billingStatus
            }
            fragment AddOnData on AddOn { id name primaryRegion status errorMessage metadata options }
            """,
            """
            query ($appName: String!) {
              app(name: $appName) {
                ipAddresses {
                  nodes { id address type region createdAt network { name organization { slug } } serviceName }
                }
                sharedIpAddress
                egressIpAddresses { nodes { id ip version region updatedAt } }
                machines {
                  nodes { id config state app { name } ips { nodes { family kind ip maskSize } } host { id } }
                }
                image(ref: "x") { id digest ref compressedSize: compressedSizeFull manifest }
                releases: releasesUnprocessed(first: 1) { nodes { id version user { id email } createdAt } }
              }
            }
            """,
            """
            mutation ($appId: ID!) {
              a: allocateIpAddress(input: {appId: $appId, type: shared_v4}) { app { sharedIpAddress } }
              b: allocateIpAddress(input: {appId: $appId, type: v6, region: ""}) { ipAddress { created_at: createdAt } }
              setSecrets(input: {appId: $appId, secrets: [{key: "A", value: "b"}]}) { release { id version } }
            }
            """,
            """
            mutation($name: String!, $org: ID!, $profile: String!, $params: JSON, $expiry: String!) {
              createLimitedAccessToken(
                input: {name: $name, organizationId: $org, profile: $profile, profileParams: $params, expiry: $expiry}
              ) { limitedAccessToken { tokenHeader } }
            }
            """,
            """
            query {
              node(id: "x") { id ... on App { name } ... on Machine { state } } nodes(ids: ["a", 5]) { id }
            }
            """,
            """
            query { platform { requestRegion regions { name code latitude longitude gatewayAvailable \
            requiresPaidPlan deprecated } } }
            """,
            """
            query($after: String, $org: ID) { apps(type: "container", first: 200, after: $after, \
            organizationId: $org) { pageInfo { hasNextPage endCursor } nodes { id name deployed hostname \
            platformVersion network organization { slug name } currentRelease { createdAt status } status \
            } } }
            """,
        ])
    func documents(_ query: String) throws {
        let executable = try Executable<World>(schema: Schema(sdl: try #require(publicSchema)), resolvers: Resolvers())
        do throws(RequestFailure) {
            _ = try executable.prepare(query)
        } catch {
            Issue.record("\(error.errors.map(\.message))")
        }
    }

    @Test("answers the introspection every tool begins with")
    func introspection() async throws {
        let executable = try Executable<World>(schema: Schema(sdl: try #require(publicSchema)), resolvers: Resolvers())
        let query = """
            query IntrospectionQuery {
              __schema {
                description queryType { name } mutationType { name } subscriptionType { name }
                types { ...FullType }
                directives { name description isRepeatable locations args(includeDeprecated: true) { ...InputValue } }
              }
            }
            fragment FullType on __Type {
              kind name description specifiedByURL
              fields(includeDeprecated: true) {
                name description args(includeDeprecated: true) { ...InputValue } type { ...TypeRef }
                isDeprecated deprecationReason
              }
              inputFields(includeDeprecated: true) { ...InputValue }
              interfaces { ...TypeRef }
              enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
              possibleTypes { ...TypeRef }
            }
            fragment InputValue on __InputValue {
              name description type { ...TypeRef } defaultValue isDeprecated deprecationReason
            }
            fragment TypeRef on __Type {
              kind name
              ofType { kind name ofType { kind name ofType { kind name ofType { kind name
                ofType { kind name ofType { kind name ofType { kind name } } } } } } }
            }
            """
        let response = await executable.execute(OperationRequest(query: query), context: World())
        #expect(response["errors"] == nil)
        #expect((response["data"]?["__schema"]?["types"]?.arrayValue?.count ?? 0) > 480)
    }
}
