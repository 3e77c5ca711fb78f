import FoundationEssentials
import GraphQL
import OrderedJSON
import Testing

@testable import FlyAPI

/// The written schema against the official one, where a copy of that is at hand (`windtunnel` does not ship it).
@Suite struct ServedSchema {
    private static let officialText: String? = {
        var folder = #filePath.split(separator: "/").dropLast()
        while !folder.isEmpty {
            let path = "/" + folder.joined(separator: "/") + "/shared/reference/fly-schema.graphql"
            if let data = FileManager.default.contents(atPath: path) { return String(decoding: data, as: UTF8.self) }
            folder.removeLast()
        }
        return nil
    }()

    @Test func `schema and resolvers fit together`() throws {
        _ = try FlyGraphQL()
    }

    /// Of these types every value is a Swift value, so a field without a resolver is never answered.
    @Test(arguments: [
        (
            "App", "instrumentsKey tsusage"
        ),
        ("IPAddress", ""),
        ("Machine", ""), ("Volume", ""), ("VolumeSnapshot", ""), ("Organization", ""), ("Release", ""),
        ("ReleaseUnprocessed", ""), ("Build", ""), ("AppCertificate", ""), ("LimitedAccessToken", ""), ("Secret", ""),
        ("EgressIPAddress", ""),
    ])
    func `every field is resolved but those we know of`(type: String, others: String) throws {
        let api = try FlyGraphQL()
        let resolved = Set(api.executable.resolvers.names)
        guard case .object(let object) = api.executable.schema[type] else {
            Issue.record("\(type) is no object type")
            return
        }
        let unresolved = object.fields.names.filter { !resolved.contains("\(type).\($0)") }
        #expect(Set(unresolved) == Set(others.split(whereSeparator: \.isWhitespace).map(String.init)))
    }

    @Test(.enabled(if: officialText != nil, "the official schema file is not here"))
    func `nothing differs from the official schema`() throws {
        let official = try Schema(sdl: try #require(Self.officialText))
        let served = try FlyGraphQL().executable.schema
        #expect(served.queryType == official.queryType)
        #expect(served.mutationType == official.mutationType)
        #expect(Set(served.typeNames) == Set(official.typeNames))
        for name in served.typeNames where !name.hasPrefix("__") {
            guard let ours = served[name], let theirs = official[name] else {
                Issue.record("\(name) is no type of the official schema")
                continue
            }
            #expect(ours.kind == theirs.kind, "\(name)")
            compare(ours, theirs)
        }
    }

    private func compare(_ ours: NamedType, _ theirs: NamedType) {
        switch (ours, theirs) {
        case (.object(let one), .object(let other)):
            #expect(one.interfaces == other.interfaces, "\(one.name)")
            compare(one.fields, other.fields, of: one.name)
        case (.interface(let one), .interface(let other)): compare(one.fields, other.fields, of: one.name)
        case (.enumeration(let one), .enumeration(let other)):
            #expect(Set(one.values.names) == Set(other.values.names), "\(one.name)")
        case (.input(let one), .input(let other)): compare(one.fields, other.fields, of: one.name)
        case (.scalar(let one), .scalar(let other)): #expect(one.specifiedBy == other.specifiedBy, "\(one.name)")
        case (.union(let one), .union(let other)): #expect(Set(one.members) == Set(other.members), "\(one.name)")
        default: Issue.record("\(ours.name) is a \(ours.kind), officially a \(theirs.kind)")
        }
    }

    private func compare(
        _ ours: DefinitionTable<FieldDefinition>, _ theirs: DefinitionTable<FieldDefinition>, of type: String
    ) {
        #expect(Set(ours.names) == Set(theirs.names), "\(type)")
        for field in ours {
            let name = "\(type).\(field.name)"
            guard let official = theirs[field.name] else {
                Issue.record("\(name) is no field of the official schema")
                continue
            }
            #expect(field.type == official.type, "\(name)")
            #expect((field.deprecationReason == nil) == (official.deprecationReason == nil), "\(name)")
            compare(field.arguments, official.arguments, of: name)
        }
    }

    private func compare(
        _ ours: DefinitionTable<InputValueDefinition>, _ theirs: DefinitionTable<InputValueDefinition>, of owner: String
    ) {
        #expect(Set(ours.names) == Set(theirs.names), "\(owner)")
        for value in ours {
            guard let official = theirs[value.name] else { continue }
            #expect(value.type == official.type, "\(owner).\(value.name)")
            #expect(value.defaultValue == official.defaultValue, "\(owner).\(value.name)")
            #expect((value.deprecationReason == nil) == (official.deprecationReason == nil), "\(owner).\(value.name)")
        }
    }
}
