import FoundationEssentials
import Testing

/// The documents in `fixtures/graphql`.
enum GraphQLDocuments {
    /// Their names, sorted.
    static var names: [String] {
        get throws {
            let repository = #filePath.prefix(
                #filePath.count - "Tests/ContractTests/GraphQL/GraphQLDocuments.swift".count)
            return try FileManager.default.contentsOfDirectory(atPath: repository + "fixtures/graphql")
                .filter { $0.hasSuffix(".graphql") }.map { String($0.dropLast(".graphql".count)) }.sorted()
        }
    }
}

/// What tools ask of a schema before anything else.
enum Introspection {
    static let query = """
        query IntrospectionQuery {
            __schema {
                queryType { name } mutationType { name } subscriptionType { name }
                types { ...FullType }
                directives { name description locations args { ...InputValue } }
            }
        }
        fragment FullType on __Type {
            kind name description
            fields(includeDeprecated: true) {
                name description args { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason
            }
            inputFields { ...InputValue }
            interfaces { ...TypeRef }
            enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
            possibleTypes { ...TypeRef }
        }
        fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue }
        fragment TypeRef on __Type {
            kind name
            ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType {
                kind name ofType { kind name }
            } } } } } }
        }
        """
}
