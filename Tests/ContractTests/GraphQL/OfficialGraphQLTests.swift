import OrderedJSON
import Testing
import WindtunnelTestSupport

/// The calls of the official Go library, as it sends them and as strictly as it decodes (reference/graphql.md, section
/// 7, check 10).
@Suite(.timeLimit(.minutes(5))) struct OfficialGraphQL {
    private static let organization: [String: GoShape] = [
        "id": .string, "internalNumericId": .string, "slug": .string, "rawSlug": .string, "name": .string,
        "type": .string, "paidPlan": .bool, "billable": .bool, "viewerRole": .string,
    ]

    /// Those of the organization's fields that a call selects.
    private static func organization(_ names: String...) -> GoShape {
        .fields(organization.filter { names.contains($0.key) })
    }

    private static let address: GoShape = [
        "id": .string, "address": .string, "type": .string, "region": .string, "createdAt": .time,
    ]

    private static let listedAddress: GoShape = [
        "id": .string, "address": .string, "type": .string, "region": .string, "createdAt": .time,
        "network": ["name": .string, "organization": ["slug": .string]], "serviceName": .string,
    ]

    private static let machine: GoShape = [
        "id": .string, "name": .string, "config": .object, "state": .string, "region": .string, "createdAt": .time,
        "app": ["name": .string],
        "ips": ["nodes": .list(["family": .string, "kind": .string, "ip": .string, "maskSize": .int])],
        "host": ["id": .string],
    ]

    private static let app: GoShape = [
        "app": [
            "id": .string, "internalNumericId": .int, "name": .string, "hostname": .string, "deployed": .bool,
            "status": .string, "version": .int, "appUrl": .string, "platformVersion": .string,
            "currentRelease": ["evaluationId": .string, "status": .string, "inProgress": .bool, "version": .int],
            "config": ["definition": .object], "organization": organization("id", "slug", "paidPlan"),
            "services": .list([
                "description": .string, "protocol": .string, "internalPort": .int,
                "ports": .list(["port": .int, "handlers": .list(.string)]),
            ]),
            "ipAddresses": [
                "nodes": .list(["id": .string, "address": .string, "type": .string, "createdAt": .time])
            ],
            "sharedIpAddress": .string, "cnameTarget": .string,
            "imageDetails": [
                "registry": .string, "repository": .string, "tag": .string, "digest": .string, "version": .string,
            ],
            "machines": ["nodes": .list(machine)], "postgresAppRole": ["name": .string],
        ]
    ]

    private static let compact: GoShape = [
        "appcompact": [
            "id": .string, "internalNumericId": .int, "name": .string, "hostname": .string, "cnameTarget": .string,
            "deployed": .bool, "network": .string, "status": .string, "appUrl": .string, "platformVersion": .string,
            "organization": organization("id", "internalNumericId", "slug", "paidPlan"),
            "postgresAppRole": ["name": .string],
        ]
    ]

    private static let basic: GoShape = [
        "appbasic": [
            "id": .string, "name": .string, "platformVersion": .string,
            "organization": organization("id", "internalNumericId", "slug", "rawSlug", "paidPlan"),
        ]
    ]

    private static let regions: GoShape = [
        "platform": [
            "requestRegion": .string,
            "regions": .list([
                "name": .string, "code": .string, "latitude": .float, "longitude": .float, "gatewayAvailable": .bool,
                "requiresPaidPlan": .bool, "deprecated": .bool,
            ]),
        ]
    ]

    private static let appName: JSON = ["appName": "demo"]

    /// What is sent and decoded, in the order of the check; all of it succeeds on an app with a machine and on one
    /// without.
    private static let calls: [(document: String, variables: JSON, shape: GoShape)] = [
        (
            "AllocateIPAddress", ["input": ["appId": "demo", "type": "v6", "region": ""]],
            ["allocateIpAddress": ["ipAddress": address]]
        ),
        (
            "AllocateSharedIPAddress", ["input": ["appId": "demo", "type": "shared_v4", "region": ""]],
            ["allocateIpAddress": ["app": ["sharedIpAddress": .string]]]
        ),
        (
            "AllocateFlycastAddress",
            ["input": ["appId": "demo", "type": "private_v6", "region": "", "network": "blue"]],
            ["allocateIpAddress": ["ipAddress": address]]
        ),
        (
            "GetIPAddresses", appName,
            ["app": ["ipAddresses": ["nodes": .list(listedAddress)], "sharedIpAddress": .string]]
        ),
        ("GetApp", appName, app),
        ("GetAppCompact", appName, compact),
        ("GetAppBasic", appName, basic),
        (
            "GetOrganizations", ["admin": false],
            [
                "organizations": [
                    "nodes": .list(
                        organization(
                            "id", "slug", "rawSlug", "name", "type", "paidPlan", "billable", "viewerRole",
                            "internalNumericId"))
                ]
            ]
        ),
        ("GetCurrentUser", nil, ["viewer": ["id": .string, "email": .string, "enablePaidHobby": .bool]]),
        ("PlatformRegions", nil, regions),
    ]

    @Test(arguments: [true, false])
    func `the ten calls of the library succeed and decode`(hasMachine: Bool) async throws {
        try await withEmulator(.instant) { emulator in
            let app = try await emulator.makeApp()
            if hasMachine {
                _ = try await app.makeMachine([
                    "image": "flyio/mcp:latest", "guest": ["cpu_kind": "shared", "cpus": 1, "memory_mb": 256],
                    "services": [
                        ["protocol": "tcp", "internal_port": 80, "ports": [["port": 443, "handlers": ["tls"]]]]
                    ],
                ])
            }
            let client = GraphQLClient(emulator: emulator)
            for call in Self.calls {
                let data = try await client.data(try GraphQLClient.document(call.document), call.variables)
                let objections = call.shape.objections(to: data)
                #expect(objections.isEmpty, "\(call.document): \(objections)")
            }
            let listed = try await client.data(try GraphQLClient.document("GetIPAddresses"), Self.appName)
            let nodes = try #require(listed["app"]?["ipAddresses"]?["nodes"]?.arrayValue)
            #expect(nodes.map { $0["type"] } == ["v6", "private_v6"])
            for address in [nodes[0]["address"], nodes[1]["address"], listed["app"]?["sharedIpAddress"]] {
                let input: JSON = ["appId": "demo", "ipAddressId": nil, "ip": address ?? nil]
                let released = try await client.data(
                    try GraphQLClient.document("ReleaseIPAddress"), ["input": input])
                #expect(released == ["releaseIpAddress": ["clientMutationId": nil]])
            }
            let left = try await client.data(try GraphQLClient.document("GetIPAddresses"), Self.appName)
            #expect(left["app"] == ["ipAddresses": ["nodes": []], "sharedIpAddress": nil])
        }
    }

    /// The generated half of the library sends a name, and leaves out variables where there are none.
    @Test func `the generated calls of a deployment succeed and decode`() async throws {
        try await withEmulator(.instant) { emulator in
            _ = try await emulator.makeApp()
            let client = GraphQLClient(emulator: emulator, kind: .generated)
            let created = try await client.data(
                try GraphQLClient.document("CreateRelease"),
                [
                    "input": [
                        "appId": "demo", "buildId": "", "clientMutationId": "", "definition": ["app": "demo"],
                        "image": "flyio/mcp:latest", "platformVersion": "machines", "strategy": "CANARY",
                    ]
                ])
            let release: GoShape = ["createRelease": ["release": ["id": .string, "version": .int]]]
            #expect(release.objections(to: created).isEmpty)
            let nearest = try await client.data(try GraphQLClient.document("GetNearestRegion"))
            let region: GoShape = [
                "nearestRegion": [
                    "code": .string, "name": .string, "gatewayAvailable": .bool, "deprecated": .bool,
                ]
            ]
            #expect(region.objections(to: nearest).isEmpty)
            let config = try await client.data(
                try GraphQLClient.document("FlyctlConfigCurrentRelease"), Self.appName)
            #expect(config == ["app": ["currentReleaseUnprocessed": ["configDefinition": ["app": "demo"]]]])
        }
    }

    static let undecodable: [(GoShape, JSON)] = [
        (.int, "1"), (.string, 1), (.time, "2026-08-01T12:00:00"), (.list(.object), [nil]),
        (["a": .string], ["b": "x"]),
    ]

    @Test(arguments: undecodable)
    func `an answer that Go cannot decode is told`(shape: GoShape, value: JSON) {
        #expect(!shape.objections(to: value).isEmpty)
        #expect(shape.objections(to: nil).count == 1)
        #expect(shape.objections(to: .null).isEmpty)
    }
}
