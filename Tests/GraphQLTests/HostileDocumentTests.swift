import GraphQL
import GraphQLSamples
import OrderedJSON
import Testing

@Suite("Hostile documents")
struct HostileDocumentTests {
    private func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    @Test("a document with too many tokens is refused where it passes the limit")
    func tokens() throws {
        let found = try complaints("{ app { \(repeated("id ", 300_000)) } }")
        #expect(found == ["-: This document has more than 15000 tokens at [1, 45000]"])
    }

    @Test(
        "nesting beyond the limit is refused, however it is made",
        arguments: [
            "{ app ", "{ a(b: [", "{ a(b: {c: ", "query ($a: [", "{ ... ", "query ($a: Int = [", "{ a(b: ", "{",
        ])
    func nesting(_ start: String) throws {
        let tail = start.suffix(start.hasPrefix("{ a(b: {c") ? 5 : start.hasSuffix("[") ? 1 : start.count)
        let found = try complaints(start + repeated(String(tail), 100_000))
        #expect(found.count == 1)
        #expect(found[0].hasPrefix("-: "))
    }

    @Test("deep selections within the limit are fine")
    func deep() throws {
        let levels = 90
        #expect(try complaints("{ app " + repeated("{ parent ", levels) + "{ id }" + repeated("}", levels) + "}") == [])
    }

    @Test("a chain of fragments counts as nesting")
    func chain() throws {
        let links = (0..<1_000).map { "fragment F\($0) on App { ...F\($0 + 1) }" }.joined(separator: " ")
        let found = try complaints("{ app { ...F0 } } \(links) fragment F1000 on App { id }")
        #expect(found == ["maxDepth: Query has depth of 1003, which exceeds max depth of 100"])
    }

