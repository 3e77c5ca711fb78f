import GraphQL
import GraphQLSamples
import OrderedJSON
import Testing

@Suite("6 Execution")
struct ExecutionTests {
    @Test("6.1 one operation needs no name, several do")
    func choice() async throws {
        let two = "query A { app { name } } query B { app { id } }"
        #expect(try await answer(two, operationName: "B").text == #"{"data":{"app":{"id":"demo"}}}"#)
        #expect(try await answer(two).text == #"{"errors":[{"message":"An operation name is required"}]}"#)
        #expect(
            try await answer(two, operationName: "C").text == #"{"errors":[{"message":"No operation named \"C\""}]}"#)
        #expect(try await answer("query A { app { id } }").text == #"{"data":{"app":{"id":"demo"}}}"#)
        #expect(try await answer("{ app { id } }", operationName: "").text == #"{"data":{"app":{"id":"demo"}}}"#)
    }

    @Test("6.1.2 an undeclared variable is ignored, and a missing nullable one is absent, not null")
    func variables() async throws {
        let query = "query ($a: [Int!], $k: IPAddressType, $any: JSON) { app { echo(list: $a, kind: $k, any: $any) } }"
        #expect(
            try await answer(query, ["status": "x"]).text == #"{"data":{"app":{"echo":{"flag":true,"kind":"v6"}}}}"#)
        let given: JSONObject = ["a": 1, "k": nil, "any": ["z": [1, 2.50], "a": nil]]
        #expect(
            try await answer(query, given).text
                == #"{"data":{"app":{"echo":{"list":[1],"flag":true,"kind":null,"any":{"z":[1,2.5],"a":null}}}}}"#)
    }

    @Test("6.1.2 input objects are filled with defaults, IDs become text, and big numbers stay whole")
    func inputObjects() async throws {
        let query = "query ($i: EchoInput) { app { echo(input: $i) } }"
        let input: JSON = [
            "d": 7, "c": ["a": 2], "a": 1, "when": "2024-01-01T00:00:00Z", "big": "12345678901234567890",
        ]
        let expected =
            #"{"input":{"a":1,"b":"bee","c":[{"a":2,"b":"bee"}],"d":"7","when":"2024-01-01T00:00:00Z","#
            + #""big":12345678901234567890},"#
            + #""flag":true,"kind":"v6"}"#
        #expect(try await answer(query, ["i": input])["data"]?["app"]?["echo"]?.text == expected)
        let literal = "query ($d: ID, $b: String) { app { echo(input: {d: $d, a: 1, b: $b, c: {a: 2}}) } }"
        #expect(
            try await answer(literal, ["d": 7])["data"]?["app"]?["echo"]?["input"]?.text
                == #"{"a":1,"b":"bee","c":[{"a":2,"b":"bee"}],"d":"7"}"#)
    }

    static let type = "AllocateIPAddressInput!"

