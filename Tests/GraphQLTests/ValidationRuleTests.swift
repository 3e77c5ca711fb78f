import GraphQL
import GraphQLSamples
import OrderedJSON
import Testing

/// What each rule says beyond its plain case, against a schema that has a place for it.
@Suite("5 Validation, rule by rule")
struct ValidationRuleTests {
    private static let schema = Result {
        try Schema(
            sdl: """
                directive @tag(name: String) repeatable on FIELD | QUERY | VARIABLE_DEFINITION | FRAGMENT_DEFINITION

                interface Named { name: String }
                interface Pet implements Named { name: String lives: Int! }
                type Dog implements Pet & Named { name: String lives: Int! barks: Boolean! owner: Human }
                type Cat implements Pet & Named { name: String lives: Int! meows: String }
                type Human implements Named { name: String pets(of: Filter, ids: [Int!] = [1]): [Pet!]! }
                type Rock { weight: Float }
                union Animal = Dog | Cat
                union Thing = Rock
                input Filter { size: Int! = 3 names: [String!] any: JSON inner: Filter }
                scalar JSON

                type Query { dog: Dog human: Human pet: Pet animal: Animal thing: Thing any(of: JSON): Int }
                type Subscription { barks: Dog others: Dog }
                """)
    }

    private func complaints(_ query: String) throws -> [String] {
        let executable = try Executable<World>(schema: Self.schema.get(), resolvers: Resolvers())
        do throws(RequestFailure) {
            _ = try executable.prepare(query)
            return []
        } catch {
            return error.errors.map { "\($0.code ?? "-"): \($0.message)" }
        }
    }

    @Test(
        "5.2.3.1 a subscription has one root field, and none of introspection",
        arguments: [
            ("subscription { barks { name } }", nil),
            ("subscription { barks { name } barks { lives } }", nil),
            ("subscription { ...F } fragment F on Subscription { barks { name } }", nil),
            ("subscription { barks { name } others { name } }", "A subscription operation may only have one selection"),
            (
                "subscription { a: barks { name } barks { name } }",
                "A subscription operation may only have one selection"
            ),
            (
                "subscription { ...F } fragment F on Subscription { barks { name } ... { others { name } } }",
                "A subscription operation may only have one selection"
            ),
            ("subscription { __typename }", "A subscription operation may not select an introspection field"),
        ])
    func subscriptions(_ query: String, _ message: String?) throws {
        #expect(try complaints(query) == (message.map { ["notSingleSubscription: \($0)"] } ?? []))
    }

    @Test(
        "5.4.2 arguments are unique where nothing else is known of them too",
        arguments: ["{ nope(a: 1, a: 2) }", "{ dog { name @nope(a: 1, a: 2) } }"])
    func uniqueArguments(_ query: String) throws {
        #expect(try complaints(query).contains("argumentNotUnique: There can be only one argument named \"a\""))
    }

    @Test(
        "5.5.2.3 a fragment may stand where some object is of both types",
        arguments: [
            ("{ dog { ... on Dog { barks } } }", nil),
            ("{ dog { ... on Pet { name } ... on Named { name } ... on Animal { __typename } } }", nil),
            ("{ pet { ... on Cat { meows } } animal { ... on Dog { barks } } }", nil),
            ("{ pet { ... on Animal { ... on Named { name } } } human { ... on Named { ... on Pet { name } } } }", nil),
            ("{ dog { ... on Cat { meows } } }", "Fragment on Cat can't be spread inside Dog"),
            ("{ human { ... on Pet { name } } }", "Fragment on Pet can't be spread inside Human"),
            ("{ thing { ... on Dog { barks } } }", "Fragment on Dog can't be spread inside Thing"),
            ("{ animal { ... on Thing { __typename } } }", "Fragment on Thing can't be spread inside Animal"),
            ("{ pet { ...F } } fragment F on Thing { __typename }", "Fragment F on Thing can't be spread inside Pet"),
        ])
    func possibleSpreads(_ query: String, _ message: String?) throws {
        #expect(try complaints(query) == (message.map { ["cannotSpreadFragment: \($0)"] } ?? []))
    }

