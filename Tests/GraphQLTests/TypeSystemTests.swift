import GraphQL
import GraphQLSamples
import OrderedJSON
import Testing

@Suite("3 Type system")
struct TypeSystemTests {
    private func message(_ sdl: String) -> String? {
        do {
            _ = try Schema(sdl: sdl)
            return nil
        } catch { return error.description }
    }

    @Test("a document of definitions of every kind is read")
    func definitions() throws {
        let source = """
            "The schema" schema @x { query: Q mutation: M subscription: S }
            \"""
            A scalar
            \""" scalar S @specifiedBy(url: "u")
            type T implements & A & B @d { "field" f("arg" a: Int = 1 @d, b: [S!]! = []): T! @deprecated }
            interface I implements A { f: Int }
            type Empty
            union U @d = | A | B
            enum E { "one" ONE @deprecated(reason: "no") TWO }
            input In @d { a: In = {a: null} @d, b: E = ONE }
            directive @d("why" reason: String = "x") repeatable on | FIELD | OBJECT
            """
        #expect(try TypeSystemDocument(parsing: source).definitions.count == 9)
    }

    @Test("operations do not belong in schema text")
    func notTypeSystem() {
        #expect(message("{ a }") != nil)
        #expect(message("type Query { a: Int } query { a }") != nil)
    }

    @Test("the roots may have any name")
    func roots() throws {
        let schema = try SmallSchema.schema.get()
        #expect(schema.queryType == "Queries")
        #expect(schema.mutationType == "Mutations")
        #expect(schema.subscriptionType == nil)
    }

    @Test("without a schema definition the usual names are the roots")
    func usualRoots() throws {
        let schema = try Schema(sdl: "type Query { a: Int } type Mutation { b: Int }")
        #expect(schema.queryType == "Query")
        #expect(schema.mutationType == "Mutation")
    }

    @Test("possible types of interfaces and unions are known")
    func possibleTypes() throws {
        let schema = try SmallSchema.schema.get()
        #expect(schema.possibleTypes(of: "Node") == ["User", "Build", "App", "Organization", "IPAddress"])
        #expect(schema.possibleTypes(of: "Actor") == ["User", "Build"])
        #expect(schema.possibleTypes(of: "App") == ["App"])
        #expect(schema.isPossible("User", for: "Actor"))
        #expect(!schema.isPossible("App", for: "Actor"))
    }

    @Test("defaults, deprecations and descriptions are kept")
    func details() throws {
        let app = try #require(try SmallSchema.schema.get()["App"])
        #expect(app.field("old")?.deprecationReason == "use name")
        #expect(app.field("ipAddresses")?.arguments["first"]?.defaultValue == 10)
        #expect(app.field("ipAddresses")?.arguments["after"]?.defaultValue == nil)
        #expect(app.field("echo")?.arguments["kind"]?.defaultValue == "v6")
        #expect(app.field("nothing") == nil)
        if case .object(let type) = app { #expect(type.description == "An app.") }
    }

    @Test(
        "a schema that contradicts itself is refused",
        arguments: [
            ("type A { a: Int }", "The schema has no query root"),
            ("type Query { a: B }", "Type 'B' of Query.a is not defined at [1, 14]"),
            ("type Query { a: Int } type Query { b: Int }", "Type 'Query' is defined twice at [1, 23]"),
            ("type Query { a: Int a: Int }", "'a' is defined twice in Query at [1, 1]"),
            ("type Query { a(b: Query): Int }", "Query.a.b cannot be of the output type 'Query' at [1, 16]"),
            ("input I { a: Int } type Query { a: I }", "Query.a cannot be of the input type 'I' at [1, 33]"),
            ("type Query { a(b: Int = \"x\"): Int }", "The default of Query.a.b is no Int at [1, 25]"),
            ("interface N { id: ID } type Query implements N { a: Int }", "'Query' lacks field 'id' of 'N' at [1, 24]"),
            (
                "interface N { id: ID! } type Query implements N { id: ID }",
                "Query.id does not have the type of N.id at [1, 51]"
            ),
            ("union U = Int type Query { a: U }", "Member 'Int' of union 'U' is no object type at [1, 1]"),
            ("enum E type Query { a: E }", "Enum 'E' has no values at [1, 1]"),
            ("schema { query: Q } enum Q { A }", "The query root 'Q' is no object type at [1, 1]"),
            ("type __T { a: Int } type Query { a: Int }", "Type name '__T' is reserved at [1, 1]"),
            (
                "directive @a on FIELD directive @a on FIELD type Query { a: Int }",
                "Directive '@a' is defined twice at [1, 23]"
            ),
            ("type Query {", "The schema text is no type system document: Unexpected end of document at [1, 13]"),
        ])
    func contradictions(_ sdl: String, _ expected: String) { #expect(message(sdl) == expected) }

    @Test("a field may be more exact than its interface")
    func covariance() {
        let sdl = """
            interface N { self: N many: [N] actor: U }
            union U = A | Query
            type A implements N { self: A! many: [A!]! actor: A }
            type Query implements N { self: N many: [N!] actor: U! }
            """
        #expect(message(sdl) == nil)
    }

    @Test("3.3.2 and 3.4.3 extensions add to what they name, wherever they stand")
    func extensions() throws {
        let schema = try Schema(
            sdl: """
                extend type Query implements N & M { b(in: In): U c: E }
                type Query { a: S }
                interface N { a: S }
                extend interface N @d
                interface M { b(in: In): U }
                scalar S extend scalar S @specifiedBy(url: "u")
                union U = Query extend union U = Other
                type Other { a: Int }
                enum E { ONE } extend enum E { TWO }
                input In { a: Int } extend input In { b: Boolean = true }
                directive @d on INTERFACE
                schema { query: Query } extend schema { mutation: Other } extend schema @d
                """)
        #expect(schema.possibleTypes(of: "U") == ["Query", "Other"])
        #expect(schema.possibleTypes(of: "M") == ["Query"])
        #expect(schema["Query"]?.field("b")?.type.description == "U")
        #expect(schema.mutationType == "Other")
        if case .scalar(let type) = schema["S"] { #expect(type.specifiedBy == "u") }
        if case .enumeration(let type) = schema["E"] { #expect(type.values.names == ["ONE", "TWO"]) }
        if case .input(let type) = schema["In"] { #expect(type.fields["b"]?.defaultValue == true) }
    }

    @Test(
        "an extension of nothing, or of another kind, is refused",
        arguments: [
            ("type Query { a: Int } extend type App { b: Int }", "App is extended but not defined at [1, 30]"),
            ("type Query { a: Int } extend input Query { b: Int }", "Query is extended as another kind at [1, 30]"),
            ("type Query { a: Int } extend type Query { a: Int }", "'a' is defined twice in Query at [1, 1]"),
            (
                "type Query { a: Int } extend schema { query: Query }",
                "The schema is extended but not defined at [1, 30]"
            ),
            (
                "type Query { a: Int } extend \"x\" type Query { b: Int }",
                "The schema text is no type system document:"
                    + " Expected a type extension, actual: STRING (\"x\") at [1, 30]"
            ),
        ])
    func badExtensions(_ sdl: String, _ expected: String) { #expect(message(sdl) == expected) }
}