    @Test(
        "6.1.2 a variable of the wrong type is told in graphql-ruby's words",
        arguments: [
            (nil, ""),
            (JSON.null, ""),
            ("x", ""),
            (["appId": "a", "type": "V4"], " for type (Expected \"V4\" to be one of: v4, v6, private_v6, shared_v4)"),
            (["type": "v4"], " for appId (Expected value to not be null)"),
            (["appId": nil, "type": "v4"], " for appId (Expected value to not be null)"),
            (
                ["appId": true, "type": "v4", "foo": 1],
                " for foo (Field is not defined on AllocateIPAddressInput), appId (Could not coerce value true to ID)"
            ),
        ] as [(JSON?, String)])
    func wrongVariables(_ input: JSON?, _ suffix: String) async throws {
        let query = "mutation($input: \(Self.type)) { allocateIpAddress(input: $input) { clientMutationId } }"
        let response = try await answer(query, input.map { ["input": $0] } ?? [:])
        #expect(response["data"] == nil)
        let error = try #require(response["errors"]?[0])
        #expect(
            error["message"]?.stringValue == "Variable $input of type \(Self.type) was provided invalid value\(suffix)")
        #expect(error["locations"] == [["line": 1, "column": 10]])
        #expect(error["extensions"] == ["code": "INVALID_ARGUMENTS"])
    }

    @Test("6.1.2 an element of a list is named by its index")
    func wrongElement() async throws {
        let response = try await answer("query ($l: [Int!]) { app { echo(list: $l) } }", ["l": [1, 1.5, nil]])
        #expect(
            response["errors"]?[0]?["message"] == """
                Variable $l of type [Int!] was provided invalid value for 1 (Could not coerce value 1.5 to Int), \
                2 (Expected value to not be null)
                """)
    }

    @Test("6.2.2 mutations run one after the other, aliases keep them apart")
    func mutations() async throws {
        let response = try await answer("mutation { c: next { count } a: next { n: count } b: next { count } }")
        #expect(response.text == #"{"data":{"c":{"count":1},"a":{"n":2},"b":{"count":3}}}"#)
    }

    @Test("6.3.2 fields are merged, fragments put in place, and the order is that of the document")
    func merging() async throws {
        let query = """
            { app { parent { id } name ...F actor { __typename } ... on User { id } ... on Node { id } } }
            fragment F on App { x: deployed actor { ... on Build { number } ... on User { email } } ...F2 name }
            fragment F2 on Node { __typename }
            """
            .replacing("... on User { id } ", with: "")
        #expect(
            try await answer(query).text == """
                {"data":{"app":{"parent":null,"name":"demo","x":true,"actor":{"number":7,"__typename":"Build"},\
                "__typename":"App","id":"demo"}}}
                """)
    }

    @Test(
        "6.3.2 skip and include decide by literals and variables",
        arguments: [
            ("name @skip(if: true) id", #"{"id":"demo"}"#), ("name @include(if: false) id", #"{"id":"demo"}"#),
            ("name @skip(if: $t) id @include(if: $t)", #"{"id":"demo"}"#), ("name @skip(if: $f)", #"{"name":"demo"}"#),
            ("name @skip(if: true) @include(if: true) id", #"{"id":"demo"}"#),
            ("... @include(if: $f) { name } id", #"{"id":"demo"}"#), ("...F @skip(if: $t) id", #"{"id":"demo"}"#),
            ("...F @skip(if: $t) ...F id", #"{"name":"demo","id":"demo"}"#),
        ])
    func conditions(_ selections: String, _ expected: String) async throws {
        var query =
            "query ($t: Boolean = true, $f: Boolean!)"
            + " { app { \(selections) state @skip(if: $t) rank @include(if: $f) } }"
        if selections.contains("...F") { query += " fragment F on App { name }" }
        #expect(try await answer(query, ["f": false])["data"]?["app"]?.text == expected)
    }

    @Test("6.4.3 leaves go out as their scalars say")
    func leaves() async throws {
        #expect(
            try await answer("{ app { id size rank weight deployed config createdAt state tags } }").text == """
                {"data":{"app":{"id":"demo","size":"12345678901","rank":3,"weight":1.5,"deployed":true,\
                "config":{"b":1,"a":[null,true]},"createdAt":"2023-02-23T11:01:36Z","state":"v4",\
                "tags":[["a",null],null]}}}
                """)
    }

    @Test("6.4.3 interfaces and unions answer with what the value really is")
    func abstractTypes() async throws {
        let query =
            """
            { __typename viewer { __typename id ... on User { email } } actors { ... on Node { id } ... \
            on Build { number } } }
            """
        #expect(
            try await answer(query).text == """
                {"data":{"__typename":"Queries","viewer":{"__typename":"User","id":"a@example.com",\
                "email":"a@example.com"},"actors":[{"id":"a@example.com"},{"id":"b1","number":7}]}}
                """)
        #expect(try await answer("mutation { __typename }").text == #"{"data":{"__typename":"Mutations"}}"#)
    }

    @Test("6.4.3 a value whose type nobody knows is an error")
    func unknownType() async throws {
        let response = try await answer("{ app { node { id } } }")
        #expect(response["data"] == ["app": ["node": nil]])
        #expect(response["errors"]?[0]?["message"] == "The value of App.node is no Node")
        #expect(response["errors"]?[0]?["path"] == ["app", "node"])
    }

    @Test("6.4.4 an error of a resolver leaves null, and the rest is answered")
    func errors() async throws {
        let response = try await answer("{\n  a: app(name: \"lost\") { id }\n  b: app { id }\n}")
        #expect(
            response.text == """
                {"data":{"a":null,"b":{"id":"demo"}},"errors":[{"message":"Could not find App",\
                "locations":[{"line":2,"column":3}],"path":["a"],"extensions":{"code":"NOT_FOUND"}}]}
                """)
    }

    @Test("6.4.4 null in a non-null place moves up to the next place that may be null")
    func propagation() async throws {
        let lists = try await answer("{ app { name organization { slug apps { name } nullableApps { name } } } }")
        #expect(
            lists["data"]?["app"]?["organization"]?.text
                == #"{"slug":"personal","apps":null,"nullableApps":[{"name":"one"},null]}"#)
        #expect(lists["errors"]?.arrayValue?.count == 1)
        #expect(lists["errors"]?[0]?["message"] == "Cannot return null for non-nullable field Organization.apps")
        #expect(lists["errors"]?[0]?["path"] == ["app", "organization", "apps", 1])

        let broken = try await answer("{ apps { name broken } }")
        #expect(broken["data"] == .null)
        #expect(broken["errors"]?.arrayValue?.count == 1, "one cause, one error")
        #expect(broken["errors"]?[0]?["path"] == ["apps", 0, "broken"])
        #expect(broken["errors"]?[0]?["message"] == "Internal server error: disk on fire")
        #expect(broken["errors"]?[0]?["extensions"] == ["code": "INTERNAL_SERVER_ERROR"])
    }

    @Test("a field that nothing resolves is null with an error that names it")
    func notImplemented() async throws {
        let response = try await answer("{ app { name missing } unwired { id } }")
        #expect(response["data"] == ["app": ["name": "demo", "missing": nil], "unwired": nil])
        #expect(response["errors"]?[0]?["message"] == "Field 'App.missing' is not implemented")
        #expect(response["errors"]?[0]?["extensions"] == ["code": "NOT_IMPLEMENTED"])
        #expect(response["errors"]?[1]?["message"] == "Field 'Queries.unwired' is not implemented")
        #expect(response["errors"]?[1]?["path"] == ["unwired"])
    }

    @Test("a prepared document serves any number of requests")
    func prepared() async throws {
        let executable = try SmallSchema.executable()
        let document = try executable.prepare(
            "query Q($n: String) { app(name: $n) { id } ...F } fragment F on Queries { apps { id } }")
        for name in ["a", "b"] {
            let response = await executable.execute(document, variables: ["n": .string(name)], context: World())
            #expect(response["data"]?["app"] == ["id": .string(name)])
        }
        #expect(document.rootFields(of: try document.operation(named: "Q")) == ["app", "apps"])
    }

    @Test("conditions and arguments of a prepared document are decided anew for each request")
    func preparedConditions() async throws {
        let executable = try SmallSchema.executable()
        let document = try executable.prepare(
            """
            query ($name: String, $long: Boolean!, $list: [Int!]) {
                app(name: $name) { id name @include(if: $long) echo(list: $list, flag: false) @skip(if: $long) }
            }
            """)
        var answers: [JSON?] = []
        for (name, long) in [("a", true), ("b", false), ("c", true), ("d", false)] as [(JSON, JSON)] {
            let variables: JSONObject = ["name": name, "long": long, "list": [1]]
            let response = await executable.execute(document, variables: variables, context: World())
            answers.append(response["data"]?["app"])
        }
        let echo: JSON = ["list": [1], "flag": false, "kind": "v6"]
        #expect(
            answers == [
                ["id": "a", "name": "a"], ["id": "b", "echo": echo], ["id": "c", "name": "c"],
                ["id": "d", "echo": echo],
            ])
    }

    @Test("what a variable makes of a field's arguments holds for every element of a list, and for one request")
    func preparedLists() async throws {
        let executable = try SmallSchema.executable()
        let document = try executable.prepare("query ($k: IPAddressType) { apps { echo(kind: $k) } }")
        for kind in ["v4", "v6", "shared_v4"] {
            let response = await executable.execute(document, variables: ["k": .string(kind)], context: World())
            let apps = try #require(response["data"]?["apps"]?.arrayValue)
            #expect(!apps.isEmpty)
            #expect(apps.allSatisfy { $0["echo"]?["kind"] == .string(kind) })
        }
    }

    @Test("a resolver for a field that does not exist is a mistake found at once")
    func strayResolver() throws {
        let schema = try SmallSchema.schema.get()
        for name in ["App.nope", "Nope.id", "Node.id", "App"] {
            #expect(throws: SchemaError.self) {
                try Executable<World>(schema: schema, resolvers: Resolvers([name: { _ in .null }]))
            }
        }
    }

    @Test("records mix Swift values and leaves, and may name their type")
    func records() async throws {
        let sdl = """
            interface Node { id: ID! }
            type App implements Node { id: ID! name: String }
            type Connection { nodes: [App!]! totalCount: Int! first: Node }
            type Query { apps: Connection!, raw: Node }
            """
        var resolvers = Resolvers<World>()
        resolvers["Query.apps"] = { _ in
            [
                "nodes": .objects("App", ["a", "b"]), "totalCount": .int(2),
                "first": ["__typename": "App", "id": 5, "name": nil],
            ]
        }
        resolvers["Query.raw"] = { _ in .object(typeName: "App", ["id": "raw", "name": "plain"] as JSONObject) }
        resolvers.set("App.id", on: String.self) { text, _ in .text(text) }
        var fields = Resolvers<World>()
        fields["App.name"] = { call in .bool(call.parent.isNull) }
        resolvers.merge(fields)
        #expect(resolvers.names == ["App.id", "App.name", "Query.apps", "Query.raw"])
        resolvers["App.id"] = { call in
            if case .object(_, let value) = call.parent, let text = value as? String { return .text(text) }
            return 5
        }
        let executable = try Executable(schema: Schema(sdl: sdl), resolvers: resolvers)
        let query = "{ apps { nodes { id } totalCount first { __typename id ... on App { name } } } raw { id } }"
        let response = await executable.execute(OperationRequest(query: query), context: World())
        #expect(
            response.text == """
                {"data":{"apps":{"nodes":[{"id":"a"},{"id":"b"}],"totalCount":2,\
                "first":{"__typename":"App","id":"5","name":"false"}},"raw":{"id":"5"}}}
                """)
    }

    @Test("a parent that is not what its resolver expects is an error of the field")
    func strayParent() async throws {
        var resolvers = SmallSchema.resolvers
        resolvers.set("App.name", on: Int.self) { number, _ in .int(number) }
        let executable = try Executable(schema: SmallSchema.schema.get(), resolvers: resolvers)
        let response = await executable.execute(OperationRequest(query: "{ app { name } }"), context: World())
        #expect(response["data"] == ["app": nil])
        #expect(response["errors"]?[0]?["message"] == "The parent of App.name is no Int")
    }
}