    @Test("5.5.1.2 and 5.5.1.3 a fragment's type exists and has fields, where it is defined and where it is written")
    func fragmentTypes() throws {
        #expect(
            try complaints("{ dog { ...F ... on Filter { size } ... on Nope { a } } } fragment F on JSON { a }") == [
                "fragmentOnNonCompositeType: Invalid fragment on type Filter (must be Union, Interface or Object)",
                "undefinedType: No such type Nope, so it can't be a fragment condition",
                "fragmentOnNonCompositeType: Invalid fragment on type JSON (must be Union, Interface or Object)",
            ])
    }

    @Test(
        "5.6.3 the members of an object literal are unique, also where its type does not say which there are",
        arguments: [
            "{ any(of: {a: 1, b: [{c: 1, a: 2}], a: 3}) }",
            "query ($v: JSON = {a: 1, a: 2}) { any(of: $v) }",
            "query ($v: Int) { any(of: {b: {a: $v, a: 2}}) }",
            "{ dog { owner { pets(of: {any: {a: {}, a: []}}) { name } } } }",
        ])
    func uniqueMembers(_ query: String) throws {
        #expect(
            try complaints(query) == ["inputFieldNotUnique: There can be only one input field named \"a\""])
    }

    @Test("5.6.4 a field of an input object with a default need not be given, but may not be null")
    func inputDefaults() throws {
        #expect(try complaints("{ human { pets(of: {inner: {}}) { name } } }") == [])
        #expect(
            try complaints("{ human { pets(of: {inner: {size: null}}) { name } } }") == [
                """
                argumentLiteralsIncompatible: Argument 'size' on InputObject 'Filter' has an invalid value (null). \
                Expected type 'Int!'.
                """
            ])
    }

    @Test(
        "5.7 directives stand where their definition says, once unless they may be repeated",
        arguments: [
            ("query @tag @tag(name: \"a\") { dog { name @tag @tag } }", []),
            (
                "query ($a: JSON @tag) { any(of: $a) } fragment F on Dog @tag { name }",
                [
                    "useAndDefineFragment: Fragment F was defined, but not used"
                ]
            ),
            (
                "{ dog { ... @tag { name } } }",
                [
                    """
                    directiveCannotBeApplied: '@tag' can't be applied to inline fragments (allowed: fields, queries, \
                    variable definitions, fragment definitions)
                    """
                ]
            ),
            (
                "subscription @include(if: true) { barks { name } }",
                [
                    """
                    directiveCannotBeApplied: '@include' can't be applied to subscriptions (allowed: fields, \
                    fragment spreads, inline fragments)
                    """
                ]
            ),
            (
                "{ dog { name @deprecated(reason: \"x\") } }",
                [
                    """
                    directiveCannotBeApplied: '@deprecated' can't be applied to fields (allowed: field definitions, \
                    argument definitions, input field definitions, enum values)
                    """
                ]
            ),
        ] as [(String, [String])])
    func directivePlaces(_ query: String, _ expected: [String]) throws { #expect(try complaints(query) == expected) }

    @Test("5.8.3 and 5.8.4 uses of variables count through any number of fragments, for each operation apart")
    func usesThroughFragments() throws {
        let fragments = "fragment F on Human { ...G } fragment G on Human { pets(of: {inner: {size: $s}}) { name } }"
        #expect(try complaints("query A($s: Int!) { human { ...F } } \(fragments)") == [])
        #expect(
            try complaints("query A($s: Int!) { human { ...F } } query B { human { ...F } } \(fragments)") == [
                "variableNotDefined: Variable $s is used by G but not declared"
            ])
        #expect(
            try complaints(
                "query A($s: Int!, $t: Int) { human { ...F } } query B($s: Int!) { dog { name } } \(fragments)")
                == [
                    "variableNotUsed: Variable $t is declared by A but not used",
                    "variableNotUsed: Variable $s is declared by B but not used",
                ])
        #expect(
            try complaints("query ($if: Boolean) { dog { name @skip(if: $if) } }") == [
                "variableMismatch: Nullability mismatch on variable $if and argument if (Boolean / Boolean!)"
            ])
    }

    @Test(
        "5.8.5 a nullable variable may stand in a non-null place that has a default, and in no other",
        arguments: [
            ("query ($s: Int) { human { pets(of: {size: $s}) { name } } }", nil),
            ("query ($s: Int = 1) { human { pets(ids: [$s]) { name } } }", nil),
            ("query ($s: [Int!]) { human { pets(ids: $s) { name } } }", nil),
            ("query ($s: Int!) { human { pets(ids: [$s, 2]) { name } } }", nil),
            (
                "query ($s: Int) { human { pets(ids: [$s]) { name } } }",
                "Nullability mismatch on variable $s and argument ids (Int / Int!)"
            ),
            (
                "query ($s: [Int]) { human { pets(ids: $s) { name } } }",
                "Nullability mismatch on variable $s and argument ids ([Int] / [Int!])"
            ),
            (
                "query ($s: Int!) { human { pets(ids: $s) { name } } }",
                "List dimension mismatch on variable $s and argument ids (Int! / [Int!])"
            ),
            (
                "query ($s: String) { human { pets(of: {names: [$s]}) { name } } }",
                "Nullability mismatch on variable $s and argument names (String / String!)"
            ),
        ])
    func places(_ query: String, _ message: String?) throws {
        #expect(try complaints(query) == (message.map { ["variableMismatch: \($0)"] } ?? []))
    }
}
