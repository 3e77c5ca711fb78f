import GraphQL
import OrderedJSON
import Testing

@Suite("5 Validation")
struct ValidationTests {
    @Test(
        "valid documents pass",
        arguments: [
            "{ app { id } }",
            "query A { app { ...F } } query B { apps { ...F } } fragment F on App { name }",
            "query ($n: String) { app(name: $n) { name, parent { parent { __typename } } } }",
            "query ($n: String = \"x\") { app { ipAddress(address: $n) { id } } }",
            "query ($f: Boolean) { app { echo(flag: $f) } }",
            "query ($x: Int!) { app { echo(input: {a: $x, c: [{a: 1}]}, any: {deep: [$x, FREE]}) } }",
            "query ($c: EchoInput!) { app { echo(input: {a: 1, c: [$c]}) } }",
            "query ($c: [EchoInput!]) { app { echo(input: {a: 1, c: $c}) } }",
            "{ viewer { id ... on User { email } ... on Node { id } ... { id } } }",
            "{ actors { __typename ... on User { name: email } ... on Build { id } ... on Node { id } } }",
            "{ app { a: name a: name ipAddresses(first: 1) { id } ipAddresses(first: 1) { address } } }",
            "{ app { name @skip(if: true) @include(if: false) ... @include(if: true) { id } } }",
            "mutation { a: next { count } b: next { count } }",
            "{ __schema { types { name } } __type(name: \"App\") { kind } __typename }",
            "{ app { echo(list: 1, any: null) } }",
            "{ node(id: 5) { id } }",
        ])
    func valid(_ query: String) throws { #expect(try complaints(query) == []) }

    @Test(
        "5.2 operations have unique names, and an anonymous one stands alone",
        arguments: [
            (
                "query A { app { id } } query A { app { id } }",
                ["uniquelyNamedOperations: Operation name \"A\" must be unique"]
            ),
            (
                "{ app { id } } query A { app { id } }",
                ["uniquelyNamedOperations: Operation name is required when multiple operations are present"]
            ),
            (
                "subscription { app }",
                ["missingSubscriptionConfiguration: Schema is not configured for subscriptions"]
            ),
            (
                "fragment F on App { id }",
                [
                    "operationMissing: The document has no operation",
                    "useAndDefineFragment: Fragment F was defined, but not used",
                ]
            ),
        ])
    func operations(_ query: String, _ expected: [String]) throws { #expect(try complaints(query) == expected) }

    @Test(
        "5.3.1 fields exist on their type",
        arguments: [
            ("{ app { foo } }", ["undefinedField: Field 'foo' doesn't exist on type 'App'"]),
            (
                "{ app { foo { bar(a: $b) } } }",
                [
                    "undefinedField: Field 'foo' doesn't exist on type 'App'",
                    "variableNotDefined: Variable $b is used by anonymous query but not declared",
                ]
            ),
            ("{ viewer { email } }", ["undefinedField: Field 'email' doesn't exist on type 'Node'"]),
            ("{ app { ... on Node { name } } }", ["undefinedField: Field 'name' doesn't exist on type 'Node'"]),
            ("{ app { __schema { description } } }", ["undefinedField: Field '__schema' doesn't exist on type 'App'"]),
            (
                "{ actors { id } }",
                ["selectionMismatch: Selections can't be made directly on unions (see selections on Actor)"]
            ),
        ])
    func fields(_ query: String, _ expected: [String]) throws { #expect(try complaints(query) == expected) }

    @Test(
        "5.3.2 fields under one key can be merged",
        arguments: [
            ("{ app { a: name a: id } }", ["fieldConflict: Field 'a' has a field conflict: name or id?"]),
            (
                "{ app { ipAddresses(first: 1) { id } ipAddresses(first: 2) { id } } }",
                ["fieldConflict: Field 'ipAddresses' has an argument conflict: {first:\"1\"} or {first:\"2\"}?"]
            ),
            (
                "{ actors { ... on User { x: email } ... on Build { x: number } } }",
                ["fieldConflict: Field 'x' has a return_type conflict: `String!` or `Int!`?"]
            ),
            (
                "{ actors { ... on User { email } ... on Build { email } } }",
                ["fieldConflict: Field 'email' has a return_type conflict: `String!` or `String`?"]
            ),
            (
                "{ app { parent { x: name } ...F } } fragment F on App { parent { x: id } }",
                ["fieldConflict: Field 'x' has a field conflict: name or id?"]
            ),
            (
                "{ viewer { ... on Node { x: id } ... on User { x: email } } }",
                ["fieldConflict: Field 'x' has a field conflict: id or email?"]
            ),
        ])
    func merging(_ query: String, _ expected: [String]) throws {
        #expect(try complaints(query) == expected)
    }

    @Test("5.3.2 different fields of different objects may share a key")
    func mergingApart() throws {
        #expect(try complaints("{ actors { ... on User { x: id } ... on Build { x: id } } }") == [])
        let differing = "{ viewer { ... on App { v: echo(list: 1) } ... on Organization { v: id } } }"
        #expect(try complaints(differing).count == 1, "the shapes still have to agree")
    }

    @Test(
        "5.3.3 selections end at leaves and only there",
        arguments: [
            (
                "{ app }",
                [
                    "selectionMismatch: Field must have selections (field 'app' returns App but has no selections."
                        + " Did you mean 'app { ... }'?)"
                ]
            ),
            (
                "{ app { name { first ... on A { b } } } }",
                [
                    "selectionMismatch: Selections can't be made on scalars (field 'name' returns String but has"
                        + " selections [\"first\", \"... on A { ... }\"])",
                    "undefinedType: No such type A, so it can't be a fragment condition",
                ]
            ),
            (
                "{ app { state { x } } }",
                [
                    "selectionMismatch: Selections can't be made on enums (field 'state' returns IPAddressType but has"
                        + " selections [\"x\"])"
                ]
            ),
        ])
    func leaves(_ query: String, _ expected: [String]) throws { #expect(try complaints(query) == expected) }

    @Test(
        "5.4 arguments are known, unique, and given when required",
        arguments: [
            ("{ app(foo: 1) { id } }", ["argumentNotAccepted: Field 'app' doesn't accept argument 'foo'"]),
            (
                "{ app { id @skip(when: true, if: true) } }",
                ["argumentNotAccepted: Directive 'skip' doesn't accept argument 'when'"]
            ),
            (
                "{ app(name: \"a\", name: \"b\") { id } }",
                ["argumentNotUnique: There can be only one argument named \"name\""]
            ),
            ("{ node { id } }", ["missingRequiredArguments: Field 'node' is missing required arguments: id"]),
            ("{ app { id @skip } }", ["missingRequiredArguments: Directive 'skip' is missing required arguments: if"]),
        ])
    func arguments(_ query: String, _ expected: [String]) throws { #expect(try complaints(query) == expected) }

    @Test(
        "5.5 fragments are unique, used, defined, possible and without loops",
        arguments: [
            (
                "{ app { ...F } } fragment F on App { id } fragment F on App { name }",
                ["fragmentNotUnique: Fragment name \"F\" must be unique"]
            ),
            ("{ app { id } } fragment F on App { id }", ["useAndDefineFragment: Fragment F was defined, but not used"]),
            ("{ app { ...G } }", ["useAndDefineFragment: Fragment G was used, but not defined"]),
            (
                "{ app { ...F } } fragment F on Nope { id }",
                ["undefinedType: No such type Nope, so it can't be a fragment condition"]
            ),
            (
                "{ app { ... on String { id } } }",
                ["fragmentOnNonCompositeType: Invalid fragment on type String (must be Union, Interface or Object)"]
            ),
            (
                "{ app { ... on User { id } } }",
                ["cannotSpreadFragment: Fragment on User can't be spread inside App"]
            ),
            (
                "{ app { ...F } } fragment F on Actor { __typename }",
                ["cannotSpreadFragment: Fragment F on Actor can't be spread inside App"]
            ),
            (
                """
                { app { ...A } } fragment A on App { ...B } fragment B on App { parent { ...A } ...C } \
                fragment C on App { id }
                """,
                [
                    "infiniteLoop: Fragment A contains an infinite loop",
                    "infiniteLoop: Fragment B contains an infinite loop",
                ]
            ),
            (
                "{ app { ...Out } } fragment Out on App { ...S } fragment S on App { ...S }",
                ["infiniteLoop: Fragment S contains an infinite loop"]
            ),
        ])
    func fragments(_ query: String, _ expected: [String]) throws { #expect(try complaints(query) == expected) }

    @Test(
        "5.6 values are of the right type",
        arguments: [
            (
                "{ app(name: 5) { id } }",
                [
                    """
                    argumentLiteralsIncompatible: Argument 'name' on Field 'app' has an invalid value \
                    (5). Expected type 'String'.
                    """
                ]
            ),
            (
                "{ app { id @skip(if: \"true\") } }",
                [
                    """
                    argumentLiteralsIncompatible: Argument 'if' on Directive 'skip' has an invalid value \
                    ("true"). Expected type 'Boolean!'.
                    """
                ]
            ),
            (
                "mutation { allocateIpAddress(input: {appId: null, type: V4}) { clientMutationId } }",
                [
                    """
                    argumentLiteralsIncompatible: Argument 'appId' on InputObject \
                    'AllocateIPAddressInput' has an invalid value (null). Expected type 'ID!'.
                    """,
                    """
                    argumentLiteralsIncompatible: Argument 'type' on InputObject 'AllocateIPAddressInput' \
                    has an invalid value (V4). Expected type 'IPAddressType!'.
                    """,
                ]
            ),
            (
                "mutation { allocateIpAddress(input: {type: v4, foo: 1}) { clientMutationId } }",
                [
                    """
                    missingRequiredInputObjectAttribute: Argument 'appId' on InputObject \
                    'AllocateIPAddressInput' is required. Expected type ID!
                    """,
                    "argumentNotAccepted: InputObject 'AllocateIPAddressInput' doesn't accept argument 'foo'",
                ]
            ),
            (
                "mutation { allocateIpAddress(input: \"x\") { clientMutationId } }",
                [
                    """
                    argumentLiteralsIncompatible: Argument 'input' on Field 'allocateIpAddress' has an \
                    invalid value ("x"). Expected type 'AllocateIPAddressInput!'.
                    """
                ]
            ),
            (
                "{ app { echo(list: [1, null, 3]) } }",
                [
                    """
                    argumentLiteralsIncompatible: Argument 'list' on Field 'echo' has an invalid value \
                    ([1, null, 3]). Expected type '[Int!]'.
                    """
                ]
            ),
            (
                "{ app { echo(input: {a: 1, a: 2}) } }",
                ["inputFieldNotUnique: There can be only one input field named \"a\""]
            ),
            (
                "{ app { echo(input: {a: 2147483648, big: 12345678901234567890}) } }",
                [
                    """
                    argumentLiteralsIncompatible: Argument 'a' on InputObject 'EchoInput' has an invalid \
                    value (2147483648). Expected type 'Int!'.
                    """
                ]
            ),
            (
                "{ app { ipAddress(address: v4) { id } } }",
                [
                    """
                    argumentLiteralsIncompatible: Argument 'address' on Field 'ipAddress' has an invalid \
                    value (v4). Expected type 'String!'.
                    """
                ]
            ),
        ])
    func values(_ query: String, _ expected: [String]) throws { #expect(try complaints(query) == expected) }

    @Test(
        "5.7 directives are defined, in place, and unique",
        arguments: [
            ("{ app { id @foo } }", ["undefinedDirective: Directive @foo is not defined"]),
            (
                "query @skip(if: true) { app { id } }",
                [
                    """
                    directiveCannotBeApplied: '@skip' can't be applied to queries (allowed: fields, \
                    fragment spreads, inline fragments)
                    """
                ]
            ),
            (
                "{ app { id @skip(if: true) @skip(if: true) } }",
                ["directiveNotUniqueForLocation: The directive \"skip\" can only be used once at this location."]
            ),
        ])
    func directives(_ query: String, _ expected: [String]) throws { #expect(try complaints(query) == expected) }

    @Test(
        "5.8 variables are unique, of input types, declared, used and in the right place",
        arguments: [
            (
                "query ($a: Int, $a: Int) { app { echo(list: [$a]) } }",
                [
                    "variableNotUnique: There can only be one variable named \"a\"",
                    "variableMismatch: Nullability mismatch on variable $a and argument list (Int / Int!)",
                ]
            ),
            (
                "query ($a: App) { app { echo(any: $a) } }",
                ["variableRequiresValidType: App isn't a valid input type (on $a)"]
            ),
            (
                "query ($a: Nope) { app { echo(any: $a) } }",
                ["variableRequiresValidType: Nope isn't a defined input type (on $a)"]
            ),
            (
                "query Q($a: Int = \"x\") { app { echo(any: $a) } }",
                [
                    "defaultValueInvalidType: Default value for $a doesn't match type Int",
                    "variableMismatch: Type mismatch on variable $a and argument any (Int / JSON)",
                ]
            ),
            ("query Q { app(name: $n) { id } }", ["variableNotDefined: Variable $n is used by Q but not declared"]),
            (
                "query Q { app { ...F } } fragment F on App { ipAddress(address: $n) { id } }",
                ["variableNotDefined: Variable $n is used by F but not declared"]
            ),
            ("query Q($n: String) { app { id } }", ["variableNotUsed: Variable $n is declared by Q but not used"]),
            (
                "query ($n: String) { app { ipAddress(address: $n) { id } } }",
                ["variableMismatch: Nullability mismatch on variable $n and argument address (String / String!)"]
            ),
            (
                "query ($n: Int!) { app(name: $n) { id } }",
                ["variableMismatch: Type mismatch on variable $n and argument name (Int! / String)"]
            ),
            (
                "query ($n: [String]) { app(name: $n) { id } }",
                ["variableMismatch: List dimension mismatch on variable $n and argument name ([String] / String)"]
            ),
            (
                "query ($n: String = null) { app { ipAddress(address: $n) { id } } }",
                ["variableMismatch: Nullability mismatch on variable $n and argument address (String / String!)"]
            ),
        ])
    func variables(_ query: String, _ expected: [String]) throws { #expect(try complaints(query) == expected) }

    @Test("errors stand in the order of the document with line, column and path")
    func places() throws {
        let errors = try refusal("query Q {\n  app(x: 1) {\n    ... on App { foo }\n    al: bar\n  }\n}")
        #expect(
            errors.map(\.locations) == [
                [SourceLocation(line: 2, column: 7)], [SourceLocation(line: 3, column: 18)],
                [SourceLocation(line: 4, column: 5)],
            ])
        #expect(
            errors.map { JSON.array($0.path) } == [
                ["query Q", "app", "x"], ["query Q", "app", "... on App", "foo"], ["query Q", "app", "al"],
            ])
        let nested = try refusal("mutation { allocateIpAddress(input: {type: v4}) { clientMutationId } }")
        #expect(nested.map { JSON.array($0.path) } == [["mutation", "allocateIpAddress", "input", "appId"]])
    }

    @Test("an invalid document is answered without data")
    func response() async throws {
        let response = try await answer("{ app { foo } }")
        #expect(
            response.text == """
                {"errors":[{"message":"Field 'foo' doesn't exist on type 'App'","locations":[{"line":1,"column":9}],\
                "path":["query","app","foo"],"extensions":{"code":"undefinedField"}}]}
                """)
    }
}
