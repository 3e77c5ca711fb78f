import HTTPTypes
import MachineRules
import OrderedJSON
import Simulation
import Testing

/// Apps as flyctl and others ask for them (reference/graphql.md, section 3.3).
@Suite struct AppQueries {
    private let emulator = Emulator()

    private func app(_ selection: String, _ name: String = "demo") async throws -> JSON {
        let answer = try await emulator.query(
            "query ($appName: String!) { app(name: $appName) \(selection) }", ["appName": .string(name)])
        #expect(try answer.errors.isEmpty, "\(answer.text)")
        return try #require(answer.data["app"])
    }

    @Test func `the compact look-up answers under its aliases`() async throws {
        try await emulator.makeApp("demo")
        let answer = try await emulator.query(
            """
            query ($appName: String!) {
                appcompact:app(name: $appName) {
                    id internalNumericId name hostname cnameTarget deployed network status appUrl platformVersion
                    organization { id internalNumericId slug paidPlan }
                    postgresAppRole: role { name }
                }
            }
            """, ["appName": "demo"])
        let app = try #require(answer.data["appcompact"])
        #expect(app["id"] == "demo")
        #expect(app["name"] == "demo")
        #expect(app["internalNumericId"]?.intValue != nil)
        #expect(app["hostname"] == "demo.fly.dev")
        #expect(app["appUrl"] == "https://demo.fly.dev")
        #expect(app["deployed"] == false)
        #expect(app["status"] == "pending")
        #expect(app["platformVersion"] == "machines")
        #expect(app["organization"]?["slug"] == "personal")
        #expect(app["organization"]?["internalNumericId"]?.stringValue != nil)
        #expect(app["postgresAppRole"] == .null)
        let rest = try await emulator.send(.get, "/v1/apps/demo").json
        #expect(app["internalNumericId"] == rest["internal_numeric_id"])
        #expect(app["cnameTarget"] == rest["cname_target"])
        #expect(app["network"] == rest["network"])
        #expect(
            app["organization"]?["internalNumericId"]?.stringValue
                == rest["organization"]?["internal_numeric_id"]?.intValue.map(String.init))
    }

    @Test(arguments: ["name: \"demo\"", "id: \"demo\"", "key: \"demo\"", "id: null, name: \"demo\""])
    func `an app is found by its name under any of the arguments`(argument: String) async throws {
        try await emulator.makeApp("demo")
        #expect(try await emulator.query("{ app(\(argument)) { name } }").data == ["app": ["name": "demo"]])
    }

    @Test func `an app is found by its internal id`() async throws {
        try await emulator.makeApp("other")
        try await emulator.makeApp("demo")
        let id = try #require(try await app("{ internalId }")["internalId"]?.stringValue)
        #expect(try await emulator.query("{ app(internalId: \"\(id)\") { name } }").data == ["app": ["name": "demo"]])
    }

    @Test func `an app without anything says so in the whole look-up`() async throws {
        try await emulator.makeApp("demo")
        let app = try await app(
            """
            {
                id internalNumericId name hostname deployed status version appUrl platformVersion
                currentRelease { evaluationId status inProgress version }
                config { definition }
                organization { id slug paidPlan }
                services { description protocol internalPort ports { port handlers } }
                ipAddresses { nodes { id address type createdAt } }
                sharedIpAddress cnameTarget
                imageDetails { registry repository tag digest version }
                machines { nodes { id name config state region createdAt app { name } ips { nodes { family kind ip maskSize } } host { id } } }
                postgresAppRole: role { name ... on PostgresClusterAppRole { name } }
                hostIssues { nodes { internalId message createdAt updatedAt } }
                egressIpAddresses { nodes { id ip version region updatedAt } }
                currentReleaseUnprocessed { configDefinition }
                releases: releasesUnprocessed(first: 1) { nodes { id version description reason status imageRef stable user { id email name } createdAt } }
                secrets { name digest createdAt }
                regions { name code }
            }
            """)
        #expect(app["version"] == 0)
        #expect(app["config"] == ["definition": [:]])
        for key in [
            "currentRelease", "sharedIpAddress", "imageDetails", "postgresAppRole", "currentReleaseUnprocessed",
        ] {
            #expect(app[key] == .null, "\(key)")
        }
        for key in ["ipAddresses", "machines", "hostIssues", "egressIpAddresses", "releases"] {
            #expect(app[key] == ["nodes": []], "\(key)")
        }
        for key in ["services", "secrets", "regions"] { #expect(app[key] == [], "\(key)") }
    }

    @Test func `addresses come in pages of their order`() async throws {
        try await emulator.makeApp("demo")
        var addresses: [JSON] = []
        for _ in 0..<5 {
            let answer = try await emulator.query(
                #"mutation { allocateIpAddress(input: {appId: "demo", type: v6}) { ipAddress { address } } }"#)
            addresses.append(try #require(answer.data["allocateIpAddress"]?["ipAddress"]?["address"]))
        }
        let page = "{ nodes { address } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }"
        let first = try #require(try await app("{ ipAddresses(first: 2, after: \"\") \(page) }")["ipAddresses"])
        #expect(first["nodes"]?.arrayValue?.compactMap { $0["address"] } == Array(addresses[..<2]))
        #expect(first["totalCount"] == 5)
        #expect(first["pageInfo"]?["hasNextPage"] == true)
        #expect(first["pageInfo"]?["hasPreviousPage"] == false)
        let cursor = try #require(first["pageInfo"]?["endCursor"]?.stringValue)
        let rest = try #require(try await app("{ ipAddresses(first: 9, after: \"\(cursor)\") \(page) }")["ipAddresses"])
        #expect(rest["nodes"]?.arrayValue?.compactMap { $0["address"] } == Array(addresses[2...]))
        #expect(rest["pageInfo"]?["hasNextPage"] == false)
        #expect(rest["pageInfo"]?["hasPreviousPage"] == true)
        let last = try #require(
            try await app("{ ipAddresses(last: 1, before: \"\(cursor)\") { edges { cursor node { address } } } }")[
                "ipAddresses"])
        #expect(last["edges"]?.arrayValue?.map { $0["node"]?["address"] } == [addresses[0]])
        #expect(last["edges"]?[0]?["cursor"] == first["pageInfo"]?["startCursor"])
        let empty = try #require(try await app("{ ipAddresses(first: 0) \(page) }")["ipAddresses"])
        #expect(empty["nodes"] == [])
        #expect(empty["pageInfo"]?["endCursor"] == .null)
    }

    @Test func `the list of apps has pages, and those of one organization`() async throws {
        for name in ["one", "two", "three"] { try await emulator.makeApp(name) }
        try await emulator.makeApp("four", organization: "acme")
        let list = """
            query($org: ID, $after: String, $role: String) {
                apps(type: "container", first: 2, after: $after, organizationId: $org, role: $role) {
                    pageInfo { hasNextPage endCursor }
                    nodes {
                        id name deployed hostname platformVersion network organization { slug name }
                        currentRelease { createdAt status } status
                    }
                }
            }
            """
        func names(_ answer: Emulator.Answer) throws -> [String] {
            try answer.data["apps"]?["nodes"]?.arrayValue?.compactMap { $0["name"]?.stringValue } ?? []
        }
        let first = try await emulator.query(list)
        #expect(try names(first) == ["one", "two"])
        let cursor = try #require(first.data["apps"]?["pageInfo"]?["endCursor"])
        let second = try await emulator.query(list, ["after": cursor])
        #expect(try names(second) == ["three", "four"])
        #expect(try second.data["apps"]?["pageInfo"]?["hasNextPage"] == false)
        let acme = try #require(try await app("{ organization { id } }", "four")["organization"]?["id"])
        #expect(try names(try await emulator.query(list, ["org": acme, "after": ""])) == ["four"])
        #expect(try names(try await emulator.query(list, ["role": "postgres_cluster"])) == [])
        let ofOrganization = try await emulator.query(
            #"{ organization(slug: "personal") { apps(first: 9) { nodes { name } } } }"#)
        #expect(
            try ofOrganization.data["organization"]?["apps"]?["nodes"] == [
                ["name": "one"], ["name": "two"], ["name": "three"],
            ])
    }

    @Test func `an image is its reference`() async throws {
        try await emulator.makeApp("demo")
        let selection =
            "{ image(ref: \"flyio/mcp:latest\") { id digest ref compressedSize: compressedSizeFull manifest } }"
        let image = try #require(try await app(selection)["image"])
        // What a client deploys afterwards.
        let reference = try #require(image["ref"]?.stringValue)
        #expect(reference == "docker-hub-mirror.fly.io/flyio/mcp:latest@\(image["digest"]?.stringValue ?? "")")
        #expect(image["compressedSize"] == "0")
        #expect(image["manifest"] == [:])
        #expect(image["digest"]?.stringValue?.hasPrefix("sha256:") == true)
        #expect(try await app("{ image(ref: \"Not an image\") { id } }")["image"] == .null)
    }
}
