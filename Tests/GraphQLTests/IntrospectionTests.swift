import GraphQL
import OrderedJSON
import Testing

@Suite("4 Introspection")
struct IntrospectionTests {
    @Test("__type tells a type by its name, and null for none")
    func type() async throws {
        let query = """
            { __type(name: "IPAddress") { kind name description fields { name type { kind name ofType { name } } } }
              none: __type(name: "Nope") { name } }
            """
        let response = try await answer(query)
        #expect(
            response["data"]?["__type"]?.text == """
                {"kind":"OBJECT","name":"IPAddress","description":null,"fields":[\
                {"name":"id","type":{"kind":"NON_NULL","name":null,"ofType":{"name":"ID"}}},\
                {"name":"address","type":{"kind":"NON_NULL","name":null,"ofType":{"name":"String"}}},\
                {"name":"type","type":{"kind":"NON_NULL","name":null,"ofType":{"name":"IPAddressType"}}},\
                {"name":"region","type":{"kind":"SCALAR","name":"String","ofType":null}},\
                {"name":"createdAt","type":{"kind":"NON_NULL","name":null,"ofType":{"name":"ISO8601DateTime"}}}]}
                """)
        #expect(response["data"]?["none"] == .null)
        #expect(response["errors"] == nil)
    }

    @Test("__schema tells the roots, the types and the directives")
    func schema() async throws {
        let query =
            """
            { __schema { queryType { name } mutationType { name } subscriptionType { name } types { name \
            } directives { name locations isRepeatable args { name type { kind } defaultValue } } } }
            """
        let schema = try #require(try await answer(query)["data"]?["__schema"])
        #expect(schema["queryType"] == ["name": "Queries"])
        #expect(schema["mutationType"] == ["name": "Mutations"])
        #expect(schema["subscriptionType"] == .null)
        let names = schema["types"]?.arrayValue?.compactMap { $0["name"]?.stringValue } ?? []
        #expect(Set(["App", "Int", "ID", "__Schema", "Node", "Actor", "BigInt"]).isSubset(of: names))
        #expect(Set(names).count == names.count)
        #expect(
            schema["directives"]?.arrayValue?.compactMap { $0["name"]?.stringValue } == [
                "include", "skip", "deprecated", "specifiedBy",
            ])
    }

    @Test("deprecated elements are told when asked for")
    func deprecation() async throws {
        let query =
            """
            query ($d: Boolean!) { __type(name: "App") { fields(includeDeprecated: $d) { name \
            isDeprecated deprecationReason } } }
            """
        func names(_ with: Bool) async throws -> [JSON] {
            try await answer(query, ["d": .bool(with)])["data"]?["__type"]?["fields"]?.arrayValue ?? []
        }
        let old: JSON = ["name": "old", "isDeprecated": true, "deprecationReason": "use name"]
        #expect(try await names(true).contains(old))
        #expect(try await !names(false).contains { $0["name"] == "old" })
    }

    @Test("interfaces, unions, enums, inputs and scalars have their own fields")
    func kinds() async throws {
        let query = """
            { node: __type(name: "Node") { kind possibleTypes { name } fields { name } }
              actor: __type(name: "Actor") { kind possibleTypes { name } fields { name } }
              app: __type(name: "App") { interfaces { name } enumValues { name } }
              ip: __type(name: "IPAddressType") { kind enumValues { name } }
              echo: __type(name: "EchoInput") { kind isOneOf inputFields { name defaultValue } }
              time: __type(name: "ISO8601DateTime") { kind specifiedByURL }
              meta: __type(name: "__Type") { __typename kind } }
            """
        let data = try #require(try await answer(query)["data"])
        #expect(data["node"]?["possibleTypes"]?.arrayValue?.count == 5)
        #expect(
            data["actor"]?.text == #"{"kind":"UNION","possibleTypes":[{"name":"User"},{"name":"Build"}],"fields":null}"#
        )
        #expect(data["app"]?.text == #"{"interfaces":[{"name":"Node"}],"enumValues":null}"#)
        #expect(data["ip"]?["enumValues"]?.arrayValue?.count == 4)
        #expect(data["echo"]?["inputFields"]?[1] == ["name": "b", "defaultValue": "\"bee\""])
        #expect(data["time"]?.text == #"{"kind":"SCALAR","specifiedByURL":"https://tools.ietf.org/html/rfc3339"}"#)
        #expect(data["meta"]?.text == #"{"__typename":"__Type","kind":"OBJECT"}"#)
    }
}