    @Test("inline fragments inside a chain of fragments count as nesting")
    func inlineChain() throws {
        let inner = repeated("... { ", 40)
        let links = (0..<50).map { "fragment F\($0) on App { \(inner) ...F\($0 + 1) \(repeated("}", 40)) }" }
        let found = try complaints("{ app { ...F0 } } \(links.joined(separator: " ")) fragment F50 on App { id }")
        #expect(found == ["maxDepth: Query has depth of 2053, which exceeds max depth of 100"])
    }

    @Test("a long loop of fragments is found without recursion")
    func loop() throws {
        let links = (0..<1_000).map { "fragment F\($0) on App { ...F\(($0 + 1) % 1_000) }" }.joined(separator: " ")
        let found = try complaints("{ app { ...F0 } } \(links)")
        #expect(found.count == 100)
        #expect(found[0] == "infiniteLoop: Fragment F0 contains an infinite loop")
    }

    @Test("fragments that double at each step are counted, not expanded")
    func doubling() throws {
        let links = (0..<40).map {
            "fragment F\($0) on App { a: parent { ...F\($0 + 1) } b: parent { ...F\($0 + 1) } }"
        }
        let found = try complaints("{ app { ...F0 } } \(links.joined(separator: " ")) fragment F40 on App { id }")
        #expect(found == ["maxComplexity: Query selects 1000000000 fields, which exceeds the maximum of 15000"])
    }

    @Test("a field asked for thousands of times costs no more than its tokens")
    func sameField() async throws {
        #expect(try complaints("{ app { \(repeated("id ", 10_000)) } }") == [])
        let aliases = (0..<1_000).map { "a\($0): id" }.joined(separator: " ")
        #expect(try await answer("{ app { \(aliases) } }")["data"]?["app"]?.objectValue?.count == 1_000)
    }

    @Test("a document of comments and white space is refused by its size")
    func size() throws {
        let padding = repeated("# nothing\n", 100_000)
        #expect(try complaints("\(padding){ app { id } }") == [])
        #expect(
            try complaints("\(padding)\(padding){ app { id } }") == [
                "-: This document has more than 1048576 bytes at [1, 1]"
            ])
    }

    @Test("aliases are counted where fragments put them", arguments: [(1_001, 1), (100, 11)])
    func aliases(_ count: Int, _ spreads: Int) throws {
        let aliases = (0..<count).map { "a\($0): app { id }" }.joined(separator: " ")
        let found = try complaints("{ \(repeated("... { ...F } ", spreads)) } fragment F on Queries { \(aliases) }")
        let message = "Query has \(count * spreads) aliases, which exceeds the maximum of 1000"
        #expect(found == ["maxComplexity: \(message)"])
    }

    @Test(
        "introspection that asks for the types of types of types is refused",
        arguments: [
            "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
            "{ __type(name: \"App\") { fields { type { interfaces { possibleTypes { name } } } } } }",
            """
            { __schema { ...S } } fragment S on __Schema { types { inputFields { type { ...T } } } }
            fragment T on __Type { inputFields { type { inputFields { name } } } }
            """,
        ])
    func introspectionDepth(_ query: String) throws {
        #expect(
            try complaints(query) == [
                "maxDepth: Query nests 3 lists of introspection, which exceeds the maximum of 2"
            ])
        #expect(try complaints(query, limits: Limits(introspectionDepth: 3)) == [])
    }

    @Test("errors of fields are told up to a limit, and nulls stand for all")
    func fieldErrors() async throws {
        let aliases = (0..<50).map { "a\($0): missing" }.joined(separator: " ")
        let response = try await answer("{ app { \(aliases) } }", limits: Limits(fieldErrors: 10))
        #expect(response["errors"]?.arrayValue?.count == 10)
        #expect(response["data"]?["app"]?.objectValue?.members.count { $0.value.isNull } == 50)
        let apps = try await answer("{ app { a: broken } }", limits: Limits(fieldErrors: 0))
        #expect(apps == ["data": ["app": nil]], "no other error stands for one that is not told")
    }

    @Test("overlapping fields of many types are given up on")
    func overlaps() throws {
        let types = ["User", "Build", "App", "Organization", "IPAddress"]
        var inner = "id"
        let parts = types.map { "... on \($0) { x: __typename }" }.joined(separator: " ")
        for _ in 0..<12 { inner = "node { \(parts) ... on App { \(inner) } }" }
        let errors = try complaints("{ viewer { ... on App { \(inner) } } }", limits: Limits(validationSteps: 100))
        #expect(errors == ["maxComplexity: The document is too complex to be validated"])
    }

    @Test("many operations that share many fragments are given up on")
    func sharedFragments() throws {
        let fragments = (0..<600).map {
            "fragment F\($0) on App { ...F\($0 + 1) parent { ipAddress(address: $a) { id } } }"
        }
        let operations = (0..<600).map { "query Q\($0)($a: String!) { app { ...F0 } }" }
        let text = (operations + fragments).joined(separator: " ") + " fragment F600 on App { id }"
        #expect(try !complaints(text, limits: Limits(tokens: 100_000, nestingDepth: 2_000)).isEmpty)
    }

    @Test("no more errors are told than the limit allows")
    func errorCount() throws {
        let aliases = (0..<4_000).map { "a\($0): nope" }.joined(separator: " ")
        #expect(try complaints("{ app { \(aliases) } }").count == 100)
        #expect(try complaints("{ app { \(aliases) } }", limits: Limits(errors: 3)).count == 3)
    }

    @Test("deep and wide variables are refused with a short message")
    func variables() async throws {
        var nested: JSON = ["a": 1]
        for _ in 0..<300 { nested = ["a": 1, "c": [nested]] }
        let query = "query ($i: EchoInput) { app { echo(input: $i) } }"
        #expect(try await answer(query, ["i": nested])["errors"]?.arrayValue?.count == 1)
        let wide = try await answer(
            "query ($l: [Int!]) { app { echo(list: $l) } }", ["l": .array(Array(repeating: "x", count: 100_000))])
        #expect(wide["errors"]?[0]?["message"] == "The variables hold more than 100000 values")
        let inner = try await answer(
            "query ($l: [Int!]) { app { echo(list: $l) } }", ["l": .array(Array(repeating: "x", count: 90_000))])
        #expect((inner["errors"]?[0]?["message"]?.stringValue?.count ?? 9_999) < 2_000)
    }

    @Test("long values are cut in messages, and only their beginning is read")
    func longValues() async throws {
        let query = "query ($i: EchoInput) { app { echo(input: $i) } }"
        let long = repeated("e\u{301}", 100_000)
        let values: [JSON] = [
            .string(long), .array(Array(repeating: .string(long), count: 100)), ["k": .string(long), "l": [1, 2]],
        ]
        for value in values {
            let response = try await answer(query, ["i": ["a": value]])
            let message = response["errors"]?[0]?["message"]?.stringValue ?? ""
            #expect(
                message.hasPrefix("Variable $i of type EchoInput was provided invalid value for a (Could not coerce"))
            #expect(message.hasSuffix("… to Int)"))
            #expect(message.unicodeScalars.count < 330)
        }
        let short = try await answer(query, ["i": ["a": ["x": [1, "é", nil], "y": [:]]]])
        #expect(
            short["errors"]?[0]?["message"] == """
                Variable $i of type EchoInput was provided invalid value for a \
                (Could not coerce value {"x":[1,"é",null],"y":{}} to Int)
                """)
    }

    @Test("lists and objects of a hundred levels in variables are read, where any value goes")
    func deepValues() async throws {
        var deep: JSON = 1
        for _ in 0..<400 { deep = [deep] }
        let response = try await answer("query ($a: JSON) { app { echo(any: $a) } }", ["a": deep])
        #expect(response["data"]?["app"]?["echo"]?["any"] == deep)
        let list = try await answer("query ($l: [Int!]) { app { echo(list: $l) } }", ["l": deep])
        #expect(list["errors"]?.arrayValue?.count == 1)
        #expect(list["data"] == nil)
    }

    @Test("an answer that grows without end is cut off with one error")
    func endlessAnswer() async throws {
        var inner = "name"
        for _ in 0..<20 { inner = "name interfaces { possibleTypes { \(inner) } }" }
        let response = try await answer(
            "{ __schema { types { \(inner) } } }", limits: Limits(introspectionDepth: 100, responseFields: 5_000))
        #expect(response["data"]?.isNull == true)
        #expect(response["errors"]?.arrayValue?.count == 1)
        #expect(response["errors"]?[0]?["message"] == "The response has too many fields")
        #expect(response["errors"]?[0]?["extensions"] == ["code": "maxComplexity"])
    }

    @Test("types that multiply at each step are given up on")
    func multiplying() throws {
        let large = String(repeating: "x", count: 1_000)
        var inner = "id"
        for _ in 0..<60 {
            let parts = ["User", "Build", "Organization"].map { "... on \($0) { next(text: \"\(large)\") { id } }" }
            inner = "next(text: \"\(large)\") { \(inner) } \(parts.joined(separator: " "))"
        }
        let sdl = """
            interface Node { next(text: String): Node id: ID }
            type User implements Node { next(text: String): Node id: ID }
            type Build implements Node { next(text: String): Node id: ID }
            type Organization implements Node { next(text: String): Node id: ID }
            type Query { node: Node }
            """
        let executable = try Executable<World>(schema: Schema(sdl: sdl), resolvers: Resolvers())
        do throws(RequestFailure) {
            _ = try executable.prepare("{ node { \(inner) } }")
            Issue.record("accepted")
        } catch {
            #expect(error.errors.map(\.message) == ["The document is too complex to be validated"])
        }
    }
}
