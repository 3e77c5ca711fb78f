import OrderedJSON
import Testing
import WindtunnelTestSupport

/// What an app tells of its machines, and what no app has (reference/graphql.md, sections 3.3 and 3.4).
@Suite(.timeLimit(.minutes(5))) struct AppFields {
    private static let web: JSON = [
        "image": "flyio/mcp:latest", "guest": ["cpu_kind": "performance", "cpus": 2, "memory_mb": 4096],
        "services": [
            [
                "protocol": "tcp", "internal_port": 8080,
                "concurrency": ["type": "requests", "soft_limit": 5, "hard_limit": 9],
                "ports": [
                    ["port": 443, "handlers": ["tls", "http", "unheard-of"]], ["start_port": 8000, "end_port": 8100],
                ],
                "checks": [["type": "http", "interval": "10s", "timeout": "1s", "path": "/up", "grace_period": "3s"]],
            ],
            ["protocol": "udp", "internal_port": 53],
        ],
        "checks": ["alive": ["type": "tcp", "port": 9090]],
    ]

    @Test func `an app's services are those of its machines, each once`() async throws {
        try await withEmulator(.instant) { emulator in
            let app = try await emulator.makeApp()
            for _ in 0..<2 { _ = try await app.makeMachine(Self.web) }
            let answer = try await emulator.query(
                """
                { app(name: "demo") {
                    services {
                        description protocol internalPort softConcurrency hardConcurrency
                        ports { port startPort endPort handlers }
                        checks { type interval timeout httpMethod httpPath httpProtocol scriptCommand }
                    }
                    config { services { internalPort } }
                } }
                """)
            let data = try #require(try answer.json["data"]?["app"], "\(answer.text)")
            #expect(
                data["services"]?[0] == [
                    "description": "tcp 8080", "protocol": "TCP", "internalPort": 8080, "softConcurrency": 5,
                    "hardConcurrency": 9,
                    "ports": [
                        ["port": 443, "startPort": 443, "endPort": 443, "handlers": ["TLS", "HTTP"]],
                        ["port": nil, "startPort": 8000, "endPort": 8100, "handlers": []],
                    ],
                    "checks": [
                        [
                            "type": "HTTP", "interval": 10_000, "timeout": 1000, "httpMethod": "GET",
                            "httpPath": "/up", "httpProtocol": "HTTP", "scriptCommand": nil,
                        ]
                    ],
                ])
            #expect(data["services"]?[1]?["protocol"] == "UDP")
            #expect(data["services"]?.arrayValue?.count == 2)
            #expect(data["config"] == ["services": [["internalPort": 8080], ["internalPort": 53]]])
        }
    }

    @Test func `a configuration that is asked about shows its services`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let answer = try await emulator.query(
                """
                query($definition: JSON!) {
                    validateConfig(definition: $definition) {
                        valid errors definition services { internalPort ports { port } }
                    }
                    app(name: "demo") { parseConfig(definition: $definition) { services { internalPort } } }
                }
                """, ["definition": ["http_service": ["internal_port": 3000], "services": [["internal_port": 25]]]])
            let config = try #require(try answer.json["data"]?["validateConfig"], "\(answer.text)")
            #expect(config["valid"] == true)
            #expect(config["errors"] == [])
            #expect(
                config["services"] == [
                    ["internalPort": 3000, "ports": [["port": 80], ["port": 443]]], ["internalPort": 25, "ports": []],
                ])
            #expect(
                try answer.json["data"]?["app"]?["parseConfig"]
                    == ["services": [["internalPort": 3000], ["internalPort": 25]]])
            #expect(
                try await emulator.complaints(#"{ validateConfig(definition: "text") { valid } }"#)
                    == ["INVALID_ARGUMENTS definition must be an object"])
        }
    }

    @Test func `checks of machines say over GraphQL what they say over REST`() async throws {
        try await withEmulator { emulator in
            let machine = try await emulator.makeApp().makeStartedMachine(Self.web)
            let answer = try await emulator.query(
                """
                { app(name: "demo") {
                    healthChecks { totalCount nodes {
                        name status output short: output(limit: 2) serviceName type updatedAt allocationId
                    } }
                    named: healthChecks(name: "alive") { nodes { name } }
                } }
                """)
            let checks = try #require(try answer.json["data"]?["app"]?["healthChecks"], "\(answer.text)")
            #expect(checks["totalCount"] == 2)
            let shown = try #require(try await machine.document["checks"]?.arrayValue)
            for (node, check) in zip(try #require(checks["nodes"]?.arrayValue), shown) {
                #expect(node["name"] == check["name"])
                #expect(node["status"] == check["status"])
                #expect(node["output"] == check["output"])
                #expect(node["short"]?.stringValue == node["output"]?.stringValue.map { String($0.prefix(2)) })
                #expect(node["allocationId"]?.stringValue == machine.id)
                try Decoded.time(node["updatedAt"])
            }
            #expect(checks["nodes"]?.arrayValue?.map { $0["type"] } == ["TCP", "HTTP"])
            #expect(checks["nodes"]?.arrayValue?.map { $0["serviceName"] } == ["", "http-8080"])
            #expect(try answer.json["data"]?["app"]?["named"] == ["nodes": [["name": "alive"]]])
        }
    }

    @Test func `an app is of the size of its oldest machine, and sizes are listed`() async throws {
        try await withEmulator(.instant) { emulator in
            let app = try await emulator.makeApp()
            let document =
                "{ app(name: \"demo\") { vmSize { name cpuCores memoryMb memoryGb maxMemoryMb priceMonth } } }"
            let none = try await emulator.query(document).json["data"]?["app"]?["vmSize"]
            #expect(none?["name"] == "shared-cpu-1x")
            _ = try await app.makeMachine(Self.web)
            let size = try await emulator.query(document).json["data"]?["app"]?["vmSize"]
            #expect(
                size == [
                    "name": "performance-2x", "cpuCores": 2.0, "memoryMb": 4096, "memoryGb": 4.0, "maxMemoryMb": 16384,
                    "priceMonth": 0.0,
                ], "\(String(describing: size))")
            let sizes = try await emulator.query("{ platform { vmSizes { name memoryIncrementsMb } } }")
                .json["data"]?["platform"]?["vmSizes"]?.arrayValue
            #expect(sizes?.first?["name"] == "shared-cpu-1x")
            #expect(sizes?.first?["memoryIncrementsMb"]?.arrayValue?.first == 256)
        }
    }

    @Test func `an image is as old as the release or the app that names it`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let made = try await emulator.query(#"{ app(name: "demo") { createdAt } }"#).json["data"]?["app"]
            try await emulator.advance(by: "1h")
            _ = try await emulator.query(
                """
                mutation { createRelease(input: {
                    appId: "demo", image: "flyio/mcp:latest", platformVersion: "machines",
                    strategy: ROLLING, definition: {}
                }) { release { id } } }
                """)
            let app = try await emulator.query(
                """
                { app(name: "demo") {
                    currentRelease { createdAt image { createdAt } } image(ref: "flyio/mcp:latest") { createdAt }
                } }
                """
            ).json["data"]?["app"]
            #expect(app?["currentRelease"]?["image"]?["createdAt"] == app?["currentRelease"]?["createdAt"])
            #expect(app?["image"]?["createdAt"] == made?["createdAt"])
            #expect(app?["currentRelease"]?["createdAt"] != made?["createdAt"])
        }
    }

    @Test func `what no app and no organization has is empty and spoils nothing`() async throws {
        try await withEmulator(.instant) { emulator in
            _ = try await emulator.makeApp().makeMachine()
            let answer = try await emulator.query(
                """
                { app(name: "demo") {
                    name
                    addOns { totalCount } changes { totalCount }
                    vms { totalCount activeCount runningCount nodes { id } }
                    hostIssues { nodes { id } } allocations { id } backupRegions { code } currentPlacement { count }
                    metricTypes processGroups { name } taskGroupCounts { name } usage { ts } allocation(id: "x") { id }
                    autoscaling { enabled } deploymentSource { id } deploymentStatus { id } role { name }
                    organization {
                        delegatedWireGuardTokens { totalCount } healthCheckHandlers { totalCount }
                        healthChecks { totalCount } invitations { totalCount } loggedCertificates { totalCount }
                        signedDocuments { totalCount } thirdPartyConfigurations { totalCount }
                        wireGuardPeers { totalCount } creditBalance creditBalanceFormatted trialEndedAt
                        extensionSsoLink(provider: "x") sshCertificate
                    }
                } }
                """)
            #expect(try answer.json["errors"] == nil, "\(answer.text)")
            let app = try #require(try answer.json["data"]?["app"]?.objectValue)
            #expect(app["vms"] == ["totalCount": 0, "activeCount": 0, "runningCount": 0, "nodes": []])
            #expect(app["allocations"] == [])
            #expect(app["organization"]?["wireGuardPeers"] == ["totalCount": 0])
            #expect(app["organization"]?["creditBalanceFormatted"] == "$0.00")
            #expect(
                try await emulator.complaints(
                    #"{ organization(slug: "personal") { wireGuardPeer(name: "x") { id } } }"#)
                    == ["NOT_FOUND Could not find WireGuardPeer"])
        }
    }
}
