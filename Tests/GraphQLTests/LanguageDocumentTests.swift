import GraphQL
import Testing

@Suite("2.2 to 2.12 Executable documents")
struct DocumentTests {
    private func parse(_ source: String) throws -> ExecutableDocument { try ExecutableDocument(parsing: source) }

    private func message(_ source: String) -> String? {
        do {
            _ = try parse(source)
            return nil
        } catch { return "\(error)" }
    }

    @Test("a lone selection set is an anonymous query")
    func shorthand() throws {
        let operation = try #require(try parse("{ a b }").operations.first)
        #expect(operation.kind == .query)
        #expect(operation.name == nil)
        #expect(operation.selections.count == 2)
    }

    @Test("an operation has a kind, a name, variables with defaults, and directives")
    func operation() throws {
        let source = "mutation Do($a: [ID!]! = [\"x\"] @v, $b: Int) @d(n: 1) { go(id: $a) }"
        let operation = try #require(try parse(source).operations.first)
        #expect(operation.kind == .mutation)
        #expect(operation.name == "Do")
        #expect(operation.variables.map(\.name) == ["a", "b"])
        #expect(operation.variables.map(\.type.description) == ["[ID!]!", "Int"])
        #expect(operation.variables[0].defaultValue?.description == "[\"x\"]")
        #expect(operation.variables[0].directives.map(\.name) == ["v"])
        #expect(operation.directives.map(\.name) == ["d"])
        #expect(operation.variables[1].location == SourceLocation(line: 1, column: 36))
    }

    @Test("keywords are names like any others where a name may stand")
    func keywords() throws {
        let source = "query query($on: fragment) { fragment: mutation(query: true, on: $on) { on type ...null } }"
        let operation = try #require(try parse(source + " fragment null on on { a }").operations.first)
        guard case .field(let field) = operation.selections.first else { throw Unexpected() }
        #expect(field.responseKey == "fragment")
        #expect(field.name == "mutation")
        #expect(field.arguments.map(\.name) == ["query", "on"])
    }

    @Test("an alias equal to the field is still an alias")
    func alias() throws {
        guard case .field(let field) = try parse("{ volume: volume }").operations[0].selections[0] else {
            throw Unexpected()
        }
        #expect(field.alias == "volume")
        #expect(field.name == "volume")
    }

    @Test("fragments are spread by name, or written in place with or without a condition")
    func fragments() throws {
        let document = try parse("{ ...A @x ... on B { c } ... @skip(if: true) { d } } fragment A on T @y { e }")
        #expect(document.fragments.map(\.name) == ["A"])
        #expect(document.fragments.map(\.typeCondition) == ["T"])
        let kinds = document.operations[0].selections.map { selection in
            switch selection {
            case .field(let field): "field \(field.name)"
            case .spread(let spread): "spread \(spread.name) \(spread.directives.count)"
            case .inline(let inline): "inline \(inline.typeCondition ?? "-") \(inline.directives.count)"
            }
        }
        #expect(kinds == ["spread A 1", "inline B 0", "inline - 1"])
    }

    @Test(
        "every literal is read and written back",
        arguments: [
            "null", "true", "false", "1", "-2.5e3", "\"a\\\"\\n\\u0007é\"", "ENUM", "$v", "[]", "[1, [2], null]", "{}",
            "{a: 1, b: {c: [$d]}}",
        ])
    func literals(_ text: String) throws {
        guard case .field(let field) = try parse("{ f(a: \(text)) }").operations[0].selections[0] else {
            throw Unexpected()
        }
        #expect(field.arguments[0].value.description == text)
    }

    @Test(
        "a syntax error says what was expected, what stood there, and where",
        arguments: [
            ("{ }", "Expected NAME, actual: RCURLY (\"}\") at [1, 3]"),
            ("{ a", "Unexpected end of document at [1, 4]"),
            ("", "Unexpected end of document at [1, 1]"),
            ("# nothing\n", "Unexpected end of document at [2, 1]"),
            ("{ a(b: ) }", "Expected a value, actual: RPAREN (\")\") at [1, 8]"),
            ("{ a(b) }", "Expected COLON, actual: RPAREN (\")\") at [1, 6]"),
            ("{ a() }", "Expected NAME, actual: RPAREN (\")\") at [1, 5]"),
            ("query Q($a: Int = $b) { a }", "Expected a constant value, actual: VAR_SIGN (\"$\") at [1, 19]"),
            ("fragment on on T { a }", "Expected a fragment name, actual: NAME (\"on\") at [1, 10]"),
            ("fragment F { a }", "Expected \"on\", actual: LCURLY (\"{\") at [1, 12]"),
            (
                "{ a } }",
                """
                Expected "query", "mutation", "subscription", "fragment" or LCURLY, actual: \
                RCURLY ("}") at [1, 7]
                """
            ),
            (
                "\"no\" { a }",
                "Expected \"query\", \"mutation\", \"subscription\" or \"fragment\", actual: LCURLY (\"{\") at [1, 6]"
            ),
            ("\"no\"", "Unexpected end of document at [1, 5]"),
            ("{ ... }", "Expected LCURLY, actual: RCURLY (\"}\") at [1, 7]"),
        ])
    func errors(_ source: String, _ expected: String) { #expect(message(source) == expected) }

    @Test("operations, fragments and variables may be described, as September 2025 allows")
    func descriptions() throws {
        let document = try parse(
            """
            "One." query Q("What." $a: Int, \"""More.\""" $b: Int) { a }
            \"""
            Two.
            \"""
            fragment F on T { a }
            """)
        #expect(document.operations.map(\.name) == ["Q"])
        #expect(document.operations[0].variables.map(\.name) == ["a", "b"])
        #expect(document.fragments.map(\.name) == ["F"])
    }

    @Test("type system definitions do not belong in an executable document")
    func notExecutable() { #expect(message("{ a } type T { a: Int }") != nil) }

    private struct Unexpected: Error {}
}
