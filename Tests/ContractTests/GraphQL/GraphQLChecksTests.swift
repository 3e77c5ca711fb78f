import HTTPTypes
import Hummingbird
import OrderedJSON
import Synchronization
import Testing
import WindtunnelTestSupport

/// The ten checks of reference/graphql.md, section 7, in its order.
@Suite(.timeLimit(.minutes(5))) struct GraphQLChecks {
    private static let allocate = """
        mutation($input: AllocateIPAddressInput!) {
            allocateIpAddress(input: $input) {
                app { sharedIpAddress ipAddresses { nodes { address } } }
                ipAddress { id address type region createdAt network { name organization { slug } } }
            }
        }
        """
    private static let release = """
        mutation($input: ReleaseIPAddressInput!) {
            releaseIpAddress(input: $input) { clientMutationId app { sharedIpAddress } }
        }
        """

    private static func input(_ type: String, _ more: JSON = [:]) -> JSON {
        var input: JSONObject = ["appId": "demo", "type": .string(type), "region": ""]
        for member in more.objectValue ?? [:] { input[member.key] = member.value }
        return ["input": .object(input)]
    }

    /// The payload of an allocation.
    private static func allocate(_ type: String, _ more: JSON = [:], by client: GraphQLClient) async throws -> JSON {
        try #require(try await client.data(allocate, input(type, more))["allocateIpAddress"])
    }

    private static func assignments(_ emulator: TestEmulator) async throws -> [JSON] {
        try #require(try await emulator.get("/v1/apps/demo/ip_assignments").json["ips"]?.arrayValue)
    }

    // MARK: - 1

    /// The guide writes its bodies over several lines, which curl joins.
    private static func guideBody(_ selection: String, _ type: String) -> String {
        #"{    "query": "mutation($input: AllocateIPAddressInput!) { allocateIpAddress(input: $input) { "# + selection
            + #" } }",    "variables": {        "input": {            "appId": "demo",            "type": ""# + type
            + #"",            "region": ""        }    }}"#
    }

    @Test(arguments: ["Bearer FlyV1 fm2_lJPECAAAAAAAA", "Bearer emulator-token"])
    func `the two calls of the guide are answered whichever way the token is written`(token: String) async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let headers: HTTPFields = [.authorization: token, .contentType: "application/json"]
            func send(_ body: String) async throws -> Answer {
                try await emulator.send(
                    .post, "/graphql", bytes: Array(body.utf8), headers: headers, host: "api.fly.io")
            }
            let shared = try await send(Self.guideBody("app { sharedIpAddress }", "shared_v4"))
            let address = shared.text.firstMatch(of: /66\.241\.12[45]\.\d+/)?.output ?? ""
            #expect(shared.code == 200)
            #expect(shared.text == #"{"data":{"allocateIpAddress":{"app":{"sharedIpAddress":"\#(address)"}}}}"#)
            let own = try await send(Self.guideBody("ipAddress { id address type region createdAt }", "v6"))
            #expect(own.code == 200)
            let node = try #require(try own.json["data"]?["allocateIpAddress"]?["ipAddress"])
            let (id, text) = (node["id"]?.stringValue ?? "", node["address"]?.stringValue ?? "")
            let time = node["createdAt"]?.stringValue ?? ""
            #expect(id.wholeMatch(of: /ip_[0-9a-z]{16}/) != nil)
            #expect(text.wholeMatch(of: /2a09:8280:1::[0-9a-f:]+/) != nil)
            #expect(time.wholeMatch(of: /[-0-9]{10}T[:0-9]{8}Z/) != nil)
            let fields =
                #""id":"\#(id)","address":"\#(text)","type":"v6","region":"global","createdAt":"\#(time)""#
            #expect(own.text == #"{"data":{"allocateIpAddress":{"ipAddress":{\#(fields)}}}}"#)
        }
    }

    // MARK: - 2

    @Test func `a shared address is the app's one and only, no node, and null when it is released`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let client = GraphQLClient(emulator: emulator)
            let first = try await Self.allocate("shared_v4", by: client)
            let second = try await Self.allocate("shared_v4", by: client)
            let address = try #require(first["app"]?["sharedIpAddress"]?.stringValue)
            #expect(second["app"]?["sharedIpAddress"]?.stringValue == address)
            for payload in [first, second] {
                #expect(payload["ipAddress"] == .null)
                #expect(payload["app"]?["ipAddresses"] == ["nodes": []])
            }
            let assignments = try await Self.assignments(emulator)
            #expect(assignments.map { $0["ip"] } == [.string(address)])
            #expect(assignments.map { $0["shared"] } == [true])
            let input: JSON = ["input": ["appId": "demo", "ipAddressId": nil, "ip": .string(address)]]
            let released = try await client.data(Self.release, input)
            #expect(released["releaseIpAddress"] == ["clientMutationId": nil, "app": ["sharedIpAddress": nil]])
            #expect(try await Self.assignments(emulator).isEmpty)
        }
    }

    // MARK: - 3

    @Test func `each v6 is another address, released by its text or by its id`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let client = GraphQLClient(emulator: emulator)
            var nodes: [JSON] = []
            for _ in 0..<2 {
                nodes.append(try #require(try await Self.allocate("v6", by: client)["ipAddress"]))
            }
            for node in nodes {
                #expect(node["id"]?.stringValue?.wholeMatch(of: /ip_[0-9a-z]{16}/) != nil)
                #expect(node["region"] == "global")
                #expect(node["network"] == .null)
                try Decoded.time(node["createdAt"])
            }
            #expect(nodes[0]["id"] != nodes[1]["id"])
            #expect(nodes[0]["address"] != nodes[1]["address"])
            _ = try await client.data(Self.release, ["input": ["appId": "demo", "ip": nodes[0]["address"] ?? nil]])
            #expect(try await Self.assignments(emulator).map { $0["ip"] } == [nodes[1]["address"]])
            _ = try await client.data(Self.release, ["input": ["ipAddressId": nodes[1]["id"] ?? nil]])
            #expect(try await Self.assignments(emulator).isEmpty)
        }
    }

    // MARK: - 4

    @Test func `a private address begins with fdaa and names the network where that is another`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let client = GraphQLClient(emulator: emulator)
            let own = try #require(try await Self.allocate("private_v6", by: client)["ipAddress"])
            #expect(own["address"]?.stringValue?.hasPrefix("fdaa:") == true)
            #expect(own["network"] == .null)
            let other = try #require(
                try await Self.allocate("private_v6", ["network": "blue"], by: client)["ipAddress"])
            #expect(other["address"]?.stringValue?.hasPrefix("fdaa:") == true)
            #expect(other["network"] == ["name": "blue", "organization": ["slug": "personal"]])
        }
    }

    // MARK: - 5

    @Test func `of two allocations in one document the one that fails is null and the other is answered`() async throws
    {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let answer = try await emulator.query(
                """
                mutation {
                    bad: allocateIpAddress(input: {appId: "nobody", type: v6}) { ipAddress { type } }
                    good: allocateIpAddress(input: {appId: "demo", type: v6}) { ipAddress { type } }
                }
                """)
            #expect(answer.code == 200)
            #expect(try answer.json["data"] == ["bad": nil, "good": ["ipAddress": ["type": "v6"]]])
            let errors = try #require(try answer.json["errors"]?.arrayValue)
            #expect(errors.count == 1)
            #expect(errors.first?["path"] == ["bad"])
            #expect(errors.first?["message"] == "Could not find App \"nobody\"")
            #expect(try await Self.assignments(emulator).count == 1)
        }
    }

    // MARK: - 6

    @Test(arguments: [
        #"{"query":"{ viewer { __typename } }"}"#,
        #"{"query":"{ viewer { __typename } }","variables":null}"#,
        #"{"query":"{ viewer { __typename } }","variables":{"status":"undeclared"}}"#,
        #"{"query":"query One { viewer { __typename } } query Two { nobody: viewer { id } }","operationName":"One"}"#,
        #"{"query":"{ viewer { __typename } }","operationName":null,"variables":{}}"#,
    ])
    func `variables may be null, missing or undeclared, and an operation may be named`(body: String) async throws {
        try await withEmulator { emulator in
            let answer = try await emulator.send(
                .post, "/graphql", bytes: Array(body.utf8), headers: [.contentType: "application/json"])
            #expect(answer.text == #"{"data":{"viewer":{"__typename":"User"}}}"#)
        }
    }

    @Test(arguments: [
        (#"mutation($type: IPAddressType!) { allocateIpAddress(input: {appId: "demo", type: $type}) { "#, #""v6""#),
        (#"mutation { allocateIpAddress(input: {appId: "demo", type: v6}) { "#, "null"),
    ])
    func `an enum is a text in variables and a word in documents`(document: String, type: String) async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let answer = try await emulator.query(
                document + "ipAddress { type } } }", ["type": try JSON(parsing: type)])
            #expect(try answer.json == ["data": ["allocateIpAddress": ["ipAddress": ["type": "v6"]]]])
        }
    }

    // MARK: - 7

    @Test func `an organization's number is a text, and an app's is a number`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let app = try await emulator.query(
                #"{ app(name: "demo") { internalNumericId organization { internalNumericId } } }"#
            ).json["data"]?["app"]
            #expect(app?["internalNumericId"]?.intValue != nil)
            let number = try #require(app?["organization"]?["internalNumericId"]?.stringValue)
            #expect(Int(number) != nil)
        }
    }

    // MARK: - 8

    enum Moment: Sendable, CaseIterable { case before, after }

    /// Answers the first requests to GraphQL with 503, before or after the emulator did what they ask.
    private static func outage(_ moment: Moment, of count: Int) -> EmulatorSetup.Detour {
        let left = Counter(count)
        return { request, emulator in
            guard request.uri.path == "/graphql", left.takeOne() else { return try await emulator(request) }
            if moment == .after { _ = try await emulator(request) }
            return Response(status: .serviceUnavailable)
        }
    }

    private final class Counter: Sendable {
        private let left: Mutex<Int>
        init(_ count: Int) { left = Mutex(count) }
        /// - Returns: false when there is none left.
        func takeOne() -> Bool {
            left.withLock { left in
                guard left > 0 else { return false }
                left -= 1
                return true
            }
        }
    }

    @Test(
        arguments: [
            // What, when, how often, and how many addresses there are in the end.
            ("v6", .before, 1, 1), ("v6", .before, 4, 0), ("v6", .after, 1, 2), ("v6", .after, 4, 4),
            ("shared_v4", .before, 1, 1), ("shared_v4", .after, 3, 1), ("private_v6", .after, 2, 3),
        ] as [(String, Moment, Int, Int)])
    func `a client that repeats after 503 has allocated once before the effect, and each time after it`(
        type: String, moment: Moment, failures: Int, addresses: Int
    ) async throws {
        try await withEmulator(EmulatorSetup(detour: Self.outage(moment, of: failures))) { emulator in
            _ = try await emulator.makeApp()
            let answer = try await GraphQLClient(emulator: emulator).send(Self.allocate, Self.input(type))
            #expect(answer.code == (failures < 4 ? 200 : 503))
            #expect(try await Self.assignments(emulator).count == addresses)
        }
    }

    // MARK: - 9

    @Test func `the whole schema is introspected`() async throws {
        try await withEmulator { emulator in
            let schema = try #require(
                try await GraphQLClient(emulator: emulator, kind: .generated).data(Introspection.query)["__schema"])
            #expect(schema["queryType"] == ["name": "Queries"])
            #expect(schema["mutationType"] == ["name": "Mutations"])
            #expect(schema["subscriptionType"] == .null)
            let types = try #require(schema["types"]?.arrayValue).filter {
                $0["name"]?.stringValue?.hasPrefix("__") == false
            }
            let counts = Dictionary(grouping: types) { $0["kind"]?.stringValue ?? "" }.mapValues(\.count)
            #expect(
                counts == [
                    "OBJECT": 306, "INPUT_OBJECT": 151, "ENUM": 22, "INTERFACE": 4, "UNION": 1, "SCALAR": 9,
                ])
            let roots = ["Queries", "Mutations"].map { name in
                types.first { $0["name"]?.stringValue == name }?["fields"]?.arrayValue?.count
            }
            #expect(roots == [39, 141])
        }
    }

    @Test func `every operation that clients send is valid`() async throws {
        try await withEmulator { emulator in
            _ = try await emulator.makeApp()
            let names = try GraphQLDocuments.names
            #expect(names.count > 90)
            for name in names {
                let variables = APIDocument.file("fixtures/graphql/\(name).variables.json") ?? "{}"
                let document = try GraphQLClient.document(name)
                let answer = try await emulator.query(document, try JSON(parsing: variables))
                // A document that is not valid is not executed, and then there is no data.
                #expect(try answer.json["data"] != nil, "\(name): \(answer.text)")
                #expect(!answer.text.contains("NOT_IMPLEMENTED"), "\(name): \(answer.text)")
            }
        }
    }
}
