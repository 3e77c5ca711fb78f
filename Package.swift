// swift-tools-version: 6.2
import PackageDescription

/// Shared by every target: Swift 6 mode comes from the tools version, the rest makes imports and existentials explicit.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let x509 = Target.Dependency.product(name: "X509", package: "swift-certificates")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let jwtKit = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let heap = Target.Dependency.product(name: "HeapModule", package: "swift-collections")

/// A module in `Sources/`, and the same settings for each.
func module(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The tests of one module, in `Tests/<Module>Tests/`.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let package = Package(
    name: "windtunnel",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "windtunnel", targets: ["windtunnel"]),
        .library(name: "Windtunnel", targets: ["Windtunnel"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.0"),
    ],
    targets: [
        // Leaves: pure values, no NIO, no Hummingbird, no GRDB.
        module("OrderedJSON", []),
        module("MachineRules", ["OrderedJSON"]),
        module("FlyWire", ["OrderedJSON"]),
        module("GraphQL", ["OrderedJSON"]),
        module("ModelContextProtocol", ["OrderedJSON"]),
        module("Fixtures", ["GraphQL", "OrderedJSON", yams]),
        // The world and what it rests on.
        module("Persistence", ["MachineRules", "OrderedJSON", grdb]),
        module(
            "Simulation",
            ["Fixtures", "Persistence", "MachineRules", "OrderedJSON", log, heap, crypto, cryptoExtras, x509, asn1]
        ),
        // What answers.
        module(
            "Guests",
            [
                "Simulation", "MachineRules", "ModelContextProtocol", "OrderedJSON", hummingbird, nioCore, nioPosix,
                nioHTTP1, httpTypes, subprocess, systemPackage, log,
            ]
        ),
        module(
            "FlyEdge",
            [
                "Guests", "Simulation", "Persistence", "MachineRules", "OrderedJSON", hummingbird, log, nioCore,
                nioPosix,
                nioHTTP1, nioSSL,
                httpTypes, x509, crypto, lifecycle, asn1,
            ]
        ),
        module(
            "FlyAPI",
            [
                "Guests", "Simulation", "Persistence", "GraphQL", "OrderedJSON", "MachineRules", hummingbird, log,
                nioCore,
                nioHTTP1, httpTypes, crypto, jwtKit,
            ]
        ),
        module(
            "ControlAPI",
            [
                "FixtureServing", "Fixtures", "Guests", "ModelContextProtocol", "Simulation", "Persistence",
                "MachineRules", "FlyAPI", "OrderedJSON", hummingbird, httpTypes, nioCore, nioPosix,
            ]),
        module(
            "FixtureServing",
            [
                "Fixtures", "Guests", "Simulation", "MachineRules", "OrderedJSON", hummingbird, httpClient, httpTypes,
                log, nioCore, nioHTTP1, nioSSL,
            ]
        ),
        module("FlyClient", ["FlyWire", "OrderedJSON", httpClient, nioCore, nioHTTP1, nioSSL]),
        // The whole.
        module(
            "Windtunnel",
            [
                "FlyAPI", "ControlAPI", "FlyEdge", "FixtureServing", "Guests", "Simulation", "Persistence",
                "MachineRules", "OrderedJSON", hummingbird, httpTypes,
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdHTTP2", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"), lifecycle, log, nioCore, nioHTTP1, nioSSL,
            ]
        ),
        module(
            "WindtunnelCommands",
            [
                "Windtunnel", "FixtureServing", "Fixtures", "FlyClient", "FlyWire", "OrderedJSON", argumentParser,
                subprocess, systemPackage, log,
                configuration,
            ]
        ),
        .executableTarget(name: "windtunnel", dependencies: ["WindtunnelCommands"], swiftSettings: strict),
        // For tests, ours and everybody's.
        module(
            "WindtunnelTestSupport",
            [
                "Windtunnel", "FixtureServing", "FlyAPI", "Simulation", "MachineRules", "OrderedJSON", hummingbird,
                hummingbirdTesting,
                httpClient, httpTypes, log, nioCore, nioPosix, nioHTTP1, nioSSL,
            ]
        ),
        // Stands in for the service where a client is tested.
        .target(
            name: "FakeService",
            dependencies: ["OrderedJSON", hummingbird, httpTypes, nioCore, log, hummingbirdTesting],
            path: "Tests/FakeService",
            swiftSettings: strict
        ),
        tests("OrderedJSONTests", ["OrderedJSON"]),
        tests("MachineRulesTests", ["MachineRules", "OrderedJSON"]),
        // A schema and documents for tests of the language, and a program that tries many of them.
        .target(
            name: "GraphQLSamples", dependencies: ["GraphQL", "OrderedJSON"], path: "Tests/GraphQLSamples",
            swiftSettings: strict),
        .executableTarget(
            name: "GraphQLFuzz", dependencies: ["GraphQLSamples", "GraphQL", "OrderedJSON"],
            path: "Tests/Benchmarks/GraphQLFuzz", swiftSettings: strict,
            linkerSettings: [.linkedLibrary("m")]),
        tests("GraphQLTests", ["GraphQLSamples", "GraphQL", "OrderedJSON"]),
        tests("ModelContextProtocolTests", ["ModelContextProtocol", "OrderedJSON"]),
        tests("FixturesTests", ["Fixtures", "OrderedJSON"]),
        tests(
            "FixtureServingTests",
            [
                "WindtunnelTestSupport", "Windtunnel", "FixtureServing", "Fixtures", "MachineRules", "OrderedJSON",
                hummingbird,
                httpTypes, nioCore, log,
            ]
        ),
        tests("PersistenceTests", ["Persistence", "MachineRules", "OrderedJSON", grdb]),
        tests(
            "SimulationTests",
            [
                "Fixtures", "Simulation", "Persistence", "MachineRules", "OrderedJSON", grdb, crypto, cryptoExtras,
                x509, asn1,
            ]
        ),
        tests(
            "GuestsTests",
            [
                "WindtunnelTestSupport", "Guests", "Simulation", "MachineRules", "ModelContextProtocol", "OrderedJSON",
                hummingbird, nioCore, nioPosix, nioHTTP1, httpTypes,
            ]
        ),
        tests(
            "FlyEdgeTests",
            [
                "WindtunnelTestSupport", "FlyEdge", "Guests", "Simulation", "Persistence", "MachineRules",
                "OrderedJSON", hummingbird, httpTypes, log, nioCore, nioPosix, nioHTTP1, nioSSL, x509, crypto,
                lifecycle, asn1,
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ]
        ),
        tests(
            "FlyAPITests",
            [
                "FlyAPI", "Simulation", "Persistence", "MachineRules", "OrderedJSON", "GraphQL", hummingbird, httpTypes,
                nioCore, hummingbirdTesting,
            ]
        ),
        tests("FlyWireTests", ["FlyWire", "OrderedJSON"]),
        tests("FlyClientTests", ["FakeService", "FlyClient", "FlyWire", "OrderedJSON"]),
        tests(
            "WindtunnelCommandsTests",
            [
                "FakeService", "WindtunnelCommands", "Windtunnel", "FixtureServing", "Fixtures", "FlyClient", "FlyWire",
                "OrderedJSON", argumentParser, log,
            ]
        ),
        tests(
            "ContractTests",
            [
                "WindtunnelTestSupport", "Windtunnel", "Fixtures", "Simulation", "Persistence", "MachineRules",
                "OrderedJSON", httpTypes, nioCore, crypto, x509, asn1, jwtKit, yams, log,
            ]
        ),
        tests("EndToEndTests", ["WindtunnelTestSupport", "OrderedJSON", httpTypes, subprocess, systemPackage, grdb]),
    ]
)
